"""What an audit found, as plain data: the lead of the audit fills it, the writers of this package put it on paper.

Everything here is already sorted and masked, and holds no clock, host or absolute path: same input, same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

import pyarrow as pa  # type: ignore[import-untyped]

#: The columns of findings.csv, in their order: other offices' scripts read them by position.
FINDING_COLUMNS = (
    "rule", "patterns", "severity", "subject_kind", "person", "file", "sheet", "row",
    "other_file", "other_sheet", "other_row", "said", "evidence",
)  # fmt: skip
#: What else a findings table carries for sums and links; a missing one counts as empty. `money_key` names the claim
#: whose money is at stake (two lists of one claim are one sum); without it the line itself is the key. `person_key`
#: tells persons apart whose masked names and numbers are alike; without it `person` does.
HELPER_COLUMNS = ("provider", "county", "amount_fen", "paid_fen", "fingerprint", "money_key", "person_key")

#: A table of findings in the order of findings.csv, or the Parquet file that holds it.
Findings: TypeAlias = pa.Table | Path


@dataclass(frozen=True)
class Pack:
    """The policy that was judged by: 泰政发〔2014〕33号 and the like."""

    code: str
    title: str
    number: str = ""


@dataclass(frozen=True)
class Param:
    """One dated value that a rule used. mark: '' when sourced, else demo, proposal, ...; areas: where it holds, '' for
    everywhere; value None: no standard was loaded from that day on."""

    code: str
    title: str
    value: int | str | None
    unit: str = ""
    valid_from_on: date | None = None
    reference: str = ""
    mark: str = ""
    areas: str = ""


@dataclass(frozen=True)
class Need:
    """A table a rule lacks, and who keeps it."""

    table: str
    title: str
    holder: str


@dataclass(frozen=True)
class Untestable:
    """Lines a rule could not judge, and why."""

    said: str
    count: int


@dataclass(frozen=True)
class RuleInfo:
    code: str
    title: str
    asks: str
    clause: str
    clause_text: str = ""
    patterns: Sequence[str] = ()
    severity: str = "medium"
    params: Sequence[Param] = ()
    not_for: str = ""
    stands_in_for: str = ""
    sql_text: str = ""
    status: Literal["run", "not_run"] = "run"
    needs: Sequence[Need] = ()
    untestable: Sequence[Untestable] = ()
    #: Why it did not run when no table is missing (standards wanted, parameter not in force, …).
    why: str = ""


@dataclass(frozen=True)
class SheetRead:
    """rows = header + set_aside + rows_in; rows_in = accepted + rejected."""

    file: str
    sheet: str
    kinds: Sequence[str]
    rows: int
    header: int
    set_aside: int
    rows_in: int
    accepted: int
    rejected: int
    #: Headers of columns that hold something and that no kind of list knows.
    unknown: Sequence[str] = ()


@dataclass(frozen=True)
class FileSeen:
    """A file of the folder; digest: the first characters of its SHA-256."""

    file: str
    digest: str = ""
    read: bool = True


@dataclass(frozen=True)
class Copy:
    file: str
    same_as: str


@dataclass(frozen=True)
class Unread:
    """One line of unread.csv. personal: which masking.office kind the value is, when it is one."""

    kind: Literal["file", "sheet", "row", "cell"]
    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    wrong: str = ""
    mend: str = ""
    personal: str | None = None


@dataclass(frozen=True)
class UnreadGroup:
    """All rows or cells of one column of a sheet that are wrong in the same way."""

    kind: str
    file: str
    sheet: str
    column: str
    wrong: str
    mend: str
    count: int
    first_row: int | None


@dataclass(frozen=True)
class UnreadSummary:
    """What the report tells of unread.csv; made while that file is written."""

    whole: Sequence[Unread] = ()
    groups: Sequence[UnreadGroup] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class NotJoined:
    """A row without a number whose name fits nobody, or several, of its class or employer. name: masked."""

    file: str
    sheet: str
    row: int
    name: str
    why: str


@dataclass(frozen=True)
class AuditResult:
    as_of: date
    pack: Pack
    rules: Sequence[RuleInfo]
    findings: Findings
    sheets: Sequence[SheetRead] = ()
    files: Sequence[FileSeen] = ()
    unread: UnreadSummary = field(default_factory=UnreadSummary)
    copies: Sequence[Copy] = ()
    not_joined_count: int = 0
    not_joined: Sequence[NotJoined] = ()
    #: Findings that --decisions had settled before, and which are therefore not asked again.
    decided_count: int = 0
    #: provider or county → number of its claims; where known, the share that was hit is printed.
    claims_by_provider: Mapping[str, int] = field(default_factory=dict)
    claims_by_county: Mapping[str, int] = field(default_factory=dict)
    #: Chinese titles of tables (kinds of lists) and of evidence columns; those unknown to words.py.
    kind_titles: Mapping[str, str] = field(default_factory=dict)
    evidence_titles: Mapping[str, str] = field(default_factory=dict)
    #: Hash of the snapshot or of findings.csv, shown short on the printed head.
    digest: str = ""
    show_personal: bool = False
