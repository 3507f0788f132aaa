"""A procedure drawn as SVG: states down the page in the order of the declaration, steps as arrows with their verbs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Protocol


class _State(Protocol):
    code: str
    label: str
    final: bool


class _Step(Protocol):
    label: str
    sources: tuple[str, ...]
    target: str
    by_system: bool


class Drawable(Protocol):
    title: str

    @property
    def states(self) -> Sequence[_State]: ...
    @property
    def steps(self) -> Sequence[_Step]: ...


WIDTH, ROW, BOX, LANE = 160, 64, 36, 22


def svg(process: Drawable) -> str:
    """Arrows down run on the right, arrows back on the left; each in a lane of its own, so that none hides another."""
    at = {state.code: n for n, state in enumerate(process.states)}
    arrows = [(at[s], at[step.target], step) for step in process.steps if step.target for s in step.sources]
    ahead = sorted((a for a in arrows if a[1] > a[0]), key=lambda a: (a[1] - a[0], a[0]))
    back = sorted((a for a in arrows if a[1] <= a[0]), key=lambda a: (a[0] - a[1], a[0]))
    left = LANE * (_lanes(back) + 1) + 90
    right = LANE * (_lanes(ahead) + 1) + 110
    height = ROW * len(at) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + WIDTH + right} {height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(process.title)}</title>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#4A525C"/></marker></defs>',
    ]
    for state in process.states:
        y = 12 + at[state.code] * ROW
        parts.append(
            f'<rect x="{left}" y="{y}" width="{WIDTH}" height="{BOX}" rx="3" fill="#fff" stroke="#1B1F24" '
            f'stroke-width="{2 if state.final else 1}"/><text x="{left + WIDTH / 2:g}" y="{y + 23}" '
            f'text-anchor="middle">{escape(state.label)}</text>'
        )
    parts += _side(ahead, left + WIDTH, 1, "start")
    parts += _side(back, left, -1, "end")
    return "".join(parts) + "</svg>"


def _place(arrows: list[tuple[int, int, _Step]]) -> list[int]:
    """The lane of each arrow: the first in which it meets no other."""
    taken: list[list[tuple[int, int]]] = []
    lanes = []
    for source, target, _ in arrows:
        low, high = min(source, target), max(source, target)
        free = (n for n, spans in enumerate(taken) if all(high <= a or b <= low for a, b in spans))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes.append(lane)
    return lanes


def _lanes(arrows: list[tuple[int, int, _Step]]) -> int:
    return max(_place(arrows), default=-1) + 1


def _side(arrows: list[tuple[int, int, _Step]], x: int, sign: int, anchor: str) -> list[str]:
    parts = []
    for lane, (source, target, step) in zip(_place(arrows), arrows, strict=True):
        y1, y2 = 12 + source * ROW + 24, 12 + target * ROW + 12
        out = x + sign * LANE * (lane + 1)
        dash = ' stroke-dasharray="4 3"' if step.by_system else ""
        parts.append(
            f'<path d="M{x} {y1}H{out}V{y2}H{x + sign}" fill="none" stroke="#4A525C"{dash} marker-end="url(#tip)"/>'
            f'<text x="{out + sign * 3}" y="{(y1 + y2) / 2 + 4:g}" text-anchor="{anchor}" fill="#1A4E8A">'
            f"{escape(step.label)}</text>"
        )
    return parts
