"""Rows of a strict feed that go back to whoever handed them in: every cell as it stands, and everything wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds.arrays import valid
from chunfeng.engines.feeds.cells import Flags, Parsed, shown
from chunfeng.engines.feeds.quotes import UNPAIRED
from chunfeng.engines.feeds.values import outputs

#: The kind of the parts that hold them.
RETURNED = "returned"


@dataclass
class Returned:
    """rows: row of the block → faults (column, wrong, mend). cells: row → column → text as it was written."""

    rows: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    cells: dict[int, dict[str, str]] = field(default_factory=dict)

    def flags(self, count: int) -> Flags:
        found = np.zeros(count, dtype=np.bool_)
        found[list(self.rows)] = True
        return found

    def columns(self) -> dict[str, pa.Array]:
        order = sorted(self.rows)
        return {
            "cells": pa.array([json.dumps(self.cells[i], ensure_ascii=False) for i in order], pa.string()),
            "faults": pa.array([json.dumps(self.rows[i], ensure_ascii=False) for i in order], pa.string()),
        }


def missing(title: str) -> tuple[str, str]:
    return f"没有{title}", f"请补填{title}"


def judged(
    feed: Feed, arrays: dict[str, pa.Array], lost: dict[str, Parsed], data: Flags, strays: Iterable[int] = ()
) -> Returned:
    """arrays: staged columns, null where a cell is blank or bad. lost: the parsed cells of the columns that are there.
    strays: rows in which a quote has no other half."""
    out = Returned()
    for column in feed.columns:
        first = outputs(column.name, column.parse)[0][0]
        parsed = lost.get(column.name)
        bad = parsed.bad & data if parsed is not None else np.zeros(len(data), dtype=np.bool_)
        if parsed is not None and parsed.any_bad:
            for i in np.nonzero(bad)[0].tolist():
                said = parsed.outcome(i)
                out.rows.setdefault(i, []).append((column.name, said.wrong, said.mend))
        if column.required:
            for i in np.nonzero(~valid(arrays[first]) & data & ~bad)[0].tolist():
                out.rows.setdefault(i, []).append((column.name, *missing(column.titles[0])))
    for i in sorted(strays):
        # It may stand in a column that is not the list's: the row is looked at all the same.
        quoted = [name for name, parsed in lost.items() if shown(parsed.raw(i)).startswith('"')]
        out.rows.setdefault(i, []).append((quoted[0] if quoted else feed.columns[0].name, *astuple(UNPAIRED)))
    for i in out.rows:
        out.cells[i] = {c.name: _cell(c.name, c.parse, i, arrays, lost) for c in feed.columns}
    return out


def _cell(name: str, parse: str, row: int, arrays: dict[str, pa.Array], lost: dict[str, Parsed]) -> str:
    raw: Any = lost[name].raw(row) if name in lost else None
    if raw is None or raw == "":
        # What the lines above the table gave stands for a blank cell.
        raw = arrays[outputs(name, parse)[0][0]][row].as_py()
    return shown(raw)
