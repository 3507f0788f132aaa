"""Cards: which one a count calls for, and what a year of them takes away (Zaozhuang 2014)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers.models import Card
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


def cards_of_year(org: Any, year: int) -> Mapping[str, int]:
    """Cards given to a provider in a calendar year, by whatever door: all stand in its supervision."""
    rows = Card.objects.filter(agreement__org=org, given_on__year=year).values_list("colour", flat=True)
    given = list(rows)
    return {colour: given.count(colour) for colour in COLOURS}


def _reached(org: Any, year: int, area: str) -> str:
    cards, last = cards_of_year(org, year), date(year, 12, 31)
    return next((c for c in ("red", "yellow") if cards[c] >= value(f"training.provider_{c}_cards", last, area)), "")


def claim_right(org: Any, year: int, area: str = "") -> Reason | None:
    """Why a provider may not claim for classes of a year; None where it may."""
    if colour := _reached(org, year, area):
        said = {"year": year, "card": COLOURS[colour], "n": cards_of_year(org, year)[colour]}
        return Reason(_("%(year)s 年%(card)s %(n)s 张，取消当年补贴申领资格") % said)
    return None


def designation_right(org: Any, year: int, area: str = "") -> Reason | None:
    """Why a provider may not be designated in a year: for the cards of the year before."""
    if colour := _reached(org, year - 1, area):
        said = {"year": year - 1, "card": COLOURS[colour], "n": cards_of_year(org, year - 1)[colour]}
        return Reason(_("%(year)s 年%(card)s %(n)s 张，取消下一年定点资格") % said)
    return None
