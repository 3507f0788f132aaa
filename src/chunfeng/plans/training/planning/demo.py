"""The demo city's plans: one in force for this year, and a change of it on somebody's desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.plans.training.catalogue.demo import Pair
from chunfeng.plans.training.planning import queries


def plan(of_city: Pair, today: date) -> None:
    """This year's plan, issued in January, and one hundred persons more for start-ups, submitted yesterday."""
    year = {"year": str(today.year), "document": "演示文件〔第3号〕"}
    of_city.list(queries.PLAN, "plan", date(today.year, 1, 1), year, _rows(of_city.place, {}))
    yesterday = today - timedelta(days=1)
    of_city.list(queries.PLAN, "plan", yesterday, year, _rows(of_city.place, {"startup": 100}), issue=False)


def _rows(city: Place, more: dict[str, int]) -> list[Iterable[Any]]:
    """The figures of the notice, divided among the counties by their number; the first takes what is left over."""
    counties, items = queries.counties(city), pack().plan_items
    persons: dict[str, int] = {}
    for code, item in reversed(items.items()):
        parts = [persons[part.code] for part in items.values() if part.parent == code]
        persons[code] = sum(parts) if parts else (item.least or 0) + more.get(code, 0)
    rows: list[Iterable[Any]] = [("培训项目", "县（市、区）", "计划人数")]
    for code, item in items.items():
        rows.append((item.title, "全市", persons[code]))
        each, left = divmod(persons[code], len(counties))
        # Sums of a county hold only where each of its parts is divided alike: only lines without parts are.
        if item.programmes:
            rows.extend((item.title, county.name, each + (left if n == 0 else 0)) for n, county in enumerate(counties))
    return rows
