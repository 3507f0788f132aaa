"""How it stands with a case, in the words of whom it concerns: what was told, what is waited for, until when, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.queries import office_of
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow import engine
from chunfeng.base.workflow.declarations import Reason as Why
from chunfeng.base.workflow.declarations import Step, Tone
from chunfeng.base.workflow.models import Case, IssuedPaper
from chunfeng.base.workflow.queries import in_hands, timeline
from chunfeng.desks.portal.finding import address, dossier_of
from chunfeng.desks.portal.registry import PORTAL
from chunfeng.desks.ui.asks import step_page
from chunfeng.desks.ui.deadlines import of_case
from chunfeng.engines.display.page import (
    Chinese,
    Chip,
    Column,
    Day,
    Entry,
    Fact,
    Facts,
    Head,
    Id,
    Inline,
    Link,
    Links,
    List,
    Missing,
    Moment,
    Notice,
    Page,
    Panel,
    Reason,
    Row,
    Task,
    TaskList,
    Timeline,
)


def office(case: Case, today: date) -> str:
    """Whom to ask: the post at the place that holds a step of this procedure, first the present one."""
    here = [s.may for s in case.declared.steps if case.state in s.sources and not (s.party or s.by_system)]
    others = [s.may for s in case.declared.steps if not (s.party or s.by_system)]
    for permission in dict.fromkeys((*here, *others)):
        if found := office_of(permission, case.place_path, today):
            return found
    return ""


def seen(case: Case) -> tuple[Tone | None, str]:
    """Tone and words of the state for who is here; no tone where the case is over."""
    if concern := PORTAL.concerns.get(case.process):
        return concern.seen(case)[:2]
    state = case.state_declared
    return None if state.final else state.tone, str(state.label)


def due_on(case: Case) -> date | None:
    """The term of the case, where it is one that who is here may know."""
    concern = PORTAL.concerns.get(case.process)
    return None if concern and case.due_clock not in concern.terms else case.due_on


def to_judge(case: Case, actor: Actor) -> Step | None:
    """The first step that is the actor's as an expert: nobody else at the portal has any but those of a party."""
    return next(
        (step for step in case.declared.leaving(case.state) if not step.party and in_hands(step, case, actor)), None
    )


def awaited(case: Case, actor: Actor) -> str:
    """Whose turn it is, said to who is here."""
    if step := to_judge(case, actor):
        return _("待我%(act)s") % {"act": step.label}
    if concern := PORTAL.concerns.get(case.process):
        return concern.seen(case)[2]
    who = case.state_declared.waits_on
    if who and who == case.declared.party:
        return _("轮到我方办理")
    return _("等待%(who)s") % {"who": who} if who else _("等待%(office)s办理") % {"office": case.office}


def head(case: Case, actor: Actor, today: date) -> Head:
    tone, label = seen(case)
    said: Inline = None
    if tone:
        said = awaited(case, actor)
    elif case.closed_at:
        said = (_("办结于 "), Moment(case.closed_at, "iso"))
    return Head(
        f"{case.declared.title} · {case.heading}",
        number=case.number,
        chip=Chip(tone, label) if tone else None,
        deadline=of_case(case, today) if due_on(case) else None,
        said=said if tone else (label, "　", said),
        back=Link(_("返回办理"), "/portal/"),
    )


def contact(case: Case, today: date) -> Panel:
    facts = [
        Fact(_("承办"), case.office, wide=True),
        Fact(_("办公电话"), office(case, today) or Missing.NOT_REPORTED, wide=True),
    ]
    dossier = PORTAL.dossiers.get(case.process)
    if dossier and (asked := dossier.asked(case)):
        facts.insert(0, Fact(_("最近退回原因"), asked, wide=True))
    return Panel(_("承办单位"), (Facts(tuple(facts)),), anchor="office")


def told(case: Case, actor: Actor, events: Sequence[Event]) -> Timeline:
    """What the party did and what it was told. Notes between officers stand in the office's own timeline."""
    entries = []
    reversed_ = {event.reverses_id for event in events}
    state = case.state_declared
    if not state.final:
        entries.append(
            Entry(
                awaited(case, actor),
                Moment(case.state_at),
                note=(_("期限 "), Day(case.due_on)) if case.due_on else None,
                kind="waiting",
            )
        )
    for event in events:
        step = case.declared.step(event.step) if event.kind == "step" else None
        undone = event.pk in reversed_
        if event.kind == "open":
            entries.append(Entry(str(case.declared.begun), Moment(event.at), event.doer, undone=undone))
        elif step is not None and step.party:
            entries.append(Entry(str(step.label), Moment(event.at), event.doer, undone=undone))
        elif step is not None and step.notice:
            kind = "system" if event.by_system else "human"
            entries.append(Entry(str(step.notice), Moment(event.at), case.office, kind=kind, undone=undone))  # type: ignore[arg-type]
    return Timeline(tuple(entries))


def my_steps(case: Case, actor: Actor) -> list[tuple[Step, list[Why]]]:
    """Steps that are mine as a party or a judge, without those that hand in the file: they stand in the task list."""
    dossier = PORTAL.dossiers.get(case.process)
    handing_in = dossier.submits.get(case.state) if dossier else None
    return [(step, why) for step, why in engine.offers(case, actor) if step.code != handing_in]


def page(case: Case, actor: Actor, today: date, refused: Sequence[Why] = ()) -> Page:
    body: list[Any] = []
    if refused:
        body.append(Notice(tuple(str(r) for r in refused), "bad"))
    dossier, concern = PORTAL.dossiers.get(case.process), PORTAL.concerns.get(case.process)
    events = [] if concern else timeline(case)
    if concern:
        body += concern.panels(case, actor)
    elif dossier and case.state in dossier.open_states:
        body += [Panel(_("要做的事"), (tasks(case),), anchor="tasks"), *_papers(case, actor, events)]
        if dossier.given:
            body += PORTAL.panels[case.process](case, actor)
    else:
        own = PORTAL.panels[case.process](case, actor) if case.process in PORTAL.panels else ()
        body += [*_papers(case, actor, events), *own]
    if not concern:
        # What the office and others did and said stands in the log of the case: here only what was sent and handed in.
        body.append(Panel(_("经过"), (told(case, actor, events),), anchor="timeline"))
    steps = [Link(str(step.label), address(case, "portal_step", step.code)) for step, _why in my_steps(case, actor)]
    side: list[Any] = [Panel(_("我可以办的"), (Links(tuple(steps)),), anchor="next")] if steps else []
    side.append(contact(case, today))
    return Page(f"{case.number} {case.declared.title}", head(case, actor, today), tuple(body), tuple(side))


def _papers(case: Case, actor: Actor, events: Sequence[Event]) -> list[Panel]:
    """The papers of a case of one's own organisation: they are addressed to it. An expert who judges it has none."""
    taken = (case.declared.step(event.step) for event in events if event.step)
    if all(grant.org != case.org_id for grant in actor.grants) or not any(step and step.papers for step in taken):
        return []
    sent = case.papers.filter(withdrawn="").order_by("-pk")
    rows = tuple(
        Row(
            {
                "what": Chinese(p.title),
                "number": Id(p.number),
                "on": p.issued_on,
                "open": Link(_("打开"), _paper(case, p), p.title),
            }
        )
        for p in sent
    )
    columns = (
        Column("what", _("文书")), Column("number", _("文号")), Column("on", _("日期"), kind="day"),
        Column("open", _("查看"), kind="next"),
    )  # fmt: skip
    table = List(columns, rows=rows, total=len(rows), measure=_("件"))
    return [Panel(_("送给我方的文书"), (table,), anchor="sent")] if rows else []


def _paper(case: Case, paper: IssuedPaper) -> str:
    return reverse("paper", args=[case.number, paper.event_id, paper.kind, "pdf"])


def tasks(case: Case) -> TaskList:
    """Each section: done, to do, or not yet with the reason; the last task is to check the answers and hand in."""
    dossier = dossier_of(case)
    found = []
    for section in dossier.sections:
        missing = section.missing(case)
        barred = dossier.barred(section, case)
        url = address(case, "portal_section", section.code)
        if not missing:
            found.append(Task(str(section.label), "done", url))
        elif barred:
            found.append(Task(str(section.label), "cannot", reasons=tuple(_cure(case, why) for why in barred)))
        else:
            found.append(Task(str(section.label), "open", url, note=_("；").join(missing)))
    unfinished = dossier.unfinished(case)
    if unfinished:
        reasons = tuple(_cure(case, why) for why in unfinished[:3])
        found.append(Task(_("核对并提交"), "cannot", reasons=reasons))
    else:
        found.append(Task(_("核对并提交"), "open", address(case, "portal_check")))
    return TaskList(tuple(found))


def _cure(case: Case, why: Why) -> Reason:
    code = why.link.removeprefix("section:")
    cure = Link(_("去填写"), address(case, "portal_section", code)) if code != why.link else None
    return Reason(str(why), cure)


def step_blocks(
    case: Case, step: Step, given: Mapping[str, Any] | None = None, refused: Sequence[Why] = ()
) -> tuple[Any, ...]:
    back = Link(_("不办了，返回"), address(case))
    return step_page(case, step, address(case, "portal_step", step.code), back, given, refused)
