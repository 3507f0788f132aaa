"""Sums that a text makes with its own numbers: parts of a total, years of a plan, shares, rows and columns of tables
that were flattened into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chunfeng.base.policy.notice.link import Found
from chunfeng.base.policy.notice.numbers import plainly
from chunfeng.base.policy.notice.reading import fold

_SUMMED = frozenset(("person", "CNY", "household", "time", "topic", "place"))
_TOTAL = re.compile(r"[三两二四五]年|共|合计|累计|总计|总数|总量|总体")
#: Parts that together are the whole: places, bodies, years. Of women, the disabled and veterans no one says that.
_EXHAUSTIVE = re.compile(r"([县区市镇乡局委]|街道|部门|联合会|残联|工会|妇联|办事处|开发区|\d年)[^,，、]{0,6}$")
_YEAR = re.compile(r"(20\d\d|第[一二三四五])年(?:度)?[^,，、;；]{0,12}$")
_SENTENCE = re.compile("[。;；]")


@dataclass(frozen=True)
class Broken:
    """A sum that does not come out. numbers: all that stand in it, the total first."""

    numbers: tuple[Found, ...]
    said: str


def _plus(parts: Sequence[Found]) -> str:
    return "+".join(str(plainly(part.number.values[0])) for part in parts)


def _total(total: Found, parts: Sequence[Found]) -> Broken | None:
    made = sum((part.number.values[0] for part in parts), Decimal(0))
    if made == total.number.values[0]:
        return None
    said = (
        f"第 {total.line + 1} 行：{_plus(parts)} 等于 {plainly(made)}，文中的合计是 {plainly(total.number.values[0])}"
    )
    return Broken((total, *parts), said)


def broken_in(line: str, numbers: list[Found]) -> Iterator[Broken]:
    """numbers: those of this line, in order. Looks at each sentence for 其中 and shares, at the line for years."""
    text = fold(line)
    single = [found for found in numbers if len(found.number.values) == 1]
    yield from _years(text, single)
    ends = [place.end() for place in _SENTENCE.finditer(text)] + [len(text)]
    here, start = 0, 0
    for end in ends:
        inside: list[Found] = []
        while here < len(single) and single[here].number.start < end:
            inside.append(single[here])
            here += 1
        yield from _among(text, start, end, inside)
        start = end


def _among(text: str, start: int, end: int, inside: list[Found]) -> Iterator[Broken]:
    among = text.find("其中", start, end)
    before = [n for n in inside if n.number.end <= among and n.number.kind in _SUMMED]
    if among < 0 or not before:
        return
    total = before[-1]
    after = [n for n in inside if n.number.start > among]
    parts = [n for n in after if n.number.kind == total.number.kind]
    whole = len(parts) > 1 and all(_EXHAUSTIVE.search(before) for before in _labels(text, parts, after, among))
    made = sum((part.number.values[0] for part in parts), Decimal(0))
    if parts and (whole or (len(parts) > 1 and made > total.number.values[0] and _apart(text, parts))):
        broken = _total(total, parts)
        if broken:
            yield broken
    elif parts and any(part.number.values[0] > total.number.values[0] for part in parts):
        said = f"第 {total.line + 1} 行：其中的一部分多于合计 {plainly(total.number.values[0])}"
        yield Broken((total, *parts), said)
    yield from _shares(text, total, after)


def _apart(text: str, parts: list[Found]) -> bool:
    """Parts told one after another without a second 其中 are not parts of each other."""
    return "其中" not in text[parts[0].number.end : parts[-1].number.start]


def _labels(text: str, parts: list[Found], after: list[Found], among: int) -> Iterator[str]:
    """What stands before each part, back to the number before it."""
    wanted = {id(part) for part in parts}
    last = among + 2
    for number in after:
        if id(number) in wanted:
            yield text[max(last, number.number.start - 40) : number.number.start]
        last = number.number.end


def _shares(text: str, total: Found, after: list[Found]) -> Iterator[Broken]:
    """300 人，占 30%: against the total, to the last decimal printed. Shares of one whole never pass 100."""
    shares: list[Found] = []
    for n, share in enumerate(after):
        if share.number.kind != "percent" or "占" not in text[share.number.start - 8 : share.number.start]:
            continue
        shares.append(share)
        part = after[n - 1] if n else None
        if part is None or part.number.kind != total.number.kind or not total.number.values[0]:
            continue
        exact = part.number.values[0] / total.number.values[0] * 100
        printed = share.number.values[0]
        half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
        if abs(exact - printed) > half:
            said = f"第 {share.line + 1} 行：{_plus([part])}/{_plus([total])} 是 {exact:.2f}%，文中写 {printed}%"
            yield Broken((share, part, total), said)
    if len(shares) > 1 and sum(share.number.values[0] for share in shares) > 100 + len(shares) / 2:
        yield Broken(tuple(shares), f"第 {shares[0].line + 1} 行：各部分的占比 {_plus(shares)} 超过 100%")


def _years(text: str, single: list[Found]) -> Iterator[Broken]:
    """2015年100人、2016年200人，两年共300人: the parts follow one another, the total stands next to them."""
    run: list[Found] = []
    years: list[str] = []
    total: Found | None = None
    for found in [n for n in single if n.number.kind in _SUMMED]:
        before = text[max(0, found.number.start - 24) : found.number.start]
        year = _YEAR.search(before)
        if year and not _TOTAL.search(before[year.end(1) :]):
            if run and (found.number.kind != run[0].number.kind or year[1] in years):
                run, years = [], []
            run.append(found)
            years.append(year[1])
            if (
                total is not None
                and total.number.kind == found.number.kind
                and len(run) > 1
                and _says(text, total, run)
            ):
                broken = _total(total, run)
                if broken:
                    yield broken
                run, years, total = [], [], None
        elif _TOTAL.search(before):
            if len(run) > 1 and run[0].number.kind == found.number.kind:
                broken = _total(found, run)
                if broken:
                    yield broken
                run, years, total = [], [], None
            else:
                total, run, years = found, [], []


def _says(text: str, total: Found, run: list[Found]) -> bool:
    """A total told first, 三年共培训N人: complete when as many years have followed as it speaks of, or the next words
    tell no further year."""
    before = text[max(0, total.number.start - 24) : total.number.start]
    count = re.search("([两二三四五])年", before)
    if count:
        return len(run) == {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}[count[1]]
    return not re.match(r"[^。;；]{0,40}20\d\d年", text[run[-1].number.end : run[-1].number.end + 60])
