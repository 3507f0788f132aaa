"""出勤课时：到课、迟到、早退、补打、没有上的课、补课。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chunfeng.plans.training.attendance.queries import Hours, hours
from chunfeng.plans.training.attendance.tests.conftest import Running
from chunfeng.plans.training.classes.tests.conftest import OPENS

pytestmark = pytest.mark.django_db


def of(running: Running, nth: int) -> Hours:
    return hours(running.klass)[running.entries[nth].pk]


def test_of_a_class_in_which_nobody_was_nothing_is_delivered(running: Running) -> None:
    assert set(hours(running.klass).values()) == {Hours(0, 0)}
    assert not Hours(0, 0).reaches(80) and Hours(0, 0).share == 0


def test_in_and_out_of_a_half_day_are_its_lesson_hours(running: Running) -> None:
    running.day(0, "08:21", "11:33", "13:25", "16:37")
    assert of(running, 0) == Hours(8, 8)
    assert of(running, 1) == Hours(0, 8)


def test_who_comes_late_or_leaves_early_has_the_hours_that_are_left_to_the_nearest(running: Running) -> None:
    running.day(0, "08:21", "11:33")
    running.day(1, "08:52", "11:31")
    assert of(running, 1).attended == 4, "158 minutes are nearer to four lesson hours than to three"
    running.day(2, "08:53", "11:31")
    assert of(running, 2).attended == 3
    running.day(3, "08:30", "09:50")
    assert of(running, 3) == Hours(2, 4)


def test_one_punch_is_the_whole_half_day_and_a_double_tap_is_one_punch(running: Running) -> None:
    running.day(0, "08:21")
    running.day(1, "08:21:00", "08:21:40")
    running.day(2, "08:21:00", "08:26:00")
    assert [of(running, n).attended for n in range(3)] == [4, 4, 0]


def test_a_lesson_at_which_nobody_was_is_in_no_denominator(running: Running) -> None:
    running.day(0, "13:25", "15:46")
    assert of(running, 0) == Hours(3, 3), "the hour of guidance at 15:50 fell out"
    running.day(1, "13:25", "16:30")
    assert of(running, 0) == Hours(3, 4) and of(running, 1) == Hours(4, 4)


def test_who_left_the_class_is_not_asked_for_but_had_been_there(running: Running) -> None:
    running.day(0, "08:21", "11:33")
    entry = running.entries[0]
    entry.removed_on, entry.removed_because = OPENS + timedelta(days=1), "找到工作"
    entry.save()
    found = hours(running.klass)
    assert entry.pk not in found and set(found.values()) == {Hours(0, 4)}


@pytest.mark.parametrize(
    ("attended", "delivered", "enough"), [(64, 80, True), (63, 80, False), (4, 5, True), (0, 0, False)]
)
def test_the_bound_itself_is_enough(attended: int, delivered: int, enough: bool) -> None:
    assert Hours(attended, delivered).reaches(80) is enough


def test_of_a_class_in_groups_a_trainee_has_one_stream(running: Running) -> None:
    first = running.klass.sessions.filter(held_on=OPENS).order_by("from_time")[0]
    first.group, first.expected = "甲", 12
    first.save()
    first.pk, first.group = None, "乙"
    first.save(force_insert=True)
    running.day(0, "08:21", "11:33")
    assert of(running, 0) == Hours(4, 4)


def test_the_number_of_queries_does_not_follow_the_class(running: Running) -> None:
    running.day(0, "08:21", "11:33")
    with CaptureQueriesContext(
        connection,
    ) as few:
        hours(running.klass)
    for nth in range(1, 12):
        running.day(nth, "08:21", "11:33", "13:25", "16:37")
    with CaptureQueriesContext(connection) as many:
        hours(running.klass)
    assert len(many) == len(few) <= 5
