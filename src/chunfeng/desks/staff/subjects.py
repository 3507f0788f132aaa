"""Who or what stands behind the keys of findings: persons, organisations, roster entries and classes, by name."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.engines.display.page import Inline, Link, Span
from chunfeng.plans.training.classes.models import RosterEntry

Key = tuple[str, str]
_KEY = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class Subject:
    """named: in a line, masked. record: whose columns are compared, and shown by right. lines: what else is known."""

    named: str
    record: Person | Org | None = None
    org: str = ""
    lines: tuple[tuple[str, Inline], ...] = ()


def subjects(keys: Iterable[Key]) -> dict[Key, Subject]:
    """Kind and key → what stands behind it, where there is a record: one query a kind, however many keys."""
    asked: dict[str, set[str]] = {}
    for kind, key in keys:
        asked.setdefault(kind, set()).add(key)
    return {
        (kind, key): subject
        for kind, wanted in asked.items()
        if kind in _KINDS
        for key, subject in _KINDS[kind](wanted).items()
    }


def linked(org: str) -> Inline:
    """An organisation, leading to all cases about it that who looks may see."""
    return Link(org, "/desk/search/?" + urlencode({"q": org}))


def with_names(evidence: Any) -> Any:
    """Evidence in which organisations stand by name: the facts know them by key, alone or before the name of a class."""
    keys = set(_KEY.findall(json.dumps(evidence, ensure_ascii=False)))
    names = {key: org.named for key, org in _orgs(keys).items()} if keys else {}

    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: named(one) for name, one in value.items()}
        if isinstance(value, list):
            return [named(one) for one in value]
        return _KEY.sub(lambda key: names.get(key[0], key[0]), value) if isinstance(value, str) else value

    return named(evidence) if names else evidence


def _persons(keys: set[str]) -> dict[str, Subject]:
    rows = Person.objects.filter(uid__in=_uids(keys))
    return {row.uid.hex: Subject(row.shown_name if row.name else "", row) for row in rows}


def _orgs(keys: set[str]) -> dict[str, Subject]:
    return {row.uid.hex: Subject(row.name, row, row.name) for row in Org.objects.filter(uid__in=_uids(keys))}


def _entries(keys: set[str]) -> dict[str, Subject]:
    """The snapshot counts an entry with the record that its person was merged into."""
    rows = RosterEntry.objects.filter(pk__in=[key for key in keys if key.isdecimal()]).order_by()
    entries = list(rows.select_related("org", "person"))
    merged = {row.person.merged_into_id for row in entries} - {None}
    into = Person.objects.in_bulk(merged) if merged else {}
    found = {}
    for row in entries:
        person = into.get(row.person.merged_into_id, row.person)
        name = person.shown_name if person.name else ""
        found[str(row.pk)] = Subject(
            " · ".join(filter(None, (name, row.org.name, row.class_no))), person, row.org.name,
            (
                (_("班号"), row.class_no),
                (_("培训机构"), linked(row.org.name)),
                (_("开班和结业"), Span(row.class_starts_on, row.class_ends_on)),
                (_("人员类别"), row.category),
                (_("名册行"), _("第 %(n)s 号") % {"n": row.pk}),
                # As it is shown: two of one minute are not told apart by what nobody sees.
                (_("入册时间"), row.added_at.replace(second=0, microsecond=0)),
            ),
        )  # fmt: skip
    return found


def _classes(keys: set[str]) -> dict[str, Subject]:
    """The key of a class is that of its provider and what the provider calls it: not every class was applied for here."""
    parted = {key: key.partition("|")[::2] for key in keys}
    rows = (
        RosterEntry.objects.filter(
            org__uid__in=_uids(uid for uid, _no in parted.values()), class_no__in={no for _uid, no in parted.values()}
        )
        .order_by()
        .values_list("org__uid", "org__name", "class_no")
        .annotate(Min("class_starts_on"), Max("class_ends_on"), Count("pk"))
    )
    return {
        f"{uid.hex}|{no}": Subject(
            f"{org} · {no}", None, org,
            (
                (_("班号"), no),
                (_("培训机构"), linked(org)),
                (_("开班和结业"), Span(first, last)),
                (_("名册人数"), _("%(n)s 人") % {"n": size}),
            ),
        )
        for uid, org, no, first, last, size in rows
        if f"{uid.hex}|{no}" in keys
    }  # fmt: skip


_KINDS: Mapping[str, Callable[[set[str]], dict[str, Subject]]] = {
    "person": _persons, "provider": _orgs, "employer": _orgs, "enrolment": _entries, "class": _classes,
}  # fmt: skip


def _uids(keys: Iterable[str]) -> list[Any]:
    found = []
    for key in keys:
        try:
            found.append(uuid.UUID(key))
        except ValueError:
            continue
    return found
