"""Terms that end in years whose holidays nobody has ordered yet are counted by plain weeks, however far ahead."""

from datetime import date

import pytest

from chunfeng.base.workflow import clocks


@pytest.mark.parametrize("years", [1, 3, 5, 20])
def test_a_term_far_ahead_has_days_left_and_days_over(years: int) -> None:
    today, last = date(2031, 3, 3), date(2031 + years, 3, 3)
    left = clocks.workdays_left(today, last)
    assert 255 * years <= left <= 262 * years
    assert clocks.workdays_left(last, today) == -left


def test_a_term_of_five_years_falls_due_provisionally() -> None:
    last, provisional = clocks.due(date(2031, 3, 3), "days", 5 * 365)
    assert provisional and (last - date(2031, 3, 3)).days in range(5 * 365, 5 * 365 + 3)
