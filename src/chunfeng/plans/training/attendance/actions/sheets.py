"""Sign-in sheets on paper, transcribed: an equal way for whoever wants no device, with who wrote it down, when and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance.models import Mark, Sheet
from chunfeng.plans.training.attendance.queries.halves import Half, halves_of
from chunfeng.plans.training.attendance.queries.hours import Key
from chunfeng.plans.training.attendance.queries.sheets import may_be_written
from chunfeng.plans.training.classes.models import TrainingClass


def transcribe(
    klass: TrainingClass, actor: Actor, key: Key | None, signed: Collection[int], because: str, document: str,
    *, at: datetime | None = None,
) -> Sheet | list[Reason]:  # fmt: skip
    """signed: keys of roster entries. document: uid of the photo."""
    at = at or timezone.now()
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=klass.case_id)
        reasons = _wrong(TrainingClass.objects.get(pk=klass.pk), case, actor, key, because, document, at)
        entries = set(klass.entries.filter(removed_on=None, pk__in=signed).values_list("pk", flat=True))
        if not entries:
            reasons.append(Reason(_("请勾选签到的学员"), "#signed"))
        if reasons or key is None:
            return reasons
        sheet = Sheet.objects.create(
            training_class=klass, held_on=key[0], slot=key[1], because=because.strip(), document=document, entered_at=at,
            entered_by_id=actor.user, persons=len(entries),
        )  # fmt: skip
        sheet.signed.set(entries)
        there = Mark.objects.filter(entry__in=entries, held_on=key[0], slot=key[1])
        known = set(there.values_list("entry_id", flat=True))
        there.filter(sheet=None).update(sheet=sheet)
        Mark.objects.bulk_create(
            [Mark(entry_id=e, held_on=key[0], slot=key[1], sheet=sheet) for e in sorted(entries - known)]
        )  # fmt: skip
        record(
            "sheet.transcribe", actor, "case", case.number, sheet=sheet.pk, held_on=str(key[0]), slot=key[1],
            persons=len(entries), at=at,
        )  # fmt: skip
    return sheet


def _wrong(
    klass: TrainingClass, case: Case, actor: Actor, key: Key | None, because: str, document: str, at: datetime
) -> list[Reason]:
    if not actor.may("attendance.record", org=case.org_id):
        return [Reason(_("没有为这家单位记考勤的权限"))]
    found = []
    if said := may_be_written(klass):
        found.append(said)
    half = halves_of(klass).get(key) if key else None
    if half is None:
        found.append(Reason(_("请选择一次已经上过的课"), "#half"))
    elif not begun(half, at):
        found.append(Reason(_("这次课还没有开始"), "#half"))
    if not because.strip():
        found.append(Reason(_("请写明用纸质签到的理由"), "#because"))
    elif len(because) > 300:
        found.append(Reason(_("理由最多 300 字"), "#because"))
    if not document:
        found.append(Reason(_("请附上签到表的照片或扫描件"), "#photo"))
    return found


def begun(half: Half, at: datetime) -> bool:
    here = timezone.localtime(at)
    return (half.held_on, half.first) <= (here.date(), here.hour * 60 + here.minute)


def void(sheet: Sheet, actor: Actor, because: str, *, at: datetime | None = None) -> list[Reason]:
    """Taken back by its provider, or not accepted by the office. What stands by it alone goes with it; punches stay, and the
    sheet itself does."""
    at = at or timezone.now()
    case = sheet.training_class.case
    assert case
    if not (
        actor.may("attendance.record", org=case.org_id) or actor.may("attendance.void", place_path=case.place_path)
    ):
        return [Reason(_("没有作废签到表的权限"))]
    if not because.strip():
        return [Reason(_("请写明作废的理由"), "#because")]
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        locked = Sheet.objects.select_for_update().get(pk=sheet.pk)
        if locked.void_at is not None:
            return [Reason(_("这张签到表已经作废"))]
        locked.void_at, locked.void_because = at, because.strip()[:300]
        locked.save(update_fields=["void_at", "void_because"])
        same = Sheet.objects.filter(
            training_class=locked.training_class_id, held_on=locked.held_on, slot=locked.slot, void_at=None
        )  # fmt: skip
        for other in same:
            # Whoever signed another sheet of the half day stands by that one.
            locked.marks.filter(entry__in=other.signed.values("pk")).update(sheet=other)
        locked.marks.filter(first_at=None).delete()
        locked.marks.update(sheet=None)
        record("sheet.void", actor, "case", case.number, sheet=locked.pk, note=locked.void_because, at=at)
    return []


def day_of(text: str) -> Key | None:
    """2016-05-16.1 as a form sends a half day."""
    day, _dot, slot = text.partition(".")
    try:
        return date.fromisoformat(day), int(slot)
    except ValueError:
        return None
