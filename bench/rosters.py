"""Committing a roster of 80,000 against the least that could do it: COPY of the same rows into a bare table, and SM4-GCM and
HMAC-SM3 of the same values in a plain loop. And 5,000 rows against django-import-export with the same checks.

Run with DATABASE_URL naming an empty PostgreSQL (tests/with_postgres.sh python -m bench.rosters), or without for SQLite.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROWS = 80_000
FEW = 5_000


def _number(n: int) -> str:
    from chunfeng.kernel.citizen_id import check_digit

    born = date(1960, 1, 1) + timedelta(days=n % 16_000)
    first = f"370911{born:%Y%m%d}{n // 16_000:03d}"
    return first + check_digit(first)


def _rows(count: int, start: int = 0) -> list[tuple[str, str, str, str, str]]:
    family, given = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋"
    return [
        (
            family[n % 10] + given[n // 10 % 10] + given[n // 100 % 10], _number(n), f"138{n:08d}", f"第{n // 40 % 900 + 1}期",
            "农村新成长劳动力",
        )
        for n in range(start, start + count)
    ]  # fmt: skip


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    return "\n".join([",".join(("姓名", "身份证号", "手机号", "班期", "人员类别")), *map(",".join, rows)]).encode()


def _installation() -> Any:
    """An empty database with one provider; gives its upload target's actor."""
    os.environ["CHUNFENG_HOME"] = tempfile.mkdtemp(prefix="chunfeng-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "chunfeng.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from chunfeng.base.access.actor import Actor, Grant
    from chunfeng.base.access.roles import ROLES
    from chunfeng.base.keys.seal import file_keeper
    from chunfeng.base.orgs.models import Org
    from chunfeng.base.places.models import Place

    file_keeper().create()
    call_command("migrate", verbosity=0)
    place = Place.objects.create(code="370911", name="某县", kind="county", path="370911/")
    org = Org.objects.create(name="某职业培训学校", kind="provider", place=place)
    role = ROLES.get("provider_clerk")
    assert role
    return Actor(None, "经办", (Grant(role.code, role.permissions, role.scope, org=org.pk),))


def _upload(actor: Any, rows: list[tuple[str, ...]]) -> tuple[Any, float]:
    """A staged upload, and the seconds of receiving, reading and checking it."""
    from chunfeng.base.uploads import actions
    from chunfeng.base.uploads.declarations import RECEIVERS

    receiver = RECEIVERS["roster"]
    target = receiver.targets(actor)[0]
    start = time.perf_counter()
    found = actions.receive([_csv(rows)], "名册.csv", receiver, target, actor)
    assert isinstance(found, tuple), found
    upload = found[0]
    if upload.state == "received":
        actions.read(upload)
    upload.refresh_from_db()
    assert (upload.state, upload.rows_accepted) == ("staged", len(rows)), (upload.state, upload.said, upload.rows_read)
    return upload, time.perf_counter() - start


class Clock:
    """Wall seconds, and CPU seconds of this process and of its database server: a machine with other work to do
    stretches the first and not the second."""

    def __enter__(self) -> Clock:
        self.wall, self.cpu = -time.perf_counter(), -self._spent()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = self.wall + time.perf_counter(), self.cpu + self._spent()

    def _spent(self) -> float:
        from django.db import connection

        mine = time.process_time()
        if connection.vendor != "postgresql":
            return mine
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return mine + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _commit(upload: Any, actor: Any) -> Clock:
    from chunfeng.base.uploads import actions

    with Clock() as clock:
        assert actions.confirm(upload, actor) is None
        if upload.state != "committed":
            actions.commit(upload)
    upload.refresh_from_db()
    assert (upload.state, upload.rows_made) == ("committed", upload.rows_read), upload.said
    return clock


def _crypto(rows: list[tuple[str, ...]]) -> Clock:
    """Name, number and phone of each row: SM4-GCM with a nonce each, and HMAC-SM3."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.hashes import SM3
    from cryptography.hazmat.primitives.hmac import HMAC

    key, secret = os.urandom(16), os.urandom(32)
    with Clock() as clock:
        for row in rows:
            for value in row[:3]:
                clear = value.encode()
                running = Cipher(algorithms.SM4(key), modes.GCM(os.urandom(12))).encryptor()
                running.update(clear)
                running.finalize()
                keyed = HMAC(secret, SM3())
                keyed.update(clear)
                keyed.finalize()
    return clock


def _bare_copy() -> Clock:
    """The rows that were committed, once more, into tables of the same columns and nothing else."""
    from django.db import connection

    total = Clock()
    total.wall = total.cpu = 0.0
    with connection.cursor() as cursor:
        for table in ("people_person", "classes_rosterentry"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = cursor.fetchall()
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} LIMIT 0")
            with Clock() as clock:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:  # type: ignore[attr-defined]
                        for row in rows:
                            copy.write_row(row)
                else:
                    marks = ", ".join(["%s"] * len(rows[0]))
                    cursor.execute("BEGIN")
                    cursor.executemany(f"INSERT INTO bare_{table} VALUES ({marks})", rows)
                    cursor.execute("COMMIT")
            total.wall += clock.wall
            total.cpu += clock.cpu
    return total


def _told(clock: Clock) -> str:
    return f"{clock.wall:.2f} s wall, {clock.cpu:.2f} s cpu"


def roster() -> dict[str, Any]:
    from django.db import connection

    actor = _installation()
    rows = _rows(ROWS)
    upload, reading = _upload(actor, rows)
    ours = _commit(upload, actor)
    crypto, copy = _crypto(rows), _bare_copy()
    return {
        "database": connection.vendor, "rows": ROWS, "read": round(reading, 2), "commit": _told(ours),
        "bare_crypto": _told(crypto), "bare_copy": _told(copy),
        "ratio": round(ours.wall / (crypto.wall + copy.wall), 2), "ratio_cpu": round(ours.cpu / (crypto.cpu + copy.cpu), 2),
    }  # fmt: skip


def against_import_export() -> dict[str, Any]:
    """Both start from the same bytes of a file and end with committed records."""
    actor = _installation()
    start = time.perf_counter()
    upload, _reading = _upload(actor, _rows(FEW, 100_000))
    _commit(upload, actor)
    ours = time.perf_counter() - start
    from bench.import_export import run

    theirs = run(_csv(_rows(FEW, 200_000)).decode())
    return {"rows": FEW, "ours": round(ours, 2), "theirs": round(theirs, 2), "times": round(theirs / ours, 1)}


if __name__ == "__main__":
    which = {"roster": roster, "import_export": against_import_export}[sys.argv[1] if len(sys.argv) > 1 else "roster"]
    out = io.StringIO()
    json.dump(which(), out, ensure_ascii=False)
    print(out.getvalue())
