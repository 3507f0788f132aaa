"""What a declaration of the staff education fund raises: questions to the employer, never a penalty by itself (T-3.3.e)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from chunfeng.base.policy.values import NoValue, value
from chunfeng.plans.training.staff_fund.models import Declaration

STAFF_FUND = "training.staff_fund"


def share(part: int | None, whole: int | None) -> int | None:
    """In hundredths of a percent, rounded down: what stays below a line is not shown as reaching it."""
    return None if part is None or not whole else part * 10_000 // whole


def percent(points: int | None) -> str:
    return "--" if points is None else f"{points / 100:.2f}%"


def _line(code: str, declared: Declaration) -> int | None:
    """In force on the last day of the year that is declared."""
    if declared.year is None:
        return None
    try:
        return value(code, date(declared.year, 12, 31), declared.case.place.code)
    except NoValue:
        return None


def questions(declared: Declaration) -> list[str]:
    """Both ends of the span count as inside it; to set aside more is no fault."""
    found = []
    set_aside, least = (
        share(declared.set_aside_fen, declared.wage_bill_fen),
        _line("training.staff_fund_basis_points_min", declared),
    )
    if set_aside is not None and least is not None and set_aside < least:
        found.append(
            _("提取比例 %(share)s，低于 %(least)s，请说明原因") % {"share": percent(set_aside), "least": percent(least)}
        )
    front, line = (
        share(declared.front_line_fen, declared.used_fen),
        _line("training.staff_fund_front_line_percent", declared),
    )
    if front is not None and line is not None and front < line * 100:
        found.append(
            _("用于一线职工的占 %(share)s，低于 %(least)s，请说明原因")
            % {"share": percent(front), "least": percent(line * 100)}
        )
    return found


def remarks(declared: Declaration) -> list[str]:
    most = _line("training.staff_fund_basis_points_max", declared)
    wages, set_aside = declared.wage_bill_fen, declared.set_aside_fen
    if most is None or not wages or set_aside is None or set_aside * 10_000 <= most * wages:
        return []
    return [_("提取比例高于 %(most)s，多提取不算问题") % {"most": percent(most)}]
