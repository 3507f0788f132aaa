"""A copy of the database as of one instant, and a database made of such a copy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connection

SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"
#: How libpq is told by its environment, so that no password stands in the list of processes.
_LIBPQ = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey")


class Failed(Exception):
    """The database could not be copied or filled: a sentence."""


@dataclass(frozen=True)
class Copy:
    """file: the copy. rows: asks the very state that the copy holds."""

    file: Path
    rows: Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def copied(folder: Path) -> Iterator[Copy]:
    """The database of this installation as of now, in `folder`."""
    maker = _postgresql if connection.vendor == "postgresql" else _sqlite
    with maker(folder) as copy:
        yield copy


@contextmanager
def _sqlite(folder: Path) -> Iterator[Copy]:
    file = folder / SQLITE
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)
        copy.execute("pragma journal_mode=delete")
        said = copy.execute("pragma quick_check").fetchone()[0]
        if said != "ok":
            raise Failed(f"数据库已损坏，没有备份：{said}")
        yield Copy(file, lambda sql: copy.execute(sql).fetchall())


@contextmanager
def _postgresql(folder: Path) -> Iterator[Copy]:
    import psycopg

    file = folder / POSTGRESQL
    environment = _environment(connection.settings_dict)
    known = {name.lower().removeprefix("pg"): value for name, value in environment.items()}
    known["dbname"] = known.pop("database")
    with psycopg.connect(**known) as reading:
        reading.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reading.read_only = True
        row = reading.execute("select pg_export_snapshot()").fetchone()
        assert row is not None
        # What is asked here and what is dumped there see the same instant.
        _run(
            ["pg_dump", "--format=custom", f"--snapshot={row[0]}", "--no-owner", "--no-privileges", f"--file={file}"],
            environment,
        )
        yield Copy(file, lambda sql: reading.execute(sql).fetchall())


def fill(dump: Path, url: str) -> None:
    """Makes the empty PostgreSQL database of `url` what the dump was; all or nothing."""
    import psycopg

    target = dj_database_url.parse(url)
    if not target["ENGINE"].endswith("postgresql"):
        raise Failed("这份备份来自 PostgreSQL，请用 --database 给出一个空的 PostgreSQL 数据库")
    environment = _environment(target)
    known = {name.lower().removeprefix("pg"): value for name, value in environment.items()}
    known["dbname"] = known.pop("database")
    try:
        with psycopg.connect(**known) as looking:
            row = looking.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    except psycopg.OperationalError:
        raise Failed("连不上要恢复到的数据库") from None
    if row and row[0]:
        raise Failed("要恢复到的数据库里已有表，请换一个空的数据库")
    _run(
        ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         f"--dbname={target['NAME']}", str(dump)],
        environment,
    )  # fmt: skip


@contextmanager
def spare() -> Iterator[str]:
    """URL of a new empty database beside this installation's own on its PostgreSQL server, dropped afterwards."""
    import secrets
    from urllib.parse import quote

    import psycopg
    from psycopg import sql

    environment = _environment(connection.settings_dict)
    known = {name.lower().removeprefix("pg"): value for name, value in environment.items()}
    known["dbname"] = known.pop("database")
    name = f"chunfeng_check_{secrets.token_hex(6)}"
    with psycopg.connect(**known, autocommit=True) as server:
        try:
            server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise Failed("数据库用户不能建库，没有验证。授予 CREATEDB，或加 --no-check 后自行恢复一次") from None
        try:
            login = quote(known.get("user", ""), safe="")
            login += f":{quote(known['password'], safe='')}" if known.get("password") else ""
            host = quote(known.get("host", ""), safe="") + (f":{known['port']}" if known.get("port") else "")
            yield f"postgres://{login}{'@' if login else ''}{host}/{name}"
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _environment(target: Any) -> dict[str, str]:
    found = {_LIBPQ[name]: str(target[name]) for name in _LIBPQ if target.get(name)}
    options = target.get("OPTIONS") or {}
    return found | {f"PG{name.upper()}": str(options[name]) for name in _OPTIONS if options.get(name)}


def _run(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failed(f"没有 {command[0]}：请安装 PostgreSQL 客户端") from None
    if done.returncode:
        # Errors of the server may quote a row; only the first line's head tells what kind it is.
        raise Failed(
            f"{command[0]} 没有成功：{done.stderr.strip().splitlines()[0][:120] if done.stderr else done.returncode}"
        )
