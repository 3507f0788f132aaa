"""The procedures of classes."""

from chunfeng.plans.training.classes.processes.opening import OPENING

PROCESSES = (OPENING,)

__all__ = ["OPENING", "PROCESSES"]
