"""The page itself: its head, its columns, what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from chunfeng.engines.display.page.inline import Chip, Inline, Link, Tone

#: Any value of this package that is drawn as a block; the desk refuses what it has no partial for.
Block: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class NavItem:
    """key: the letter that follows g on the keyboard. count: what waits, live; None where a count says nothing."""

    text: str
    url: str
    count: int | None = None
    current: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who is signed in and in which duty: two-person rules depend on it, so it is always in sight."""

    name: str
    org: str = ""
    duty: str = ""
    sign_out_url: str = ""
    switch_url: str = ""


@dataclass(frozen=True, slots=True)
class Nav:
    """What the site tells every page: context value `nav`. search_url: "" where there is nothing to search.

    view_url: takes the POST of the language and of the large type ("" hides both).
    """

    brand: str
    home_url: str
    items: tuple[NavItem, ...] = ()
    who: Who | None = None
    area: str = ""
    search_url: str = ""
    view_url: str = ""
    foot: Inline = None
    exit_url: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """number: of the case. back: where this page was opened from. said: one sentence on the latest event."""

    title: str
    number: str = ""
    chip: Chip | None = None
    deadline: Inline = None
    said: Inline = None
    back: Link | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """The line that only paper bears. watermark: on pages with personal data, name and time of the printer."""

    what: Inline
    by: str
    at: datetime
    snapshot_on: date | None = None
    watermark: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """bad is an alert: it is read out at once."""

    text: Inline
    tone: Tone = "info"


@dataclass(frozen=True, slots=True)
class Steps:
    """The pages of one errand. at: index of this one."""

    titles: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Tabs:
    """Views of one page; each is an address. label: said to a listener."""

    links: tuple[Link, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled part of a page. Titles are nouns of the work."""

    title: str
    body: tuple[Block, ...]
    note: Inline = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Duo:
    """Panels side by side where there is room."""

    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with an address of its own. said: what it shows, for whoever cannot see it. width, height: in its units."""

    url: str
    said: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Prose:
    paragraphs: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Links:
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A suspicion and its evidence. decided: as plain text; open ones bear the chip."""

    title: str
    said: Inline
    chip: Chip | None = None
    evidence: tuple[Block, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Text of a rule, line by line."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Acts:
    """Links drawn as buttons; the first is primary unless plain."""

    links: tuple[Link, ...]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """One of at most three on the worker's home: title and one full sentence."""

    title: str
    sentence: Inline
    url: str


@dataclass(frozen=True, slots=True)
class Doors:
    doors: tuple[Door, ...]

    def __post_init__(self) -> None:
        if len(self.doors) > 3:
            raise ValueError("three doors at most")


@dataclass(frozen=True, slots=True)
class Receipt:
    """qr: the address or text of the square code. code: what is needed beside the number, as large as it, with its
    label."""

    label: str
    number: str
    lines: tuple[Inline, ...] = ()
    qr: str = ""
    code_label: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A square code to be read across a room, with what it is for."""

    qr: str
    title: str
    lines: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """A 公文 for screen and paper. to: the addressee with colon. tail: receipt lines under the rule."""

    issuer: str
    number: str
    title: str
    to: str
    paragraphs: tuple[str, ...]
    signed_on: date
    tail: tuple[Inline, ...] = ()
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as data. side: steps, terms, papers; read before the body unless body_first: where the act
    judges evidence, and where the body is what is to be done.

    flat: printed across. previous_url, next_url: the neighbours in the list it was opened from. signatures: lines of
    the last printed row. keys: which hints stand at the foot.
    """

    title: str
    head: Head | None = None
    body: tuple[Block, ...] = ()
    side: tuple[Block, ...] = ()
    body_first: bool = False
    flat: bool = False
    printed: Printed | None = None
    previous_url: str = ""
    next_url: str = ""
    signatures: tuple[str, ...] = ()
    keys: tuple[Literal["list", "case"], ...] = ()
