"""考勤进入数据核查：打卡、纸质签到、学员确认成为事实，规则照样判。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime

import pytest

from chunfeng.base.findings.models import Run
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.rule import load_rules
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import Mark, Punch
from chunfeng.plans.training.attendance.tests.conftest import Running, at, here, running, school
from chunfeng.plans.training.classes.models import RosterEntry
from chunfeng.plans.training.classes.tests.conftest import OPENS, people
from chunfeng.site import screening
from chunfeng.site.registry import FACTS, SCREEN_FOLDERS

__all__ = ["here", "running", "school"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_snapshots() -> Iterator[None]:
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


def rows(sql: str) -> list[tuple[object, ...]]:
    taken = screening.take_snapshot().kept
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, taken.files(), FACTS)
        return db.execute(sql).fetchall()


def judged(code: str) -> Run:
    rules = tuple(rule for rule in load_rules(SCREEN_FOLDERS, FACTS) if rule.code == code)
    return screening.screen(rules=rules).run


_SEEN = "select slot, in_at, out_at, machine, reason, session is not null, status from attendance where kind = 'class' order by person, slot"


def test_what_was_punched_and_what_was_signed_are_facts(running: Running) -> None:
    running.day(0, "08:21:05", "11:33", "13:25:00", "13:25:40")
    sheet = actions.transcribe(
        running.klass, running.clerk, (OPENS, 1), [running.entries[1].pk], "没带卡", "x", at=at("18:00")
    )
    assert not isinstance(sheet, list)
    found = rows(_SEEN)
    here = {str(row[0]) + ("m" if row[3] else "p"): row for row in found}
    day = datetime(2016, 5, 16)
    assert here["1m"][1:3] == (day.replace(hour=8, minute=21, second=5), day.replace(hour=11, minute=33))
    assert here["2m"][1:3] == (day.replace(hour=13, minute=25), None), "a double tap is no leaving"
    assert here["1p"][1:] == (None, None, False, "纸质签到", True, "present")
    # What changes after the first snapshot is taken by itself.
    running.day(2, "08:22")
    Mark.objects.filter(sheet=sheet).delete()
    again = rows(_SEEN)
    assert len(again) == 3 and sum(bool(row[3]) for row in again) == 3


def test_a_trainee_of_two_classes_at_the_same_time_is_found(running: Running) -> None:
    other = running.school.submitted(class_no="焊工第2期", who=people(24, 100), nth=1)
    type(running.klass).objects.filter(pk=other.fresh().pk).update(
        state="in_progress", checked_on=OPENS, approved_on=OPENS, started_on=OPENS
    )
    klass = other.fresh()
    running.day(0, "08:21", "11:33")
    running.day(1, "08:21", "11:33")
    # The roster's own check would not take this person.
    first = running.entries[0]
    same = RosterEntry.objects.create(
        org=klass.org, class_no=klass.class_no, person=first.person, category=first.category, training_class=klass
    )
    Mark.objects.create(entry=same, held_on=OPENS, slot=1, first_at=at("08:25"), last_at=at("11:31"))
    run = judged("training.overlapping_sessions")
    assert run.ran["training.overlapping_sessions"] == 2


def test_a_trainee_who_says_no_is_found(running: Running) -> None:
    first, second = running.entries[:2]
    actions.answer(first, False, running.clerk)
    actions.answer(second, False, running.clerk)
    actions.answer(second, True, running.clerk)
    run = judged("training.trainee_denies")
    assert run.ran["training.trainee_denies"] == 1


def test_who_signs_in_from_elsewhere_is_found(running: Running) -> None:
    for n, (off, accuracy) in enumerate([(900, 30), (2000, None), (331, 30), (400, 20), (5000, 900)]):
        for nth in (0, 1):
            if nth == 0 or n < 2:
                Punch.objects.create(
                    uid=f"code-{n}", entry=running.entries[nth], held_on=OPENS, slot=1, at=at("08:21"), received_at=at("08:21"),
                    metres_off=off if accuracy else None, accuracy=accuracy,
                )  # fmt: skip
    assert judged("training.signed_in_elsewhere").ran == {"training.signed_in_elsewhere": 1}
