"""Records of classes: who is on a roster, the application of a class, its calendar."""

from chunfeng.plans.training.classes.models.changes import ClassChange
from chunfeng.plans.training.classes.models.rosters import RosterEntry
from chunfeng.plans.training.classes.models.teaching import HELD, STANDING, ClassSession, TrainingClass

__all__ = ["HELD", "STANDING", "ClassChange", "ClassSession", "RosterEntry", "TrainingClass"]
