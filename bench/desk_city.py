"""A city of a million persons and two hundred thousand cases, for the pages of the staff desk.

    python -m bench.desk_city fill        fills the empty database of the environment

The demo city is lived through the front door once; then its organisations and cases, with everything that hangs on
them, are multiplied by one INSERT … SELECT a table, each copy with keys and numbers of its own and in another county.
Sealed texts are made once and reused: to whom a masked name belongs is of no matter to the time that a page takes.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.measure import ROOT, Clock

PERSONS, CASES = 1_000_000, 200_000
#: Tables of which every copy of the city has its own rows.
MULTIPLIED = (
    "orgs.Org", "workflow.Case", "workflow.CaseClock", "workflow.IssuedPaper", "audit.Event", "outbox.Message", "findings.Finding", "governance.DataRequest",
    "providers.*", "inspection.*",
)  # fmt: skip
#: Of those, tables that belong to the office and not to a case.
SHARED = {"providers_expert", "inspection_certificate", "inspection_draft"}


def digest() -> str:
    """Of what decides the content: this file, the demo's cases, and every migration."""
    made = hashlib.sha256()
    source = ROOT / "src" / "chunfeng"
    for path in sorted([Path(__file__), *source.glob("**/demo.py"), *source.glob("**/migrations/*.py")]):
        made.update(path.read_bytes())
    return made.hexdigest()[:12]


def fill() -> None:
    from django.core.management import call_command
    from django.db import connection

    from chunfeng.base.audit.sealing import seal
    from chunfeng.base.keys.seal import file_keeper
    from chunfeng.site.demo.platform import seed
    from chunfeng.site.jobs import count_rows

    file_keeper().create()
    call_command("migrate", verbosity=0)
    seed()
    # As the worker does every minute: what is not sealed is little.
    seal()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # What is interrupted is made anew.
            for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
                cursor.execute(f"PRAGMA {setting}")
        with _without_checks(cursor):
            _persons(cursor)
            _multiply(cursor)
        _lists()
        if connection.vendor == "postgresql":
            # As autovacuum would by and by.
            cursor.execute("VACUUM ANALYZE")
        else:
            count_rows()


@contextmanager
def _without_checks(cursor: Any) -> Iterator[None]:
    """Filled without foreign keys and without the indexes that can be built at the end."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index as i join pg_class as c on c.oid = i.indrelid "
            "join pg_namespace as n on n.oid = c.relnamespace where n.nspname = 'public' and not exists "
            "(select 1 from pg_constraint as k where k.conindid = i.indexrelid)"
        )
    else:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("select '\"' || name || '\"', sql from sqlite_master where type = 'index' and sql is not null")
    indexes = list(cursor.fetchall())
    for name, _sql in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, sql in indexes:
        cursor.execute(sql)
    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = DEFAULT")


class _Words:
    """What the two databases spell differently. SQL expressions in and out."""

    def __init__(self, vendor: str) -> None:
        self.pg = vendor == "postgresql"
        self.uid = "gen_random_uuid()" if self.pg else "lower(hex(randomblob(16)))"

    def padded(self, number: str, digits: int) -> str:
        return f"lpad(({number})::text, {digits}, '0')" if self.pg else f"printf('%0{digits}d', {number})"

    def key(self, number: str) -> str:
        """32 bytes that differ for every number and look like a keyed digest."""
        return f"decode(md5(({number})::text) || md5(({number})::text || 'k'), 'hex')" if self.pg else "randomblob(32)"

    def series(self, first: int, last: int) -> str:
        """A table s of one column n, to be put before SELECT."""
        if self.pg:
            return f"WITH s(n) AS (SELECT generate_series({first}, {last}))"
        return f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})"


def _persons(cursor: Any) -> None:
    from django.db import connection, transaction

    from chunfeng.base.people.models import Person

    words = _Words(connection.vendor)
    # Sealed by the application, each value once; gone again before anybody can see them.
    pool = [
        Person.objects.create(
            name=f"{'王李张刘陈杨赵黄周吴'[n % 10]}{'伟芳娜敏静丽强磊军洋'[n // 10 % 10]}", number=f"P{n:07d}", number_kind="passport",
            phone=f"139{n:08d}", account=f"62220216{n:08d}", address=f"泰山区某街道{n}号",
        ).pk
        for n in range(100)
    ]  # fmt: skip
    day = (
        "date '1950-01-01' + (s.n % 18000)::int" if words.pg else "date('1950-01-01', '+' || (s.n % 18000) || ' days')"
    )
    with transaction.atomic():
        cursor.execute(
            f"INSERT INTO people_person (uid, name, name_key, number, number_key, number_kind, absent_because, born_on, sex, phone, phone_key, "
            f"account, account_key, address, address_key, created_at) {words.series(1, PERSONS)} "
            f"SELECT {words.uid}, p.name, {words.key('s.n % 100000')}, p.number, {words.key('-s.n')}, 'resident_id', '', {day}, "
            f"CASE WHEN s.n % 2 = 0 THEN 'M' ELSE 'F' END, p.phone, {words.key('s.n * 10 + 1000000000')}, p.account, "
            f"{words.key('s.n * 10 + 1')}, p.address, {words.key('s.n % 300000 + 2000000000')}, p.created_at "
            f"FROM s JOIN people_person AS p ON p.id = {pool[0]} + s.n % {len(pool)}"
        )
        cursor.execute(f"DELETE FROM people_person WHERE id BETWEEN {pool[0]} AND {pool[-1]}")


def _lists() -> None:
    """What lies on the desks beside cases: three hundred messages of the checker and three thousand lists handed in."""
    from django.utils import timezone

    from chunfeng.base.access.actor import actor_of
    from chunfeng.base.access.models import User
    from chunfeng.base.messages.actions import put
    from chunfeng.base.uploads.declarations import RECEIVERS
    from chunfeng.base.uploads.models import Upload

    checker, counter = (actor_of(User.objects.get(username=f"demo-{who}")) for who in ("checker", "counter"))
    for n in range(300):
        put("inbox", str(checker.user), "case.late", f"一件事项将在{n}天后到期，请及时办理。", f"bench-{n}")
    receiver = next(r for r in RECEIVERS if r.permission == "employer.register")
    target, now = receiver.targets(counter)[0], timezone.now()
    Upload.objects.bulk_create(
        Upload(
            feed=receiver.code, target=target.code, target_title=target.title, place_id=target.place, place_path=target.place_path,
            name=f"名单{n}.xlsx", size=20_000, sm3=f"{n:064d}", path=f"bench/{n}", key="0", state="committed", rows_read=50,
            rows_accepted=50, rows_made=50, by_user=counter.user, by_name=counter.name, received_at=now, staged_at=now, committed_at=now,
        )
        for n in range(3000)
    )  # fmt: skip


def _models() -> list[Any]:
    from django.apps import apps

    found = []
    for name in MULTIPLIED:
        label, _, model = name.partition(".")
        found += (
            list(apps.get_app_config(label).get_models(include_auto_created=True))
            if model == "*"
            else [apps.get_model(name)]
        )
    return [model for model in found if model._meta.db_table not in SHARED]


def _multiply(cursor: Any) -> None:
    from django.db import connection, transaction

    from chunfeng.base.places.models import Place
    from chunfeng.base.workflow.models import Case

    words, models = _Words(connection.vendor), _models()
    quote = connection.ops.quote_name
    copies = CASES // Case.objects.count()
    # The distance between the keys of two copies; the first copy stays where it is.
    stride = {}
    for model in models:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")
        stride[model._meta.db_table] = int(cursor.fetchone()[0])
    counties = list(Place.objects.filter(kind__in=("county", "zone")).order_by("path").values_list("pk", "path"))
    home = counties[0]
    other = [f"SELECT {n} AS n, {pk} AS id, '{path}' AS path" for n, (pk, path) in enumerate(counties)]
    cursor.execute(f"CREATE TEMPORARY TABLE county AS {' UNION ALL '.join(other)}")
    for model in models:
        table = model._meta.db_table
        if not stride[table]:
            continue
        columns = {f.column: _expression(f, table, stride, words, home) for f in model._meta.concrete_fields}
        listed = ", ".join(map(quote, columns))
        kept = "t.object_kind IN ('case', 'dossier')" if table == "audit_event" else "1 = 1"
        with transaction.atomic():
            cursor.execute(
                f"INSERT INTO {table} ({listed}) {words.series(1, copies - 1)} SELECT {', '.join(columns.values())} FROM s "
                f"JOIN county AS c ON c.n = s.n % {len(counties)} CROSS JOIN {table} AS t WHERE t.id <= {stride[table]} AND {kept}"
            )
        if words.pg:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    cursor.execute("DROP TABLE county")


def _expression(field: Any, table: str, stride: dict[str, int], words: _Words, home: tuple[int, str]) -> str:
    """What a column holds in copy s.n of a row t, in county c."""
    from django.db.models import UUIDField

    plain = f't."{field.column}"'
    if field.primary_key:
        return f"{plain} + s.n * {stride[table]}"
    if field.remote_field and (step := stride.get(field.remote_field.model._meta.db_table)) is not None:
        return f"{plain} + s.n * {step}"
    if isinstance(field, UUIDField) and field.unique:
        return words.uid
    numbered = f"substr({plain}, 1, length({plain}) - 6) || {words.padded(f'cast(substr({plain}, length({plain}) - 5) AS integer) + s.n * 100', 6)}"
    match table, field.column:
        case "workflow_case" | "orgs_org" | "providers_agreement", "place_id":
            return f"CASE WHEN {plain} = {home[0]} THEN c.id ELSE {plain} END"
        case "workflow_case", "place_path":
            return f"CASE WHEN {plain} = '{home[1]}' THEN c.path ELSE {plain} END"
        case (("workflow_case" | "inspection_complaint" | "providers_agreement" | "providers_objection"), "number"):
            return numbered
        case "audit_event", "object_id":
            return numbered
        case "audit_event", "request_key":
            return "NULL"
        case "orgs_org", "credit_code":
            return f"'5299' || {words.padded('s.n * 1000 + t.id', 13)} || substr({plain}, 18)"
        case "orgs_org", "name" | "name_form":
            return f"{plain} || s.n"
        case _ if field.unique:
            return f"substr({plain}, 1, {field.max_length - 7}) || '-' || s.n"
    return plain


def main() -> None:
    from chunfeng.site.django_setup import start

    start()
    clock = Clock()
    fill()
    clock.report("filled")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
    assert sys.argv[1:] == ["fill"], __doc__
    main()
