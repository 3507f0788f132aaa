"""What stands in the way of a step of admission: a sentence with its cure, or nothing."""

from __future__ import annotations

from django.utils.translation import gettext

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import Card


def not_blacklisted(case: Case) -> Reason | None:
    entry = queries.blacklisted_on(case.org, queries.day_of(case))
    return Reason(gettext("列入黑名单至 %(day)s") % {"day": entry.to_on.isoformat()}) if entry else None


def few_cards(case: Case) -> Reason | None:
    """Whoever got too many cards last year is not designated this year."""
    year = case.today.year - 1
    colour = queries.colour_reached(case.org, year, case.place.code)
    if not colour:
        return None
    return Reason(
        gettext("%(year)s 年%(card)s达到规定张数，今年不能认定") % {"year": year, "card": Card.COLOURS[colour]}
    )


def visit_is_clean(case: Case) -> Reason | None:
    visit = queries.last_visit(case.record)
    bad = sum(not finding.met for finding in visit.findings.all()) if visit else 0
    return Reason(gettext("实地核查有 %(n)s 项不符合申报") % {"n": bad}, "#visits") if bad else None


def everybody_scored(case: Case) -> Reason | None:
    left = sum(seat.scored_at is None for seat in queries.seats(case.record))
    return Reason(gettext("还有 %(n)s 名专家没有评分") % {"n": left}, "#scores") if left else None


def score_passes(case: Case) -> Reason | None:
    day, area = queries.day_of(case), case.place.code
    if queries.passes(case.record, day, area):
        return None
    mark = value("training.provider_score_pass", day, area)
    return Reason(gettext("平均分未达到 %(mark)s 分，只能拟不予认定") % {"mark": mark}, "#scores")


def no_open_objection(case: Case) -> Reason | None:
    n = len(queries.open_objections(case.record))
    return Reason(gettext("有 %(n)s 件异议没有办结") % {"n": n}, "#objections") if n else None


def no_upheld_objection(case: Case) -> Reason | None:
    n = sum(objection.verdict == "upheld" for objection in case.record.objections.all())
    return Reason(gettext("有 %(n)s 件异议查证属实，只能拟不予认定") % {"n": n}, "#objections") if n else None


def has_objection(case: Case) -> Reason | None:
    return None if queries.open_objections(case.record) else Reason(gettext("没有待办的异议"))
