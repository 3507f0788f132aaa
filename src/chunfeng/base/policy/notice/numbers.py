"""Numbers in running Chinese text: Arabic and Chinese digits, 万 and 亿, per cent, units, spans, dates, and spans that
lost their hyphen on the way to the web page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from chunfeng.base.policy.notice.reading import fold

#: Unit as written → (kind of quantity, how many of the kind's own unit it is).
_KINDS: dict[str, dict[str, int | str]] = {
    "person": {"人次": 1, "人": 1, "名": 1},
    "percent": {"%": 1, "‰": "0.1"},
    "CNY": {"元": 1},
    "month": {"个月": 1, "月": 1, "年": 12},
    "semester": {"个学期": 1, "学期": 1},
    "day": {"个工作日": 1, "工作日": 1, "天": 1, "日": 1},
    "minute": {"小时": 60, "分钟": 1},
    "lesson": {"课时": 1, "学时": 1},
    "km": {"公里": 1, "千米": 1},
    "time": {"次": 1},
    "household": {"户": 1},
    "topic": {"项": 1},
    "age": {"周岁": 1, "岁": 1},
    "place": {"家": 1, "所": 1, "处": 1, "个": 1},
}
UNITS = {word: (kind, Decimal(factor)) for kind, words in _KINDS.items() for word, factor in words.items()}
#: In Chinese digits only what cannot be part of a word: 一家, 一所, 三个 and 一月 say nothing.
_HAN_UNITS = [word for word in UNITS if word not in {"家", "所", "处", "个", "月", "日", "%", "‰"}]
_SCALES = {"": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "亿": Decimal(10**8)}
_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TOKEN = re.compile(
    rf"""(?P<clock>(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d))
    |(?P<document>[〔\[(【](?P<dy>\d{{4}})[〕\])】]\s?第?(?P<dn>\d+)号)
    |(?P<date>(?<![\dA-Za-z])(?P<y>\d{{4}})(?P<ds>[-./年])(?P<m>\d{{1,2}})(?:(?P=ds)|月)(?P<d>\d{{1,2}})日?(?!\d))
    |(?P<glued>(?<![\dA-Za-z])(?P<g1>\d{{4}})(?P<g2>\d{{4}})(?![\d.A-Za-z])(?P<gu>年?))
    |(?P<hanyear>(?P<hy>[一二][〇零一二三四五六七八九]{{3}})年)
    |(?P<arabic>(?<![\d.])(?P<n>\d{{1,3}}(?:,\d{{3}}){{1,4}}(?![\d,])|\d+)(?P<f>\.\d+)?
        (?:\s?(?P<s>[百千万亿]))?(?:\s?(?P<u>{_any(list(UNITS))}))?)
    |(?P<share>百分之(?P<hs>[零〇一二两三四五六七八九十百]{{1,5}}))
    |(?P<tenths>(?P<ht>[一二两三四五六七八九])成(?=以上|以下|左右|[,，。;；、]|$))
    |(?P<han>(?P<hn>半|[零〇一二两三四五六七八九十百千万亿]{{1,12}})(?P<hu>{_any(_HAN_UNITS)}))""",
    re.X,
)
_IN_A_CODE = re.compile(r"[A-Za-z_/@#=&?]")
#: Signs. What is longer is a code of something, not an amount.
_LONGEST = 24
#: Between them two bare numbers joined by a dash are years: (2014-2018).
_FIRST, _LAST = Decimal(1949), Decimal(2100)
_AT_LEAST = re.compile(r"(不低于|不少于|不得低于|不得少于|至少)[^,，。;；]{0,8}$")
_AT_MOST = re.compile(r"(不超过|不得超过|不高于|不多于|低于|控制在)[^,，。;；]{0,8}$")


@dataclass(frozen=True)
class Number:
    """start, end: place in the line. values: one, or the two ends of a span, in the unit of its kind (months, yuan …);
    of a date year, month, day. kind: of UNITS, or year, years, date, document, plain. bound: min, max or nothing said.
    lost: what it reads with the hyphen that the pack says was lost here."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    kind: str
    unit: str = ""
    bound: str = ""
    lost: tuple[Decimal, ...] | None = None
    raw: str = ""
    read: str = ""


def han(text: str) -> Decimal:
    """A whole number in Chinese digits: 三十五 35, 二十三万 230000, 一千零五十 1050, 二〇一五 2015; 半 is a half."""
    if text == "半":
        return Decimal("0.5")
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return Decimal("".join(str(_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            total = (total + section + digit or 1) * int(_SCALES[sign])
            section = digit = 0
    return Decimal(total + section + digit)


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return bool(date(int(year), int(month), int(day)))
    except ValueError:
        return False


def _token(text: str, found: re.Match[str]) -> Number | None:
    start, end = found.span()
    kind = found.lastgroup or ""
    for name in ("clock", "document", "date", "glued", "hanyear", "arabic", "share", "tenths", "han"):
        if found[name] is not None:
            kind = name
    if kind == "clock":
        return None
    if kind == "document":
        return Number(start, end, (Decimal(found["dy"]), Decimal(found["dn"])), "document")
    if kind == "date":
        # Also a day that is none, 2014-21-12: it must be told, not passed over.
        return Number(start, end, tuple(Decimal(found[g]) for g in "ymd"), "date")
    if kind == "glued":
        first, second = found["g1"], found["g2"]
        bracketed = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
        alone = not text[:start].strip() and not text[end:].strip()
        if not found["gu"] and (alone or _is_day(first, second[:2], second[2:])):
            return Number(start, end, (Decimal(first), Decimal(second[:2]), Decimal(second[2:])), "date")
        if found["gu"] or bracketed:
            return Number(start, end, (Decimal(first), Decimal(second)), "years", "年")
        return Number(start, end, (Decimal(first + second),), "plain")
    if kind == "hanyear":
        return Number(start, end, (han(found["hy"]),), "year", "年")
    if kind == "share":
        return Number(start, end, (han(found["hs"]),), "percent", "%")
    if kind == "tenths":
        return Number(start, end, (han(found["ht"]) * 10,), "percent", "%")
    if kind == "han":
        # 第一次 is an ordinal, 一次性 and 一户一策 are words.
        if text[start - 1 : start] in ("第", "统", "同", "逐") or text[end : end + 1] in ("性", "级", "一"):
            return None
        quantity, factor = UNITS[found["hu"]]
        return Number(start, end, (han(found["hn"]) * factor,), quantity, found["hu"])
    return _arabic(text, found)


def _arabic(text: str, found: re.Match[str]) -> Number | None:
    start, end = found.span()
    before, after = text[max(0, start - 2) : start].strip()[-1:], text[end : end + 1]
    if text[max(0, start - 2) : start] == "/-" or _IN_A_CODE.match(before) or (after.isascii() and after.isalpha()):
        return None
    if end - start > _LONGEST:
        return None
    unit = found["u"] or ""
    if unit == "年" and not found["s"] and not found["f"] and len(found["n"]) == 4:
        return Number(start, end, (Decimal(found["n"]),), "year", unit)
    if before == "第" or (unit == "月" and found["f"] is None and text[end : end + 1] != "以"):
        return None
    quantity, factor = UNITS.get(unit, ("plain", Decimal(1)))
    value = Decimal(found["n"].replace(",", "") + (found["f"] or "")) * _SCALES[found["s"] or ""]
    return Number(start, end, (value * factor,), quantity, unit)


def _spans(text: str, numbers: Iterator[Number]) -> Iterator[Number]:
    """Two numbers with a dash, 至 or 到 between them are one span; so are two percentages with nothing but blanks."""
    last: Number | None = None
    for number in numbers:
        if last is not None and len(last.values) == len(number.values) == 1:
            between = text[last.end : number.start].strip()
            joined = between in ("-", "至", "到", "--") or (
                not between and last.end < number.start and last.unit == number.unit == "%"
            )
            bare = last.kind == "plain" and number.kind != "plain"
            if joined and (bare or last.kind == number.kind) and number.kind not in ("date", "document"):
                factor = UNITS[number.unit][1] if bare and number.kind != "year" else Decimal(1)
                kind = "years" if number.kind == "year" else number.kind
                if kind == "plain" and all(_FIRST <= value <= _LAST for value in (*last.values, *number.values)):
                    kind = "years"
                ends = (last.values[0] * factor, number.values[0])
                last = replace(number, start=last.start, values=ends, kind=kind)
                continue
        if last is not None:
            yield last
        last = number
    if last is not None:
        yield last


def _bound(text: str, number: Number) -> str:
    before = text[max(0, number.start - 14) : number.start]
    after = text[number.end : number.end + 3]
    if _AT_LEAST.search(before) or after.startswith(("以上", "及以上")):
        return "min"
    if _AT_MOST.search(before) or after.startswith(("以下", "以内", "之内")):
        return "max"
    return ""


@lru_cache(maxsize=64)
def _lost(raw: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\d.])" + r"\s+".join(re.escape(piece) for piece in raw.split()))


def find(line: str, lost_hyphens: Mapping[str, str] | None = None) -> list[Number]:
    """All numbers of a line, in order. lost_hyphens: as printed → as meant."""
    text = fold(line)
    found = list(_spans(text, filter(None, (_token(text, token) for token in _TOKEN.finditer(text)))))
    found = [replace(n, bound=bound) if (bound := _bound(text, n)) else n for n in found]
    for raw, read in (lost_hyphens or {}).items():
        starts = {place.start(): place.end() for place in _lost(fold(raw)).finditer(text)}
        if not starts:
            continue
        meant = find(read)
        for place, number in enumerate(found):
            end = starts.get(number.start)
            if end is not None and end <= number.end + 1 and len(meant) == 1:
                found[place] = replace(number, lost=meant[0].values, raw=raw, read=read)
    return found


def plainly(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
