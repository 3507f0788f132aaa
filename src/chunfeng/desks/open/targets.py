"""Targets of the notice in words: 不低于 80,090 人."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.desks.open.words import unit_title
from chunfeng.desks.ui.counting import counted


def _number(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int | float) else str(number)


def target_words(target: Mapping[str, Any]) -> str:
    """A target as a phrase; a share of all is told as all."""
    amount, unit, op = target.get("value"), unit_title(str(target["unit"])), target["op"]
    if amount is None:
        return _("没有写数")
    if op == "between":
        return counted(f"{_number(amount[0])} ～ {_number(amount[1])}", unit, 2)
    said = counted(_number(amount), unit, amount if isinstance(amount, int | float) else 0)
    if op == ">=":
        return _("不低于%(amount)s") % {"amount": said}
    if op == "<=":
        return _("不超过%(amount)s") % {"amount": said}
    return said
