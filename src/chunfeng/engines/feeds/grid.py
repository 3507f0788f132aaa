"""Attendance grids: day columns of a header, and turning a run of grid rows into one row a mark."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from chunfeng.engines.feeds.cells import Flags, shown
from chunfeng.engines.feeds.chunks import Chunk, is_blank
from chunfeng.engines.feeds.header import Heading
from chunfeng.engines.feeds.legend import LATE, LEFT_EARLY, PRESENT, STATUSES, Legend, Mark, marks

Ints = np.ndarray[Any, np.dtype[np.int64]]

_FULL = re.compile(r"^((?:19|20)\d{2})[年.\-/](\d{1,2})[月.\-/](\d{1,2})[日号]?(?!\d)")
_MONTH_DAY = re.compile(r"^(\d{1,2})[月.\-/](\d{1,2})[日号]?(?!\d)")
_DAY = re.compile(r"^(\d{1,2})[日号]?(?![\d.\-/月:：天])")
_NTH = re.compile(r"^第(\d{1,3})[天日课次]")
_HALF = re.compile(r"上午|下午|晚上|晚间|夜|晚")
_SLOT = {"上午": 1, "下午": 2, "晚上": 3, "晚间": 3, "夜": 3, "晚": 3}
_IN = re.compile(r"上班|签到|到岗|进场|上课|^进$|^到$|^入$|^上$|来$")
_OUT = re.compile(r"下班|签退|离岗|出场|下课|^出$|^退$|^离$|^下$|走$")
#: Where a title says this, even one or two columns of days are a grid.
ATTENDED = re.compile(r"考勤|出勤|签到|点名|打卡|出工|到课")
_TAIL = re.compile(r"^[\s周星期一二三四五六日天()（）]*")


@dataclass(frozen=True)
class Day:
    """A day column. date: None when the sheet does not tell the month; number: as printed. role: mark, in or out."""

    column: int
    label: str
    number: int
    month: int | None
    year: int | None
    nth: bool
    slot: int
    role: str


def day_of(value: Any) -> tuple[int | None, int | None, int, bool] | None:
    """(year, month, day, is an ordinal) of a header text, None if it is no day."""
    if isinstance(value, dt.date):
        return value.year, value.month, value.day, False
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if value == int(value) and 1 <= value <= 31:
            return None, None, int(value), False
        return _day_in(f"{value:g}")
    return _day_in(str(value))


@lru_cache(maxsize=1 << 14)
def _day_in(cell: str) -> tuple[int | None, int | None, int, bool] | None:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))
    if len(text) > 24:
        return None
    if hit := _FULL.match(text):
        year, month, day = (int(g) for g in hit.groups())
        return (year, month, day, False) if 1 <= month <= 12 and 1 <= day <= 31 else None
    if hit := _MONTH_DAY.match(text):
        month, day = int(hit.group(1)), int(hit.group(2))
        return (None, month, day, False) if 1 <= month <= 12 and 1 <= day <= 31 else None
    if hit := _NTH.match(text):
        return None, None, int(hit.group(1)), True
    if hit := _DAY.match(text):
        rest = _TAIL.sub("", text[hit.end() :])
        if 1 <= int(hit.group(1)) <= 31 and (not rest or _HALF.match(rest) or _IN.search(rest) or _OUT.search(rest)):
            return None, None, int(hit.group(1)), False
    return None


def _label(word: Any) -> str:
    if isinstance(word, dt.datetime):
        return str(word.date())
    return f"{word:g}" if isinstance(word, float) else str(word)


def count_days(cells: list[Any]) -> int:
    """Day cells of a row; one that names its month counts double."""
    return sum(2 if day[1] else 1 for cell in cells if cell != "" and (day := day_of(cell)) is not None)


def day_columns(heading: Heading, few: bool = False) -> list[Day]:
    """The day columns of a header, [] when it is no grid. few: one column of a day is enough."""
    found: list[Day] = []
    for column, words in sorted(heading.words.items()):
        day = None
        rest = ""
        for at, word in enumerate(words):
            day = day_of(word)
            if day:
                rest = (str(word) if isinstance(word, str) else "") + "".join(str(w) for w in words[at + 1 :])
                before = "".join(str(w) for w in words[:at])
                rest = rest + (before if _HALF.search(before) and not _HALF.search(rest) else "")
                break
        if not day:
            continue
        year, month, number, nth = day
        last = found[-1] if found else None
        value = words[0]
        if (
            isinstance(value, float)
            and value != int(value)
            and last
            and last.month == month
            and last.number == 10 * number - 1
        ):
            number *= 10  # 3.10 typed as a number reads 3.1; after 3.9 it can only be the tenth
        half = _HALF.search(rest)
        label = " ".join(_label(w) for w in words)
        child = re.sub(r"^[\d.月日号/\-第天]+", "", _HALF.sub("", rest))
        role = "out" if _OUT.search(child) else "in" if _IN.search(child) else "mark"
        slot = _SLOT[half.group()] if half else 1
        if last and not half and (last.number, last.month) == (number, month):
            slot = last.slot if role == "out" and last.role == "in" else last.slot + 1
        found.append(Day(column, label, number, month, year, nth, slot, role))
    distinct = len({(d.month, d.number) for d in found})
    dated = any(d.month for d in found)
    return found if distinct >= (1 if few else 2 if dated else 4) else []


#: The date of a day column; where year or month stand nowhere, what does as year * 10000 + month * 100 + day with zeros
#: for the rest, which the snapshot completes from the span of the class; None for 第3天.
Dated = dt.date | int | None


def dates_of(days: list[Day], year: int | None, month: int | None) -> list[Dated]:
    """What each day column is called; a printed day smaller than the one before it begins the next month."""
    out: list[Dated] = []
    y, m, last = year, month, 0
    for day in days:
        if day.nth:
            out.append(None)
            continue
        if day.year:
            y = day.year
        if day.month:
            if m is not None and y is not None and not day.year and out and day.month < m:
                y += 1
            m = day.month
        elif m is not None and day.number < last:
            y, m = (y and y + 1, 1) if m == 12 else (y, m + 1)
        last = day.number
        try:
            out.append(dt.date(y or 0, m or 0, day.number))
        except ValueError:
            out.append((y or 0) * 10_000 + (m or 0) * 100 + day.number)
    return out


@dataclass
class Marks:
    """The marks of a run of grid rows, one entry a mark: at is the index of its row, came and left are minutes or -1.

    undated: what is known of the day where `on` is not, else 0; such marks have their times on 1970-01-01.
    bad: (row, header of the cell, its value, what is wrong) of the cells that nobody could read.
    """

    at: Ints
    on: np.ndarray[Any, np.dtype[np.datetime64]]
    undated: Ints
    slot: Ints
    number: Ints
    status: Ints
    came: Ints
    left: Ints
    bad: list[tuple[int, str, Any, str]] = field(default_factory=list)

    @classmethod
    def joined(cls, runs: list[Marks], starts: list[int]) -> Marks:
        """Marks of runs that stand one below the other, the first rows of which are given."""

        def whole(name: str) -> Any:
            return np.concatenate([getattr(marks, name) for marks in runs])

        at = np.concatenate([marks.at + start for marks, start in zip(runs, starts, strict=False)])
        return cls(at, *map(whole, ("on", "undated", "slot", "number", "status", "came", "left")))

    def columns(self) -> dict[str, pa.Array]:
        # An out time before the in time: the shift ran past midnight.
        past = (self.came >= 0) & (self.left >= 0) & (self.left < self.came)
        on = np.where(self.undated > 0, np.datetime64(0, "D"), self.on)
        return {
            "marked_on": pa.array(self.on, pa.date32(), mask=np.isnat(self.on)),
            "undated": pa.array(self.undated.astype(np.int32), mask=self.undated == 0),
            "slot": pa.array(self.slot.astype(np.int32)),
            "day_no": pa.array(self.number.astype(np.int32)),
            "status": pa.array(STATUSES, pa.string()).take(pa.array(self.status)),
            "in_at": _timed(on, self.came),
            "out_at": _timed(on, np.where(past, self.left + 1440, self.left)),
        }


def unpivot(chunk: Chunk, keep: Flags, days: list[Day], dates: list[Dated], legend: Legend) -> Marks:
    """One entry a mark, in order of row, then column. Blank cells give none unless the legend says what blank means."""
    grid = chunk.block([day.column for day in days])
    values, cells = grid.values, grid.codes
    seen = {shown(values[code]).strip() for code in np.unique(cells).tolist()}
    read = marks(values, legend, binary=seen <= {"0", "1", ""})
    bad: list[tuple[int, str, Any, str]] = []
    lost = np.asarray([not m.known and not is_blank(v) for v, m in zip(values, read, strict=True)], dtype=np.bool_)
    if lost.any():
        for i, place in np.argwhere(lost[cells] & keep[:, None]).tolist():
            bad.append((i, days[place].label, values[cells[i, place]], "考勤记号无法识别"))
    table: dict[tuple[str, int | None, int | None], int] = {}
    plain = _codes(table, [_said(m, "mark") for m in read])[cells]
    outs = [at for at, day in enumerate(days) if day.role == "out"]
    if outs:
        plain[:, outs] = _codes(table, [_said(m, "out") for m in read])[cells[:, outs]]
    firsts = _pairs(days)
    if firsts:
        both = cells[:, firsts].astype(np.int64) * len(values) + cells[:, [at + 1 for at in firsts]]
        keys, inverse = np.unique(both, return_inverse=True)
        joined = [_join(read[key // len(values)], read[key % len(values)]) for key in keys.tolist()]
        plain[:, firsts] = _codes(table, joined)[inverse].reshape(both.shape)
        plain[:, [at + 1 for at in firsts]] = -1
    if any(isinstance(d, dt.date) for d in dates):
        for place, day in enumerate(days):
            if not isinstance(dates[place], dt.date) and not day.nth and day.month is None:
                for i in np.nonzero(keep & (plain[:, place] >= 0))[0].tolist():
                    bad.append((i, day.label, values[cells[i, place]], "这个月没有这一天"))
                plain[:, place] = -1
    rows, places = np.nonzero((plain >= 0) & keep[:, None])
    said = list(table)
    number = plain[rows, places]
    nat = np.datetime64("NaT", "D")
    on = np.asarray([np.datetime64(d, "D") if isinstance(d, dt.date) else nat for d in dates], dtype="datetime64[D]")
    undated = np.asarray([d if isinstance(d, int) else 0 for d in dates], dtype=np.int64)
    return Marks(
        rows,
        on[places],
        undated[places],
        np.asarray([d.slot for d in days], dtype=np.int64)[places],
        np.asarray([d.number for d in days], dtype=np.int64)[places],
        np.asarray([STATUSES.index(s) for s, _, _ in said], dtype=np.int64)[number],
        np.asarray([-1 if came is None else came for _, came, _ in said], dtype=np.int64)[number],
        np.asarray([-1 if left is None else left for _, _, left in said], dtype=np.int64)[number],
        sorted(bad, key=lambda b: b[0]),
    )


def _timed(on: Any, minutes: Any) -> pa.Array:
    at = on.astype("datetime64[us]") + minutes.astype("timedelta64[m]")
    return pa.array(at, pa.timestamp("us"), mask=np.isnat(on) | (minutes < 0))


def _pairs(days: list[Day]) -> list[int]:
    """The in columns that have their out column right beside them."""
    return [
        at
        for at, (day, other) in enumerate(pairwise(days))
        if (day.role, other.role) == ("in", "out")
        and (day.slot, day.number, day.month) == (other.slot, other.number, other.month)
    ]


def _codes(table: dict[Any, int], said: list[Any]) -> Ints:
    """The place of each in the table of what marks say, which grows; -1 for none."""
    return np.asarray([-1 if s is None else table.setdefault(s, len(table)) for s in said], dtype=np.int64)


def _said(mark: Mark, role: str) -> tuple[str, int | None, int | None] | None:
    if mark.status is None:
        return None
    if role == "out" and mark.left is None:
        return mark.status, None, mark.came
    return mark.status, mark.came, mark.left


def _join(came: Mark, left: Mark) -> tuple[str, int | None, int | None] | None:
    """An in cell and an out cell of one day: one mark, present if either shows presence."""
    first = came.status or left.status
    if first is None:
        return None
    status = first if came.status in (None, PRESENT, LATE, LEFT_EARLY) or left.status is None else came.status
    if left.status in (LATE, LEFT_EARLY) and status == PRESENT:
        status = left.status
    if came.status not in (None, PRESENT, LATE, LEFT_EARLY) and left.status in (PRESENT, LATE, LEFT_EARLY):
        status = left.status
    return status, came.came, left.left if left.left is not None else left.came
