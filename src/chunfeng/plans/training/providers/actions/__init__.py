"""Writes outside the steps: opening cases, filling in a file, objecting."""

from chunfeng.plans.training.providers.actions.experts import add_expert, remove_expert
from chunfeng.plans.training.providers.actions.filling import (
    remove_row,
    save_paper,
    save_premises,
    save_profile,
    save_room,
    save_teacher,
    save_trade,
)
from chunfeng.plans.training.providers.actions.opening import (
    apply,
    evaluate,
    object_to,
    supervise,
)

__all__ = [
    "add_expert",
    "apply",
    "evaluate",
    "object_to",
    "remove_expert",
    "remove_row",
    "save_paper",
    "save_premises",
    "save_profile",
    "save_room",
    "save_teacher",
    "save_trade",
    "supervise",
]
