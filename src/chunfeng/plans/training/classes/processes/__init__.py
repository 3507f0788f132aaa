"""The procedures of classes: their opening, and changes of what was approved."""

from chunfeng.plans.training.classes.processes.change import CHANGING
from chunfeng.plans.training.classes.processes.opening import OPENING

PROCESSES = (OPENING, CHANGING)

__all__ = ["CHANGING", "OPENING", "PROCESSES"]
