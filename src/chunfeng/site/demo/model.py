"""What the demo city consists of, before it is written into anybody's spreadsheet layout."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chunfeng.site.demo.people import Person

FUND = "就业专项资金"


@dataclass(slots=True, eq=False)
class Provider:
    name: str
    county: str
    controller: str
    phone: str
    account: str
    address: str
    admitted: date
    licence_from: date = date(2013, 1, 10)
    licence_to: date = date(2019, 12, 31)
    trades: list[str] = field(default_factory=list)
    roster: str = "plain"
    marks: str = "grid"
    index: int = 0


@dataclass(slots=True, eq=False)
class Claim:
    fund: str = FUND
    amount: int = 0  # yuan
    standard: int = 0
    share: int | None = None
    submitted: date = date(2016, 1, 1)
    approved: date | None = None
    state: str = "已核准"
    item: str = ""
    employed: str = ""
    employed_on: date | None = None
    employer: str = ""
    account: str = ""
    holder: str = ""
    hours: int | None = None
    level: str = ""
    trade: str = ""  # where the claim calls the trade by another name than the class
    cofinanced: str = ""
    guardian: str = ""
    certificate: str = ""
    paid: list[date] = field(default_factory=list)
    in_parts: bool = False  # the payments share the amount; otherwise each is of the whole
    list_name: str = ""  # another office's list; empty: the county's
    listed: bool = True  # False: only the list of payments knows of it
    account_listed: bool = True  # False: account and holder stand on the list of payments only
    noticed: int | None = None  # yuan, where the notice on the wall says another amount


@dataclass(slots=True, eq=False)
class Enrolment:
    person: Person
    key: str
    category: str = "拟转移农村劳动力"
    hukou: str = "农业"
    employer: str = ""
    absent: frozenset[date] = frozenset()
    leave: frozenset[date] = frozenset()
    present: frozenset[date] | None = None  # when set: only these days
    halves: dict[date, str] = field(default_factory=dict)  # days of which one half was attended
    punches: dict[date, tuple[str, str]] = field(default_factory=dict)
    score: int | None = None
    exam_on: date | None = None
    changed_on: date | None = None
    signed: str = ""
    certificate: str = ""
    issued_on: date | None = None
    claims: list[Claim] = field(default_factory=list)
    transferred_on: date | None = None
    sex_printed: str = ""
    phone_printed: str = ""
    used: bool = False
    in_roster: bool = True
    account_printed: str = ""  # a column of the roster if anybody has one
    registered_on: date | None = None  # the jobseeker's certificate; a column of the roster if anybody has one


@dataclass(slots=True, eq=False)
class Klass:
    number: str
    provider: Provider
    programme: str
    trade: str
    level: str
    teacher: str
    room: str
    days: list[date]
    hours: int
    submitted: date
    approved: date
    start: str = "08:30"
    end: str = "16:30"
    roster: str = "plain"
    marks: str = "grid"
    people: list[Enrolment] = field(default_factory=list)
    timetable: list[date] | None = None
    entered: dict[str, Any] = field(default_factory=dict)
    base: bool = True
    used: bool = False
    approved_copy: bool = False

    @property
    def starts(self) -> date:
        return self.days[0]

    @property
    def ends(self) -> date:
        return self.days[-1]


@dataclass(slots=True, eq=False)
class Entry:
    """One row of an outside register."""

    person: Person
    key: str
    start: date | None
    end: date | None = None
    sub: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Row:
    """One row of a filing, contract, insurance, payroll or site attendance table."""

    key: str
    employer: str
    person: Person
    values: dict[str, Any]
