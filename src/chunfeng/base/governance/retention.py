"""Which rows are over their time, and the nightly run that erases or blanks them. The rules are base.policy.retention."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment, PhoneCode, User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.documents.models import Attachment, StoredFile
from chunfeng.base.governance.blanking import blank, personal_fields, still_personal
from chunfeng.base.messages.models import Message
from chunfeng.base.orgs.models import Org, OrgEvent
from chunfeng.base.people.models import Person, PersonEvent
from chunfeng.base.policy.retention import RETENTIONS, Retention
from chunfeng.base.uploads.models import Upload, UploadRow
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.period import add_months

BATCH: Final = 200
Rows = models.QuerySet[Any]
#: Kind of an object that files are attached to → its model and the column that attachments name. Apps add theirs.
OWNERS: dict[str, tuple[str, str]] = {"case": ("workflow.Case", "number")}


@dataclass(frozen=True)
class Due:
    """Rows of one table that are over their time. then: erase or pseudonymise."""

    model: type[models.Model]
    rule: Retention
    rows: Rows


def due(today: date) -> Iterator[Due]:
    """Every table that has something over its time to be found, in an order in which rows can go."""
    for model in apps.get_models():
        rule = RETENTIONS.get(getattr(model, "RETENTION", ""))
        if rule is None or rule.term is None or rule.then == "keep":
            continue
        rows = _over(model, rule, today)
        if rows is None:
            continue
        if rule.then == "pseudonymise":
            if not personal_fields(model):
                continue
            rows = still_personal(rows)
        yield Due(model, rule, rows)


def run(today: date | None = None, limit: int | None = None) -> dict[str, int]:
    """Table → rows that were erased or blanked; each batch is one transaction and one event with the rows' numbers."""
    done: dict[str, int] = {}
    for found in due(today or timezone.localdate()):
        label = found.model._meta.label
        last = 0
        while limit is None or sum(done.values()) < limit:
            with transaction.atomic():
                rows = list(found.rows.filter(pk__gt=last).order_by("pk")[:BATCH])
                if not rows:
                    break
                last = rows[-1].pk
                numbers = [row.pk for row in rows if _end(row, found.rule)]
                if numbers:
                    record(
                        f"retention.{found.rule.then}",
                        Actor.the_system(),
                        "table",
                        label,
                        rule=found.rule.code,
                        rows=numbers,
                    )
                    done[label] = done.get(label, 0) + len(numbers)
    return done


def _end(row: models.Model, rule: Retention) -> bool:
    if rule.then == "pseudonymise":
        return bool(blank(row))
    row.delete()
    return True


def _before(today: date, rule: Retention) -> datetime:
    """What happened before this instant is over its time; a rule of no months gives a day."""
    assert rule.term is not None
    months = rule.term.months
    day = add_months(today, -months) if months else today
    return timezone.make_aware(datetime.combine(day, time.min))


def path_to_case(model: type[models.Model]) -> str | None:
    """The shortest way from a row to its case over foreign keys, as a lookup; "" for the case itself."""
    level: list[tuple[str, type[models.Model]]] = [("", model)]
    for _ in range(4):
        for path, at in level:
            if at is Case:
                return path
        level = [
            (f"{path}__{field.name}" if path else field.name, field.related_model)  # type: ignore[misc]
            for path, at in level
            for field in at._meta.concrete_fields
            if field.is_relation and not field.null and isinstance(field.related_model, type)
        ]
    return None


def _over(model: type[models.Model], rule: Retention, today: date) -> Rows | None:
    before = _before(today, rule)
    if model is Event:
        return _events(before, _before(today, RETENTIONS["workflow.case"]))
    if special := _SPECIAL.get(model):
        return special(before)
    if names := getattr(model, "RETENTION_FROM", ()):
        return model._base_manager.filter(_first_before(model, names, before))
    path = path_to_case(model)
    if path is None:
        return None
    return model._base_manager.filter(**{f"{path}__closed_at__lt" if path else "closed_at__lt": before})


def _first_before(model: type[models.Model], names: Sequence[str], before: datetime) -> Q:
    """Where the first of the columns that is filled in lies before an instant."""
    found, empty = Q(pk__in=()), Q()
    for name in names:
        day = not isinstance(model._meta.get_field(name), models.DateTimeField)
        found |= empty & Q(**{f"{name}__lt": timezone.localdate(before) if day else before})
        empty &= Q(**{name: None})
    return found


def _persons(before: datetime) -> Rows:
    """Known for as long, without any matter since, and without a login in use."""
    newer = Case.objects.filter(person=OuterRef("pk")).filter(Q(closed_at=None) | Q(closed_at__gte=before))
    login = User.objects.filter(person=OuterRef("pk"), is_active=True, last_login__gte=before)
    return Person.objects.filter(~Exists(newer), ~Exists(login), created_at__lt=before)


def _orgs(before: datetime) -> Rows:
    newer = Case.objects.filter(org=OuterRef("pk")).filter(Q(closed_at=None) | Q(closed_at__gte=before))
    posts = Assignment.objects.filter(org=OuterRef("pk"), ended_at=None)
    return Org.objects.filter(~Exists(newer), ~Exists(posts), created_at__lt=before)


def _users(before: datetime) -> Rows:
    open_posts = Assignment.objects.filter(user=OuterRef("pk"), ended_at=None)
    ended = User.objects.filter(is_active=False, created_at__lt=before).annotate(ended=Max("assignments__ended_at"))
    return ended.filter(~Exists(open_posts)).filter(Q(ended=None) | Q(ended__lt=before))


def _events(before: datetime, closed_before: datetime) -> Rows:
    """What happened to a case is part of its file, and as old as the file may be."""
    old = Case.objects.filter(number=OuterRef("object_id"), closed_at__lt=closed_before)
    return Event.objects.filter(~Q(object_kind="case") | Exists(old), at__lt=before)


def _attachments(before: datetime) -> Rows:
    found = Q(pk__in=())
    for kind, (label, column) in OWNERS.items():
        model = apps.get_model(label)
        path = path_to_case(model)
        closed = f"{path}__closed_at__lt" if path else "closed_at__lt"
        found |= Q(object_kind=kind, object_uid__in=model._base_manager.filter(**{closed: before}).values(column))
    return Attachment.objects.filter(found)


def _uploads(before: datetime) -> Rows:
    """Handed in so long ago, whether committed, given up or forgotten; the files are swept when no row names them."""
    return Upload.objects.filter(received_at__lt=before).filter(Q(committed_at=None) | Q(committed_at__lt=before))


def _undone(rows: Rows) -> Callable[[datetime], Rows]:
    """History: what was taken back stays until what took it back is over as well."""
    return lambda before: rows.filter(at__lt=before, undone_by=None)


_SPECIAL: Final[dict[type[models.Model], Callable[[datetime], Rows]]] = {
    Person: _persons,
    PersonEvent: _undone(PersonEvent.objects.all()),
    Org: _orgs,
    OrgEvent: _undone(OrgEvent.objects.all()),
    User: _users,
    Message: lambda before: Message.objects.exclude(state="waiting").filter(created_at__lt=before),
    Attachment: _attachments,
    # Content that nothing is attached to any more; the file itself is swept by documents.actions.sweep.
    StoredFile: lambda before: StoredFile.objects.filter(attachments=None, stored_at__lt=before),
    Upload: _uploads,
    UploadRow: lambda before: UploadRow.objects.filter(upload__in=_uploads(before)),
    PhoneCode: lambda before: PhoneCode.objects.filter(made_at__lt=before),
}


def erase(person: Person, actor: Actor) -> None:
    """A person's own wish, or a court's: what identifies goes everywhere we may take it; matters of the archive stay
    with a record that says nothing of who it was (个人信息保护法第四十七条)."""
    with transaction.atomic():
        held = Person.objects.select_for_update(of=("self",)).filter(Q(pk=person.pk) | Q(merged_into=person.pk))
        for row in held:
            if row.phone:
                from chunfeng.base.keys import indexes

                Message.objects.filter(to_key__in=indexes(row.phone.clear(), "contact")).delete()
            for past in PersonEvent.objects.filter(Q(person=row) | Q(other=row)):
                blank(past)
            columns = blank(row)
            record("person.erase", actor, "person", str(row.uid), columns=columns)
        for user in User.objects.filter(person__in=[row.pk for row in held]):
            user.is_active = False
            user.name = "-"
            user.set_unusable_password()
            user.save(update_fields=["is_active", "name", "password"])
            user.assignments.filter(ended_at=None).update(ended_at=timezone.now())
    person.refresh_from_db()


def open_matters(person: Person, but: Case) -> int:
    """Matters in hand that need the person's data."""
    return (
        Case.objects.filter(Q(person=person) | Q(person__merged_into=person), closed_at=None).exclude(pk=but.pk).count()
    )


def without_line() -> list[str]:
    """Tables with personal columns and a term whose rows nothing here would ever find."""
    found = []
    for model in apps.get_models():
        rule = RETENTIONS.get(getattr(model, "RETENTION", ""))
        if rule is None or rule.term is None or rule.code == "workflow.draft" or not personal_fields(model):
            continue
        found_by = model is Event or model in _SPECIAL or hasattr(model, "RETENTION_FROM")
        if not found_by and path_to_case(model) is None:
            found.append(model._meta.label)
    return found
