"""Records of process inspection: draws, visits, what was found on the spot, calls to trainees."""

from chunfeng.plans.training.visits.models.calls import OUTCOMES, REACHED, Call, CallBack
from chunfeng.plans.training.visits.models.records import HEADS, FieldRecord, HeadCount
from chunfeng.plans.training.visits.models.visiting import COLOURS, SIGNED, Visit, Visitor, VisitRound

__all__ = [
    "COLOURS",
    "HEADS",
    "OUTCOMES",
    "REACHED",
    "SIGNED",
    "Call",
    "CallBack",
    "FieldRecord",
    "HeadCount",
    "Visit",
    "VisitRound",
    "Visitor",
]
