"""How far a database's structure is: the last migration of every app."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def applied() -> dict[str, str]:
    """App → its last applied migration."""
    return latest(MigrationLoader(connection).applied_migrations)  # type: ignore[arg-type]


def latest(names: list[tuple[str, str]] | dict[tuple[str, str], object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for app, name in sorted(names):
        found[app] = name
    return found


def behind() -> int:
    """Migrations that this program has and the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ahead(schema: dict[str, str]) -> list[str]:
    """Apps of a schema whose last migration this program does not know: it was written by a later release."""
    known = MigrationLoader(None).disk_migrations or {}
    return [app for app, name in schema.items() if (app, name) not in known and app in apps.app_configs]


def version(schema: dict[str, str]) -> str:
    """A short name of a structure: how many steps each app has come, in the order of apps."""
    return "-".join(str(int(found.group())) for _, name in sorted(schema.items()) if (found := re.match(r"\d+", name)))
