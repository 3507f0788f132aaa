"""Lesson hours that each trainee of a class attended, of those that were delivered (domain 2.3b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from chunfeng.plans.training.classes.models import TrainingClass


@dataclass(frozen=True)
class Hours:
    """In lesson hours. attended: with those made up, never more than were delivered. delivered: taught while somebody of the class
    was there; what fell out is not."""

    attended: int
    delivered: int
    made_up: int = 0

    @property
    def share(self) -> Fraction:
        """Of a class in which nothing was delivered: nothing."""
        return Fraction(self.attended, self.delivered) if self.delivered else Fraction(0)

    def reaches(self, percent: int) -> bool:
        """Whether it is enough by a share of whole percents; the bound itself is."""
        return self.delivered > 0 and self.attended * 100 >= self.delivered * percent


def hours(training_class: TrainingClass) -> Mapping[int, Hours]:
    """Key of a roster entry that is still of the class → its hours. A constant number of queries."""
    raise NotImplementedError
