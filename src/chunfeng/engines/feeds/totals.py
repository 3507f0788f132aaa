"""Total rows against the sum of the rows they stand for: all rows whose amount can be read, rejected ones included."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from chunfeng.base.policy.declarations import Column
from chunfeng.engines.feeds.cells import Flags, Parsed
from chunfeng.engines.feeds.chunks import Chunk
from chunfeng.engines.feeds.reading import singular
from chunfeng.engines.feeds.recognise import Table, Use

if TYPE_CHECKING:
    from chunfeng.engines.feeds.table import Site


class Totals:
    """Running sums per money column since the table began, since the last subtotal and since the last total."""

    def __init__(self, site: Site, use: Use, table: Table) -> None:
        self._site, self._use = site, use
        self._columns = [c for c in use.feed.columns if c.parse == "money" and c.name in use.columns]
        self._sum = dict.fromkeys((c.name for c in self._columns), 0)
        self._count = dict.fromkeys((c.name for c in self._columns), 0)
        # (sum, count) already covered when the last subtotal, and the last total, was printed
        self._sub = {c.name: (0, 0) for c in self._columns}
        self._total = {c.name: (0, 0) for c in self._columns}

    def carry(self, before: Totals) -> None:
        """Goes on from another table's sums, for the columns that both have."""
        for name in self._sum:
            if name in before._sum:
                self._sum[name], self._count[name] = before._sum[name], before._count[name]
                self._sub[name], self._total[name] = before._sub[name], before._total[name]

    def take(
        self, chunk: Chunk, data: Flags, totals: list[tuple[int, bool]], parsed: Callable[[Column], Parsed]
    ) -> None:
        for column in self._columns:
            amounts = parsed(column).array(pa.int64())
            known = data & (np.asarray(amounts.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_))
            fen = np.where(known, amounts.fill_null(0).to_numpy(zero_copy_only=False), 0)
            running = np.cumsum(fen)
            counted = np.cumsum(known)
            base, rows = self._sum[column.name], self._count[column.name]
            for i, sub in totals:
                here = (base + int(running[i]), rows + int(counted[i]))
                stated = amounts[i].as_py()
                if stated is not None:
                    self._state(column.name, stated, here, sub, int(chunk.nos[i]))
            if len(running):
                self._sum[column.name] += int(running[-1])
                self._count[column.name] += int(counted[-1])

    def _state(self, name: str, stated: int, here: tuple[int, int], sub: bool, row: int) -> None:
        """A second total may stand for everything or for what came after the first: the reading that fits is taken."""
        since_sub = (here[0] - self._sub[name][0], here[1] - self._sub[name][1])
        since_total = (here[0] - self._total[name][0], here[1] - self._total[name][1])
        readings = [since_sub] if sub else [here, since_total, since_sub]
        if not sub and self._total[name] != (0, 0):
            readings = [since_total, here, since_sub]
        if sub:
            readings.append(since_total)
        summed, rows = next((r for r in readings if r[0] == stated), readings[0])
        self._site.totals.append(
            {
                "subject_kind": singular(self._use.feed.kind),
                "field": name,
                "stated_fen": stated,
                "summed_fen": summed,
                "rows": rows,
                "file_no": self._site.file_no,
                "sheet_no": self._site.sheet_no,
                "row": row,
            }
        )
        self._sub[name] = here
        if not sub:
            self._total[name] = here
