"""Bars, hairlines and square codes: SVG sized by attributes, because the content policy forbids inline styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 120
HEIGHT: Final = 28
MARGIN: Final = 4


def percent(part: float) -> str:
    """Part of one as a length of the bar, kept inside it: a target can be passed."""
    return f"{min(max(part, 0.0), 1.0) * 100:.1f}"


def hairline(values: Sequence[float]) -> tuple[str, str]:
    """Points of the line and the place of its last point."""
    low, high = min(values), max(values)
    across = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [
        f"{MARGIN + n * across:.1f},{HEIGHT - MARGIN - (v - low) / ((high - low) or 1) * (HEIGHT - 2 * MARGIN):.1f}"
        for n, v in enumerate(values)
    ]
    return " ".join(points), points[-1].replace(",", " ")


def square_code(text: str) -> tuple[int, str]:
    """Modules along a side, with the quiet zone of four that readers need, and the path of the dark ones."""
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                parts.append(f"M{x} {y}h{run - x}v1h-{run - x}z")
            x = run + 1
    return len(rows), "".join(parts)
