"""The same roster through django-import-export as its manual shows it: a ModelResource that parses and checks each row before
it is imported, with the parsers and the checks that ours has."""

from __future__ import annotations

import time
from typing import Any


def run(content: str) -> float:
    """Seconds from the text of a CSV file to committed persons and roster entries."""
    import tablib
    from django.db import transaction
    from import_export import resources

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.audit.record import record
    from chunfeng.base.keys import indexes
    from chunfeng.base.orgs.models import Org
    from chunfeng.base.people.models import Person
    from chunfeng.base.policy.values import pack
    from chunfeng.base.uploads.models import Upload
    from chunfeng.engines.feeds.outcome import Bad
    from chunfeng.engines.feeds.values import parse
    from chunfeng.plans.training.classes.actions import categories
    from chunfeng.plans.training.classes.models import RosterEntry
    from chunfeng.site.registry import words_of

    words, allowed = words_of(pack()), set(categories())
    org, upload = Org.objects.get(), Upload.objects.get()
    parsers = {"姓名": "name", "身份证号": "number", "手机号": "phone", "班期": "class_no", "人员类别": "text"}

    class Roster(resources.ModelResource):
        class Meta:
            model = RosterEntry
            fields = ("org", "class_no", "person", "category", "upload")
            import_id_fields = ("org", "class_no", "person")
            use_transactions = True
            skip_unchanged = True
            clean_model_instances = True

        def before_import(self, dataset: Any, **kwargs: Any) -> None:
            for title in ("org", "class_no", "person", "category", "upload"):
                dataset.append_col([""] * len(dataset), header=title)

        def before_import_row(self, row: Any, **kwargs: Any) -> None:
            values = {}
            for title, name in parsers.items():
                told = parse(name, [row[title]], words)[0]
                if told is None or isinstance(told, Bad):
                    raise ValueError(title)
                values[title] = told
            if values["人员类别"] not in allowed:
                raise ValueError("人员类别")
            number, kind = values["身份证号"]
            person = Person.objects.filter(number_key__in=indexes(number, "number"), number_kind=kind).first()
            if person is None:
                person = Person(name=values["姓名"], number=number, number_kind=kind, phone=values["手机号"])
                person.save()
            row |= {"org": org.pk, "class_no": values["班期"], "person": person.pk, "category": values["人员类别"],
                    "upload": upload.pk}  # fmt: skip

    before = RosterEntry.objects.count()
    start = time.perf_counter()
    rows = tablib.Dataset().load(content, format="csv")
    with transaction.atomic():
        done = Roster().import_data(rows, raise_errors=True)
        record("upload.commit", Actor.the_system(), "upload", str(upload.uid), rows=done.totals["new"])
    seconds = time.perf_counter() - start
    assert RosterEntry.objects.count() == before + len(rows)
    return seconds
