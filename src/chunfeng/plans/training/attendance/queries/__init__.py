"""Reads of attendance: who was there for how many lesson hours, who answered what."""

from chunfeng.plans.training.attendance.queries.hours import Hours, hours

__all__ = ["Hours", "hours"]
