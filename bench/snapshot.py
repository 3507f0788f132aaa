"""The snapshot out of a database of over a million rows, against a bare columnar read and Parquet write of the same.

    python -m bench.snapshot fill [SCALE] | change | all SCALE | full FOLDER | bare FOLDER | same FOLDER | changed FOLDER

on the database of the environment. fill leaves it as a city's might be: persons, employers and cases.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from bench.measure import Clock, cost

PERSONS, EMPLOYERS, CASES = 1_000_000, 100_000, 200_000
#: One in a hundred, spread over the whole table.
EVERY = 100


def fill(scale: float = 1.0) -> None:
    """Straight SQL: sealed texts are of no matter here, index keys have their size."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    # The tables as they are now, without their history.
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", verbosity=0, run_syncdb=True)
    pg = connection.vendor == "postgresql"
    series = "generate_series(1, {n}) as s(n)" if pg else "s"
    head = "" if pg else "with recursive s(n) as (select 1 union all select n + 1 from s where n < {n}) "
    key = "decode(md5(({n})::text) || md5(({n})::text || 'k'), 'hex')" if pg else "randomblob(32)"
    uid = "gen_random_uuid()" if pg else "lower(hex(randomblob(16)))"
    day = "date '1950-01-01' + n % 18000" if pg else "date('1950-01-01', '+' || (n % 18000) || ' days')"
    now = "now()" if pg else "'2016-11-22 02:10:00.000000'"
    seal = "'\\x01'::bytea" if pg else "x'01'"
    statements = [
        (0, "insert into places_place (code, name, kind, path) values ('990000', '春城', 'city', '990000/')"),
        (PERSONS, f"insert into people_person (uid, name, name_key, number, number_key, number_kind, absent_because, born_on, sex, created_at) "
                  f"select {uid}, {seal}, {key.format(n='n')}, {seal}, {key.format(n='-n')}, 'resident_id', '', {day}, 'M', {now} from {series}"),
        (EMPLOYERS, f"insert into orgs_org (uid, name, name_form, credit_code, kind, address, place_id, created_at) "
                    f"select {uid}, '公司' || n, '公司' || n, 'C' || n, 'employer', '', (select min(id) from places_place), {now} from {series}"),
        (CASES, f"insert into workflow_case (number, process, state, version, title, place_id, place_path, org_id, opened_at, state_at, due_clock) "
                f"select 'TS2016-' || n, 'rights.inspection_case', 'received', 1, '投诉', (select min(id) from places_place), '990000/', "
                f"(select min(id) from orgs_org) + n % {int(EMPLOYERS * scale)}, {now}, {now}, '' from {series}"),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for count, text in statements:
            body = text.format(n=max(1, int(count * scale)))
            cursor.execute(head.format(n=max(1, int(count * scale))) + body if "from s" in body and not pg else body)
        cursor.execute("analyze")


def change() -> None:
    """One row in a hundred is changed, deleted or made, all over the tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"update people_person set sex = 'F' where id % {EVERY} = 0")
        cursor.execute(f"delete from people_person where id % {EVERY * 20} = 1")
        cursor.execute(f"update workflow_case set state = 'accepted' where id % {EVERY} = 0")
        cursor.execute(f"update orgs_org set name = name || '分公司' where id % {EVERY} = 0")


def bare(folder: Path) -> int:
    """The same columns of the same rows, nothing else."""
    import pyarrow.parquet as pq

    from chunfeng.engines.snapshot.database import BATCH_ROWS
    from chunfeng.site.registry import FACTS
    from chunfeng.site.screening import database

    where, count = database(), 0
    if where.vendor == "sqlite":
        from adbc_driver_sqlite import dbapi
    else:
        from adbc_driver_postgresql import dbapi  # type: ignore[no-redef]
    folder.mkdir(parents=True, exist_ok=True)
    with dbapi.connect(where.where) as connection:
        for facts in FACTS:
            if facts.records is None:
                continue
            with connection.cursor() as cursor:
                if where.vendor == "sqlite":
                    cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
                cursor.execute(where.words(facts.records.sql))
                reader = cursor.fetch_record_batch()
                with pq.ParquetWriter(folder / f"{facts.table}.parquet", reader.schema) as writer:
                    for batch in reader:
                        writer.write_batch(batch)
                        count += batch.num_rows
    return count


def measured(home: Path, scale: float) -> None:
    """Prints seconds of each as JSON: the better of two, each in a process of its own, one after the other."""
    fill(scale)
    found: dict[str, float] = {}
    for _ in range(2):
        for work, folder in (("bare", home / "bare"), ("full", home / "snapshots")):
            # Nobody waits for the disk to take what the filling wrote.
            os.sync()
            spent = cost("bench.snapshot", work, str(folder))
            found[work] = min(spent.seconds, found.get(work, spent.seconds))
    for _ in range(2):
        change()
        os.sync()
        spent = cost("bench.snapshot", "changed", str(home / "snapshots"))
        found["changed"] = min(spent.seconds, found.get("changed", spent.seconds))
    print(json.dumps(found))


def main() -> None:
    work, *where = sys.argv[1:]
    from chunfeng.site.django_setup import start

    start()
    from django.db import connection

    from chunfeng.engines.snapshot.taking import take
    from chunfeng.site.registry import FACTS
    from chunfeng.site.screening import database

    if work == "fill":
        fill(*map(float, where))
        return
    if work == "all":
        measured(Path(os.environ["CHUNFENG_HOME"]), float(where[0]))
        return
    if work == "change":
        change()
        return
    # Loaded by whoever runs the platform; here they would be counted as work.
    import adbc_driver_postgresql.dbapi  # noqa: F401
    import adbc_driver_sqlite.dbapi  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    connection.ensure_connection()
    place = database()
    connection.close()
    clock = Clock()
    if work == "bare":
        clock.report(bare(Path(where[0])))
        return
    rows: list[tuple[object, ...]] = [("x.y", None, date(2000, 1, 1), None, 1)]
    taken = take(place, Path(where[0]), FACTS, rows, code="bench", said={}, full=work == "full")
    clock.report(sum(part.rows for parts in taken.kept.tables.values() for part in parts))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
    main()
