"""Columns of a table that no kind of list knows, and whether one of them looks like what the table lacks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from chunfeng.engines.feeds.chunks import is_blank
from chunfeng.engines.feeds.identities import like_numbers
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.recognise import Table
from chunfeng.engines.feeds.spelling import as_text, fold
from chunfeng.engines.feeds.titles import plain

#: How many rows of a run are looked at, and of how many runs: an empty column of a long list would be looked at to its end.
GLANCE: Final = 50
_RUNS: Final = 4
_HARMLESS: Final = {"序号", "编号", "备注", "说明", "no", "顺序号", "签名", "签字"}
_MONEY_HEAD: Final = re.compile("额|款|费|补贴|补助|工资|标准")
_MONEY: Final = re.compile(r"[¥￥]?\d{1,3}(,?\d{3})*(\.\d{1,2})?元?")
_DATE_HEAD: Final = re.compile("(?<!出生)(日期|时间)$")
_DATE: Final = re.compile(r"(19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?.*|(19|20)\d{6}")


class Strangers:
    def __init__(self, table: Table, days: set[int]) -> None:
        known = {c for use in table.uses for c in use.columns.values()} | days
        self._labels = {c: t for c, t in table.labels.items() if c not in known and not _harmless(t)}
        self._main = table.uses[0]
        self._left = _RUNS

    def met(self, rows: Iterable[list[Any]]) -> Iterator[tuple[str, Bad | None]]:
        """Each such column once, when it is first seen to hold something: its header, and what is wrong where the table
        lacks the very thing that its cells look like."""
        if not self._labels or not self._left:
            return
        self._left -= 1
        held = list(rows)
        for column in list(self._labels):
            cells = [row[column] for row in held if column < len(row) and not is_blank(row[column])]
            if cells:
                label = self._labels.pop(column)
                yield label, self._lacked(label, cells)

    def _lacked(self, label: str, cells: list[Any]) -> Bad | None:
        for parses, looks in (
            (("number",), len(like_numbers([as_text(c) for c in cells]))),
            (("money",), _MONEY_HEAD.search(label) and sum(1 for c in cells if _MONEY.fullmatch(fold(as_text(c))))),
            (("date", "clock", "from_date"), _DATE_HEAD.search(plain(label)) and sum(1 for c in cells if _dated(c))),
        ):
            wanted = [c for c in self._main.feed.columns if c.parse in parses and c.titles and c.required]
            there = any(c.name in self._main.columns or c.name in self._main.given for c in wanted)
            if wanted and not there and looks and 2 * looks > len(cells):
                names = "”或“".join(c.titles[0] for c in wanted[:3])
                return Bad("没有认出这一列，表中又缺少这一项", f"如果是，请把表头改为“{names}”")
        return None


@lru_cache(maxsize=1 << 12)
def _harmless(title: str) -> bool:
    return fold(plain(title)) in _HARMLESS


def _dated(cell: object) -> bool:
    return isinstance(cell, dt.date) or _DATE.fullmatch(fold(as_text(cell))) is not None
