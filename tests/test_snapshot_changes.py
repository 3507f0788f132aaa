"""A snapshot of what changed is the one that is taken whole, whatever was done in between and whenever it was cut off."""

from __future__ import annotations

import random
import re
import shutil
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection

from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.models import Case
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.engines.snapshot import changes
from chunfeng.engines.snapshot.kept import Kept
from chunfeng.site import screening
from chunfeng.site.registry import FACTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_snapshots() -> Iterator[None]:
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


@pytest.fixture
def city() -> Place:
    return Place.objects.create(code="990000", name="春城", kind="city", path="990000/")


def people(count: int) -> list[Person]:
    return [
        Person(name="王小明", absent_because="not_held", born_on=date(1970, 1, 1) + timedelta(days=n))
        for n in range(count)
    ]


def orgs(place: Place, count: int) -> list[Org]:
    return [
        Org(
            name=f"第{n}公司",
            name_form=str(uuid.uuid4()),
            kind="employer",
            place=place,
            credit_code=uuid.uuid4().hex[:18],
        )
        for n in range(count)
    ]


def told(taken: Kept) -> dict[str, list[tuple[object, ...]]]:
    """All that every table of a snapshot says."""
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, taken.files(), FACTS)
        return {name: db.execute(f"select * from {name} order by all").fetchall() for name in taken.tables}


def test_many_rounds_of_anything(city: Place) -> None:
    chance = random.Random(20160922)
    Person.objects.bulk_create(people(400))
    Org.objects.bulk_create(orgs(city, 120))
    screening.take_snapshot()
    incremental = 0
    for turn in range(8):
        known = list(Person.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
        some = chance.sample(known, 30)
        Person.objects.filter(pk__in=some[:10]).update(born_on=date(1990, 1, 1) + timedelta(days=turn))
        Person.objects.filter(pk__in=some[10:14]).delete()
        Person.objects.filter(pk=some[15]).update(merged_into=some[16])
        Person.objects.bulk_create(people(chance.randrange(1, 40)))
        people(1)[0].save()
        # What is made and gone again before anybody looks.
        fleeting = people(1)[0]
        fleeting.save()
        fleeting.delete()
        firms = chance.sample(list(Org.objects.order_by("pk")), 10)
        Org.objects.filter(pk__in=[org.pk for org in firms[:3]]).update(name=f"改名{turn}")
        Org.objects.filter(pk=firms[4].pk).update(kind="provider" if turn % 2 else "employer")
        Org.objects.bulk_create(orgs(city, chance.randrange(1, 5)))
        for n, org in enumerate(firms):
            Case.objects.create(
                number=f"TS{turn}-{n}", process="rights.inspection_case", state="received", title="投诉", place=city,
                place_path=city.path, org=org,
            )  # fmt: skip
        Case.objects.filter(number__startswith=f"TS{turn - 1}").update(state="accepted")
        if turn == 4 and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("vacuum full people_person")
        changed = screening.take_snapshot()
        incremental += "persons" in changed.changed
        if turn in (2, 5, 7):
            assert told(changed.kept) == told(screening.take_snapshot(full=True).kept), turn
    assert incremental == 8


def test_what_is_written_while_a_snapshot_is_taken_is_in_the_next(city: Place) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, and no snapshot reads what is not committed")
    Person.objects.bulk_create(people(5))
    first, second, third = Person.objects.order_by("pk")[:3]
    screening.take_snapshot()
    late = connection.copy()
    try:
        late.set_autocommit(False)
        with late.cursor() as cursor:
            cursor.execute("update people_person set born_on = '1999-09-09' where id = %s", [first.pk])
            cursor.execute("delete from people_person where id = %s", [second.pk])
        # Begun later, committed earlier, and taken in before the other commits.
        Person.objects.filter(pk=third.pk).update(born_on=date(1988, 8, 8))
        between = screening.take_snapshot()
        late.commit()
    finally:
        late.close()
    assert between.kept.tables["persons"][-1].rows == 1
    after = screening.take_snapshot()
    assert after.kept.tables["persons"][-1].rows == 2 and "persons" in after.changed
    days = {row[0] for row in told_of(after.kept, "select born_on from persons")}
    assert {date(1999, 9, 9), date(1988, 8, 8)} < days and len(days) == 4
    assert told(after.kept) == told(screening.take_snapshot(full=True).kept)


#: A clock of a case moves only with the case.
WITH_ANOTHER = {"workflow_caseclock"}


def test_what_a_row_shows_of_another_is_watched_or_never_changes() -> None:
    for table in FACTS:
        if table.records is None:
            continue
        records = table.records
        for other, alias in re.findall(r"(?:from|join) (\w+) as (\w+)", records.sql):
            if other not in {*records.tables, *WITH_ANOTHER}:
                shown = set(re.findall(rf"\b{alias}\.(\w+)", records.sql))
                assert shown <= {"id", "uid"}, f"{table.table} shows {other}.{shown} and does not watch it"


def told_of(taken: Kept, sql: str) -> list[tuple[object, ...]]:
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, taken.files(), FACTS)
        return db.execute(sql).fetchall()


def test_one_cut_off_before_the_database_knows_of_it_is_taken_in_again(
    city: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    Person.objects.bulk_create(people(50))
    screening.take_snapshot()
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    Person.objects.filter(pk__in=ids[:5]).update(born_on=date(1999, 9, 9))
    Person.objects.filter(pk__in=ids[5:8]).delete()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(changes, "consume", killed)
        with pytest.raises(KeyboardInterrupt):
            screening.take_snapshot()
    Person.objects.bulk_create(people(4))
    Person.objects.filter(pk__in=ids[3:4]).update(born_on=date(2001, 1, 1))
    again = screening.take_snapshot()
    assert "persons" in again.changed
    assert told(again.kept) == told(screening.take_snapshot(full=True).kept)


def test_a_text_is_what_it_is_however_odd(city: Place) -> None:
    odd = [" ", " 甲 ", 'a,"b"', "甲\n乙", "甲\r\n乙", "\\N", "\\.", "NULL", "nan", "true", "'", "𠮷野", "-1"]
    for taken_by in ("whole", "changed"):
        made = orgs(city, len(odd))
        for org, name in zip(made, odd, strict=True):
            org.name = name
        made[0].credit_code = None
        Org.objects.bulk_create(made)
        taken = screening.take_snapshot()
        assert "employers" in getattr(taken, taken_by)
        found = {row[0]: row[1] for row in told_of(taken.kept, "select employer, name from employers")}
        assert [found[org.uid.hex] for org in made] == odd
        assert told_of(taken.kept, f"select code from employers where employer = '{made[0].uid.hex}'") == [(None,)]
