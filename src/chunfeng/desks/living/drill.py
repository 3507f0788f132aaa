"""Everything about one clause: targets, procedures, rules in their sentences, parameters with all their dated values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.governance.queries import history
from chunfeng.base.policy.pack import Parameter
from chunfeng.base.policy.values import pack
from chunfeng.desks.living import programmes
from chunfeng.desks.living.clauses import Carried, carried, needs_words, owner
from chunfeng.desks.living.document import address, passages, words_of
from chunfeng.desks.open import figures
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.lists import address as listed
from chunfeng.desks.open.targets import target_words
from chunfeng.desks.open.words import (
    agencies_title,
    clause_title,
    full_width,
    kind_title,
    parameter_now,
    period_title,
    plan_title,
    section_title,
    with_unit,
)
from chunfeng.engines.display.page import (
    Chinese,
    Column,
    Empty,
    Fact,
    Facts,
    Head,
    Id,
    Link,
    Links,
    List,
    Mark,
    Missing,
    Page,
    Panel,
    Prose,
    Row,
)
from chunfeng.engines.display.page.frame import Block


def page(clause: str) -> Drawn | None:
    one = carried().get(clause)
    if one is None:
        return None
    today = timezone.localdate()
    body: list[Block] = [_facts(one), Panel(_("内容"), (Prose((Chinese(full_width(one.clause.summary) + "。"),)),))]
    if original := passages().get(clause):
        body.append(Panel(_("原文"), (Prose(tuple(map(words_of, original))),), anchor="original"))
    if one.targets:
        body.append(Panel(_("目标"), (_targets(one),), anchor="targets"))
    body += [
        Panel(figures.title_of(figure), figures.details(figure), anchor=figures.anchor(figure))
        for figure in figures.of_clause(clause)
    ]
    if own := programmes.of_clause(clause):
        body.append(Panel(_("项目"), (Links(own),), anchor="programmes"))
    if one.processes:
        links = Links(tuple(Link(str(process.title), f"/guides/{process.code}/") for process in one.processes))
        body.append(Panel(_("办理"), (links,), anchor="processes"))
    if one.lists:
        shown = Links(tuple(Link(str(found.title), listed(found)) for found in one.lists))
        body.append(Panel(_("公开的名单"), (shown,), anchor="lists"))
    if one.rules:
        body.append(
            Panel(
                _("核查规则"),
                (_rules(one),),
                anchor="rules",
                note=_("规则的全文在程序里公开；查出的是疑点，由人认定。"),
            )
        )
    if one.parameters:
        body.append(Panel(_("参数"), tuple(_parameter(p, today) for p in one.parameters), anchor="parameters"))
    body.append(Panel(_("版本"), (_versions(one),), anchor="versions"))
    number, title = one.clause.id, clause_title(one.clause)
    head = Head(title, number=number, back=Link(_("返回全文"), f"/policy/#{number}"))
    return Drawn(
        Page(f"{number} {title}", head, tuple(body), previous_url=_beside(clause, -1), next_url=_beside(clause, 1))
    )


def _beside(clause: str, step: int) -> str:
    order = list(pack().clauses)
    at = order.index(clause) + step
    return address(order[at]) if 0 <= at < len(order) else ""


def _facts(one: Carried) -> Facts:
    covered: Any = _("已覆盖") if one.covered else (Mark(_("未覆盖"), "strong"), _("："), needs_words(one.needs))
    facts = [
        Fact(_("计划"), Link(plan_title(one.clause.plan), f"/policy/{one.clause.plan}/")),
        Fact(_("章节"), section_title(one.clause.section)),
        Fact(_("种类"), kind_title(one.clause.kind)),
        Fact(_("期间"), period_title(one.clause.period)),
        Fact(_("牵头"), owner(one.clause)),
        Fact(_("配合"), agencies_title(one.clause.partners) or Missing.NOT_APPLICABLE),
        Fact(_("覆盖"), covered, wide=True),
    ]
    if one.clause.note:
        facts.append(Fact(_("备注"), _(one.clause.note), wide=True))
    return Facts(tuple(facts))


def _targets(one: Carried) -> List:
    rows = tuple(
        Row({
            "target": target_words(target),
            "period": period_title(str(target.get("period", ""))) or None,
            "source": _("通知写明") if str(target.get("source", "")).startswith("figure") else _("由措辞推出"),
            "done": figures.done(one.clause.id, target) or Missing.NOT_REPORTED,
        })
        for target in one.targets
    )  # fmt: skip
    return List(
        (Column("target", _("目标")), Column("period", _("期间")), Column("source", _("从哪里来")), Column("done", _("完成"))),
        rows=rows, key="targets-list",
    )  # fmt: skip


def _rules(one: Carried) -> List:
    rows = tuple(
        Row({"title": _(rule.title), "asks": _(rule.asks), "not_for": _(rule.not_for) or None, "code": rule.code})
        for rule in one.rules
    )
    return List(
        (Column("title", _("规则")), Column("asks", _("查什么")), Column("not_for", _("不查")), Column("code", _("代码"), kind="id")),
        rows=rows, key="rules-list",
    )  # fmt: skip


def _mark(parameter: Parameter) -> str:
    return {
        "notice": _("通知原文"),
        "document": _("查到文件"),
        "practice": _("通行做法，待核"),
        "default": _("系统默认，待地方确定"),
    }[parameter.mark]


def _parameter(parameter: Parameter, today: date) -> List:
    divisions = pack().divisions
    rows = tuple(
        Row({
            "from": day,
            "area": divisions[area].name if area in divisions else _("全市"),
            "value": with_unit(amount, parameter),
            "reference": _(reference),
            "decided": Id(decided) if decided else _("政策包"),
        })
        for day, area, amount, reference, decided in reversed(history(parameter.code))
    )  # fmt: skip
    return List(
        (
            Column("from", _("自"), kind="day"), Column("area", _("地区")), Column("value", _("数值")), Column("reference", _("依据")),
            Column("decided", _("谁定的")),
        ),
        rows=rows,
        empty=Empty(_("还没有数值。"), Link(_("看数据字典"), "/data/")),
        caption=_(parameter.title),
        key=f"parameter-{parameter.code.replace('.', '-')}",
        source=(
            _("今天："), parameter_now(parameter, today), " · ", parameter.code, " · ", _mark(parameter),
            *((" · ", _(parameter.note)) if parameter.note else ()),
        ),
    )  # fmt: skip


def _versions(one: Carried) -> List:
    notice = pack().notice
    rows = [
        Row({"on": day, "what": (_(p.title), " ", with_unit(amount, p)), "by": Id(decided)})
        for p in one.parameters
        for day, _area, amount, _reference, decided in history(p.code)
        if decided
    ]
    rows.append(
        Row({"on": date.fromisoformat(str(notice["signed_on"])), "what": _("原文印发"), "by": str(notice["number"])})
    )
    return List(
        (Column("on", _("日期"), kind="day"), Column("what", _("变化")), Column("by", _("依据"))),
        rows=tuple(rows), key="versions-list",
    )  # fmt: skip
