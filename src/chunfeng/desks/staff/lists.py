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
from chunfeng.base.workflow.models import Case, CaseSet
from chunfeng.base.workflow.queries import (
    COUNTED,
    Turn,
    capped,
    in_hand,
    in_hands,
    late,
    nearest,
    processes_of,
    turns,
    waiting,
)
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff import posts
from chunfeng.desks.staff.starts import beginning, nothing_to_do
from chunfeng.desks.ui.deadlines import of_case
from chunfeng.desks.ui.keyset import keys_of, window
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
    Row,
)

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


def mine_to_do(case: Case, actor: Actor, today: date, known: Mapping[int, Turn]) -> bool:
    """Whether it is the actor's turn, and not that of a party or of another post or person. known: turns of the page's cases."""
    turn = known.get(case.pk)
    if turn and turn.mine:
        return True
    if turn or awaits(case, today):
        return False
    return any(in_hands(s, case, actor) for s in case.declared.leaving(case.state) if not s.party)


def next_of(case: Case, actor: Actor, today: date, known: Mapping[int, Turn]) -> str:
    """Whose turn it is, in words. known: as of `mine_to_do`."""
    state, turn = case.state_declared, known.get(case.pk)
    if state.final:
        return ""
    if turn and turn.mine:
        return _("待我%(act)s") % {"act": turn.step.label}
    if turn and not awaits(case, today):
        words = _("等待另一名%(post)s%(act)s") if turn.another else _("等待%(post)s%(act)s")
        return words % {"post": posts.holding(turn.step.may), "act": turn.step.label}
    if mine_to_do(case, actor, today, known):
        return _("待我办理")
    return _("等待%(who)s") % {"who": state.waits_on or posts.to_act(case) or _("经办人")}


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
    return f"{case.heading} · {person}" if person else case.heading


@dataclass(frozen=True)
class Known:
    """What the rows of a page need beside their cases, asked for all of them together. turns: by key of the case;
    persons: masked names by key of the person."""

    turns: Mapping[int, Turn]
    persons: Mapping[int, str]

    @classmethod
    def of(cls, cases: Sequence[Case], actor: Actor) -> Known:
        return cls(turns(cases, actor), persons_of(cases))


def row(case: Case, actor: Actor, today: date, known: Known, asked: Filter | None = None) -> Row:
    """asked: the filter of the list, which goes along with the case."""
    process = case.declared
    state, url = process.state(case.state), f"/desk/cases/{case.number}/"
    chip: Inline = state.label if state.final else Chip(state.tone, state.label)
    return Row(
        {
            "number": case.number,
            "title": f"{process.title} · {titled(case, known.persons)}",
            "place": Id(case.place.name),
            "state": chip,
            "received": timezone.localdate(case.received_at) if case.received_at else None,
            "due": of_case(case, today),
            "next": next_of(case, actor, today, known.turns),
        },
        url=asked.url(url, list="cases") if asked else url,
        key=case.number,
        dim=state.final,
    )


@dataclass(frozen=True)
class Queue:
    """groups: titles with their cases as they are shown, the last those that wait on others. full: as many were read as are shown
    at most, and there may be more."""

    groups: Sequence[tuple[str, Sequence[Case]]]
    full: bool
    turns: Mapping[int, Turn]


def _queued(actor: Actor, today: date) -> Queue:
    rows = nearest(in_hand(actor), 2 * PAGE)
    others = nearest(waiting(actor).exclude(pk__in=[c.pk for c in rows]), 20)
    known = turns((*rows, *others), actor)
    end_of_week = today + timedelta(days=6 - today.weekday())
    groups: list[tuple[str, list[Case]]] = [
        (_("逾期"), []), (_("期满"), []), (_("今天到期"), []), (_("本周"), []), (_("以后"), []),
    ]  # fmt: skip
    for case in rows:
        if not mine_to_do(case, actor, today, known):
            others.append(case)
            continue
        due = case.due_on
        if due is None or due > end_of_week:
            at = 4
        elif due < today:
            clock = case.declared.clock(case.due_clock)
            at = 1 if clock and clock.passes else 0
        else:
            at = 2 if due == today else 3
        groups[at][1].append(case)
    others.sort(key=lambda c: (c.due_on is None, c.due_on or today, c.pk))
    return Queue((*groups, (_("等对方"), others)), len(rows) == 2 * PAGE, known)


def shown_in_queue(actor: Actor, today: date) -> list[str]:
    """Numbers of the cases of the queue in the order of its rows."""
    return [case.number for _title, cases in _queued(actor, today).groups for case in cases]


def queue(actor: Actor, today: date) -> List:
    """What is mine to do: overdue, over, due today, this week, later; then what waits on others. Five queries, one for the
    persons, one for the acts that four eyes look at, and one for the steps that need an occasion."""
    found = _queued(actor, today)
    known = Known(found.turns, persons_of(case for _title, cases in found.groups for case in cases))
    mine = sum(len(cases) for _title, cases in found.groups[:-1])
    total = capped(in_hand(actor, walked=False)) if found.full else mine
    return List(
        columns(),
        groups=tuple(
            Group(name, tuple(row(c, actor, today, known) for c in cases), len(cases))
            for name, cases in found.groups
            if cases
        ),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        sort=_("期限近的在前"),
        empty=nothing_to_do(actor),
        caption=Link(_("全部事项"), "/desk/cases/") if found.full and total > 2 * PAGE else None,
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
    before: int = 0

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filter:
        after, before = keys_of(given)
        return cls(
            process=given.get("process", "") if given.get("process", "") in [p.code for p in PROCESSES] else "",
            state=given.get("state", "")[:40],
            place=given.get("place", "")[:12],
            late=given.get("late") == "1",
            closed=given.get("closed") == "1",
            number=given.get("number", "")[:24],
            after=after,
            before=before,
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
            cases = late(cases, today)
        if self.number:
            cases = cases.filter(number__begins=self.number.upper())
        return cases if self.closed else cases.filter(closed_at=None)


def listed(actor: Actor, asked: Filter, today: date) -> List:
    """One page of the cases that the actor may see: newest first by number of row, two queries (one where they fit on it,
    three past the first page), and one each for the persons, the acts that four eyes look at and the steps that need an
    occasion."""
    cases = asked.apply(Case.objects.visible_to(actor), today)
    shown = window(cases.select_related("place"), asked.after, asked.before, PAGE)
    total = _total(actor, asked, cases, today) if shown.part else len(shown.rows)
    known = Known.of(shown.rows, actor)
    return List(
        columns(),
        rows=tuple(row(c, actor, today, known, asked) for c in shown.rows),
        conditions=conditions(actor, asked),
        sort=_("新收的在前"),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        empty=Empty(_("此条件下没有事项。"), Link(_("清除全部条件"), "/desk/cases/")),
        paging=shown.paging(asked.url),
        exports=(*_begins(actor, asked), Link(_("下载 CSV"), asked.url("/desk/cases.csv"))),
    )


def _begins(actor: Actor, asked: Filter) -> tuple[Link, ...]:
    process = PROCESSES.get(asked.process)
    found = beginning(process, actor) if process else None
    return (found,) if found else ()


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
