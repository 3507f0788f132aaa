"""Writes outside the steps: opening and filling in an application, rosters and calendars as lists, what the day brings."""

from chunfeng.plans.training.classes.actions.calendars import RECEIVERS as _CALENDARS
from chunfeng.plans.training.classes.actions.changing import begin_change, save_how, save_what
from chunfeng.plans.training.classes.actions.filling import (
    add_person,
    remove_person,
    remove_session,
    save_commitments,
    save_general,
    save_session,
)
from chunfeng.plans.training.classes.actions.opening import apply, turn
from chunfeng.plans.training.classes.actions.rosters import RECEIVERS as _ROSTERS

RECEIVERS = (*_ROSTERS, *_CALENDARS)

__all__ = [
    "RECEIVERS",
    "add_person",
    "apply",
    "begin_change",
    "remove_person",
    "remove_session",
    "save_commitments",
    "save_general",
    "save_how",
    "save_session",
    "save_what",
    "turn",
]
