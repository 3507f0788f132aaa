"""What an applicant fills in before handing in, as plain values: one declaration gives the task list, the forms of each
section, the page on which answers are checked, and the reasons why something cannot begin or be handed in yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from chunfeng.base.workflow.declarations import Ask, Reason

if TYPE_CHECKING:
    from chunfeng.base.access.actor import Actor
    from chunfeng.base.workflow.models import Case

#: Case, actor, cleaned values, key of the row that is changed (None: a new one) → why it was not saved.
Write = Callable[["Case", "Actor", Mapping[str, Any], "int | None"], list[Reason]]


@dataclass(frozen=True)
class Line:
    """One saved row. said: its facts in one line; values: what its form is filled with; file: uid of what was uploaded."""

    key: int
    title: str
    said: str
    values: Mapping[str, Any]
    file: str = ""


@dataclass(frozen=True)
class Section:
    """One task. label: a verb and what it acts on; title: the noun alone. noun: of one row, empty where the section is a
    single form.

    answers: (question, answer) for the page of checking. missing: what is still to be done, each a sentence; empty
    means done. after: sections that must be done first. upload: code of the list by which its rows may be handed in at once.
    fixed: its rows are given, none is added or taken out."""

    code: str
    label: str
    title: str
    asks: tuple[Ask, ...]
    write: Write
    missing: Callable[[Case], Sequence[str]]
    answers: Callable[[Case], Sequence[tuple[str, str]]]
    values: Callable[[Case], Mapping[str, Any]] | None = None
    rows: Callable[[Case], Sequence[Line]] | None = None
    remove: Callable[[Case, Actor, int], list[Reason]] | None = None
    noun: str = ""
    after: tuple[str, ...] = ()
    help: str = ""
    upload: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Promise:
    """What happens after handing in, by which day at the latest."""

    by: date | None
    said: str


@dataclass(frozen=True)
class Dossier:
    """open_states: in which the file may be changed. submits: step that hands it in, by state. promises: from the day it
    would be handed in. asked: what the office asked for when it sent the file back. begin: opens a case of an
    organisation at a place; None where the party cannot begin one. several: it may begin one while others are open.
    begun_by: whether an actor has what it needs to begin one. tests: what the system finds by itself, as panels above the
    answers on the page of checking. given: it is about something that the party was given, which stands beside what is asked."""

    process: str
    sections: tuple[Section, ...]
    submits: Mapping[str, str]
    promises: Callable[[Case, date], Sequence[Promise]]
    asked: Callable[[Case], str] = lambda case: ""
    begin: Callable[[Any, Any, Actor], Any] | None = None
    several: bool = False
    begun_by: Callable[[Actor], bool] = lambda actor: True
    tests: Callable[[Case], Sequence[Any]] = lambda case: ()
    given: bool = False

    @property
    def open_states(self) -> frozenset[str]:
        return frozenset(self.submits)

    def section(self, code: str) -> Section | None:
        return next((s for s in self.sections if s.code == code), None)

    def unfinished(self, case: Case) -> list[Reason]:
        """All that keeps the file from being handed in, each with the section where it is mended."""
        return [Reason(said, f"section:{s.code}") for s in self.sections for said in s.missing(case)]

    def barred(self, section: Section, case: Case) -> list[Reason]:
        """Why a section cannot be begun yet."""
        first = (self.section(code) for code in section.after)
        return [
            Reason(_("先完成：%(section)s") % {"section": s.label}, f"section:{s.code}")
            for s in first
            if s and s.missing(case)
        ]


def lacking(case: Case, sections: Mapping[str, Callable[[Case], Sequence[str]]]) -> Reason | None:
    """One reason of a file that is not complete: how much is missing, and the first of it; the task list says the rest."""
    missing = {code: found for code, ask in sections.items() if (found := ask(case))}
    if not missing:
        return None
    first = next(iter(missing))
    said = {"n": sum(map(len, missing.values())), "first": missing[first][0]}
    return Reason(_("还缺 %(n)s 项：%(first)s") % said, f"section:{first}")
