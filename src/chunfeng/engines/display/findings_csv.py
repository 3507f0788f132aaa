"""findings.csv, and the walk over a findings table that every writer shares."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from chunfeng.engines.display.audit_data import FINDING_COLUMNS, Findings
from chunfeng.engines.display.cells import safe

_BATCH = 8192
#: Free text is guarded against being run as a formula. File and sheet are not: they must lead to the row as they are.
_GUARDED = ("person", "said", "evidence")


def batches(findings: Findings, columns: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
    """The findings in their order, some thousands at a time; a column the table lacks is all null."""
    if isinstance(findings, pa.Table):
        has = [c for c in columns if c in findings.column_names]
        source = iter(findings.select(has).to_batches(max_chunksize=_BATCH))
    else:
        parquet = pq.ParquetFile(findings)
        has = [c for c in columns if c in parquet.schema_arrow.names]
        source = parquet.iter_batches(batch_size=_BATCH, columns=has)
    for batch in source:
        values = {name: batch.column(name).to_pylist() for name in has}
        yield {name: values.get(name) or [None] * batch.num_rows for name in columns}


def rows(findings: Findings, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for batch in batches(findings, columns):
        yield from zip(*(batch[name] for name in columns), strict=True)


def write_findings_csv(path: Path, findings: Findings) -> None:
    guarded = [name in _GUARDED for name in FINDING_COLUMNS]
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(FINDING_COLUMNS)
        for row in rows(findings, FINDING_COLUMNS):
            cells = ["" if value is None else value for value in row]
            writer.writerow([safe(c) if g and isinstance(c, str) else c for c, g in zip(cells, guarded, strict=True)])
