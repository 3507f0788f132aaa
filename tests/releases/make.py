"""Writes the database of this release for the upgrade tests of later ones: python tests/releases/make.py 0.3.0

Further arguments, app:migration, hold apps back at an earlier migration, for a release that had no later one.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main(version: str, held: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(CHUNFENG_HOME=home, DJANGO_SETTINGS_MODULE="chunfeng.site.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        from chunfeng.base.keys.seal import file_keeper

        file_keeper().create()
        call_command("migrate", verbosity=0)
        fill()
        for back in held:
            call_command("migrate", *back.split(":"), verbosity=0)
        with sqlite3.connect(Path(home) / "chunfeng.sqlite3") as database:
            text = "\n".join(database.iterdump())
        (HERE / f"{version}.sql.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        shutil.copyfile(Path(home) / "keys" / "ring.json", HERE / f"{version}.ring.json")


def fill() -> None:
    """A little of everything that upgrades must carry: sealed values, a case with its term, messages, a sealed log."""
    from datetime import UTC, date, datetime

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.access.models import Assignment, User
    from chunfeng.base.audit.record import record
    from chunfeng.base.audit.sealing import seal
    from chunfeng.base.governance.actions import ask
    from chunfeng.base.messages.actions import put
    from chunfeng.base.orgs.models import Org
    from chunfeng.base.people.models import Person
    from chunfeng.base.places.models import Place

    place = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    someone = Person.objects.create(
        name="王小春", number="990000199001011230", number_kind="resident_id", phone="13900001111"
    )
    Org.objects.create(name="春风技校", kind="provider", place=place, legal_person="李秋")
    user = User.objects.create_user("head", name="王秀英")
    Assignment.objects.create(user=user, role="section_head", place=place, valid_from_on=date(2016, 1, 1))
    at = datetime(2016, 3, 1, 2, tzinfo=UTC)
    ask(Actor(None, "王小春"), "correct", "姓名应为王晓春", place=place, person=someone, at=at)
    put("phone", "13900001111", "test", "您好", "release")
    for n in range(20):
        record("look", Actor(user.pk, user.name), "person", n, note="核对", at=at)
        if n == 9:
            seal()
    seal()
    record("look", Actor(user.pk, user.name), "person", 99, at=at)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
