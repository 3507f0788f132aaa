"""Terms on the page of a case: in their own unit, without the time they stood still; and what bars a step says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Clock, Reason
from chunfeng.base.workflow.models import Case, CaseClock
from chunfeng.base.workflow.queries import late
from chunfeng.desks.staff import case as casepage
from chunfeng.desks.staff.lists import queue
from chunfeng.desks.ui.deadlines import of_case
from chunfeng.engines.display.page import Deadline
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk
from chunfeng.plans.rights.inspection.tests.test_walks import to_reviewing

city, walk = inspection.city, inspection.walk


def html(case: Case, city: City, who: str, today: date, **more: object) -> str:
    page = casepage.page(case, city.who(who), today=today, **more)  # type: ignore[arg-type]
    return render_to_string("ui/staff.html", {"page": page})


def decided(city: City, walk: Walk) -> Case:
    case = to_reviewing(city, walk("investigated"))
    inspection.decide(case, city, "2015-01-28")
    return inspection.serve(case, city, "decision", "2015-01-29", method="left")


def test_a_step_that_is_not_due_yet_says_the_day(city: City, walk: Walk) -> None:
    case = decided(city, walk)
    last = timezone.localdate() + timedelta(days=9)
    case.clocks.filter(code="perform").update(due_on=last)
    page = html(case, city, "chen", timezone.localdate())
    assert "暂不能办理：催告" in page and f"履行期限到 {last} 才满" in page.replace('<span class="nb">', "").replace(
        "</span>", ""
    )


def test_a_refusal_of_the_whole_step_stands_on_its_offer(city: City, walk: Walk) -> None:
    case = decided(city, walk)
    page = html(case, city, "chen", date(2015, 3, 1), tried="remind", refused=(Reason("另有一件未办"),))
    assert '<p class="err">另有一件未办</p>' in page


def test_a_term_of_natural_days_counts_down_in_them(city: City, walk: Walk) -> None:
    case = decided(city, walk)
    perform = case.clocks.get(code="perform")
    assert perform.unit == "days" and perform.days == 15
    friday = date(2015, 2, 6)
    assert of_case(case, friday) == Deadline(perform.due_on, (perform.due_on - friday).days, natural=True)
    rows = [row for group in queue(city.who("chen"), friday).groups for row in group.rows]
    assert f"剩{(perform.due_on - friday).days}日" in html(case, city, "chen", friday)
    assert any(row.cells["due"] == of_case(case, friday) for row in rows)


@pytest.mark.parametrize("running", [True, False])
def test_a_term_that_only_has_to_pass_is_over_and_never_late(city: City, walk: Walk, running: bool) -> None:
    case = walk("ordered")
    last = case.clocks.get(code="correct").due_on
    day = last + timedelta(days=3)
    if not running:
        case.clocks.filter(code="correct").update(finished_on=day)
    page = html(Case.objects.get(pk=case.pk), city, "chen", day)
    assert "逾期3日" not in page
    assert of_case(case, day) == Deadline(last, -3, natural=True, passes=True)
    if running:
        assert "期满" in page
    assert not late(Case.objects.all(), day).exists()


def test_papers_and_own_targets_are_named_in_the_language_of_the_reader(city: City, walk: Walk) -> None:
    case = walk("ordered")
    with override("en"):
        page = html(case, city, "chen", date(2015, 1, 22))
        late = html(city.case("2015-01-06"), city, "chen", date(2015, 1, 22))
    service = page.partition('id="service"')[2].partition("</table>")[0]
    assert "Correction order" in service and "限期改正" not in service
    assert "Fast filing" in late and "快立案" not in late


def test_time_that_stood_still_is_not_used() -> None:
    clock = Clock("investigate", "调查", "days", "x", ("on",), ("still",))
    row = CaseClock(code="investigate", unit="days", days=20, started_on=date(2015, 1, 1), due_on=date(2015, 1, 31))
    moves = [(date(2015, 1, 1), "on"), (date(2015, 1, 5), "still"), (date(2015, 1, 15), "on")]
    assert clocks.used(row, clock, moves, date(2015, 1, 25)) == 14
    assert clocks.used(row, clock, moves[:2], date(2015, 1, 12)) == 4
    assert clocks.used(row, None, moves, date(2015, 1, 25)) == 24


@pytest.mark.parametrize(("finished", "late"), [(date(2015, 2, 13), False), (date(2015, 2, 20), True)])
def test_a_term_that_ended_late_says_so(city: City, walk: Walk, finished: date, late: bool) -> None:
    case = decided(city, walk)
    case.clocks.filter(code="perform").update(finished_on=finished)
    assert ("逾期7日" in html(Case.objects.get(pk=case.pk), city, "chen", finished)) == late
