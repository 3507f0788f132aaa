"""What can be printed, as plain frozen values. They carry no markup: a name with # or < in it is a name.

Numbers, dates and rights are the caller's: this engine draws no document number, knows no case and no plan, and prints
what it is given. Dates are printed as 2016年11月23日, without leading zeros (GB/T 9704-2012, 7.3.5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from chunfeng.kernel.refusal import Refusal

#: Lines for the hand of whoever takes the paper.
RECEIVED_BY_HAND: Final = ("签收人：", "签收时间：\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日\u3000\u3000时")


class CannotPrint(Exception):
    """The paper cannot be made; the sentence says why and what helps. Nothing half-made is handed out."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Look(StrEnum):
    NOTICE = "notice"  # red head, for what leaves the house
    FORM = "form"  # no red head: records, approval sheets
    CERTIFICATE = "certificate"  # framed, across


@dataclass(frozen=True, slots=True)
class Heading:
    """`text` brings its own 一、 or （一）; level 1 is set in 黑体, level 2 in 楷体."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """A ruled table of labels and values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the line, to the other columns' shares."""

    head: str
    width: float = 1.0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()
    caption: str = ""


#: A string is a paragraph; a newline in it begins another one.
Block = str | Heading | Facts | Table


@dataclass(frozen=True, slots=True)
class Verify:
    """Where anybody can check the paper: `url` (http or https, at most 300 characters) becomes the QR code."""

    url: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Proof of service 送达回证, a page of its own. What is empty is left to be filled in by hand."""

    cause: str = ""
    served_on: str = ""
    place: str = ""
    method: str = ""
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One official paper. A newline in `title` or `issuer` breaks the line there.

    `addressee` comes without its colon. `seal_place` is the word inside the dashed ring where the seal goes, empty for
    none. `signatures` are the labels of a row to be signed. `receipt` are lines to be filled in by the receiver."""

    title: str
    number: str
    issuer: str
    issued_on: date
    body: tuple[Block, ...]
    look: Look = Look.NOTICE
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    seal_place: str = "盖章处"
    signatures: tuple[str, ...] = ()
    receipt: tuple[str, ...] = ()
    case_number: str = ""
    copies: str = ""
    copies_to: tuple[str, ...] = ()
    service: Service | None = None
    verify: Verify | None = None
    watermark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Half a page for whoever handed something in: what was received, under which number, what comes next."""

    title: str
    number: str
    issuer: str
    received_on: date
    facts: tuple[tuple[str, str], ...] = ()
    next_steps: tuple[str, ...] = ()
    verify: Verify | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """One line of the list of papers of a case."""

    title: str
    number: str = ""
    dated_on: date | None = None
    pages: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline: `when` and `who` as they are to be read, `basis` the clause and parameters."""

    when: str
    who: str
    act: str
    note: str = ""
    basis: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case as it goes into the archive: cover, facts, papers, the whole timeline in the order given, signatures."""

    title: str
    number: str
    issuer: str
    cover: tuple[tuple[str, str], ...]
    facts: tuple[Block, ...]
    papers: tuple[Filed, ...]
    timeline: tuple[Entry, ...]
    signatures: tuple[str, ...]
    printed_at: datetime
    printed_by: str
    verify: Verify | None = None
    watermark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSheet:
    """A list across the page. `filtered` is the sentence above it that says what was asked for; `as_of_on` the day of
    the data. Totals stand once, after the last row."""

    title: str
    issuer: str
    filtered: str
    table: Table
    printed_at: datetime
    printed_by: str
    as_of_on: date | None = None
    signatures: tuple[str, ...] = ()
    watermark: str = ""


def written_day(day: date) -> str:
    """2016年11月23日"""
    return f"{day.year}年{day.month}月{day.day}日"


def service_rows(paper: Paper) -> list[tuple[str, str]]:
    """The lines of the proof of service of this paper, none if it has none."""
    service = paper.service
    if service is None:
        return []
    title = paper.title.replace("\n", "")
    return [
        ("案由", service.cause),
        ("案号", paper.case_number),
        ("受送达人", paper.addressee),
        ("送达文书名称、文号", f"《{title}》\n{paper.number}"),
        (
            "送达时间",
            service.served_on or "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日\u3000\u3000时\u3000\u3000分",
        ),
        ("送达地点", service.place),
        ("送达方式", service.method),
        ("送达人（签名）", "、".join(service.servers)),
        ("受送达人签名或者盖章", ""),
        ("代收人及与受送达人关系", ""),
        ("拒收事由和日期", ""),
        ("见证人（签名）", ""),
        ("备注", ""),
    ]
