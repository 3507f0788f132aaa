"""Attendance of classes (T-3.2.d)."""

from typing import Final

#: A second punch so soon is the same tap: nobody comes and leaves within it.
REPEAT_SECONDS: Final = 300
