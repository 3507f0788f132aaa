"""Records from the spot. A phone may send hours later what it took down without a network, and send it twice: the first to
arrive counts, another stands beside it, and nothing is overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.documents import actions as documents
from chunfeng.base.workflow.answers import clean
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, StepRefused, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers.queries import degrees, nearest
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.actions.planning import own_seat
from chunfeng.plans.training.visits.models import FieldRecord, HeadCount, Visit
from chunfeng.plans.training.visits.queries.visiting import NO_LESSON

#: A phone keeps a record so long; what is older is not of this visit.
_KEPT = timedelta(days=7)
#: Clocks of phones are not ours.
_AHEAD = timedelta(minutes=10)


def receive(case: Case, actor: Actor, given: Mapping[str, Any], *, at: datetime | None = None) -> FieldRecord | Refused:
    """What a phone or a form sends. The same uid is one record, whatever became of the answer to the first sending."""
    at = at or timezone.now()
    uid = _uid(given.get("uid"))
    if uid is None:
        return Refused((Reason(_("记录编号不对，请重新打开本页")),))
    if done := FieldRecord.objects.filter(uid=uid).first():
        if (done.visit_id, done.by_id) == (case.record.pk, actor.user):
            return done
        return Refused((Reason(_("这个记录编号已用于别的检查")),))
    case.refresh_from_db()
    if case.state == "assigned":
        taken = take(case, "record", actor=actor, seen=case.version, answers=given, request_key=f"visit:{uid}", at=at)
        if not isinstance(taken, Refused):
            return FieldRecord.objects.get(uid=uid)
        case.refresh_from_db()
        if case.state == "assigned":
            return taken
    # A colleague was first, or the visit was closed meanwhile.
    return _beside(case, actor, given, at)


def _beside(case: Case, actor: Actor, given: Mapping[str, Any], at: datetime) -> FieldRecord | Refused:
    step = case.declared.step("record")
    assert step
    if not actor.may(step.may, place_path=case.place_path):
        return Refused((Reason(_("没有%(step)s的权限") % {"step": step.label}),))
    if case.state == "planned":
        return Refused((Reason(_("检查人员还没有抽齐")),))
    try:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            locked.moment = at
            values, wrong = clean(step.asks, given, locked)
            if wrong:
                return Refused(tuple(wrong))
            made = write_record(locked, actor, values, at, counts=False)
            documents.taken("case", locked.number, values["photos"])
            record("visit.beside", actor, "case", locked.number, uid=str(made.uid), at=at)
    except StepRefused as refused:
        return Refused(refused.reasons)
    return made


def _uid(raw: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        return None


def write_record(case: Case, actor: Actor, answers: Mapping[str, Any], at: datetime, *, counts: bool) -> FieldRecord:
    """Within the caller's transaction; all that is wrong at once."""
    visit: Visit = case.record
    mine = own_seat(visit, actor)
    wrong: list[Reason] = []
    begun = _begun(answers["started_at"], at)
    day = timezone.localdate(begun)
    if not visit.from_on <= day <= visit.to_on:
        wrong.append(Reason(_("检查日期 %(day)s 不在计划的期间 %(first)s～%(last)s") % {"day": day, "first": visit.from_on, "last": visit.to_on}))  # fmt: skip
    made = FieldRecord(
        visit=visit, uid=_uid(answers["uid"]) or uuid.uuid4(), by_id=actor.user, counts=counts, started_at=begun,
        received_at=at, photos=answers["photos"], present=answers["present"], expected=answers["expected"],
        signed_in=answers["signed_in"], said=answers["note"] or "", head=answers["head"],
        head_said=(answers["head_said"] or "")[:500],
    )  # fmt: skip
    if answers["session"] != NO_LESSON:
        made.session_id = int(answers["session"])
    points = queries.points(case)
    made.points = {code: code in answers["met"] for code in points}
    if not all(made.points.values()) and not made.said:
        wrong.append(Reason(_("有不符合的，请写明现场情况"), "#note"))
    if made.present and not answers["here"]:
        wrong.append(Reason(_("有人到场，请点名勾选"), "#here"))
    if made.head == "refused" and not made.head_said:
        wrong.append(Reason(_("班主任拒签的，写明理由"), "#head_said"))
    wrong += _placed(made, visit, answers)
    if wrong:
        raise StepRefused(*wrong)
    made.save(force_insert=True)
    here = set(map(int, answers["here"]))
    entries = visit.training_class.entries.filter(removed_on=None).order_by("pk").values_list("pk", flat=True)
    HeadCount.objects.bulk_create(HeadCount(record=made, entry_id=entry, here=entry in here) for entry in entries)
    if counts:
        mine.signed_at = at
        mine.save(update_fields=["signed_at"])
    return made


def _begun(raw: str | None, at: datetime) -> datetime:
    """By the phone's clock, as far as it can be believed."""
    try:
        told = parse_datetime(raw) if raw else None
    except ValueError:
        told = None
    if told is None or timezone.is_naive(told) or not at - _KEPT <= told <= at + _AHEAD:
        return at
    return min(told, at)


def _placed(made: FieldRecord, visit: Visit, answers: Mapping[str, Any]) -> Sequence[Reason]:
    if position := answers["position"]:
        found = degrees(position)
        if found is None:
            return (Reason(_("定位请写成“纬度,经度”，如 36.2003,117.0884"), "#position"),)
        made.latitude, made.longitude = found  # type: ignore[assignment]
        near = nearest(visit.training_class.agreement.admission, *found)
        made.metres_off = near[1] if near else 0
        return ()
    if answers["no_position_because"]:
        made.no_position_because = answers["no_position_because"]
        return ()
    return (Reason(_("请填写定位；取不到定位的，写明原因"), "#position"),)


def take_other(visit: Visit, actor: Actor, which: int) -> None:
    """The other record is signed instead: whoever wrote it has signed it by that."""
    own_seat(visit, actor)
    other = visit.records.filter(pk=which, counts=False).first()
    if other is None:
        raise StepRefused(Reason(_("请选择另一份现场记录"), "#which"))
    set_aside(visit, actor)
    other.counts = True
    other.save(update_fields=["counts"])
    visit.visitors.filter(user=other.by_id).update(signed_at=other.received_at)


def set_aside(visit: Visit, actor: Actor) -> None:
    own_seat(visit, actor)
    visit.records.filter(counts=True).update(counts=False)
    visit.visitors.update(signed_at=None)


def sign(case: Case, actor: Actor) -> None:
    """The second of those who were there. With it the count stands and says which card it calls for."""
    visit: Visit = case.record
    mine = own_seat(visit, actor)
    found = queries.counting(visit)
    assert found
    if found.by_id == actor.user:
        raise StepRefused(_("写记录的人已经签字，要由同行的另一人签字"))
    mine.signed_at = case.state_at
    mine.save(update_fields=["signed_at"])
    visit.signed_on = queries.day_of(case)
    day = timezone.localdate(found.started_at)
    visit.colour = queries.spot_colour(found.present, found.expected, day, case.place.code)
