"""The procedures of process inspection: the draw, the visit, the calls back."""

from chunfeng.plans.training.visits.processes.calls import CALLS
from chunfeng.plans.training.visits.processes.draw import DRAWING
from chunfeng.plans.training.visits.processes.visit import VISITING

PROCESSES = (DRAWING, VISITING, CALLS)

__all__ = ["CALLS", "DRAWING", "PROCESSES", "VISITING"]
