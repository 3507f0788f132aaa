"""What passes."""

from __future__ import annotations

#: Levels of skilled work are examined in theory and in practice; the others in what their standard names.
_BOTH = range(1, 6)


def passes(theory: int | None, practice: int | None, level: int, least: int) -> bool:
    given = [score for score in (theory, practice) if score is not None]
    if not given or (level in _BOTH and len(given) < 2):
        return False
    return all(score >= least for score in given)


def lacking(theory: int | None, practice: int | None, absent: bool, level: int) -> bool:
    """Whether a mark is not whole yet: everybody is absent, or has what the level asks for."""
    if absent:
        return False
    return (theory is None or practice is None) if level in _BOTH else (theory is None and practice is None)
