"""Words that several open pages share, and how a value of a parameter is written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chunfeng.base.policy.pack import Clause, Parameter
from chunfeng.base.policy.values import NoValue, pack, value
from chunfeng.engines.display.page import Inline, Money, Quantity


def plan_title(plan: str) -> str:
    return {
        "general": _("通知正文"),
        "training": _("职业技能提升"),
        "rights": _("权益保障"),
        "services": _("公共服务"),
    }[plan]


def kind_title(kind: str) -> str:
    return {
        "indicator": _("指标"),
        "process": _("事项"),
        "parameter": _("参数"),
        "register": _("台账"),
        "mechanism": _("机制"),
    }[kind]


def period_title(period: str) -> str:
    """Periods as the pack writes them; one that is not known is told as it stands."""
    known = {"continuous": _("长期"), "from 2014": _("2014年起")}
    if period in known:
        return known[period]
    word, _space, years = period.partition(" ")
    if word == "annual":
        return _("每年，%(years)s") % {"years": years.replace("-", "～")}
    if period.startswith("by end of "):
        return _("到%(year)s年底") % {"year": period.removeprefix("by end of ")}
    return period


def unit_title(unit: str) -> str:
    """Units of targets: the pack names them in English."""
    known = {
        "person": _("人"), "percent": "%", "household": _("户"), "month": _("个月"), "semester": _("个学期"),
        "topic": _("个专题"), "link": _("个环节"), "km": _("公里"), "CNY": _("元"), "time": _("次"), "minute": _("分钟"),
    }  # fmt: skip
    return known.get(unit, unit)


_FULL: Final = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}


def full_width(text: str) -> str:
    """Marks between Chinese words as Chinese marks, whichever the pack was typed with; those of numbers stay."""
    return re.sub(r"(?<!\d)[,;:]|[,;:](?!\d)|[()]", lambda found: _FULL[found[0]], text)


def section_title(section: str) -> str:
    """A heading of the notice."""
    return _(full_width(section))


def clause_title(clause: Clause) -> str:
    return clause.english if get_language() == "en" and clause.english else full_width(clause.title)


def agency_title(code: str) -> str:
    found = pack().agencies.get(code, {})
    if get_language() == "en":
        return found.get("english", code)
    return found.get("title", code)


def agencies_title(codes: tuple[str, ...]) -> str:
    return (", " if get_language() == "en" else "、").join(map(agency_title, codes))


def with_unit(amount: int | None, parameter: Parameter) -> Inline:
    """A parameter's value in its unit; money is kept in 分 and told in 元."""
    if amount is None:
        return _("没有标准")
    if parameter.money:
        return Money(amount)
    if parameter.flag:
        return bool(amount)
    if parameter.per_myriad:
        return Quantity(Decimal(amount) / 100, "%", 2)
    return Quantity(amount, _(parameter.unit))


def parameter_now(parameter: Parameter, today: date) -> Inline:
    """The general value in force today; where only areas have one, theirs side by side."""
    try:
        return with_unit(value(parameter.code, today), parameter)
    except NoValue:
        names = pack().divisions
        parts: list[Inline] = []
        for area in sorted({v.area for v in parameter.values if v.area}):
            try:
                now = with_unit(value(parameter.code, today, area), parameter)
            except NoValue:
                continue
            parts += [_("，") if parts else "", names[area].name, " ", now]
        return tuple(parts) if parts else _("今天没有标准")


def since(parameter: Parameter, today: date) -> date | None:
    """First day of the value in force today."""
    days = [v.valid_from_on for v in parameter.values if v.valid_from_on <= today]
    return max(days) if days else None
