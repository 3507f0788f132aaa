"""What stands around a table: titles, `label：value` lines, units, and the month or class that a title names."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from chunfeng.engines.feeds.chunks import filled, is_blank
from chunfeng.engines.feeds.moments import read_clock, read_date
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.titles import Titles, plain

_COLON = re.compile(r"(?<!\d)[：:]")
_PAIR = re.compile(r"([^\s：:；;，,、。|]{2,16}?)(?<!\d)\s*[：:]\s*")
_LEGEND = re.compile(r"记号|符号|图例|标记说明|考勤说明|填写说明")
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})\s*[年.\-/_]?\s*(1[0-2]|0?[1-9])\s*(?:月|(?![\d年]))")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(1[0-2]|0[1-9])(?!\d{3,})")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月(?!\s*\d+\s*[日号]?\s*[至到—-])")
_DATED = re.compile(r"^(?:19|20)?\d{2}\s*年")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_NUMERAL = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_CN_YEAR = re.compile(r"([二一][〇零○九一二三四五六七八]{3})年")
_CN_MONTH = re.compile(r"(?<=年)\s*(十[一二]?|[一二三四五六七八九])月")
_CLASS_NO = re.compile(
    r"((?:20\d{2}\s*年\s*(?:度)?\s*)?第?\s*[\d一二三四五六七八九十百]+\s*期(?:\s*[\d一二三四五六七八九十]+\s*班)?|第\s*[\d一二三四五六七八九十]+\s*班)(?!\s*(?:项目|工程|工地|标段))"
)
_SCHOOL = re.compile(
    r"([\u4e00-\u9fff（）()·A-Za-z]{2,30}?(?:培训学校|技工学校|职业学校|培训中心|技师学院|职业学院|培训机构|学校|学院))"
)
_FIRM = re.compile(
    r"(?!各|本|我|该)([\u4e00-\u9fff（）()·A-Za-z]{2,30}?(?:有限责任公司|有限公司|股份公司|集团公司|公司|工程局))"
)
_PROJECT = re.compile(r"([\u4e00-\u9fffA-Za-z0-9·（）()#-]{2,30}?(?:项目部|项目|工程|工地))")


_TRADE = re.compile(
    r"^(?:20\d{2}年(?:度)?)?(?:第?[\d一二三四五六七八九十]+期)?([\u4e00-\u9fff]{2,8}?"
    r"(?:[(](?:初级|中级|高级|技师|高级技师|专项)[)]|初级工?|中级工?|高级工?))(?:技能)?培训班"
)
#: `班次：XT-02   2015年3月`: a date set apart on the line belongs to the line, not to the value before it.
_LINE_DATE = re.compile(r"(?<=[^\s：:])\s{2,}((?:19|20)\d{2}\s*年.*)$")
#: `班级编号：H；2016年3月7日至11日`: a class's number ends at a wide space or a semicolon, and where a year begins.
_OF_CLASS = re.compile(r"班|期[次数别号]|批次")
_CODE_AND_MORE = re.compile(
    r"([A-Za-z0-9][\w\-—./#()]*?|第?[\d一二三四五六七八九十]+[期班])(?:\s{2,}|\s*;\s*|[\s,]\s*(?=(?:19|20)\d{2}\s*年))(\S.*)"
)


class Label(NamedTuple):
    """A label above a table. no_clock, no_date: its value says when the list was kept; it is neither a punch nor one day."""

    text: str
    no_clock: bool
    no_date: bool


@dataclass
class Above:
    """titles: free lines, top first. pairs: (label, value, row). blank labels are kept out: an empty line says nothing."""

    titles: list[str] = field(default_factory=list)
    pairs: list[tuple[str, Any, int]] = field(default_factory=list)
    legends: list[str] = field(default_factory=list)
    first_row: int = 0
    named: dict[str, str] = field(default_factory=dict)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The labels of the pairs, in their order."""
        return tuple(
            Label(label, dates_the_list(label, value, "clock"), dates_the_list(label, value, "date"))
            for label, value, _ in self.pairs
        )

    @property
    def text(self) -> str:
        return "\n".join([*self.titles, *(f"{label}:{value}" for label, value, _ in self.pairs)])


def _said(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip() if not is_blank(value) else ""


def read_above(lines: list[tuple[int, list[Any]]], titles: Titles) -> Above:
    above = Above()
    for row, cells in lines:
        here = [cells[at] for at in filled(cells)]
        if not here:
            continue
        above.first_row = above.first_row or row
        label = ""
        for cell in here:
            text = _said(cell)
            if isinstance(cell, str) and "\u3000" in cell and _COLON.search(text):
                # A full-width space sets apart as two narrow ones do; folded to one it would be lost inside a value.
                text = _said(cell.replace("\u3000", "  "))
            if isinstance(cell, str) and _LEGEND.search(text) and _COLON.search(text):
                above.legends.append(str(cell))
                label = ""
                continue
            if label and _DATED.match(text) and not re.search(r"日期|时间|年|月|期|日", label):
                # `单位名称：        2015 年 3 月`: the line's date, not the name that was left open.
                label = ""
            if label and not _ends_as_label(text, titles) and not _PAIR.match(text):
                above.pairs.append((label, cell, row))
                label = ""
                continue
            if not isinstance(cell, str):
                if label:
                    above.pairs.append((label, cell, row))
                label = ""
                continue
            apart = _LINE_DATE.search(text) if _COLON.search(text) else None
            if apart:
                above.titles.append(apart.group(1))
                text = text[: apart.start()]
            found, label, further = pairs_of(text)
            above.titles += further
            if found or label:
                above.pairs += [(name, value, row) for name, value in found]
            elif len(here) > 1 and titles.knows(text):
                label = text
            else:
                above.titles.append(text)
    above.named = title_words(above.titles)
    return above


def _ends_as_label(text: str, titles: Titles) -> bool:
    return text.endswith(("：", ":")) or (len(text) <= 12 and titles.knows(text) and not _COLON.search(text))


@lru_cache(maxsize=1 << 13)
def pairs_of(text: str) -> tuple[Sequence[tuple[str, str]], str, Sequence[str]]:
    """`培训机构：某校 班次：3；2016年 开班日期：` → the two pairs that have values, the label left open at the end, and the
    pieces that belong to no label."""
    heads = list(_PAIR.finditer(text))
    found: list[tuple[str, str]] = []
    further: list[str] = []
    for at, head in enumerate(heads):
        stop = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        value = text[head.end() : stop].strip(" \t\r\n　;；,，|")
        label = plain(head.group(1))
        if _OF_CLASS.search(label) and (hit := _CODE_AND_MORE.fullmatch(value)):
            value = hit[1]
            further.append(hit[2])
        if value and label and not re.fullmatch(r"[_\-—\s年月日（）()公章盖章]*", value):
            found.append((label, value))
        elif at + 1 == len(heads) and not value:
            return found, label, further
    return found, "", further


def period(texts: list[str]) -> tuple[int | None, int | None]:
    """Year and month named by the first text that names a month; the year may come from another one."""
    year: int | None = None
    for text in texts:
        said = unicodedata.normalize("NFKC", text)
        said = _CN_YEAR.sub(lambda m: "".join(str(_NUMERAL[c]) for c in m.group(1)) + "年", said)
        said = _CN_MONTH.sub(lambda m: f"{_chinese(m.group(1))}月", said)
        both = _YEAR_MONTH.search(said) or _COMPACT.search(said)
        if both:
            return int(both.group(1)), int(both.group(2))
        alone = _YEAR.search(said)
        month = _MONTH.search(said)
        if month:
            if alone:
                year = int(alone.group(1))
            if year is None:
                for other in texts:
                    named = re.search(r"(?<!\d)(20\d{2}|19\d{2})(?!\d)", unicodedata.normalize("NFKC", other))
                    if named:
                        year = int(named.group(1))
                        break
            return year, int(month.group(1))
        if alone and year is None:
            year = int(alone.group(1))
    return year, None


#: Labels of lines that say which days the list is about.
_DATING = frozenset(("月份", "年月", "工资月份", "考勤月份", "所属月份", "考勤时间", "考勤日期", "签到时间", "签到日期", "出勤日期"))  # fmt: skip


def dated(above: Above) -> list[str]:
    """Lines that name the month the list is about."""
    return [f"{label}：{value}" for label, value, _ in above.pairs if plain(label) in _DATING]


def dates_the_list(label: str, value: Any, parse: str) -> bool:
    """`考勤时间：2016年3月7日—3月11日` above a list says when it was kept; it is neither a punch nor one day."""
    if parse not in ("clock", "date") or plain(label) not in _DATING or period([str(value)])[0] is None:
        return False
    return isinstance(read_clock(value) if parse == "clock" else read_date(value), Bad)


def _chinese(text: str) -> int:
    if text.startswith("十"):
        return 10 + (_NUMERAL[text[1]] if len(text) > 1 else 0)
    return _NUMERAL[text]


def title_words(titles: list[str]) -> dict[str, str]:
    """Class, provider, employer and project as far as a title names them; placeholders like ×× name nothing."""
    found: dict[str, str] = {}
    for title in titles:
        said = unicodedata.normalize("NFKC", title).replace(" ", "")
        if len(said) > 80 or re.search(r"说明|注[::]", said):
            continue
        said = (
            re.sub(r"^\d{4}年(?:度)?(?:\d{1,2}月(?:份)?)?", "", said)
            if not re.match(r"\d{4}年第?\S{0,3}期", said)
            else said
        )
        school = _SCHOOL.search(said)
        trade = _TRADE.match(said[school.end() :] if school else said)
        if trade and "trade" not in found:
            found["trade"] = trade.group(1)
        alone = _PROJECT.match(said)
        if alone and "project" not in found and not _FIRM.search(said) and not school:
            found["project"] = alone.group(1)
        for name, pattern in (("class_no", _CLASS_NO), ("provider", _SCHOOL), ("employer", _FIRM)):
            hit = pattern.search(said)
            if hit and name not in found and not re.search(r"[×xX*]{2}|某某", hit.group(1)):
                found[name] = hit.group(1)
                if name == "employer":
                    project = _PROJECT.match(said[hit.end() :])
                    if project:
                        found["project"] = project.group(1)
    return found


def as_month(year: int | None, month: int | None) -> dt.date | None:
    return dt.date(year, month, 1) if year and month else None
