"""Who may be one person, over the persons of three city years: 1 M persons, one in a thousand entered twice with a slip in
the number, and rows of whom no number could be read."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

from bench.measure import Clock


def make(folder: Path, persons: int) -> None:
    """persons.parquet and unidentified.parquet as the snapshot hands them to linkage. Fifty persons share a name."""
    folder.mkdir(parents=True, exist_ok=True)
    db = duckdb.connect()
    # A twin is the person before it, entered again with another digit in the serial part of the number.
    one = (
        "'人' || {i} % 20000 as name, '370902' || strftime(date '1955-01-01' + cast({i} * 7919 % 16000 as int), '%Y%m%d') "
        "|| lpad(cast({serial} as varchar), 3, '0') || 'X' as {number}, 'f' || {i} % 900000 as phone_key, "
        "'a' || {i} % 950000 as account_key, 'd' || {i} % 300000 as address_key, null::date as born_on, "
        "'enrolment' as subject_kind, '名册.csv' as file, '' as sheet, {row}::int as row"
    )
    base, slip = "(i - (i % 1000 = 1)::int)", "(i // 1000 % 10 * 100 + case when i % 1000 = 1 then 1 else 0 end)"
    person = one.format(i=base, serial=slip, number="number", row="i + 2")
    db.execute(
        f"copy (select 'p' || i as person, {person} from range({persons}) t(i)) to '{folder}/persons.parquet' (format parquet)"
    )
    lost = one.format(
        i="(j * 500 + 7)", serial="((j * 500 + 7) // 1000 % 10 * 100 + 2)", number="number_raw", row="j + 2"
    )
    db.execute(
        f"copy (select 'u' || j as unidentified, {lost} from range({persons // 500}) t(j)) "
        f"to '{folder}/unidentified.parquet' (format parquet)"
    )


def main(folder: Path) -> None:
    from chunfeng.engines.screening.linkage import link
    from chunfeng.engines.screening.results import Settings

    with tempfile.TemporaryDirectory() as work:
        clock = Clock()
        settings = Settings(Path(work) / "spill")
        links = link(folder / "persons.parquet", folder / "unidentified.parquet", Path(work), Path(work), settings)
        found = duckdb.execute("select count(*) from read_parquet(?)", [str(links)]).fetchone()
        clock.report(found[0] if found else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
