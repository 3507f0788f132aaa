"""Lists of cases: the queue of the day and the list with its filter sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.declarations import Step
from chunfeng.base.workflow.models import Case, CaseSet
from chunfeng.base.workflow.queries import (
    COUNTED,
    capped,
    in_hand,
    in_hands,
    nearest,
    processes_of,
    usual_steps,
    waiting,
)
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff.starts import nothing_to_do
from chunfeng.desks.ui.deadlines import of_case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Condition,
    Empty,
    Group,
    Id,
    Inline,
    Link,
    List,
    Paging,
    Row,
)
from chunfeng.kernel.digits import natural

PAGE = 50


def columns() -> tuple[Column, ...]:
    return (
        Column("number", _("编号"), kind="id"),
        Column("title", _("事项")),
        Column("place", _("属地")),
        Column("state", _("状态"), kind="state"),
        Column("received", _("收到"), kind="day"),
        Column("due", _("期限"), kind="deadline"),
        Column("next", _("下一步"), kind="next"),
    )


def awaits(case: Case, today: date) -> bool:
    """Whether somebody outside is waited for, whose term is not over: after that it is the office's turn."""
    return bool(case.state_declared.waits_on) and not (case.due_on and case.due_on < today)


def mine_to_do(case: Case, actor: Actor, today: date, usual: Mapping[int, Step]) -> bool:
    """Whether it is the actor's turn, and not that of a party or of another post."""
    if case.pk in usual:
        return True
    return not awaits(case, today) and any(in_hands(s, case, actor) for s in case.declared.steps if not s.party)


def next_of(case: Case, actor: Actor, today: date, usual: Mapping[int, Step]) -> str:
    """Whose turn it is, in words. usual: the usual steps of the cases of the page that are in the actor's hands."""
    state = case.state_declared
    if state.final:
        return ""
    if case.pk in usual:
        return _("待我%(act)s") % {"act": usual[case.pk].label}
    if mine_to_do(case, actor, today, usual):
        return _("待我办理")
    return _("等待%(who)s") % {"who": state.waits_on or _("经办人")}


def persons_of(cases: Iterable[Case]) -> dict[int, str]:
    """Masked names by key of the person: a title never holds one. One query where there are any."""
    keys = {case.person_id for case in cases if case.person_id}
    if not keys:
        return {}
    rows = Person.objects.filter(pk__in=keys).order_by().values_list("pk", "name")
    return {key: name.masked() for key, name in rows if name}


def titled(case: Case, persons: Mapping[int, str]) -> str:
    """The title, and whom the case is about. persons: of `persons_of`."""
    person = persons.get(case.person_id or 0)
    return f"{case.title} · {person}" if person else case.title


@dataclass(frozen=True)
class Known:
    """What the rows of a page need beside their cases, asked for all of them together. usual: steps by key of the case;
    persons: masked names by key of the person."""

    usual: Mapping[int, Step]
    persons: Mapping[int, str]

    @classmethod
    def of(cls, cases: Sequence[Case], actor: Actor) -> Known:
        return cls(usual_steps(cases, actor), persons_of(cases))


def row(case: Case, actor: Actor, today: date, known: Known) -> Row:
    process = case.declared
    state = process.state(case.state)
    chip: Inline = state.label if state.final else Chip(state.tone, state.label)
    return Row(
        {
            "number": case.number,
            "title": f"{process.title} · {titled(case, known.persons)}",
            "place": Id(case.place.name),
            "state": chip,
            "received": timezone.localdate(case.received_at) if case.received_at else None,
            "due": of_case(case, today),
            "next": next_of(case, actor, today, known.usual),
        },
        url=f"/desk/cases/{case.number}/",
        key=case.number,
        dim=state.final,
    )


def queue(actor: Actor, today: date) -> List:
    """What is mine to do: overdue, due today, this week, later; then what waits on others. Five queries, one
    for the persons, and one for each step named that needs an occasion."""
    mine = in_hand(actor)
    rows = nearest(mine, 2 * PAGE)
    others = nearest(waiting(actor).exclude(pk__in=[c.pk for c in rows]), 20)
    known = Known.of((*rows, *others), actor)
    end_of_week = today + timedelta(days=6 - today.weekday())
    groups: list[tuple[str, list[Case]]] = [(_("逾期"), []), (_("今天到期"), []), (_("本周"), []), (_("以后"), [])]
    for case in rows:
        if not mine_to_do(case, actor, today, known.usual):
            others.append(case)
            continue
        due = case.due_on
        at = 3 if due is None else 0 if due < today else 1 if due == today else 2 if due <= end_of_week else 3
        groups[at][1].append(case)
    others.sort(key=lambda c: (c.due_on is None, c.due_on or today, c.pk))
    groups.append((_("等对方"), others))
    total = (
        sum(len(cases) for _name, cases in groups[:-1])
        if len(rows) < 2 * PAGE
        else capped(in_hand(actor, walked=False))
    )
    return List(
        columns(),
        groups=tuple(
            Group(name, tuple(row(c, actor, today, known) for c in cases), len(cases))
            for name, cases in groups
            if cases
        ),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        sort=_("期限近的在前"),
        empty=nothing_to_do(actor),
        caption=Link(_("全部事项"), "/desk/cases/") if total > len(rows) else None,
    )


@dataclass(frozen=True)
class Filter:
    """What the address says of a list. late: only overdue; open: only cases that go on."""

    process: str = ""
    state: str = ""
    place: str = ""
    late: bool = False
    closed: bool = False
    number: str = ""
    after: int = 0

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filter:
        after = given.get("after", "0")
        return cls(
            process=given.get("process", "") if given.get("process", "") in [p.code for p in PROCESSES] else "",
            state=given.get("state", "")[:40],
            place=given.get("place", "")[:12],
            late=given.get("late") == "1",
            closed=given.get("closed") == "1",
            number=given.get("number", "")[:24],
            after=natural(after) or 0,
        )

    def url(self, path: str = "/desk/cases/", **changed: object) -> str:
        names = {"process": self.process, "state": self.state, "place": self.place, "late": self.late, "closed": self.closed,
                 "number": self.number} | changed  # fmt: skip
        asked = {k: "1" if v is True else v for k, v in names.items() if v}
        return f"{path}?{urlencode(asked)}" if asked else path

    @cached_property
    def at(self) -> Place | None:
        return Place.objects.filter(code=self.place).first() if self.place else None

    def apply(self, cases: CaseSet, today: date) -> CaseSet:
        if self.process:
            cases = cases.filter(process=self.process)
        if self.state:
            cases = cases.filter(state=self.state)
        if self.place:
            cases = cases.filter(place_path__under=self.at.path) if self.at else cases.none()
        if self.late:
            cases = cases.filter(due_on__lt=today)
        if self.number:
            cases = cases.filter(number__begins=self.number.upper())
        return cases if self.closed else cases.filter(closed_at=None)


def listed(actor: Actor, asked: Filter, today: date) -> List:
    """One page of the cases that the actor may see: newest first by number of row, two queries (one
    where they fit on it), one for the persons, and one for each step named that needs an occasion."""
    cases = asked.apply(Case.objects.visible_to(actor), today)
    window = cases.filter(pk__lt=asked.after) if asked.after else cases
    rows = list(window.select_related("place").order_by("-id")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    total = _total(actor, asked, cases, today) if more or asked.after else len(rows)
    known = Known.of(rows, actor)
    return List(
        columns(),
        rows=tuple(row(c, actor, today, known) for c in rows),
        conditions=conditions(actor, asked),
        sort=_("新收的在前"),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        empty=Empty(_("此条件下没有事项。"), Link(_("清除全部条件"), "/desk/cases/")),
        paging=Paging(1, len(rows), next_url=asked.url(after=rows[-1].pk) if more else "")
        if more or asked.after
        else None,
        exports=(Link(_("下载 CSV"), asked.url("/desk/cases.csv")),),
    )


def _total(actor: Actor, asked: Filter, cases: CaseSet, today: date) -> int:
    if asked.number:
        # What a number begins with finds its rows by itself.
        return capped(cases)
    cases = asked.apply(Case.objects.visible_to(actor, walked=False), today)
    return capped(cases) if asked.closed or asked.state else capped(cases, "due_on", "id")


def conditions(actor: Actor, asked: Filter) -> tuple[Condition, ...]:
    """The filter as a sentence; each part is a link that changes the address."""
    process = PROCESSES.get(asked.process) if asked.process else None
    found = [
        Condition(
            process.title if process else _("全部事项种类"),
            options=tuple(Link(p.title, asked.url(process=p.code, state="")) for p in processes_of(actor)),
            without_url=asked.url(process="", state="") if process else "",
        )
    ]
    if process:
        state = next((s for s in process.states if s.code == asked.state), None)
        found.append(
            Condition(
                state.label if state else _("全部状态"),
                options=tuple(
                    Link(s.label, asked.url(state=s.code, closed=asked.closed or s.final)) for s in process.states
                ),
                without_url=asked.url(state="") if state else "",
            )
        )
    if asked.place:
        found.append(Condition(asked.at.name if asked.at else asked.place, without_url=asked.url(place="")))
    if asked.number:
        found.append(Condition(asked.number, without_url=asked.url(number="")))
    found.append(
        Condition(_("逾期"), without_url=asked.url(late=False))
        if asked.late
        else Condition(_("不论期限"), options=(Link(_("逾期"), asked.url(late=True)),))
    )
    found.append(
        Condition(_("含已办结"), without_url=asked.url(closed=False))
        if asked.closed
        else Condition(_("在办"), options=(Link(_("含已办结"), asked.url(closed=True)),))
    )
    return tuple(found)
