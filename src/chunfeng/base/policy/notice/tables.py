"""Tables of a page that came out as lines: a row to a line, or a cell to a line. Their totals are reckoned again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chunfeng.base.policy.notice.link import Found
from chunfeng.base.policy.notice.numbers import Number, plainly
from chunfeng.base.policy.notice.reading import fold
from chunfeng.base.policy.notice.sums import Broken

_CELL = re.compile(r"\S+")
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万)?(人次|人|名|元|户|个|次)?")
_TOTAL = re.compile(r"(?:合计|总计|共计|总数|小计|全市|全县|三年合计|三年总计|[三两]年.{0,4})(?:\(.*\))?")
_SHARE = re.compile("占|比例|比重|率|%")
#: A cell of a table with a cell to a line is no longer than this.
_LONGEST_CELL = 14


@dataclass(frozen=True)
class Cell:
    line: int
    start: int
    text: str

    @property
    def value(self) -> Decimal | None:
        found = _FIGURE.fullmatch(self.text)
        if not found:
            return None
        value = Decimal(found[1].replace(",", "") + (found[2] or ""))
        return value * 10000 if found[3] else value

    def found(self) -> Found:
        number = Number(self.start, self.start + len(self.text), (self.value or Decimal(0),), "plain")
        return Found(self.line, number, "", self.text)


Row = list[Cell]


def broken_tables(lines: Sequence[tuple[int, str]]) -> Iterator[Broken]:
    """lines: of one section's body, with their places."""
    filled = [(place, fold(line)) for place, line in lines if line]
    yield from _blocks([[Cell(p, c.start(), c[0]) for c in _CELL.finditer(line)] for p, line in filled])
    run: Row = []
    for place, line in [*filled, (-1, "。" * 99)]:
        if len(line) <= _LONGEST_CELL and not _CELL.sub("", line):
            run.append(Cell(place, 0, line))
            continue
        yield from _blocks(_rows_of(run))
        run = []


def _rows_of(run: Row) -> list[Row]:
    """Cells told one by one: the head is as wide as the distance from its begin to the first label with figures."""
    first = next((n for n, cell in enumerate(run) if cell.value is not None), None)
    if first is None or first < 3:
        return []
    width = next((n for n in range(first, len(run)) if run[n].value is None), len(run)) - first + 1
    begins = first - 1 - width
    if begins < 0 or width < 2:
        return []
    return [run[n : n + width] for n in range(begins, len(run) - width + 1, width)]


def _blocks(rows: list[Row]) -> Iterator[Broken]:
    head: Row = []
    body: list[Row] = []
    for row in [*rows, []]:
        figures = len(row) > 1 and row[0].value is None and all(cell.value is not None for cell in row[1:])
        if figures and (not body or len(row) == len(body[0])):
            body.append(row)
            continue
        if body:
            yield from _block(head if len(head) == len(body[0]) else [], body)
        head, body = ([], [row]) if figures else (row, [])


def _block(head: Row, body: list[Row]) -> Iterator[Broken]:
    titles = [cell.text for cell in head]
    totals = [n for n, title in enumerate(titles) if n and _TOTAL.fullmatch(title)]
    shares = {n for n, title in enumerate(titles) if n and _SHARE.search(title)}
    if len(totals) == 1:
        for row in body:
            parts = [cell for n, cell in enumerate(row) if n and n not in totals and n not in shares]
            yield from _reckon(row[totals[0]], parts)
    sums = [row for row in body if _TOTAL.fullmatch(row[0].text)]
    if len(sums) == 1 and len(body) > 2:
        for n in range(1, len(body[0])):
            if n not in shares:
                yield from _reckon(sums[0][n], [row[n] for row in body if row is not sums[0]])


def _reckon(total: Cell, parts: Row) -> Iterator[Broken]:
    made = sum((cell.value or Decimal(0) for cell in parts), Decimal(0))
    if len(parts) > 1 and made != total.value:
        terms = "+".join(str(plainly(cell.value or Decimal(0))) for cell in parts)
        said = f"第 {total.line + 1} 行的表：{terms} 等于 {plainly(made)}，表里的合计是 {total.text}"
        yield Broken((total.found(), *(cell.found() for cell in parts)), said)
