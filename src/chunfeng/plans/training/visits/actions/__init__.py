"""Writes of process inspection: draws and visits, records from the spot, cards, calls."""

from chunfeng.plans.training.visits.actions.calling import begin_calls, judge_call, list_calls, save_call
from chunfeng.plans.training.visits.actions.deciding import give_card
from chunfeng.plans.training.visits.actions.planning import (
    inspectors,
    missing_inspectors,
    open_drawn,
    plan_visit,
    recuse,
    seat,
)
from chunfeng.plans.training.visits.actions.recording import (
    receive,
    set_aside,
    sign,
    take_other,
    write_record,
)

__all__ = [
    "begin_calls",
    "give_card",
    "inspectors",
    "judge_call",
    "list_calls",
    "missing_inspectors",
    "open_drawn",
    "plan_visit",
    "receive",
    "recuse",
    "save_call",
    "seat",
    "set_aside",
    "sign",
    "take_other",
    "write_record",
]
