"""The procedures of attendance: a punch device of a provider, hours made up."""

from chunfeng.plans.training.attendance.processes.device import PUNCH_DEVICE
from chunfeng.plans.training.attendance.processes.making_up import MAKING_UP

PROCESSES = (PUNCH_DEVICE, MAKING_UP)

__all__ = ["MAKING_UP", "PROCESSES", "PUNCH_DEVICE"]
