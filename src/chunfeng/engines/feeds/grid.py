"""Attendance grids: day columns of a header, and turning a run of grid rows into one row a mark."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from chunfeng.engines.feeds.chunks import Chunk, is_blank
from chunfeng.engines.feeds.header import Heading
from chunfeng.engines.feeds.legend import LATE, LEFT_EARLY, PRESENT, Legend, Mark, marks

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
        text = f"{value:g}"
    else:
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))
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


def dates_of(days: list[Day], year: int | None, month: int | None) -> list[dt.date | None]:
    """The date of each day column; a printed day smaller than the one before it begins the next month."""
    out: list[dt.date | None] = []
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
        elif m is not None and y is not None and day.number < last:
            y, m = (y + 1, 1) if m == 12 else (y, m + 1)
        last = day.number
        try:
            out.append(dt.date(y, m, day.number) if y and m else None)
        except ValueError:
            out.append(None)
    return out


@dataclass
class Marks:
    """The marks of a run of rows: at (index of the row), column arrays, and cells that nobody could read."""

    at: np.ndarray[Any, np.dtype[np.int64]]
    marked_on: pa.Array
    slot: pa.Array
    day_no: pa.Array
    status: pa.Array
    in_at: pa.Array
    out_at: pa.Array
    bad: list[tuple[int, str, Any, str]]


def unpivot(chunk: Chunk, keep: np.ndarray[Any, np.dtype[np.bool_]], days: list[Day], dates: list[dt.date | None],
            legend: Legend, binary: bool) -> Marks:  # fmt: skip
    """One entry a mark, in order of row, then column. Blank cells give none unless the legend says what blank means."""
    rows: list[Any] = []
    cols: list[Any] = []
    codes: list[Any] = []
    table: list[tuple[str | None, int | None, int | None]] = []
    index: dict[tuple[str | None, int | None, int | None], int] = {}
    bad: list[tuple[int, str, Any, str]] = []
    at = 0
    while at < len(days):
        day = days[at]
        pair = at + 1 < len(days) and day.role == "in" and days[at + 1].role == "out" and days[at + 1].slot == day.slot
        if pair and (days[at + 1].number, days[at + 1].month) != (day.number, day.month):
            pair = False
        first = chunk.column(day.column)
        read = marks(first.values, legend, binary)
        lost = [not is_blank(v) and not m.known for v, m in zip(first.values, read, strict=True)]
        _note(
            bad,
            chunk,
            keep,
            day,
            first,
            lost,
            "考勤记号无法识别",
        )
        mark_codes = np.asarray([_code(index, table, m, day.role) for m in read], dtype=np.int64)[first.codes]
        if pair:
            second = chunk.column(days[at + 1].column)
            read2 = marks(second.values, legend, binary)
            lost2 = [not is_blank(v) and not m.known for v, m in zip(second.values, read2, strict=True)]
            _note(bad, chunk, keep, days[at + 1], second, lost2, "考勤记号无法识别")
            both = first.codes.astype(np.int64) * len(second.values) + second.codes
            keys, inverse = np.unique(both, return_inverse=True)
            joined = []
            for key in keys.tolist():
                joined.append(_join(read[key // len(second.values)], read2[key % len(second.values)]))
            mark_codes = np.asarray([-1 if j is None else _index(index, table, j) for j in joined], dtype=np.int64)[
                inverse.reshape(-1)
            ]
        date = dates[at]
        if date is None and not day.nth and day.month is None and _calendar_known(dates):
            there = keep & (mark_codes >= 0)
            for i in np.nonzero(there)[0].tolist():
                bad.append((i, day.label, chunk.row(i)[day.column], "这个月没有这一天"))
            mark_codes[there] = -1
        where = np.nonzero(keep & (mark_codes >= 0))[0]
        rows.append(where)
        cols.append(np.full(len(where), at, dtype=np.int32))
        codes.append(mark_codes[where])
        at += 2 if pair else 1
    row = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    col = np.concatenate(cols) if cols else np.zeros(0, dtype=np.int32)
    code = np.concatenate(codes) if codes else np.zeros(0, dtype=np.int64)
    order = np.lexsort((col, row))
    row, col, code = row[order], col[order], code[order]
    nat = np.datetime64("NaT", "D")
    on = np.asarray([nat if d is None else np.datetime64(d, "D") for d in dates], dtype="datetime64[D]")[col]
    came = np.asarray([-1 if t[1] is None else t[1] for t in table], dtype=np.int64)[code]
    left = np.asarray([-1 if t[2] is None else t[2] for t in table], dtype=np.int64)[code]
    # An out time before the in time: the shift ran past midnight.
    left = np.where((came >= 0) & (left >= 0) & (left < came), left + 1440, left)
    return Marks(
        row.astype(np.int64),
        _dated(on),
        pa.array(np.asarray([d.slot for d in days], dtype=np.int32)[col]),
        pa.array(np.asarray([d.number for d in days], dtype=np.int32)[col]),
        pa.array([t[0] for t in table], pa.string()).take(pa.array(code)),
        _timed(on, came),
        _timed(on, left),
        sorted(bad, key=lambda b: b[0]),
    )


def _dated(on: Any) -> pa.Array:
    return pa.array(on, pa.date32(), mask=np.isnat(on))


def _timed(on: Any, minutes: Any) -> pa.Array:
    at = on.astype("datetime64[us]") + minutes.astype("timedelta64[m]")
    return pa.array(at, pa.timestamp("us"), mask=np.isnat(on) | (minutes < 0))


def _calendar_known(dates: list[dt.date | None]) -> bool:
    return any(d is not None for d in dates)


def _note(
    bad: list[tuple[int, str, Any, str]], chunk: Chunk, keep: Any, day: Day, encoded: Any, lost: list[bool], wrong: str
) -> None:
    if any(lost):
        for i in np.nonzero(keep & encoded.flags(lost))[0].tolist():
            bad.append((i, day.label, encoded.values[encoded.codes[i]], wrong))


def _index(index: dict[Any, int], table: list[Any], key: Any) -> int:
    code = index.get(key)
    if code is None:
        code = index[key] = len(table)
        table.append(key)
    return code


def _code(index: dict[Any, int], table: list[Any], mark: Mark, role: str) -> int:
    if mark.status is None:
        return -1
    came, left = mark.came, mark.left
    if role == "out" and left is None:
        came, left = None, came
    return _index(index, table, (mark.status, came, left))


def _join(came: Mark, left: Mark) -> tuple[str | None, int | None, int | None] | None:
    """An in cell and an out cell of one day: one mark, present if either shows presence."""
    if came.status is None and left.status is None:
        return None
    first = came.status or left.status
    status = first if came.status in (None, PRESENT, LATE, LEFT_EARLY) or left.status is None else came.status
    if left.status in (LATE, LEFT_EARLY) and status == PRESENT:
        status = left.status
    if came.status not in (None, PRESENT, LATE, LEFT_EARLY) and left.status in (PRESENT, LATE, LEFT_EARLY):
        status = left.status
    return status, came.came, left.left if left.left is not None else left.came
