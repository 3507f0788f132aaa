"""Reads of attendance: who was there for how many lesson hours, who answered what."""

from chunfeng.plans.training.attendance.queries.hours import Book, Hours, Presence, book, hours

DEVICE = "training.punch_device"
MAKE_UP = "training.make_up"

__all__ = ["DEVICE", "MAKE_UP", "Book", "Hours", "Presence", "book", "hours"]
