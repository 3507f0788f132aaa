"""No withheld count can be worked out from what is told."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chunfeng.desks.open.suppression import LEAST, Table, suppress

tables = st.integers(1, 3).flatmap(
    lambda rows: st.integers(1, 3).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


def possible(told: Table, r: int, c: int, value: int) -> bool:
    """Whether some table of counts fits all that is told and holds `value` at (r, c); by shifting along the unknowns."""
    rows, columns = len(told) - 1, len(told[0]) - 1
    unknown = [(a, b) for a, b in product(range(rows), range(columns)) if told[a][b] is None]
    grid = [[told[a][b] or 0 for b in range(columns)] for a in range(rows)]

    def fits() -> bool:
        full = [[*row, sum(row)] for row in grid]
        full.append([sum(column) for column in zip(*full, strict=True)])
        if full[r][c] != value:
            return False
        return all(told[a][b] in (None, full[a][b]) for a in range(rows + 1) for b in range(columns + 1))

    def over() -> bool:
        """A told total that is exceeded already cannot be mended."""
        sums = [(told[a][columns], sum(grid[a])) for a in range(rows)]
        sums += [(told[rows][b], sum(row[b] for row in grid)) for b in range(columns)]
        return any(total is not None and made > total for total, made in sums)

    def search(n: int) -> bool:
        if n == len(unknown):
            return fits()
        a, b = unknown[n]
        for guess in range(30):
            grid[a][b] = guess
            if over():
                break
            if search(n + 1):
                return True
        grid[a][b] = 0
        return False

    return search(0)


def full(cells: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


@given(tables)
def test_small_counts_are_withheld_and_the_rest_is_true(cells: list[list[int]]) -> None:
    told = suppress(cells)
    for r, row in enumerate(full(cells)):
        for c, count in enumerate(row):
            assert told[r][c] in (None, count)
            if 0 < count < LEAST:
                assert told[r][c] is None


@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
def test_no_small_count_can_be_worked_out(cells: list[list[int]]) -> None:
    told = suppress(cells)
    truth = full(cells)
    for r, c in product(range(3), range(3)):
        if 0 < truth[r][c] < LEAST:
            near = (truth[r][c] - 1, truth[r][c] + 1)
            assert any(possible(told, r, c, other) for other in near), (cells, told, r, c)


def test_one_small_cell_takes_the_cheapest_three_with_it() -> None:
    told = suppress([[3, 40, 50], [60, 20, 70], [80, 90, 30]])
    withheld = {(r, c) for r, row in enumerate(told) for c, n in enumerate(row) if n is None}
    assert withheld == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_large_counts_and_zeros_are_all_told() -> None:
    assert suppress([[5, 0], [12, 9]]) == ((5, 0, 5), (12, 9, 21), (17, 9, 26))


def test_a_single_small_cell_takes_its_totals_with_it() -> None:
    assert suppress([[3]]) == ((None, None), (None, None))


@pytest.mark.parametrize("cells", [[], [[]], [[1], [1, 2]], [[-1]]])
def test_what_is_no_table_is_refused(cells: list[list[int]]) -> None:
    with pytest.raises(ValueError):
        suppress(cells)
