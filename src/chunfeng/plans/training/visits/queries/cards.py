"""Cards: which one a count calls for, and what a year of them takes away (Zaozhuang 2014)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers.models import Card
from chunfeng.plans.training.providers.queries import cards_of_year, colour_reached
from chunfeng.plans.training.visits.models import COLOURS, Visit


def spot_colour(present: int, expected: int, day: date, area: str = "") -> str:
    """ "red", "yellow" or "": compared as whole numbers, no share is rounded. Of a class of few it is recorded only."""
    if expected < value("training.spot_persons_min", day, area):
        return ""
    if present * 100 < value("training.red_card_percent", day, area) * expected:
        return "red"
    return "yellow" if present * 100 < value("training.yellow_card_percent", day, area) * expected else ""


def red_card(training_class: TrainingClass) -> Visit | None:
    """The visit for which the class got a red card; it cannot be completed or claimed."""
    return (
        Visit.objects.filter(training_class=training_class, state="carded", colour="red").select_related("case").first()
    )


def cards_in_force(day: date) -> QuerySet[Card]:
    """Those that count towards the number of a year, the provider of the latest first."""
    return (
        Card.objects.filter(given_on__gt=add_months(day, -12), given_on__lte=day)
        .select_related(
            "agreement__org", "agreement__place", "supervision__case", "supervision__class_visit__training_class"
        )
        .order_by("-given_on", "-pk")
    )


def counts_until(card: Card) -> date:
    """The last day on which cards_in_force has it: months differ in length, so the day is asked of the same sum."""
    last = add_months(card.given_on, 12)
    while add_months(last, -12) >= card.given_on:
        last -= timedelta(days=1)
    return last


def claim_right(org: Any, year: int, area: str = "") -> Reason | None:
    """Why a provider may not claim for classes of a year; None where it may."""
    if colour := colour_reached(org, year, area):
        said = {"year": year, "card": COLOURS[colour], "n": cards_of_year(org, year)[colour]}
        return Reason(_("%(year)s 年%(card)s %(n)s 张，取消当年补贴申领资格") % said)
    return None


def designation_right(org: Any, year: int, area: str = "") -> Reason | None:
    """Why a provider may not be designated in a year: for the cards of the year before."""
    if colour := colour_reached(org, year - 1, area):
        said = {"year": year - 1, "card": COLOURS[colour], "n": cards_of_year(org, year - 1)[colour]}
        return Reason(_("%(year)s 年%(card)s %(n)s 张，取消下一年定点资格") % said)
    return None
