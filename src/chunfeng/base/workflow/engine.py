"""The one door through which a case moves: `take`. It locks, collects every refusal, writes, posts, logs and tells, in
one transaction, or does nothing and says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.documents import actions as documents
from chunfeng.base.workflow import clocks, draws
from chunfeng.base.workflow.answers import clean
from chunfeng.base.workflow.declarations import Process, Reason, Step
from chunfeng.base.workflow.models import Case, next_number


@dataclass(frozen=True)
class Taken:
    case: Case
    event: Event


@dataclass(frozen=True)
class Refused:
    """reasons: all of them, each a sentence, with a link to its cure where there is one."""

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return _("；").join(map(str, self.reasons))


def open_case(
    process: Process, subject: Any, actor: Actor, *, place: Any, title: str, org: Any = None, person: Any = None,
    at: datetime | None = None, note: str = "", **facts: Any,
) -> Case:  # fmt: skip
    """A new case in its first state around the app's unsaved record. The caller has checked `process.opens`."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        case = Case.objects.create(
            number=next_number(process.prefix, today.year), process=process.code, state=process.first.code, title=title,
            place=place, place_path=place.path, org=org, person=person, opened_at=at, state_at=at,
            received_at=None if process.drafted else at,
        )  # fmt: skip
        subject.case, subject.state = case, case.state
        subject.save(force_insert=True)
        case._record = subject  # type: ignore[attr-defined]
        clocks.move(case, process, today, area=place.code)
        case.save(update_fields=["due_on", "due_clock"])
        grant = actor.grant_for(process.opens, case.place_path, case.org_id, case.person_id)
        record(
            "open", actor, "case", case.number, grant=grant, step="open", after=case.state, note=note, clause=process.clause, at=at,
            **facts,
        )  # fmt: skip
    return case


def begin(
    process: Process, actor: Actor, place: Any, given: Mapping[str, Any], *, request_key: str | None = None,
    at: datetime | None = None,
) -> Case | Refused:  # fmt: skip
    """A case as staff begin it: all that is wrong with the answers at once, or the case. The same request key is one case."""
    assert process.begins
    at = at or timezone.now()
    if not actor.may(process.opens, place_path=place.path):
        return Refused((Reason(_("没有%(act)s的权限") % {"act": process.begins.label}),))
    if done := _begun(request_key, actor):
        return done
    values, wrong = clean(process.begins.asks, given)
    if wrong:
        return Refused(tuple(wrong))
    try:
        with transaction.atomic():
            record_, title = process.begins.makes(place, timezone.localdate(at), values)
            case = open_case(process, record_, actor, place=place, title=title, at=at, note=values.get("note") or "",
                             request_key=request_key)  # fmt: skip
            if process.begins.does:
                process.begins.does(case, actor, values)
            return case
    except StepRefused as refused:
        return Refused(refused.reasons)
    except IntegrityError:
        # The same form sent twice at once, or another who begins the same at this moment: a constraint has let one of them.
        return _begun(request_key, actor) or Refused((Reason(_("刚才有人办了同一件事，请看过最新情况再办")),))


def _begun(request_key: str | None, actor: Actor) -> Case | None:
    done = (
        Event.objects.filter(request_key=request_key, kind="open", actor_id=actor.user).first() if request_key else None
    )
    return Case.objects.get(number=done.object_id) if done else None


def grant_of(case: Case, step: Step, actor: Actor) -> Grant | None:
    return actor.grant_for(step.may, case.place_path, case.org_id, case.person_id)


def same_hand(event: Event, actor: Actor, grant: Grant | None) -> bool:
    """Whether one person stands behind both acts: a substitute acts with the hand of whoever is on leave."""
    before = {event.actor_id, event.on_behalf_of}
    now = {actor.user, grant.on_behalf_of if grant else None}
    return bool(before & now - {None})


def refusals(case: Case, step: Step, actor: Actor, *, last: Mapping[str, Event] | None = None) -> list[Reason]:
    """Why this actor cannot take this step now; empty when it can. last: latest event of each step of the case."""
    found: list[Reason] = []
    process = case.declared
    if case.state not in step.sources:
        found.append(
            Reason(_("%(state)s的事项不能%(step)s") % {"state": case.state_declared.label, "step": step.label})
        )
    if step.by_system:
        if not actor.system:
            found.append(Reason(_("这一步由系统到期办理")))
    elif not actor.system and grant_of(case, step, actor) is None:
        found.append(Reason(_("没有%(step)s的权限") % {"step": step.label}))
    if step.not_by and not actor.system:
        last = last_events(case) if last is None else last
        grant = grant_of(case, step, actor)
        for code in step.not_by:
            event = last.get(code)
            if event is not None and same_hand(event, actor, grant):
                other = process.step(code)
                acts = {"other": other.label if other else _("提出"), "step": step.label}
                found.append(Reason(_("“%(other)s”与“%(step)s”不能是同一人") % acts))
    if case.state in step.sources:
        for guard in step.needs:
            said = guard(case)
            if said:
                found.append(said if isinstance(said, Reason) else Reason(said))
    return found


def last_events(case: Case, events: Iterable[Event] | None = None) -> dict[str, Event]:
    """The latest event of each step that has not been reversed, the opening under "open". events: all of the case, where
    they are known; else one query."""
    if events is None:
        events = Event.objects.filter(object_kind="case", object_id=case.number)
    known = sorted(events, key=lambda event: event.pk)
    reversed_ = {event.reverses_id for event in known}
    return {event.step: event for event in known if event.kind in ("open", "step") and event.pk not in reversed_}


def offers(case: Case, actor: Actor, events: Iterable[Event] | None = None) -> list[tuple[Step, list[Reason]]]:
    """The steps out of the case's state that are in this actor's hands, each with what stands in its way. events: all of
    the case, where they are known."""
    last = last_events(case, events)
    return [
        (step, refusals(case, step, actor, last=last))
        for step in case.declared.steps
        if case.state in step.sources and not step.by_system and grant_of(case, step, actor) is not None
    ]


def take(
    case: Case, code: str, *, actor: Actor, seen: int, answers: Mapping[str, Any] | None = None,
    request_key: str | None = None, at: datetime | None = None,
) -> Taken | Refused:  # fmt: skip
    """Takes a step. seen: the version on the user's screen. request_key: the same key twice is one act.

    at: the instant of the act; now, except for the demo city, which lives through its year.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        locked.moment = at
        process = locked.declared
        step = process.step(code)
        if step is None:
            return Refused((Reason(_("没有这一步")),))
        if request_key:
            done = Event.objects.filter(request_key=request_key).first()
            if done is not None:
                same = (done.object_id, done.step, done.actor_id) == (locked.number, code, actor.user)
                return Taken(locked, done) if same else Refused((Reason(_("这个请求号已用于别的操作")),))
        if locked.version != seen:
            return Refused((_stale(locked),))
        reasons = refusals(locked, step, actor)
        values, wrong = clean(step.asks, answers or {}, locked)
        if reasons or wrong:
            return Refused((*reasons, *wrong))
        try:
            with transaction.atomic():
                event = _act(locked, process, step, actor, values, request_key, at, today)
        except StepRefused as refused:
            return Refused(refused.reasons)
        except DataError:
            # A column is narrower than its question; SQLite would have kept it.
            return Refused((Reason(_("有一项太长或太大，请缩短后再交")),))
    case.__dict__.update({k: v for k, v in locked.__dict__.items() if k not in ("_prefetched_objects_cache", "moment")})
    return Taken(locked, event)


class StepRefused(Exception):
    """Raised by an effect, draw or posting that finds it cannot act; everything of the step is undone."""

    def __init__(self, *reasons: Reason | str) -> None:
        self.reasons = tuple(r if isinstance(r, Reason) else Reason(r) for r in reasons)
        super().__init__("；".join(map(str, self.reasons)))


def _act(
    case: Case, process: Process, step: Step, actor: Actor, values: Mapping[str, Any], request_key: str | None,
    at: datetime, today: date,
) -> Event:  # fmt: skip
    before = case.state
    # Asked for before the step can move the case to another place or organisation.
    grant = grant_of(case, step, actor)
    facts: dict[str, Any] = {
        "answers": {
            a.name: _plain(values[a.name])
            for a in step.asks
            if a.kind != "note" and not a.personal and values[a.name] not in (None, [])
        }
    }
    case.state, case.state_at, case.version = step.target or before, at, case.version + 1
    subject = case.record
    subject.state = case.state
    if step.does:
        step.does(case, actor, values)
    subject.save()
    documents.taken("case", case.number, (uid for a in step.asks if a.kind == "files" for uid in values[a.name]))
    if step.draws:
        facts["draw"] = _draw(case, step)
    if step.extends:
        try:
            row = clocks.extend(case, step.extends, step.extension, today, area=case.place.code)
        except ValueError as late:
            raise StepRefused(str(late)) from None
        facts["extended_to"] = row.due_on.isoformat()
    moved = clocks.move(case, process, today, area=case.place.code)
    facts["clocks"] = {c.code: [c.days, c.due_on.isoformat(), c.unit] for c in moved}
    case.closed_at = at if process.state(case.state).final else None
    if case.received_at is None and case.state != process.first.code and not case.closed_at:
        case.received_at = at
    case.save(
        update_fields=[
            "state",
            "state_at",
            "received_at",
            "version",
            "due_on",
            "due_clock",
            "closed_at",
            "holder",
            "title",
            "place",
            "place_path",
            "org",
        ]
    )
    if step.posts:
        step.posts.post(case, actor)
    event = record(
        "step", actor, "case", case.number, grant=grant, step=step.code, before=before,
        after=case.state, note=values.get("note") or "", clause=step.clause or process.clause, request_key=request_key, at=at,
        **{name: value for name, value in facts.items() if value},
    )  # fmt: skip
    AFTER.told(case, step, event)
    return event


class _After:
    """What `site` hangs behind a step within its transaction: messages to the party, papers. One function."""

    def __init__(self) -> None:
        self.told: Any = lambda case, step, event: None


AFTER = _After()


def _draw(case: Case, step: Step) -> dict[str, Any]:
    assert step.draws
    pool = step.draws.pool(case)
    take = step.draws.take(case) if callable(step.draws.take) else step.draws.take
    if len(pool) < take:
        raise StepRefused(_("可抽取的只有 %(have)s 名，不足 %(need)s 名") % {"have": len(pool), "need": take})
    seed = draws.new_seed()
    chosen = draws.draw(seed, pool, take)
    step.draws.store(case, chosen)
    case.record.save()
    return {"seed": seed, "pool": sorted(pool), "pool_hash": draws.pool_hash(pool), "chosen": chosen}


def reverse(
    case: Case, event: Event, *, actor: Actor, seen: int, note: str, at: datetime | None = None
) -> Taken | Refused:
    """Undoes the last step of a case, where its declaration allows it: the record stays, struck through."""
    at = at or timezone.now()
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        step = locked.declared.step(event.step)
        newest = Event.objects.filter(object_kind="case", object_id=locked.number, kind__in=("step", "reverse")).last()
        reasons = []
        if locked.version != seen:
            reasons.append(_stale(locked))
        if step is None or not step.reversible:
            reasons.append(Reason(_("这一步依规定不能撤回")))
        elif grant_of(locked, step, actor) is None:
            reasons.append(Reason(_("没有撤回%(step)s的权限") % {"step": step.label}))
        if newest is None or newest.pk != event.pk or _reversed(event):
            reasons.append(Reason(_("只能撤回最近的一步")))
        if not note.strip():
            reasons.append(Reason(_("请填写撤回的原因"), "#note"))
        if reasons or step is None:
            return Refused(tuple(reasons))
        locked.state, locked.state_at, locked.version = event.before, at, locked.version + 1
        locked.record.state = event.before
        locked.record.save()
        clocks.move(locked, locked.declared, timezone.localdate(at), area=locked.place.code)
        locked.closed_at = None
        locked.save(update_fields=["state", "state_at", "version", "due_on", "due_clock", "closed_at"])
        undone = record(
            "reverse", actor, "case", locked.number, grant=grant_of(locked, step, actor), step=step.code,
            before=event.after, after=event.before, note=note, clause=event.clause, reverses=event, at=at,
        )  # fmt: skip
    return Taken(locked, undone)


def _reversed(event: Event) -> bool:
    of_case = Event.objects.filter(object_kind=event.object_kind, object_id=event.object_id)
    return of_case.filter(reverses=event).exists()


def _stale(case: Case) -> Reason:
    event = Event.objects.filter(object_kind="case", object_id=case.number).last()
    known = {"state": case.state_declared.label}
    if event is None:
        return Reason(_("已办理，现为%(state)s；请看过最新情况再办") % known, "?")
    known |= {"who": event.doer, "at": f"{timezone.localtime(event.at):%m-%d %H:%M}"}
    return Reason(_("%(who)s于 %(at)s 已办理，现为%(state)s；请看过最新情况再办") % known, "?")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
