"""Reads of process inspection. Completion and claims ask `callbacks`, `red_card` and `claim_right`."""

from chunfeng.plans.training.visits.queries.calling import (
    Callbacks,
    callbacks,
    can_be_called,
    right_answers,
)
from chunfeng.plans.training.visits.queries.cards import (
    cards_of_year,
    claim_right,
    designation_right,
    red_card,
    spot_colour,
)
from chunfeng.plans.training.visits.queries.visiting import (
    CALLBACK,
    ROUND,
    VISIT,
    counting,
    day_of,
    expected_in,
    in_days,
    open_visits,
    points,
    posted,
    signed_in,
    told,
    visitors,
)

__all__ = [
    "CALLBACK",
    "ROUND",
    "VISIT",
    "Callbacks",
    "callbacks",
    "can_be_called",
    "cards_of_year",
    "claim_right",
    "counting",
    "day_of",
    "designation_right",
    "expected_in",
    "in_days",
    "open_visits",
    "points",
    "posted",
    "red_card",
    "right_answers",
    "signed_in",
    "spot_colour",
    "told",
    "visitors",
]
