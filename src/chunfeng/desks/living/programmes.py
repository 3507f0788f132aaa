"""A department's own programme (T-2.2): whom it is for, who runs and pays it, its target, its plan and its standards."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chunfeng.base.policy.pack import SpecialProgramme
from chunfeng.base.policy.values import offered, pack
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.targets import target_words
from chunfeng.desks.open.words import agency_title, clause_title, period_title
from chunfeng.engines.display.page import (
    Column,
    Empty,
    Fact,
    Facts,
    Head,
    Link,
    List,
    Page,
    Panel,
    Prose,
    Row,
)
from chunfeng.plans.training.catalogue import pages as standards
from chunfeng.plans.training.catalogue import queries as catalogue
from chunfeng.plans.training.planning import queries as planning


def title(programme: SpecialProgramme) -> str:
    return programme.english if get_language() == "en" else programme.title


def address(programme: SpecialProgramme) -> str:
    return f"/programmes/{programme.code}/"


def of_clause(clause: str) -> tuple[Link, ...]:
    """The programmes that a clause orders."""
    return tuple(Link(title(p), address(p)) for p in pack().special_programmes.values() if p.clause == clause)


def page(code: str) -> Drawn | None:
    programme = pack().special_programmes.get(code)
    if programme is None:
        return None
    clause = pack().clauses[programme.clause]
    facts = (
        Fact(_("条款"), Link(f"{clause.id} {clause_title(clause)}", f"/policy/{clause.id}/")),
        Fact(_("牵头"), agency_title(programme.agency)),
        Fact(_("资金来源"), catalogue.fund_words(programme.fund)),
        Fact(_("方式"), _("发放补助，不办班") if programme.stipend else _("办班培训")),
    )
    told = offered("training.programme_conditions")
    conditions = Prose(tuple(told[condition] for condition in programme.conditions))
    rows = catalogue.of_programme(programme.programme, programme.fund, timezone.localdate())
    back = Link(_("返回条款"), f"/policy/{clause.id}/")
    body = (
        Facts(facts),
        Panel(_("条件"), (conditions,), anchor="conditions"),
        Panel(_("目标"), (_targets(programme),), anchor="targets", note=_together(programme)),
        Panel(_("年度计划"), (_plan(programme),), anchor="plan"),
        Panel(_("补贴标准"), (standards.table(rows),), anchor="standards"),
    )
    return Drawn(Page(title(programme), Head(title(programme), back=back), body))


def _together(programme: SpecialProgramme) -> str | None:
    """Kinds that one line of the plan counts share its target."""
    n = sum(p.item == programme.item for p in pack().special_programmes.values())
    return _("目标和计划是 %(n)s 类合计的。") % {"n": n} if n > 1 else None


def _targets(programme: SpecialProgramme) -> List:
    """Those of the clause; the number of persons is that of the plan's own line, where a clause has several."""
    item = pack().plan_items[programme.item]
    others = {i.target for i in pack().plan_items.values() if i.clause == programme.clause} - {item.target, ""}
    rows = tuple(
        Row(
            {
                "target": target_words(t),
                "words": _(str(t["words"])) if t.get("words") else None,
                "period": period_title(str(t.get("period", ""))),
            }
        )
        for t in pack().targets
        if t["clause"] == programme.clause and t["name"] not in others
    )
    return List(
        (Column("words", _("项目")), Column("target", _("目标")), Column("period", _("期间"))), rows=rows, key="targets-list",
        empty=Empty(_("通知没有写目标。"), Link(_("看条款"), f"/policy/{programme.clause}/")),
    )  # fmt: skip


def _plan(programme: SpecialProgramme) -> List:
    year = timezone.localdate().year
    rows = tuple(Row({"place": x.place.name, "persons": x.persons}) for x in planning.lines(programme.item, year))
    return List(
        (Column("place", _("地区")), Column("persons", _("计划人数"), kind="number", unit=_("人"))), rows=rows, key="plan-list",
        caption=str(year), empty=Empty(_("今年的计划还没有下达。"), Link(_("怎样拟定"), f"/guides/{planning.PLAN}/")),
    )  # fmt: skip
