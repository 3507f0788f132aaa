"""{% show thing %}: draws any value of engines.display.page. Blocks by the partial of their class, the rest in the line."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from chunfeng.desks.ui import drawing, inline, rows
from chunfeng.desks.ui.counting import counted, measure_of
from chunfeng.desks.ui.refusals import said_of
from chunfeng.engines.display import page

register = template.Library()
register.filter("nb", inline.unbroken)
register.filter("column_class", rows.column_class)
register.filter("titled", rows.title)
register.simple_tag(rows.drawn, name="rows")


def partial_of(kind: type) -> str:
    """ui/parts/task_list.html for TaskList."""
    return f"ui/parts/{re.sub(r'(?<!^)(?=[A-Z])', '_', kind.__name__).lower()}.html"


@cache
def _partial(kind: type) -> Any:
    return get_template(partial_of(kind)).template  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def show(context: Context, thing: Any) -> SafeString:
    handler = inline.draw.dispatch(type(thing))
    if handler is not inline.draw.dispatch(object):
        return handler(thing)
    # The partial sees the value and the request only: what it draws depends on nothing else of the page.
    values = {"it": thing, "csrf_token": context.get("csrf_token", "")}
    return _partial(type(thing)).render(Context(values, autoescape=True))


@register.simple_tag
def cell(row: page.Row, column: page.Column) -> SafeString:
    return inline.cell(row.cells.get(column.key), column.kind)


@register.filter
def grouped(value: int) -> str:
    """{{ 1000|grouped }} 1,000"""
    return inline.number(value)


@register.filter
def day(value: Any, style: str = "iso") -> SafeString:
    """{{ on|day:"full" }} 2026年11月23日"""
    return inline.draw(page.Day(value, style)) if value else inline.EMPTY  # type: ignore[arg-type]


@register.filter
def moment(value: Any) -> SafeString:
    return inline.draw(page.Moment(value, "iso")) if value else inline.EMPTY


@register.filter
def money(fen: int | None) -> SafeString:
    """{{ fen|money }} 12,600.00"""
    return inline.EMPTY if fen is None else inline.draw(page.Money(fen, with_unit=False))


@register.filter
def days_left(left: int) -> str:
    return inline.days_left(left)


@register.filter
def measured(count: int, measure: str) -> str:
    """{{ total|measured:"件" }} 6件 · 6 cases"""
    return counted(inline.number(count), str(measure), count)


@register.filter
def for_count(measure: str, count: int) -> str:
    return measure_of(str(measure), count)


@register.filter
def percent(part: float) -> str:
    return drawing.percent(part)


@register.filter
def hairline(spark: page.Spark) -> tuple[str, str]:
    return drawing.hairline(spark.values)


@register.filter
def square_code(text: str) -> tuple[int, str]:
    return drawing.square_code(text)


@register.filter
def lines(text: str) -> list[str]:
    return text.splitlines()


@register.filter
def class_name(thing: Any) -> str:
    return type(thing).__name__


@register.simple_tag
def html_language() -> str:
    return {"zh-hans": "zh-CN"}.get(get_language() or "", get_language() or "zh-CN")


@register.simple_tag
def asset(path: str) -> str:
    """Address of a static file, also where the manifest is broken: the page for a failure must not fail."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def refusal(status: int) -> list[dict[str, str]]:
    return said_of(status)
