"""The case page as data: what is known, what was done, what can be done next, until when."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow import clocks, engine, together
from chunfeng.base.workflow.declarations import Reason as Why
from chunfeng.base.workflow.declarations import Step
from chunfeng.base.workflow.models import Case, CaseClock
from chunfeng.base.workflow.queries import timeline
from chunfeng.desks.staff import posts
from chunfeng.desks.staff.log_words import KINDS
from chunfeng.desks.ui.asks import before, field, of_the_whole, step_page
from chunfeng.desks.ui.deadlines import deadline, of_case
from chunfeng.desks.ui.inline import days_left
from chunfeng.engines.display.page import (
    Chip,
    Day,
    Deadline,
    Entry,
    Form,
    Head,
    Inline,
    Link,
    Mark,
    Moment,
    Next,
    Notice,
    Page,
    Panel,
    Printed,
    Reason,
    StepOffer,
    StepRefusal,
    Term,
    Terms,
    Timeline,
)

if TYPE_CHECKING:
    from chunfeng.desks.staff.opened import Opened

#: What an app shows of its own records on a case; handed over by `site`, by code of the procedure.
Panels = Callable[[Case, Actor], Sequence[Any]]
PANELS: dict[str, Panels] = {}
#: The same of procedures whose panels lead to pages of their own, as to a masked value: they are given how the list that the case
#: was opened from stays in an address.
LEADING: dict[str, Callable[[Case, Actor, Callable[[str], str]], Sequence[Any]]] = {}

#: Steps that have a page of their own elsewhere: (procedure, step) → its address; handed over by `site`.
ELSEWHERE: dict[tuple[str, str], Callable[[Case], str]] = {}

#: Procedures whose act judges evidence: it is read first, and no answer is the primary one; handed over by `site`.
JUDGED: set[str] = set()


def address(case: Case) -> str:
    return f"/desk/cases/{case.number}/"


def page(
    case: Case, actor: Actor, *, today: date, tried: str = "", given: Mapping[str, Any] | None = None,
    refused: Sequence[Why] = (), opened: Opened | None = None,
) -> Page:  # fmt: skip
    """tried: a step that was refused just now, with what was given and why; its form stays open as it was filled. opened: the
    list it was opened from, where that is not the queue."""
    process, state = case.declared, case.state_declared
    events = timeline(case)
    together.read(case, "clocks")
    rows = list(case.clocks.all())
    at: Callable[[str], str] = opened.url if opened else str
    panels: Sequence[Any] = ()
    if leading := LEADING.get(case.process):
        panels = leading(case, actor, at)
    elif shown := PANELS.get(case.process):
        panels = shown(case, actor)
    body: list[Any] = [*panels, Panel(_("经过"), (_timeline(case, events, at),), anchor="timeline")]
    if refused and not tried:
        body.insert(0, Notice(tuple(_sentence(r) for r in refused), "bad"))
    side: list[Any] = [_next(case, actor, events, tried, given or {}, refused, at)]
    if rows:
        side.append(Panel(_("期限"), (_terms(case, rows, events, today),), anchor="terms"))
    return Page(
        title=f"{case.number} {process.title}",
        head=Head(
            process.title + " · " + case.heading,
            number=case.number,
            chip=Chip(state.tone, state.label) if not state.final else None,
            deadline=_deadline(case, today),
            said=_latest(case, events),
            back=opened.back if opened else Link(_("返回待办"), "/desk/"),
        ),
        body=tuple(body),
        side=tuple(side),
        printed=Printed(process.title, actor.name, timezone.now(), watermark=True),
        previous_url=at(f"{address(case)}before/"),
        next_url=at(f"{address(case)}after/"),
        signatures=(_("经办人"), _("复核人"), _("负责人")),
        keys=("case",),
        body_first=case.process in JUDGED,
    )


def _deadline(case: Case, today: date) -> Inline:
    """The days that are left; of a case that is over, its state in plain words."""
    if case.state_declared.final:
        return case.state_declared.label
    return of_case(case, today)


def _sentence(reason: Why) -> Inline:
    return Link(str(reason), reason.link) if reason.link.startswith("/") else str(reason)


def _latest(case: Case, events: Sequence[Event]) -> Inline:
    if not events:
        return None
    return (Moment(events[0].at), " ", _who(events[0]), " ", _act(case, events[0]))


def _who(event: Event) -> str:
    role = ROLES.get(event.role)
    if role:
        return f"{event.actor_name} · {role.title}"
    return event.doer


def _act(case: Case, event: Event) -> str:
    step = case.declared.step(event.step) if event.step else None
    match event.kind:
        case "open":
            return str(case.declared.begun)
        case "step":
            return step.label if step else event.step
        case "reverse":
            return _("撤回：%(act)s") % {"act": step.label if step else event.step}
        case "late":
            clock = case.declared.clock(event.known.get("clock", ""))
            said = _("期满：%(term)s") if clock and clock.passes else _("逾期：%(term)s")
            return said % {"term": clock.title if clock else ""}
        case kind:
            return KINDS.get(kind, kind)


#: Sent along by a step on a page of its own: what is refused comes back there.
ALONE = ("alone", "1")


def one_step(
    case: Case, actor: Actor, step: Step, given: Mapping[str, Any] | None = None, refused: Sequence[Why] = (),
    *, at: Callable[[str], str] = str,
) -> Page:  # fmt: skip
    """A step alone in one column, with what stands in its way instead of its form where something does. at: as of `Opened.url`."""
    back = Link(_("返回事项"), at(address(case)))
    reasons = engine.refusals(case, step, actor)
    body: tuple[Any, ...]
    if reasons:
        body = (Next(refusals=(StepRefusal(str(step.label), tuple(map(_reason, reasons))),)),)
    else:
        blocks = step_page(case, step, at(f"{address(case)}steps/{step.code}/"), back, given, refused)
        body = tuple(map(_alone, blocks))
    return Page(str(step.label), Head(str(step.label), number=case.number, back=back, said=case.heading), body)


def _alone(block: Any) -> Any:
    if isinstance(block, Panel):
        return replace(block, body=tuple(map(_alone, block.body)))
    return replace(block, hidden=(*block.hidden, ALONE)) if isinstance(block, Form) else block


def _timeline(case: Case, events: Sequence[Event], at: Callable[[str], str]) -> Timeline:
    entries = []
    undone = {event.reverses_id for event in events}
    state = case.state_declared
    if state.waits_on and not state.final:
        entries.append(Entry(_("等待%(who)s") % {"who": state.waits_on}, Moment(case.state_at), kind="waiting"))
    for event in events:
        entries.append(
            Entry(
                _act(case, event),
                Moment(event.at),
                _who(event),
                note=event.note or None,
                small=_small(case, event, at),
                kind="system" if event.by_system else "human",
                undone=event.pk in undone,
            )
        )
    return Timeline(tuple(entries))


def _small(case: Case, event: Event, at: Callable[[str], str]) -> Inline:
    known = event.known
    parts: list[Inline] = []
    if event.clause:
        parts.append(Link(event.clause, f"/policy/#{event.clause}"))
    for code, (days, due, unit) in known.get("clocks", {}).items():
        clock = case.declared.clock(code)
        words = _("%(n)s 个工作日") if unit == "workdays" else _("%(n)s 日")
        parts.append(f"{clock.title if clock else code} {words % {'n': days}} → {due}")
    if draw := known.get("draw"):
        parts.append(Link(_("抽签可复核"), at(f"{address(case)}draws/{event.pk}/")))
        parts.append(_("种子 %(seed)s") % {"seed": draw["seed"]})
    step = case.declared.step(event.step) if event.step else None
    for code in step.papers if step and event.kind == "step" else ():
        title, url = PAPER_TITLES.get(code, code), f"{address(case)}papers/{event.pk}/{code}"
        parts.append((Link(title, f"{url}.pdf"), " ", Link("Word", f"{url}.docx", aloud=title)))
    for ask in step.asks if step and event.kind == "step" else ():
        if ask.kind == "files":
            uids = known.get("answers", {}).get(ask.name) or ()
            parts += [Link(f"{ask.label} {n}", f"/files/{uid}/") for n, uid in enumerate(uids, 1)]
    return tuple(x for part in parts for x in (part, "　"))[:-1] if parts else None


#: Titles of official papers by code, handed over by `site`.
PAPER_TITLES: dict[str, str] = {}


def _next(
    case: Case, actor: Actor, events: Sequence[Event], tried: str, given: Mapping[str, Any], refused: Sequence[Why],
    at: Callable[[str], str],
) -> Next:  # fmt: skip
    found: list[StepOffer | Link] = []
    barred: list[StepRefusal] = []
    offers, state = engine.offers(case, actor, events), case.state_declared
    # By which the case normally goes on; where the declaration names none, the first that can be taken.
    usual = () if state.final else state.usual or tuple(step.code for step, _why in offers)
    primary = next((step.code for step, why in offers if not why and step.code in usual), "")
    for step, reasons in offers:
        if reasons and step.code == tried and refused:
            continue
        if reasons:
            barred.append(StepRefusal(str(step.label), tuple(map(_reason, reasons))))
            continue
        if elsewhere := ELSEWHERE.get((case.process, step.code)):
            found.append(Link(str(step.label), at(elsewhere(case))))
            continue
        open_ = step.code == tried
        first = step.code == primary and case.process not in JUDGED
        filled = given if open_ else before(case, step, events)
        found.append(_offer(case, step, first, filled, refused if open_ else (), at))
    if tried and tried not in {o.code for o in found if isinstance(o, StepOffer)} and refused:
        step = case.declared.step(tried)
        barred.insert(
            0,
            StepRefusal(str(step.label if step else tried), tuple(map(_reason, refused))),
        )
    idle: Inline = None
    if not found and not barred:
        idle = (
            _("已办结，没有下一步。")
            if state.final
            else _("等待%(who)s，我没有可办的步骤。") % {"who": state.waits_on or posts.to_act(case) or _("经办人")}
        )
    return Next(tuple(found), tuple(barred), idle=idle)


def _reason(reason: Why) -> Reason:
    cure = Link(_("去处理"), reason.link) if reason.link and not reason.link.startswith("?") else None
    return Reason(str(reason), cure)


def _offer(
    case: Case, step: Step, first: bool, given: Mapping[str, Any], refused: Sequence[Why], at: Callable[[str], str]
) -> StepOffer:  # fmt: skip
    return StepOffer(
        step.code,
        step.label,
        at(f"{address(case)}steps/{step.code}/"),
        case.version,
        given.get("request_key") or secrets.token_urlsafe(18),
        fields=tuple(field(ask, case, given, refused, prefix=f"{step.code}_") for ask in step.asks),
        confirm=step.confirm or None,
        irreversible=bool(step.confirm) and not step.reversible,
        tone="primary" if first else "plain",
        opened=bool(refused),
        errors=of_the_whole(step.asks, refused),
    )


def _terms(case: Case, rows: Sequence[CaseClock], events: Sequence[Event], today: date) -> Terms:
    moves = [(timezone.localdate(event.at), event.after) for event in sorted(events, key=lambda e: e.pk) if event.after]
    found = []
    for row in rows:
        clock = case.declared.clock(row.code)
        passes = bool(clock and clock.passes)
        words = _("%(n)s 个工作日") if row.unit == "workdays" else _("%(n)s 日")
        due: Inline
        until = row.finished_on or row.paused_on or today
        if row.finished_on:
            due = (_("已结束"), " ", Day(row.finished_on))
        elif row.paused_on:
            due = Deadline(row.due_on, paused=_("%(day)s 起停算") % {"day": f"{row.paused_on:%m-%d}"})
        else:
            due = deadline(row.due_on, row.unit, today, passes=passes)
        if until > row.due_on and not row.running and not passes:
            over = deadline(row.due_on, row.unit, until)
            due = (due, " ", Mark(days_left(over.left, natural=over.natural), "late"))
        if row.provisional and not row.finished_on:
            due = (due, " ", Mark(_("%(year)s 年放假安排公布后重算") % {"year": row.due_on.year}, "note"))
        used = clocks.used(row, clock, moves, until)
        name: Inline = (
            (clock.title, " ", Mark(str(clock.legal), "note"))
            if clock and clock.legal
            else clock.title
            if clock
            else row.code
        )
        found.append(Term(name, words % {"n": row.days}, due, used=words % {"n": used}))
    return Terms(tuple(found))
