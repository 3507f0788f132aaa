"""Small cells of published tables: withheld, and so many others with them that sums do not give them away.

A table with its totals is a set of equations. A withheld cell can be worked out exactly when, in the graph of rows and
columns joined by withheld cells, it is the only way between its row and its column; so each small cell gets a rectangle.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

#: Fewer persons than this may be recognised by their neighbours.
LEAST: Final = 5

Table = tuple[tuple[int | None, ...], ...]


def suppress(cells: Sequence[Sequence[int]], least: int = LEAST) -> Table:
    """The table with totals at the end of each row and at the foot; None where a count is withheld.

    cells: counts of persons ≥ 0, at least one row and one column, all rows alike. Withheld are counts from 1 to least - 1,
    totals too, and what would betray them. 0 is told: that nobody is there says nothing of anybody.
    """
    if not cells or not cells[0] or len({len(row) for row in cells}) != 1:
        raise ValueError("a table has rows of one length")
    if any(count < 0 for row in cells for count in row):
        raise ValueError("counts are not negative")
    full = [[*row, sum(row)] for row in cells]
    full.append([sum(column) for column in zip(*full, strict=True)])
    withheld = {(r, c) for r, row in enumerate(full) for c, n in enumerate(row) if 0 < n < least}
    for small in sorted(withheld):
        if _betrayed(withheld, small):
            withheld |= _rectangle(full, withheld, small)
    return tuple(
        tuple(None if (r, c) in withheld else count for c, count in enumerate(row)) for r, row in enumerate(full)
    )


def _betrayed(withheld: set[tuple[int, int]], cell: tuple[int, int]) -> bool:
    """Whether no other way leads from the cell's row to its column over withheld cells."""
    rest = withheld - {cell}
    rows, columns = {cell[0]}, set[int]()
    while True:
        reached = {c for r, c in rest if r in rows} - columns
        if cell[1] in reached:
            return False
        if not reached:
            return True
        columns |= reached
        rows |= {r for r, c in rest if c in columns}


def _rectangle(full: list[list[int]], withheld: set[tuple[int, int]], cell: tuple[int, int]) -> set[tuple[int, int]]:
    """The cheapest three cells that leave the value open: fewest totals, then fewest persons withheld.

    Inside the table one may shift by one round the rectangle only if what sinks is not 0 already.
    """
    r, c = cell
    last_row, last_column = len(full) - 1, len(full[0]) - 1
    found = []
    for r2, c2 in product(range(len(full)), range(len(full[0]))):
        if r2 == r or c2 == c:
            continue
        three = ((r, c2), (r2, c), (r2, c2))
        # A cell and its opposite move together, its neighbours against them; a total moves with its cells.
        signs = [_sign(at, cell, last_row, last_column, (r2, c2)) for at in three]
        sinking = [full[a][b] for (a, b), sign in zip(three, signs, strict=True) if sign < 0]
        rising = [full[a][b] for (a, b), sign in zip(three, signs, strict=True) if sign > 0]
        if not (all(sinking) or all(rising)):
            continue
        new = [at for at in three if at not in withheld]
        totals = sum(a == last_row or b == last_column for a, b in new)
        found.append((totals, sum(full[a][b] for a, b in new), three))
    return set(min(found)[2])


def _sign(at: tuple[int, int], cell: tuple[int, int], last_row: int, last_column: int, other: tuple[int, int]) -> int:
    """-1 where a value sinks when the small cell sinks by one, +1 where it rises."""
    across = (at[1] != cell[1]) and last_column not in (cell[1], other[1])
    down = (at[0] != cell[0]) and last_row not in (cell[0], other[0])
    return 1 if across != down else -1
