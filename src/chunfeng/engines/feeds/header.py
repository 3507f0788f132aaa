"""Where a table's header stands: its rows, its levels, and the words over each column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from chunfeng.engines.feeds.chunks import filled, is_blank
from chunfeng.engines.feeds.titles import Titles, plain

#: ((top row, left column), (bottom row, right column)), counted from 0 as in the file.
Merge = tuple[tuple[int, int], tuple[int, int]]

_SERIAL = {"序号", "编号", "备注", "No", "NO", "no"}
_HALVES = ("上午", "下午", "晚上", "晚", "上班", "下班", "签到", "签退", "上", "下", "到", "退", "进", "出")
_WEEK = set("日一二三四五六") | {f"{p}{d}" for p in ("周", "星期") for d in "日一二三四五六天"}
MAX_LEVELS = 4


@dataclass
class Heading:
    """words: per column its level texts, outermost first. spread: columns with a text that stands over several."""

    words: dict[int, list[Any]]
    spread: dict[int, bool]

    def texts(self, column: int) -> list[str]:
        return [str(w) for w in self.words[column]]

    def spellings(self, column: int) -> list[str]:
        texts = self.texts(column)
        if len(texts) == 1:
            return texts
        joined = ["".join(plain(t) for t in texts), *reversed(texts[1:])]
        return joined if self.spread.get(column) else [*joined, texts[0]]


def hits(cells: list[Any], titles: Titles) -> float:
    """How many cells of a row are header words; a serial number's title counts half."""
    found = 0.0
    for cell in cells:
        if isinstance(cell, str) and 0 < len(cell) <= 60:
            if titles.knows(cell):
                found += 1
            elif plain(cell) in _SERIAL:
                found += 0.5
    return found


def is_heading(cells: list[Any], titles: Titles, day_count: int = 0) -> float:
    """0 if the row cannot be a header row, else its number of header words."""
    here = filled(cells)
    if len(here) < 2:
        return 0
    labels = sum(
        1
        for at in here
        if isinstance(cells[at], str)
        and cells[at].rstrip().endswith(("：", ":"))
        # 姓名： | 身份证号： are headers; 培训机构： | 某校 is a label and its value.
        and not (at + 1 < len(cells) and not is_blank(cells[at + 1]) and titles.knows(cells[at + 1]))
        and not (at and not is_blank(cells[at - 1]) and titles.knows(cells[at - 1]))
    )
    if labels * 2 >= len(here) or any(
        isinstance(cells[at], str)
        and "：" in cells[at]
        and len(cells[at]) > 14
        and titles.knows(cells[at].split("：")[0])
        for at in here
    ):
        return 0
    found = hits(cells, titles)
    if 1 <= found < 3:
        found += 0.75 * _nearly(cells, here, titles)
    if found >= 1 and day_count >= 4:
        return found + 2
    if found >= 1 and day_count and _names_and_days(cells, here, titles):
        return found + 2
    return found if found >= 3 or (found >= 2 and found >= 0.25 * len(here)) else 0


@dataclass(frozen=True)
class Sense:
    """What a row looks like by itself. score: see is_heading. dense: mostly header words. form: perhaps a line of a form."""

    score: float
    dense: bool
    form: bool


def sense(cells: list[Any], titles: Titles, day_count: int) -> Sense:
    here = filled(cells)
    return Sense(
        is_heading(cells, titles, day_count),
        hits(cells, titles) >= 0.75 * len(here),
        len(here) >= 4 and _by_turns(cells, titles),
    )


def _by_turns(cells: list[Any], titles: Titles) -> bool:
    """姓名 | 某某 | 性别 | 男: labels and values by turns."""
    known = [titles.knows(cells[c]) for c in filled(cells)]
    return len(known) >= 2 and known[0] and not any(a and b for a, b in pairwise(known)) and not known[-1]


def _nearly(cells: list[Any], here: list[int], titles: Titles) -> int:
    """Misspelt header words beside a right one, in a row of nothing but short words."""
    if any(not isinstance(cells[at], str) or len(cells[at]) > 12 or any(c.isdigit() for c in cells[at]) for at in here):
        return 0
    return sum(1 for at in here if not titles.knows(cells[at]) and any(titles.match(cells[at])))


def _names_and_days(cells: list[Any], here: list[int], titles: Titles) -> bool:
    """Whether a row is 姓名, perhaps other header words, and days: a grid of few days has no more words than that."""
    words = [at for at in here if titles.knows(cells[at]) or plain(cells[at]) in _SERIAL]
    days = [at for at in here if at not in words]
    return any(column and column.parse == "name" for at in words for column in titles.match(str(cells[at]))) and all(
        len(plain(cells[at])) <= 12 and any(c.isdigit() for c in plain(cells[at])) for at in days
    )


def locate(rows: list[list[Any]], titles: Titles, look: Callable[[list[Any]], Sense], start: int = 0) -> int | None:
    """The index of the row with the header words of the first table, or None.

    A line of metadata spread over cells (培训机构 | 某校 | 班次 | 3) can look like a header; the row just below that has
    clearly more header words is the real one.
    """

    def seen(at: int) -> Sense | None:
        # Only a row with some header word is worth counting days in.
        if not any(map(titles.knows, filter(None, rows[at]))):
            return None
        found = look(rows[at])
        # 姓名 | 某某 | 性别 | 男 over 身份证号 | …: labels and values, and others in the line below or above.
        beside = [rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows)] if found.form else []
        return None if not found.score or any(_by_turns(cells, titles) for cells in beside) else found

    for at in range(start, len(rows)):
        mine = seen(at)
        if not mine:
            continue
        if mine.dense:
            return at
        for below in range(at + 1, min(at + 4, len(rows))):
            other = seen(below)
            if other and other.score > 1.3 * mine.score and other.score >= mine.score + 1:
                return below
        return at
    return None


def extent(rows: list[list[Any]], at: int, first_no: int, merges: list[Merge], titles: Titles) -> tuple[int, int]:
    """The first and the last of the header's rows around the row with the words."""
    base = first_no - 1
    top = bottom = at
    width = max((c + 1 for c in filled(rows[at])), default=0)
    for (r1, c1), (r2, _) in merges:
        top_at, end_at = r1 - base, r2 - base
        if r2 <= r1 or r2 - r1 >= MAX_LEVELS:
            continue
        if top_at == at and c1 < len(rows[at]) and not is_blank(rows[at][c1]):
            bottom = max(bottom, end_at)
        elif top_at < at <= end_at and top_at >= max(0, at - MAX_LEVELS):
            top = min(top, top_at)
            bottom = max(bottom, end_at)
    bottom = min(bottom, len(rows) - 1)
    while bottom + 1 < len(rows) and bottom - top + 1 < MAX_LEVELS and _is_sub(rows, at, bottom + 1, titles):
        bottom += 1
    if top == at and at and _is_parent(rows[at - 1], rows[at], at - 1 + base, merges, width):
        top = at - 1
    return top, bottom


def heading(rows: list[list[Any]], top: int, bottom: int, first_no: int, merges: list[Merge]) -> Heading:
    """The texts of all levels over each column; merges: those that reach into the header's rows."""
    base = first_no - 1
    width = max((c + 1 for r in range(top, bottom + 1) for c in filled(rows[r])), default=0)
    words: dict[int, list[Any]] = {}
    spread: dict[int, bool] = {}
    over = {
        (r, c): (r1, c1, c2 > c1)
        for (r1, c1), (r2, c2) in merges
        for r in range(r1, min(r2, bottom + base) + 1)
        for c in range(c1, min(c2, width - 1) + 1)
    }
    for column in range(width):
        parts: list[Any] = []
        for r in range(top, bottom + 1):
            spot = over.get((r + base, column))
            value: Any = ""
            wide = False
            if spot:
                value, wide = cell_at(rows, spot[0] - base, spot[1]), spot[2]
            else:
                value = cell_at(rows, r, column)
                if is_blank(value) and r < bottom and not any(m[0] == r + base for m in over):
                    value, wide = _from_left(rows, r, column, bottom)
            if is_blank(value):
                continue
            if not parts or str(parts[-1]) != str(value):
                parts.append(value)
                spread[column] = spread.get(column, False) or wide
        if parts:
            words[column] = parts
    return Heading(words, spread)


def cell_at(rows: list[list[Any]], r: int, c: int) -> Any:
    return rows[r][c] if 0 <= r < len(rows) and c < len(rows[r]) else ""


def _from_left(rows: list[list[Any]], r: int, column: int, bottom: int) -> tuple[Any, bool]:
    """Without merge marks (csv): a blank parent cell belongs to the text left of it if something stands below both."""
    if all(is_blank(cell_at(rows, below, column)) for below in range(r + 1, bottom + 1)):
        return "", False
    left = column - 1
    while left >= 0 and is_blank(cell_at(rows, r, left)):
        left -= 1
    if left < 0 or all(is_blank(cell_at(rows, below, left)) for below in range(r + 1, bottom + 1)):
        return "", False
    return cell_at(rows, r, left), True


def _is_sub(rows: list[list[Any]], at: int, below: int, titles: Titles) -> bool:
    """Whether a row is a lower header level: short words only, none under the columns that already have their word."""
    cells = rows[below]
    here = filled(cells)
    if not here:
        return False
    # 上午 and 周一 are not ASCII, and most rows below a header are data: few of their cells need be spelt out.
    spelt = [cells[c] for c in here if not str(cells[c]).isascii()]
    if len(spelt) >= 3 and len(spelt) >= 0.6 * len(here):
        days = [t for t in map(plain, spelt) if t in _HALVES or t in _WEEK]
        if len(days) >= 3 and len(days) >= 0.6 * len(here):
            return True
    if any(
        not isinstance(cells[c], str) or len(t := plain(cells[c])) > 14 or any(d.isdigit() for d in t) for c in here
    ):
        numbers = [c for c in here if _is_day(cells[c])]
        heads = filled(rows[at])
        return (
            len(numbers) >= 5
            and len(numbers) >= 0.8 * len(here)
            and not any(c in heads and titles.knows(rows[at][c]) for c in numbers)
        )
    worded = set(filled(rows[at]))
    own = [c for c in here if c in worded]
    known = sum(1 for c in here if titles.knows(cells[c]))
    open_right = {c for c in here if c not in worded or (c + 1 not in worded and c + 1 in here)}
    taken = [c for c in own if c not in open_right]
    return not taken and len(here) >= 2 and known >= 1


_STEMS = "甲乙丙丁戊己庚辛壬癸"


def is_numbering(cells: list[Any]) -> bool:
    """甲 乙 1 2 3: the row below a form's header that numbers its columns."""
    here = [plain(cells[c]).strip("()（）栏") for c in filled(cells)]
    letters = [t for t in here if t in _STEMS]
    figures = [t.removesuffix(".0") for t in here[len(letters) :]]
    return (
        len(here) >= 3
        and "".join(letters) == _STEMS[: len(letters)]
        and here[: len(letters)] == letters
        and figures == [str(n) for n in range(1, len(figures) + 1)]
    )


def _is_day(cell: object) -> bool:
    try:
        return 1 <= float(str(cell)) <= 31
    except ValueError:
        return False


def _is_parent(above: list[Any], cells: list[Any], row: int, merges: list[Merge], width: int) -> bool:
    """Whether the row above groups the columns: merged runs narrower than the table, or words where this row has none."""
    here = filled(above)
    if not here or any(isinstance(above[c], str) and ("：" in above[c] or ":" in above[c]) for c in here):
        return False
    runs = [m for m in merges if m[0][0] == row and m[1][0] == row and 0 < m[1][1] - m[0][1] < 0.75 * width]
    if len(runs) >= 2:
        return True
    lone = [c for c in here if c >= len(cells) or is_blank(cells[c])]
    return (
        len(here) >= 3
        and len(lone) >= 1
        and all(isinstance(above[c], str) and len(plain(above[c])) <= 10 for c in here)
    )
