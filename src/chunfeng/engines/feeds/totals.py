"""Total rows against the sum of the rows they stand for: all rows whose amount can be read, rejected ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from chunfeng.engines.feeds.cells import Flags
from chunfeng.engines.feeds.reading import singular
from chunfeng.engines.feeds.recognise import Use

if TYPE_CHECKING:
    from chunfeng.engines.feeds.table import Site


_NONE = (0, 0)
#: Per money column the fen of each row, and whether its cell could be read.
Amounts = dict[str, tuple[Any, Flags]]


class Totals:
    """Running sums per money column since the table began, since the last subtotal and since the last total."""

    def __init__(self, site: Site, use: Use) -> None:
        self._site, self._use = site, use
        # (sum, count) of the rows so far, and what of it the last subtotal and the last total had covered
        self._sum: dict[str, tuple[int, int]] = {}
        self._sub: dict[str, tuple[int, int]] = {}
        self._total: dict[str, tuple[int, int]] = {}

    def take(self, nos: Any, data: Flags, totals: list[tuple[int, bool]], amounts: Amounts) -> None:
        for name, (fen, known) in amounts.items():
            counted = data & known
            summed = np.where(counted, fen, 0)
            base, rows = self._sum.get(name, _NONE)
            for i, sub in totals:
                here = (base + int(summed[: i + 1].sum()), rows + int(counted[: i + 1].sum()))
                if known[i]:
                    self._state(name, int(fen[i]), here, sub, int(nos[i]))
            self._sum[name] = (base + int(summed.sum()), rows + int(counted.sum()))

    def _state(self, name: str, stated: int, here: tuple[int, int], sub: bool, row: int) -> None:
        """A second total may stand for everything or for what came after the first: the reading that fits is taken."""
        sub_covered, total_covered = self._sub.get(name, _NONE), self._total.get(name, _NONE)
        since_sub = (here[0] - sub_covered[0], here[1] - sub_covered[1])
        since_total = (here[0] - total_covered[0], here[1] - total_covered[1])
        readings = [since_sub] if sub else [here, since_total, since_sub]
        if not sub and total_covered != _NONE:
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
