"""What a procedure is, as plain frozen values. One declaration gives buttons, reasons, permissions, terms, events,
timeline, queues, the public how-to page and the tests; `registry` checks it at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.access.roles import Words
    from chunfeng.base.workflow.models import Case

_NOTE, _NO_FEE, _DRAFT, _RECEIVED = _("说明"), _("不收费"), _("开始填报"), _("收到")
Tone = Literal["neutral", "info", "ok", "due", "bad", "review"]


@dataclass(frozen=True)
class Reason:
    """Why something cannot be done; link leads to where it is mended."""

    said: str
    link: str = ""

    def __str__(self) -> str:
        return self.said


#: A guard: a sentence, a reason with its cure, or nothing.
Guard = Callable[["Case"], "str | Reason | None"]
#: Keys, as `case_id`, of all cases in which there is something for a step to do: a query that is not asked by itself. It may
#: look at the day.
Occasion = Callable[[], "QuerySet[Any, Any]"]
#: Writes the app's own columns within the step's transaction. Answers are cleaned values by ask name.
Effect = Callable[["Case", "Actor", Mapping[str, Any]], None]


@dataclass(frozen=True)
class Ask:
    """One question of a step. personal: the answer is not kept in the log. stays: what was answered stands in the box when the
    step is taken again. options: value → words, or from the case. kinds: of files, those that are taken; all unless named."""

    name: str
    label: Words
    kind: Literal["note", "text", "long", "number", "money", "day", "choice", "choices", "flag", "files"]
    required: bool = True
    help: Words = ""
    options: Mapping[str, Words] | Callable[[Any], Mapping[str, Words]] | None = None
    least: int | None = None
    most: int | None = None
    personal: bool = False
    stays: bool = False
    kinds: tuple[str, ...] = ()

    def choices(self, case: Case | None) -> Mapping[str, Words]:
        """case: None before there is one."""
        return self.options(case) if callable(self.options) else self.options or {}


def Note(label: Words = _NOTE, *, required: bool = True, help: Words = "") -> Ask:
    """The officer's own words: they stand in the timeline and can be erased by law."""
    return Ask("note", label, "note", required, help)


def Text(
    name: str, label: Words, *, long: bool = False, required: bool = True, personal: bool = True, help: Words = "",
    most: int | None = None, stays: bool = False,
) -> Ask:  # fmt: skip
    """most: letters, where the column takes fewer than answers.LONGEST."""
    return Ask(name, label, "long" if long else "text", required, help, most=most, personal=personal, stays=stays)


def Number(
    name: str, label: Words, *, least: int = 0, most: int | None = None, required: bool = True, help: Words = ""
) -> Ask:
    return Ask(name, label, "number", required, help, least=least, most=most)


def Money(name: str, label: Words, *, required: bool = True, help: Words = "") -> Ask:
    """Asked in yuan with up to two places, answered in 分."""
    return Ask(name, label, "money", required, help, least=0)


def Day(name: str, label: Words, *, required: bool = True, help: Words = "") -> Ask:
    return Ask(name, label, "day", required, help)


def Choice(
    name: str, label: Words, options: Mapping[str, Words] | Callable[[Any], Mapping[str, Words]], *, required: bool = True,
    several: bool = False, help: Words = "",
) -> Ask:  # fmt: skip
    return Ask(name, label, "choices" if several else "choice", required, help, options)


def Flag(name: str, label: Words, *, required: bool = False, help: Words = "") -> Ask:
    """A box to tick; required: it must be ticked."""
    return Ask(name, label, "flag", required, help)


def Files(
    name: str, label: Words, *, required: bool = True, most: int = 9, help: Words = "", kinds: tuple[str, ...] = ()
) -> Ask:
    """Attachments, already stored; answered as a list of their uids."""
    return Ask(name, label, "files", required, help, most=most, kinds=kinds)


#: Of files, those that can be looked at as a picture.
PICTURES = ("jpg", "png", "webp", "heic")


@dataclass(frozen=True)
class State:
    """waits_on: who must act, in words (机构, 投诉人); empty: the office. tone gives chip and shape everywhere.

    usual: steps by which a case normally goes on, the first that applies and is in the reader's hands is named as the
    next one. Steps that end a matter, and choices between outcomes, are left out: a list must not suggest them.
    """

    code: str
    label: Words
    tone: Tone = "info"
    final: bool = False
    waits_on: Words = ""
    usual: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draw:
    """A random draw that anyone can repeat: `take` keys out of the pool, by SM3 of seed and key.

    take: how many, or how many are missing after a recusal. pool: key → words shown. store: writes the drawn keys.
    """

    take: int | Callable[[Case], int]
    pool: Callable[[Case], Mapping[str, str]]
    store: Callable[[Case, Sequence[str]], None]


@dataclass(frozen=True)
class Step:
    """One act. sources: states it leaves; target: where it leads; empty: the case stays in the state it is in.

    not_by: steps whose last doer must be another person; "open" is who began the case. extends: a clock that gets `extension` (a parameter) more.
    papers: codes of official papers it issues. notice: words to the party, put into the outbox. confirm: what the
    confirm sheet says of an act that cannot be undone. by_system: taken by a clock that ran out, never by a person.
    party: taken by the applicant or complainant, who holds `may` on the own case. occasion: where a list is to name the
    step only for some cases of a state (an objection is there); the guards decide whether it can be taken.
    """

    code: str
    label: Words
    sources: tuple[str, ...]
    target: str
    may: str
    needs: tuple[Guard, ...] = ()
    asks: tuple[Ask, ...] = ()
    does: Effect | None = None
    not_by: tuple[str, ...] = ()
    posts: Any = None
    draws: Draw | None = None
    extends: str = ""
    extension: str = ""
    papers: tuple[str, ...] = ()
    notice: Words = ""
    confirm: Words = ""
    reversible: bool = False
    by_system: bool = False
    party: bool = False
    clause: str = ""
    occasion: Occasion | None = None


@dataclass(frozen=True)
class Clock:
    """A statutory term. term: code of the parameter with the number of days; the unit is said here, never guessed.

    It runs in `runs`, stands still in `pauses` (correction, publicity, appraisal: the law stops the term), ends in any
    other state; a case that comes back keeps its old clock. at_end: step the system takes when the term is over
    (publicity); otherwise lateness is told to holders of `escalates`. runs_out: a notice period or the time of a party, which
    only has to pass: after its last day it is over (期满), and nobody is late.
    """

    code: str
    title: Words
    unit: Literal["workdays", "days"]
    term: str
    runs: tuple[str, ...]
    pauses: tuple[str, ...] = ()
    at_end: str = ""
    escalates: str = ""
    legal: Words = ""
    anew: bool = False
    runs_out: bool = False

    @property
    def passes(self) -> bool:
        """Whether it only has to pass: what the system ends by itself is nobody's delay either."""
        return self.runs_out or bool(self.at_end)


@dataclass(frozen=True)
class Guide:
    """What the public how-to page (事项指南) says beyond the declaration; each text in the words of the field."""

    who: Words
    conditions: tuple[Words, ...]
    papers: tuple[Words, ...]
    legal_basis: tuple[Words, ...]
    result: Words
    fee: Words = _NO_FEE
    where: Words = ""
    questions: tuple[tuple[Words, Words], ...] = ()


@dataclass(frozen=True)
class Beginning:
    """How staff begin a case at the desk. makes: place, day, answers → the app's own record, unsaved, and the title of its case;
    raises StepRefused where it cannot be. does: what is written besides, once the case stands."""

    label: Words
    asks: tuple[Ask, ...]
    makes: Callable[[Any, date, Mapping[str, Any]], tuple[Any, str]]
    does: Effect | None = None
    promise: Words = ""


@dataclass(frozen=True)
class Process:
    """One procedure. noun: first half of its permissions (`noun.read` shows its cases). on: model label of the record
    that carries `case` and `state`. prefix: of case numbers. opens: permission to begin one, `public` for everybody. opening:
    what its beginning is called, where that is not 收到 or, of what a party fills in, 开始填报. begins: how staff begin one at the desk."""

    code: str
    title: Words
    clause: str
    noun: str
    on: str
    prefix: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    opens: str
    guide: Guide
    clocks: tuple[Clock, ...] = ()
    more_clauses: tuple[str, ...] = ()
    party: Words = ""
    opening: Words = ""
    begins: Beginning | None = None

    # A list asks these of each of its rows.
    @cached_property
    def _states(self) -> Mapping[str, State]:
        return {s.code: s for s in self.states}

    @cached_property
    def _steps(self) -> Mapping[str, Step]:
        return {s.code: s for s in self.steps}

    @cached_property
    def _leaving(self) -> Mapping[str, tuple[Step, ...]]:
        return {state: tuple(s for s in self.steps if state in s.sources) for state in self._states}

    def state(self, code: str) -> State:
        return self._states[code]

    def step(self, code: str) -> Step | None:
        return self._steps.get(code)

    def leaving(self, state: str) -> tuple[Step, ...]:
        """The steps out of a state, whoever takes them."""
        return self._leaving.get(state, ())

    def clock(self, code: str) -> Clock | None:
        return next((c for c in self.clocks if c.code == code), None)

    @property
    def first(self) -> State:
        return self.states[0]

    @property
    def drafted(self) -> bool:
        """Whether a party begins it and fills it in before it hands it in."""
        return bool(self.first.waits_on)

    @property
    def begun(self) -> Words:
        return self.opening or (_DRAFT if self.drafted else _RECEIVED)

    @property
    def reads(self) -> str:
        return f"{self.noun}.read"
