"""疑点从数据到认定: records → snapshot → rules → findings as cases → decision; a second run asks nothing twice."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.sealing import seal, verify
from chunfeng.base.findings.actions import Outdated
from chunfeng.base.findings.models import Finding, Run
from chunfeng.base.findings.queries import against, precision, visible_to
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.models import Upload
from chunfeng.base.workflow.engine import Refused, Taken, take
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.rule import Rule, load_rules
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.engines.snapshot import kept
from chunfeng.engines.snapshot.kept import Kept
from chunfeng.plans.training.classes.models import RosterEntry
from chunfeng.site import screening
from chunfeng.site.registry import FACTS

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {
    "identity.too_old": ("person", "block", "[persons]", "select person as subject, cast(null as varchar) as other, "
        "'出生日期早于一九〇〇年' as said, born_on as born_on from persons where born_on < date '1900-01-01'"),
    "rights.employer_without_code": ("employer", "medium", "[employers]", "select employer as subject, "
        "cast(null as varchar) as other, '没有统一社会信用代码' as said, name as name from employers where code is null"),
    "training.class_of_nobody": ("class", "low", "[classes]", "select class as subject, cast(null as varchar) as other, "
        "'没有机构' as said, area as area from classes where provider is null"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_snapshots() -> Iterator[None]:
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


@pytest.fixture
def rules(tmp_path: Path) -> tuple[Rule, ...]:
    folder = tmp_path / "own"
    folder.mkdir()
    for code, (subject, severity, reads, sql) in RULES.items():
        head = (
            f"code: {code}\ntitle: {code}\nclause: T-3.4.b\npatterns: [F-01]\nseverity: {severity}\nasks: 试\nreads: {reads}\n"
            f"subject: {subject}\nnot_for: 无"
        )
        (folder / f"{code.partition('.')[2]}.sql").write_text(f"/* ---\n{head}\n--- */\n{sql}\n", "utf-8")
    return load_rules([folder], FACTS)


@pytest.fixture
def city() -> Place:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    for code, name in (("990001", "东县"), ("990002", "西县")):
        Place.objects.create(code=code, name=name, kind="county", parent=city, path=f"990000/{code}/")
    return city


def officer(name: str, role: str, place: Place) -> Actor:
    user = User.objects.create_user(name, name=name)
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=date(2015, 1, 1))
    return actor_of(user)


def employers(city: Place) -> list[Org]:
    east, west = city.children.order_by("code")
    return [
        Org.objects.create(name="甲建筑公司", kind="employer", place=east),
        Org.objects.create(name="乙建筑公司", kind="employer", place=west),
        Org.objects.create(name="丙建筑公司", kind="employer", place=west, credit_code="52990000MJ0000001X"),
    ]


def somebody(born: date, name: str = "王小明") -> Person:
    return Person.objects.create(name=name, absent_because="not_held", born_on=born)


def facts(snapshot: Kept, sql: str) -> list[tuple[object, ...]]:
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, snapshot.files(), FACTS)
        return db.execute(sql).fetchall()


def test_what_a_rule_says_becomes_a_case_at_the_place_of_its_subject(city: Place, rules: tuple[Rule, ...]) -> None:
    first, second, _ = employers(city)
    run = screening.screen(rules=rules).run
    assert run.ran == {"rights.employer_without_code": 2}
    assert run.not_run["identity.too_old"] == ["persons"]
    assert "classes" in run.not_run["training.class_of_nobody"]
    found = {f.subject: f for f in Finding.objects.select_related("case")}
    assert set(found) == {first.uid.hex, second.uid.hex}
    case = found[second.uid.hex].case
    assert (case.number[:4], case.state, case.org_id) == ("YQ20", "open", second.pk)
    assert case.place.code == "990002" and case.due_on is not None
    assert case.clocks.get().code == "decide"
    assert found[second.uid.hex].evidence == {"name": "乙建筑公司"}
    event = Event.objects.get(object_id=case.number)
    assert (event.kind, event.after, event.known["snapshot"]) == ("open", "open", run.snapshot)
    seal()
    assert not list(verify())
    east, west = (officer(f"甲{p.code}", "inspection_head", p) for p in city.children.order_by("code"))
    assert [f.subject for f in visible_to(east)] == [first.uid.hex]
    assert [f.subject for f in visible_to(west)] == [second.uid.hex]


def test_a_second_run_asks_nothing_twice_and_what_is_gone_is_closed_by_the_system(
    city: Place, rules: tuple[Rule, ...]
) -> None:
    first, second, _ = employers(city)
    screening.screen(rules=rules)
    east = officer("科长", "inspection_head", city)
    case = Finding.objects.get(subject=first.uid.hex).case
    assert isinstance(take(case, "take_on", actor=east, seen=1), Taken)
    assert isinstance(take(case, "explain", actor=east, seen=2, answers={"note": "个体工商户，无此代码"}), Taken)
    again = screening.screen(rules=rules).run
    assert (again.new, again.seen, again.gone) == (0, 2, 0)
    assert Finding.objects.get(subject=first.uid.hex).state == "explained"

    second.credit_code = "52990000MJ0000002X"
    second.save()
    first.credit_code = "52990000MJ0000003X"
    first.save()
    third = screening.screen(rules=rules).run
    assert (third.new, third.seen, third.gone) == (0, 0, 1)
    gone = Finding.objects.select_related("case").get(subject=second.uid.hex)
    assert gone.state == gone.case.state == "gone" and gone.case.closed_at and gone.case.due_on is None
    told = Event.objects.get(object_id=gone.case.number, step="vanish")
    assert told.known["snapshot"] == third.snapshot and told.actor_id is None
    assert Finding.objects.get(subject=first.uid.hex).state == "explained"

    second.credit_code = None
    second.save()
    fourth = screening.screen(rules=rules).run
    back = Finding.objects.select_related("case").get(subject=second.uid.hex)
    assert (fourth.new, back.state, back.case.closed_at) == (0, "open", None) and back.case.due_on
    seal()
    assert not list(verify())


def test_where_money_stops_on_it_a_second_hand_confirms(city: Place, rules: tuple[Rule, ...]) -> None:
    person = somebody(date(1890, 1, 1))
    somebody(date(1980, 1, 1))
    screening.screen(rules=rules)
    finding = Finding.objects.select_related("case").get()
    assert (finding.subject, finding.case.person_id) == (person.uid.hex, person.pk)
    one, two = officer("甲", "section_checker", city), officer("乙", "section_head", city)
    case = finding.case
    assert isinstance(take(case, "take_on", actor=one, seen=1), Taken)
    alone = take(case, "confirm", actor=one, seen=2, answers={"note": "查实"})
    assert isinstance(alone, Refused) and "另一人复核" in str(alone)
    assert isinstance(take(case, "propose", actor=one, seen=2, answers={"note": "查实"}), Taken)
    assert list(against("person", [person.uid.hex])) == [finding]
    same = take(case, "endorse", actor=one, seen=3)
    assert isinstance(same, Refused) and "不能是同一人" in str(same)
    assert isinstance(take(case, "endorse", actor=two, seen=3), Taken)
    finding.refresh_from_db()
    assert finding.state == "confirmed" and finding.decided_on == timezone.localdate()
    assert precision()["identity.too_old"].confirmed == 1 and precision()["identity.too_old"].share is None
    assert person.name.clear() not in str(finding.evidence) + finding.said + case.title


def test_findings_cost_a_handful_of_queries_however_many(
    city: Place, rules: tuple[Rule, ...], django_assert_max_num_queries: object
) -> None:
    Org.objects.bulk_create(
        Org(name=f"第{n}公司", name_form=f"第{n}公司", kind="employer", place=city) for n in range(300)
    )
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        run = screening.screen(rules=rules).run
    assert run.new == 300
    numbers = sorted(Finding.objects.values_list("case__number", flat=True))
    assert numbers[0].endswith("-000001") and numbers[-1].endswith("-000300") and len(set(numbers)) == 300
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        assert screening.screen(rules=rules).run.new == 0
    Org.objects.update(kind="other")
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        assert screening.screen(rules=rules[:0] + tuple(r for r in rules if r.subject == "employer")).run.gone == 0
    assert Run.objects.last().not_run  # without employers the rule cannot say that any of them is in order
    assert Finding.objects.filter(state="open").count() == 300


def test_an_older_snapshot_is_not_taken_in_after_a_newer(city: Place, rules: tuple[Rule, ...]) -> None:
    employers(city)
    old = screening.take_snapshot(at=datetime.now(UTC) - timedelta(hours=1))
    screening.screen(rules=rules)
    with pytest.raises(Outdated):
        screening.judge(old.kept, rules)
    assert Run.objects.count() == 1


def test_two_runs_at_once_take_turns(city: Place, rules: tuple[Rule, ...]) -> None:
    employers(city)
    taken = screening.take_snapshot()
    faults: list[BaseException] = []

    def judge() -> None:
        try:
            screening.judge(taken.kept, rules)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=judge) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert Finding.objects.count() == 2 and sorted(Run.objects.values_list("new", flat=True)) == [0, 0, 2]


def test_an_incremental_snapshot_tells_what_a_full_one_tells(city: Place) -> None:
    orgs = employers(city)
    people = [somebody(date(1970, 1, n)) for n in range(1, 21)]
    whole = screening.take_snapshot()
    assert "persons" in whole.whole
    idle = screening.take_snapshot()
    assert not idle.whole and not idle.changed and "persons" in idle.same
    one, two = (snapshot.folder / "persons.parquet" for snapshot in (whole.kept, idle.kept))
    assert one.samefile(two)

    people[0].born_on = date(1971, 1, 1)
    people[0].save()
    Person.objects.filter(pk=people[1].pk).delete()
    people[2].merged_into = people[3]
    people[2].save()
    late = somebody(date(1999, 9, 9))
    orgs[0].name = "甲路桥公司"
    orgs[0].save()
    changed = screening.take_snapshot()
    assert not changed.whole and set(changed.changed) >= {"persons", "employers"}
    assert [part.rows for part in changed.kept.tables["persons"]] == [20, 4]
    late.born_on = date(1999, 9, 10)
    late.save()
    again = screening.take_snapshot()
    full = screening.take_snapshot(full=True)
    assert set(full.whole) >= {"persons", "employers"}
    for table, order in (("persons", "person"), ("employers", "employer"), ("parameters", "code, area, valid_from_on")):
        asked = f"select * from {table} order by {order}"
        assert facts(again.kept, asked) == facts(full.kept, asked) != [], table
    assert facts(again.kept, f"select born_on from persons where person = '{late.uid.hex}'") == [(date(1999, 9, 10),)]
    assert kept.faults(again.kept) == []
    assert again.kept.previous == changed.kept.hash


def test_a_database_that_does_not_know_the_last_snapshot_is_taken_whole(city: Place) -> None:
    somebody(date(1970, 1, 1))
    screening.take_snapshot()
    with connection.cursor() as cursor:
        cursor.execute("update snapshot_mark set hash = 'of a restored backup'")
    assert "persons" in screening.take_snapshot().whole


def test_a_file_that_was_touched_is_told(city: Place) -> None:
    taken = screening.take_snapshot().kept
    path = taken.folder / "parameters.parquet"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    assert kept.faults(taken) == ["parameters.parquet 被改动过"]


def test_only_one_snapshot_at_a_time(city: Place) -> None:
    with kept.alone(screening.root()), pytest.raises(kept.Busy):
        screening.take_snapshot()
    assert kept.latest(screening.root()) is None


def test_no_clear_personal_value_reaches_a_snapshot(city: Place) -> None:
    Person.objects.create(
        name="欧阳静雯",
        number="11010119900307803X",
        number_kind="resident_id",
        phone="13800001234",
        born_on=date(1990, 3, 7),
    )
    folder = screening.take_snapshot().kept.folder
    with connect() as db:
        for path in folder.glob("*.parquet"):
            text = str(db.execute(f"select * from read_parquet('{path}')").fetchall())
            assert not any(clear in text for clear in ("欧阳静雯", "11010119900307803X", "13800001234"))


def test_a_missing_trigger_is_made_again_and_its_table_taken_whole(city: Place) -> None:
    person = somebody(date(1970, 1, 1))
    screening.take_snapshot()
    on = " on people_person" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"drop trigger snapshot_upd_people_person{on}")
    Person.objects.filter(pk=person.pk).update(born_on=date(1970, 1, 2))
    taken = screening.take_snapshot()
    assert "persons" in taken.whole and "employers" in taken.same
    assert facts(taken.kept, "select born_on from persons") == [(date(1970, 1, 2),)]


def test_a_value_that_is_not_there_is_no_value_that_two_share(city: Place) -> None:
    Person.objects.create(name="王小明", absent_because="not_held")
    for org in employers(city)[:2]:
        org.kind = "provider"
        org.save()
    taken = screening.take_snapshot().kept
    assert facts(taken, "select count(*) from persons where name_key is not null") == [(1,)]
    roster_of(Org.objects.order_by("pk")[0], [Person.objects.get()])
    taken = screening.take_snapshot().kept
    assert facts(taken, "select phone_key, account_key, address_key from enrolments") == [(None, None, None)]


def roster_of(org: Org, people: list[Person], class_no: str = "第1期", first: date = date(2016, 3, 1)) -> None:
    upload = Upload.objects.create(
        feed="roster", target=f"org:{org.pk}", org=org, place=org.place, place_path=org.place.path, name="名册.csv", key="00",
        size=1, sm3=class_no, path="x", by_name="经办",
    )  # fmt: skip
    for person in people:
        RosterEntry.objects.create(
            org=org, class_no=class_no, person=person, category="农村新成长劳动力", upload=upload, class_starts_on=first,
            class_ends_on=first + timedelta(days=20),
        )  # fmt: skip


def test_rosters_of_the_web_are_screened_as_those_of_a_folder(city: Place) -> None:
    one, two, _ = employers(city)
    anna, bela = (somebody(date(1980, 1, 1), name) for name in ("张安", "李贝"))
    roster_of(one, [anna, bela])
    roster_of(two, [anna], "第9期", date(2016, 3, 10))
    run = screening.screen().run
    assert run.ran["training.overlapping_class_spans"] == 2
    case = Finding.objects.filter(rule="training.overlapping_class_spans").order_by("pk")[0].case
    assert (case.person_id, case.org_id in (one.pk, two.pk)) == (anna.pk, True)
    assert case.place.code in ("990001", "990002")
    both = [(one.uid.hex + "|第1期", date(2016, 3, 1), "990001"), (two.uid.hex + "|第9期", date(2016, 3, 10), "990002")]
    taken = screening.take_snapshot()
    assert sorted(facts(taken.kept, "select class, starts_on, area from classes")) == sorted(both)


def test_rosters_taken_by_what_changed_are_those_taken_whole(city: Place) -> None:
    one, two, _ = employers(city)
    people = [somebody(date(1980, 1, n + 1), f"王{n}") for n in range(6)]
    roster_of(one, people[:4])
    screening.take_snapshot()
    roster_of(two, people[3:])
    RosterEntry.objects.filter(person=people[0]).delete()
    RosterEntry.objects.filter(person=people[1]).update(class_starts_on=date(2016, 2, 1))
    people[2].merged_into = people[1]
    people[2].save()
    changed = screening.take_snapshot()
    assert "enrolments" in changed.changed and "classes" in changed.whole
    whole = screening.take_snapshot(full=True)
    for sql in (
        "select enrolment, class, person, category from enrolments order by enrolment",
        "select class, provider, area, starts_on, ends_on from classes order by class",
    ):
        assert facts(changed.kept, sql) == facts(whole.kept, sql)
    assert facts(whole.kept, f"select count(*) from enrolments where person = '{people[1].uid.hex}'") == [(2,)]
