"""Where classes are taught and which of them were visited: a table of places and days, and a map of one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from math import cos, radians
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.engines.display.page import Column, Empty, Inline, Link, List, Picture, Row
from chunfeng.plans.training.classes.models import ClassSession
from chunfeng.plans.training.visits.queries.looking import DAYS, Point

WIDTH, HEIGHT, EDGE = 640, 360, 60
_FILL = {"": "#1A4E8A", "yellow": "#6B4300", "red": "#B3202A"}
#: The narrowest piece of land that is drawn, in metres: two rooms of one yard are one point.
_NARROWEST = 2000.0
_DEGREE = 111_320.0


def week(sessions: Sequence[ClassSession], first: date) -> List:
    """Places down, days across."""
    days = [first + timedelta(days=n) for n in range(DAYS)]
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for s in sessions:
        klass = s.training_class
        key = (klass.org.name, klass.class_no, klass.case.number)
        cells = rows.setdefault(key, {})
        day = s.held_on.isoformat()
        told = f"{s.clock} {s.room.name if s.room else s.site}"
        cells[day] = f"{cells[day]}{_('；')}{told}" if day in cells else told
    weekdays = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    columns = (
        Column("class", _("班级")),
        *(Column(day.isoformat(), f"{day:%m-%d} {weekdays[day.weekday()]}") for day in days),
    )
    return List(
        columns,
        tuple(
            Row({"class": f"{org} {class_no}", **cells}, url=f"/desk/cases/{number}/")
            for (org, class_no, number), cells in sorted(rows.items())
        ),
        scroll=True, total=len(rows), measure=_("个"), key="week",
        empty=Empty(_("这一周没有班级上课。"), Link(_("看开班申请"), "/desk/cases/?process=training.class&closed=1")),
    )  # fmt: skip


def picture(points: Sequence[Point], day: date) -> Picture:
    return Picture(f"/desk/visits/map.svg?day={day}", said(points, day), WIDTH, HEIGHT)


def said(points: Sequence[Point], day: date) -> str:
    told = _("%(day)s 上课的地点 %(n)s 处，北在上") % {"day": day, "n": len(points)}
    return _("：").join((told, _("；").join(f"{p.name} {_('、').join(p.classes)}" for p in points))) if points else told


def svg(points: Sequence[Point], day: date) -> str:
    """Places by their coordinates, north above, one scale for both ways; a ring where a visit is open, filled by the last
    result. Where two lie on one another, the names stand below each other."""
    lats, lons = [p.latitude for p in points] or [36.0], [p.longitude for p in points] or [117.0]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    east = _DEGREE * cos(radians(middle[0]))
    wide = max((max(lons) - min(lons)) * east, (max(lats) - min(lats)) * _DEGREE * (WIDTH / HEIGHT), _NARROWEST)
    scale = (WIDTH - 4 * EDGE) / wide
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="system-ui,sans-serif" '
        f'font-size="13"><title>{escape(said(points, day))}</title>'
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="#F6F7F8" stroke="#D9DEE3"/>'
    ]
    used: list[tuple[float, float]] = []
    for point in points:
        x = WIDTH / 2 + (point.longitude - middle[1]) * east * scale
        y = HEIGHT / 2 - (point.latitude - middle[0]) * _DEGREE * scale
        line = y + 5
        while any(abs(line - other) < 16 and abs(x - left) < 230 for left, other in used):
            line += 16
        used.append((x, line))
        ring = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12" fill="none" stroke="#1B1F24" stroke-width="2"/>'
            if point.open_visit
            else ""
        )
        side = (x - 17, ' text-anchor="end"') if x > WIDTH * 0.62 else (x + 17, "")
        text = escape(f"{point.name} {_('、').join(point.classes)}")
        parts.append(
            f'{ring}<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{_FILL[point.colour]}"/>'
            f'<text x="{side[0]:.1f}" y="{line:.1f}"{side[1]}>{text}</text>'
        )
    parts.append(_scale(wide, scale))
    return "".join(parts) + "</svg>"


def _scale(wide: float, scale: float) -> str:
    metres = max(n for n in (500, 1000, 2000, 5000, 10_000, 20_000, 50_000) if n <= max(wide / 3, 500))
    long, text = metres * scale, f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    y = HEIGHT - 18
    return (
        f'<path d="M16 {y - 5}v5h{long:.1f}v-5" fill="none" stroke="#4A525C"/><text x="{22 + long:.1f}" y="{y}" fill="#4A525C">{text}</text>'
        f'<path d="M{WIDTH - 22} 34V16l-5 8m5-8 5 8" fill="none" stroke="#4A525C"/>'
    )


def legend() -> Inline:
    return _("点是今天上课的地点：蓝色没有发过牌，棕色黄牌，红色红牌；有圈的正在安排检查。")
