"""Dates, months, times and spans as people write them and as spreadsheets store them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from chunfeng.engines.feeds.outcome import Bad

_EPOCH: Final = dt.date(1899, 12, 30)
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2099, 12, 31)
_FULL: Final = re.compile(r"(\d{4})[-/.年,、\\](\d{1,2})[-/.月,、\\](\d{1,2})(?:日|号)?")
#: What nearly every cell looks like, needing no clean-up.
_USUAL: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_PUNCH: Final = re.compile(r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}) ([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT: Final = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|号)?")
_MONTH: Final = re.compile(r"((?:19|20)\d{2})(?:[-/.年,、\\](0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))月?(?:份)?")
_CLOCK: Final = re.compile(
    r"(上午|下午|晚上|早上|中午|am|pm)?(\d{1,2})[:时点.h](\d{1,2})(?:[:分](\d{1,2}))?(?:分|秒|\.\d+)?(am|pm)?",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"[t\s]*(星期.|周.|[（(].*[)）])?[t\s]*((?:上午|下午|晚上|早上|中午)?\d{1,2}[:时点]\d{1,2}.*)?", re.IGNORECASE
)
_STAMP: Final = re.compile(r"\s*((?:19|20)\d{6})\s*([0-2]\d)([0-5]\d)([0-5]\d)?\s*")
_DASH: Final = re.compile(r"\s*(?:至|到|起至|—+|–|~+|－|-{2,}|\s-\s|(?<=[\d日月号])-(?=\d{4}))\s*")
_NUMERAL: Final = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_CHINESE: Final = re.compile(
    r"([一二三四五六七八九〇○零]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)

_NOT_READ: Final = Bad("日期读不出来", "按“2015-03-05”的样子填写")
_RANGE: Final = Bad("日期超出合理范围", "核对年份")
_NO_DAY: Final = Bad("只写了年月，没有日", "补上日，按“2015-03-05”的样子填写")
_NO_SUCH: Final = Bad("没有这一天", "核对月和日")
_BAD_MONTH: Final = Bad("月份读不出来", "按“2015-03”的样子填写")
_BAD_TIME: Final = Bad("时间读不出来", "按“8:05”的样子填写")
_BAD_SPAN: Final = Bad("起止时间读不出来", "按“2015-03-05至2015-04-02”的样子填写")
_BACKWARD: Final = Bad("结束早于开始", "核对起止时间")


def _plain(text: str) -> str:
    said = unicodedata.normalize("NFKC", text).strip().strip("'\"")
    said = _CHINESE.sub(_arabic, said)
    return re.sub(r"\s*([-/.年月日])\s*", r"\1", said)


def _arabic(hit: re.Match[str]) -> str:
    year = "".join(_NUMERAL[c] for c in hit[1])
    return f"{year}年{_small(hit[2])}月" + (f"{_small(hit[3])}日" if hit[3] else "")


def _small(text: str) -> int:
    if "十" not in text:
        return int(_NUMERAL[text[0]])
    tens, _, ones = text.partition("十")
    return (int(_NUMERAL[tens]) if tens else 1) * 10 + (int(_NUMERAL[ones]) if ones else 0)


_YEAR_ONLY = re.compile(r"(20\d\d)(?:\.0)?(?:年度?)?")
#: 2015.10 typed as a figure reads 2015.1: January or October, nobody can tell.
_JAN_OR_OCT = Bad("月份可能是1月也可能是10月", "按“2015-10”的样子填写，单元格设为文本格式")


def _dated(year: int, month: int, day: int) -> dt.date | Bad:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return _NO_SUCH
    return found if FIRST <= found <= LAST else _RANGE


def _serial(number: float) -> dt.datetime | Bad:
    """A spreadsheet's day number; 20150305 and 201503 are dates written as figures."""
    # A figure below 3654 (year 1910) in a date column is a count or a typing error, not a day of that age.
    if not 3654 <= number < 73051:
        return _RANGE
    return dt.datetime.combine(_EPOCH, dt.time()) + dt.timedelta(seconds=round(number * 86400))


def read_year_or_date(cell: object, month: Literal["first", "last"]) -> dt.date | Bad | None:
    """A bare year means its first or last day: 脱贫年度 2016."""
    hit = _YEAR_ONLY.fullmatch(_plain(str(cell))) if not isinstance(cell, dt.date) else None
    if hit:
        return _dated(int(hit[1]), *((1, 1) if month == "first" else (12, 31)))
    return read_date(cell, month)


def read_date(cell: object, month: Literal["first", "last"] | None = None) -> dt.date | Bad | None:
    """month: where a cell names only a month, the day of it that is meant; None refuses it."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return cell if FIRST <= cell <= LAST else None if cell.year >= 2100 else _RANGE
    if isinstance(cell, bool | dt.time | dt.timedelta):
        return _NOT_READ
    if isinstance(cell, int | float):
        if cell >= 190001 and cell == int(cell):
            cell = str(int(cell))
        elif isinstance(cell, float) and 1900 < cell < 2100 and cell != int(cell):
            cell = f"{cell:.10g}"  # 2015.3 typed as a figure
            if cell.endswith(".1"):
                return _JAN_OR_OCT
        else:
            found = _serial(float(cell))
            return found if isinstance(found, Bad) else found.date() if found.year >= 1900 else _RANGE
    hit = _USUAL.fullmatch(cell) if isinstance(cell, str) else None
    if hit and hit[1] != "9999":
        return _dated(int(hit[1]), int(hit[2]), int(hit[3]))
    text = _plain(str(cell))
    hit = _FULL.match(text) or _COMPACT.match(text)
    if hit and _TAIL.fullmatch(text[hit.end() :]):
        if hit[1] == "9999":
            return None
        return _dated(int(hit[1]), int(hit[2]), int(hit[3]))
    hit = _MONTH.fullmatch(text)
    if hit:
        if month is None:
            return _NO_DAY
        year, number = int(hit[1]), int(hit[2] or hit[3])
        return dt.date(year, number, 1 if month == "first" else calendar.monthrange(year, number)[1])
    hit = _SHORT.fullmatch(text)
    if hit:
        short = int(hit[1])
        return _dated(short + (2000 if short < 50 else 1900), int(hit[2]), int(hit[3]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        found = _serial(float(text))
        return found if isinstance(found, Bad) else found.date()
    return _NOT_READ


def read_month(cell: object) -> dt.date | Bad | None:
    """The first day of the month."""
    if isinstance(cell, float) and 1900 < cell < 2100 and cell != int(cell):
        ambiguous = round(cell * 100 % 100) in (11, 12)
        cell = f"{cell:.2f}" if ambiguous else f"{cell:.10g}"
        if cell.endswith(".1"):
            return _JAN_OR_OCT
    if isinstance(cell, str):
        text = re.sub(r"[(（].*[)）]", "", _plain(cell))
        hit = _MONTH.match(text)
        if hit and not re.match(r"[\d./-]", text[hit.end() :]):
            return dt.date(int(hit[1]), int(hit[2] or hit[3]), 1)
    found = read_date(cell, "first")
    if isinstance(found, Bad):
        return _RANGE if found is _RANGE else _BAD_MONTH
    return found.replace(day=1) if found else None


def read_time(cell: object) -> str | Bad | None:
    """HH:MM, or HH:MM:SS where seconds are given. Text, because a clock time has no day."""
    if isinstance(cell, dt.datetime):
        cell = cell.time()
    if isinstance(cell, dt.timedelta):
        return _clock(int(cell.total_seconds()))
    if isinstance(cell, dt.time):
        return _clock(cell.hour * 3600 + cell.minute * 60 + cell.second)
    if isinstance(cell, bool | dt.date):
        return _BAD_TIME
    if isinstance(cell, int | float):
        if not 0 <= cell < 73051 or (cell >= 1 and cell == int(cell)):
            return _BAD_TIME
        return _clock(round(cell % 1 * 86400))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    dated = _FULL.match(text) or _COMPACT.match(text)
    text = re.sub(r"\s+", "", text[dated.end() :].lstrip("Tt ") if dated else text)
    hit = _CLOCK.fullmatch(text)
    if not hit and (whole := re.fullmatch(r"(上午|下午|晚上)?(\d{1,2})[时点](整)?", text)):
        return _clock((int(whole[2]) + (12 if whole[1] in ("下午", "晚上") and int(whole[2]) < 12 else 0)) * 3600)
    if not hit:
        return _BAD_TIME
    hour, minute, second = int(hit[2]), int(hit[3]), int(hit[4] or 0)
    if hour > 24 or minute > 59 or second > 59:
        return _BAD_TIME
    if (hit[1] in ("下午", "晚上") or "pm" in ((hit[1] or "").lower(), (hit[5] or "").lower())) and hour < 12:
        hour += 12
    return _clock(hour % 24 * 3600 + minute * 60 + second)


def _clock(seconds: int) -> str:
    seconds %= 86400
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if second else "")


_date_in = lru_cache(maxsize=1 << 13)(read_date)
_time_in = lru_cache(maxsize=1 << 13)(read_time)


def _day_and_time(cell: str) -> tuple[dt.date | Bad | None, str | Bad | None]:
    """What read_date and read_time say of one cell. Punches that differ share their few days and times of day."""
    halves = _PUNCH.fullmatch(cell)
    if halves:
        return _date_in(halves[1]), _time_in(halves[2])
    return read_date(cell), read_time(cell)


def read_clock(cell: object) -> tuple[dt.date | None, str | None] | Bad:
    """(day if the cell names one, time of day): 8:05, 2015/3/5 8:05, a spreadsheet's timestamp."""
    if isinstance(cell, dt.datetime):
        day = None if cell.year < 1910 else cell.date()
        return day, None if day and cell.time() == dt.time() else read_time(cell)  # type: ignore[return-value]
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= 1:
        at = read_timestamp(float(cell))
        return at if isinstance(at, Bad) else read_clock(at)
    if isinstance(cell, str) and (compact := re.fullmatch(_STAMP, cell)):
        cell = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    if not isinstance(cell, str):
        time = read_time(cell)
        return time if isinstance(time, Bad) else (None, time)
    day_read, time = _day_and_time(cell)
    if isinstance(day_read, dt.date):
        return day_read, time if isinstance(time, str) else None
    return time if isinstance(time, Bad) else (None, time)


def read_time_span(cell: object) -> tuple[str, str | None] | Bad:
    """(from, to): 8:30-11:30, 上午8:30至11:30. A second time without 下午 stays in the half day of the first."""
    if isinstance(cell, str):
        parts = [
            p for p in re.split(r"\s*(?:-+|—+|–|~+|－|至|到)\s*", unicodedata.normalize("NFKC", cell).strip()) if p
        ]
        if len(parts) == 2:
            first = read_time(parts[0])
            second = read_time(parts[1])
            if isinstance(first, str) and isinstance(second, str):
                if second < first and parts[0].startswith(("下午", "晚上")) and second < "12":
                    second = f"{int(second[:2]) + 12:02d}{second[2:]}"
                return first, second
        return Bad("上课时间读不出来", "按“8:30-11:30”的样子填写")
    first = read_time(cell)
    return (first, None) if isinstance(first, str) else Bad("上课时间读不出来", "按“8:30-11:30”的样子填写")


def read_timestamp(cell: object) -> dt.datetime | Bad | None:
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=None) if FIRST <= cell.date() <= LAST else _RANGE
    if isinstance(cell, float) and cell < 190001:
        return _serial(cell)
    if isinstance(cell, str):
        compact = re.fullmatch(_STAMP, cell)
        if compact:
            cell = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    day, clock = _day_and_time(cell) if isinstance(cell, str) else (read_date(cell), None)
    if day is None or isinstance(day, Bad):
        return day
    at = dt.datetime.combine(day, dt.time())
    if isinstance(clock, str):
        parts = [int(part) for part in clock.split(":")]
        at += dt.timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    return at


def _halves(cell: str) -> tuple[str, str] | None:
    text = _plain(cell)
    parts = [p for p in _DASH.split(text) if p]
    if len(parts) == 1:
        # 2015.3.5-4.2 and 2015-03-05-2015-04-02: the dash of the span is the one between two whole dates.
        hit = re.fullmatch(r"(\d{4}[./年]\d{1,2}[./月]\d{1,2}日?)-(\d{1,2}[./月]\d{1,2}日?)", text)
        hit = hit or re.fullmatch(r"(\d{4}-\d{1,2}-\d{1,2})-(\d{4}-\d{1,2}-\d{1,2})", text)
        hit = hit or re.fullmatch(r"(\d{8}|\d{6})-(\d{8}|\d{6})", text)
        parts = [hit[1], hit[2]] if hit else parts
    return (parts[0], parts[1]) if len(parts) == 2 else None


def read_span(cell: object) -> tuple[dt.date, dt.date | None] | Bad | None:
    """(first day, last day): 2015.3.5-2015.4.2, 2015年3月5日至4月2日, 3.5 of one year to 4.2 of the same."""
    if not isinstance(cell, str):
        found = read_date(cell)
        return (found, None) if isinstance(found, dt.date) else _BAD_SPAN
    halves = _halves(cell)
    if halves is None:
        found = read_date(cell, "first")
        return (found, None) if isinstance(found, dt.date) else _BAD_SPAN
    last: dt.date | Bad | None
    first = read_date(halves[0], "first")
    if not isinstance(first, dt.date):
        return _BAD_SPAN
    if re.match(r"今|现在|目前|长期|无固定|永久", halves[1]):
        return first, None
    last = read_date(halves[1], "last")
    if isinstance(last, Bad):
        said = halves[1]
        if hit := re.fullmatch(r"(\d{1,2})[./月-](\d{1,2})[日号]?", said):
            year = first.year + (int(hit[1]) < first.month)
            last = _dated(year, int(hit[1]), int(hit[2]))
        elif hit := re.fullmatch(r"(\d{1,2})[日号]?", said):
            last = _dated(first.year, first.month, int(hit[1]))
    if isinstance(last, Bad):
        return _BAD_SPAN
    return _BACKWARD if last is not None and last < first else (first, last)


def read_month_span(cell: object) -> tuple[dt.date, dt.date | None] | Bad | None:
    """(first month, last month), both as first days: 201501-201512, 2015年1月至12月, or one month for both."""
    if isinstance(cell, str):
        halves = _halves(cell)
        if halves:
            first = read_month(halves[0])
            last = read_month(halves[1])
            if isinstance(first, dt.date) and isinstance(last, Bad):
                hit = re.fullmatch(r"(\d{1,2})月?(?:份)?", halves[1])
                last = _dated(first.year, int(hit[1]), 1) if hit else last
            if not isinstance(first, dt.date) or not isinstance(last, dt.date):
                return (first, None) if isinstance(first, dt.date) and halves[1].startswith("今") else _BAD_SPAN
            return (first, last) if last >= first else _BACKWARD
    month = read_month(cell)
    return (month, month) if isinstance(month, dt.date) else month
