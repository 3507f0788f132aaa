"""The worked examples beside a figure: what it counts of a few rows, by place and month."""

from __future__ import annotations

from collections.abc import Sequence

from chunfeng.engines.screening.counting import Row, read_rows, rows_sql
from chunfeng.engines.screening.examples import Book, DuckdbExamples, Example
from chunfeng.engines.screening.figure import Figure

#: How a file calls what must come out: place and month → the number, of a share both its parts.
COUNTS = "counts"


def count_examples(engine: DuckdbExamples, figure: Figure, examples: Sequence[Example]) -> list[list[Row]]:
    found = []
    for example in examples:
        with engine.given(example, figure.reads):
            found.append(sorted(read_rows(figure, engine.db.execute(rows_sql(f"({figure.sql})")).fetchall())))
    return found


def compare_counts(book: Book, found: Sequence[Sequence[Row]]) -> list[str]:
    """Sentences for every example that does not come out; nothing is well."""
    faults = []
    if not any(e.hits for e in book.examples) or all(e.hits for e in book.examples):
        faults.append(f"{book.path}:1 例子里至少要有一个计入和一个不计入")
    for example, rows in zip(book.examples, found, strict=True):
        wanted = {place: str(n) for place, n in example.hits.items()}
        if (got := _told(rows)) != wanted:
            faults.append(f"{book.path}:1 例子“{example.name}”：应为 {wanted}，实际为 {got}")
    return faults


def _told(rows: Sequence[Row]) -> dict[str, str]:
    sums: dict[str, list[int]] = {}
    for row in rows:
        parts = (row.value,) if row.denominator is None else (row.numerator, row.denominator)
        one = sums.setdefault(f"{row.area} {row.period}".strip(), [0] * len(parts))
        for n, part in enumerate(parts):
            one[n] += part or 0
    return {where: "/".join(map(str, parts)) for where, parts in sums.items()}
