"""A case: what is known, what was done, what can be done next and why something cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from chunfeng.engines.display.page.forms import Field, summed
from chunfeng.engines.display.page.inline import Chip, Inline, Link, Mark, Moment


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: Inline
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A description list, laid flat; never folded."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """note: the second line. small: clause, parameters, papers. waiting: drawn as an act that has not come yet.

    undone: reversed later; it stays, struck through, and note links to the reversal.
    """

    act: Inline
    when: Moment | str = ""
    who: str = ""
    note: Inline = None
    small: Inline = None
    kind: Literal["human", "system", "waiting"] = "human"
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step that can be taken. seen: version of the case on this screen; request_key: the same for a repeated send.

    confirm: the sentence that names amount, person and effect; irreversible steps must have one, and Enter in a box
    never sends them. opened: unfolded, because its answers were refused. errors: what was refused of the whole step.
    """

    code: str
    label: str
    url: str
    seen: int
    request_key: str
    fields: tuple[Field, ...] = ()
    confirm: Inline = None
    irreversible: bool = False
    tone: Literal["primary", "plain", "danger"] = "plain"
    opened: bool = False
    errors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.irreversible and not self.confirm:
            raise ValueError(f"{self.code}: an irreversible step is confirmed by a sentence")
        prefix = f"{self.code}_"
        fields = tuple(field if field.prefix == prefix else replace(field, prefix=prefix) for field in self.fields)
        object.__setattr__(self, "fields", fields)

    @property
    def folded(self) -> bool:
        return bool(self.fields or self.confirm)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        return summed(self.errors, self.fields)

    @property
    def uploads(self) -> bool:
        return any(field.kind == "file" for field in self.fields)


@dataclass(frozen=True, slots=True)
class Reason:
    text: Inline
    cure: Link | None = None


@dataclass(frozen=True, slots=True)
class StepRefusal:
    """A step that cannot be taken now: a sentence with reasons and their cures, instead of a dead button."""

    label: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """The panel of steps. At most one offer is primary; where the act judges evidence, none is."""

    offers: tuple[StepOffer | Link, ...] = ()
    refusals: tuple[StepRefusal, ...] = ()
    effects: tuple[Inline, ...] = ()
    idle: Inline = None

    def __post_init__(self) -> None:
        if sum(isinstance(offer, StepOffer) and offer.tone == "primary" for offer in self.offers) > 1:
            raise ValueError("one primary button in a group")


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    url: str = ""
    pages: int | None = None
    added: Inline = None
    digest: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    papers: tuple[Paper, ...]

    @property
    def paged(self) -> bool:
        """Whether the pages of any are counted; a column of nothing is not drawn."""
        return any(paper.pages is not None for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Term:
    """One clock of a case: how long the law gives, until when, how it went."""

    label: str
    allowed: Inline
    due: Inline
    used: Inline = None


@dataclass(frozen=True, slots=True)
class Terms:
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """label: a verb. done: plain text. cannot: grey, without a link, with reasons. open: a chip, because it is asked for."""

    label: str
    status: Literal["done", "open", "waiting", "cannot"]
    url: str = ""
    note: Inline = None
    reasons: tuple[Reason, ...] = ()
    chip: Chip | None = None

    def __post_init__(self) -> None:
        if self.status == "cannot" and not self.reasons:
            raise ValueError(f"{self.label}: says not why it cannot begin")


@dataclass(frozen=True, slots=True)
class TaskList:
    tasks: tuple[Task, ...]

    @property
    def done(self) -> int:
        return sum(task.status == "done" for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of two records. leans: which answer this line speaks for."""

    label: str
    left: Inline
    right: Inline
    said: Inline = None
    leans: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """Two records side by side; groups: (title, lines)."""

    left: Inline
    right: Inline
    groups: tuple[tuple[str, tuple[Compared, ...]], ...]

    @property
    def leaning(self) -> bool:
        """Whether any line speaks for an answer; a column of nothing is not drawn."""
        return any(line.leans for _, lines in self.groups for line in lines)


def compared(label: str, left: str, right: str, said: Inline = None, leans: str = "") -> Compared:
    """A line whose differing characters are marked in both values."""
    if left == right:
        return Compared(label, left, right, said, leans, same=True)
    mine: list[Inline] = []
    theirs: list[Inline] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for text, into in ((left[a:b], mine), (right[c:d], theirs)):
            if text:
                into.append(text if tag == "equal" else Mark(text, "diff"))
    return Compared(label, tuple(mine), tuple(theirs), said, leans)
