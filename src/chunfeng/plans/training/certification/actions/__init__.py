"""Writes of completion, examination and certificates: what is filled in, and what steps bring about."""

from chunfeng.plans.training.certification.actions.bodies import RECEIVERS as _BODIES
from chunfeng.plans.training.certification.actions.filling import add_file, begin, remove_file, save_report
from chunfeng.plans.training.certification.actions.marks import RECEIVERS as _MARKS
from chunfeng.plans.training.certification.actions.marks import (
    begin_change,
    save_change,
    save_mark,
    save_whose,
)
from chunfeng.plans.training.certification.actions.registering import (
    add_row,
    begin_registration,
    remove_row,
    save_source,
)

RECEIVERS = (*_MARKS, *_BODIES)

__all__ = [
    "RECEIVERS",
    "add_file",
    "add_row",
    "begin",
    "begin_change",
    "begin_registration",
    "remove_file",
    "remove_row",
    "save_change",
    "save_mark",
    "save_report",
    "save_source",
    "save_whose",
]
