"""{% show thing %}: draws any value of engines.display.page."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from chunfeng.desks.ui import blocks, drawing, inline, rows  # noqa: F401 (rows draws lists)
from chunfeng.desks.ui.refusals import said_of
from chunfeng.engines.display import page

register = template.Library()
register.filter("nb", inline.unbroken)
register.simple_tag(blocks.menu)
register.simple_tag(blocks.keycard)


@register.simple_tag(takes_context=True)
def show(context: Context, thing: Any) -> SafeString:
    return blocks.draw(thing, context.get("csrf_token", ""))


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
