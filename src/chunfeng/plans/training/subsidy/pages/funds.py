"""An order for money on its case page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Fact, Facts, Money, Panel
from chunfeng.plans.training.subsidy import queries
from chunfeng.plans.training.subsidy.models import FundOrder


def panels(case: Case, actor: Actor) -> list[Panel]:
    order: FundOrder = case.record
    there = queries.available(case.place_id, order.fund, order.year)
    facts = [
        Fact(_("种类"), order.get_kind_display()),
        Fact(_("资金"), queries.pool_named(order.fund)),
        Fact(_("预算年度"), str(order.year)),
        Fact(_("金额"), Money(order.amount_fen)),
        Fact(_("资金池"), case.place.name),
        Fact(_("依据的文件"), order.document),
    ]
    if order.county:
        facts.insert(5, Fact(_("下达到"), order.county.name))
    facts.append(Fact(_("池中可用"), Money(there)))
    return [Panel(_("拨付"), (Facts(tuple(facts)),), anchor="order")]
