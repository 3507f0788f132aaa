"""What stands in a line, a cell or an answer. Values only: how a day or a sum is written is the affair of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, TypeAlias

#: neutral: nothing begun · info: being worked on · ok: granted · due: registered thing near its end · bad: refusal, open
#: blocking finding · review: a second look. Lateness is not a tone: it stands in the deadline, once.
Tone: TypeAlias = Literal["neutral", "info", "ok", "due", "bad", "review"]


class Missing(Enum):
    """Four different things that are often all written as a blank."""

    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"
    NOT_REPORTED = "not_reported"
    NOT_ALLOCATED = "not_allocated"


@dataclass(frozen=True, slots=True)
class Chip:
    """The state of a case in at most five characters. Finished and filed cases are plain text instead."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """aloud: words only a screen reader says, when the text alone ("更改") does not tell what it leads to."""

    text: str
    url: str
    aloud: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Id:
    """A case number, a clause: not broken across lines. A hash is, where there is no room."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """strong · late: overdue, the only red in a line · dim: of the past · sub: second voice · note: small · wrong: the
    characters that are wrong in a value · diff: the characters in which two records differ · code: fixed width"""

    text: str
    kind: Literal["strong", "late", "dim", "sub", "note", "wrong", "diff", "code"] = "strong"


@dataclass(frozen=True, slots=True)
class Chinese:
    """Words that are Chinese for every reader: of the notice, of a worked example, of a message that was sent."""

    text: str


@dataclass(frozen=True, slots=True)
class Money:
    """fen. with_unit: in sentences; a column says its unit in the header."""

    fen: int
    with_unit: bool = True


@dataclass(frozen=True, slots=True)
class Quantity:
    value: int | Decimal | float
    unit: str = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """part of one, written as a percentage."""

    part: float
    digits: int = 1


@dataclass(frozen=True, slots=True)
class Day:
    """iso 2026-11-23 · short 11-23 · full 2026年11月23日, for notices"""

    on: date
    style: Literal["iso", "short", "full"] = "iso"


@dataclass(frozen=True, slots=True)
class Moment:
    """short 11-20 14:08 · iso 2026-11-20 14:08, in the time zone of the site"""

    at: datetime
    style: Literal["iso", "short"] = "short"


@dataclass(frozen=True, slots=True)
class Span:
    """A span of days; an open end is None. The year of the last day is left out when it is that of the first."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """left: working days until due_on, 0 today, negative when overdue. paused: why the clock stands still, then the
    days are not told. passes: it only has to pass, so that after its day it is over and not overdue."""

    due_on: date | None
    left: int = 0
    paused: str = ""
    natural: bool = False
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked value and, for those with the right, the address at which it is shown and logged."""

    shown: str
    reveal: Link | None = None


Inline: TypeAlias = (
    "str | int | float | Decimal | date | datetime | bool | Missing | Chip | Link | Id | Mark | Chinese | Money | Quantity | Share "
    "| Day | Moment | Span | Deadline | Masked | tuple[Inline, ...] | None"
)
