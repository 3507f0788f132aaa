"""Who was there: what trainees answer, the devices of providers, punches, sign-in sheets, hours made up."""

from chunfeng.plans.training.attendance.models.devices import Badge, Device
from chunfeng.plans.training.attendance.models.making_up import CAUSES, MakeUp
from chunfeng.plans.training.attendance.models.marks import SLOTS, Answer, Mark, Punch, Sheet

__all__ = [
    "CAUSES", "SLOTS", "Answer", "Badge", "Device", "MakeUp", "Mark", "Punch", "Sheet",
]  # fmt: skip
