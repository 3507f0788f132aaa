"""Money comes in, goes to a county, is carried over or given back: drawn up by one, approved by another, booked with the
approval (T-3.3.a)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import offered, pack
from chunfeng.base.workflow.declarations import (
    Beginning,
    Choice,
    Clock,
    Guide,
    Money,
    Note,
    Number,
    Process,
    Reason,
    State,
    Step,
    Text,
)
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.engines.ledger.booking import Refused, book
from chunfeng.engines.ledger.postings import Move, Pool
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.training.catalogue.queries import fund_words
from chunfeng.plans.training.subsidy import postings, queries
from chunfeng.plans.training.subsidy.models import FundOrder

_WAYS = {
    FundOrder.Kind.GRANT: postings.GRANT,
    FundOrder.Kind.ALLOT: postings.ALLOT,
    FundOrder.Kind.CARRY: postings.CARRY,
    FundOrder.Kind.HAND_BACK: postings.HAND_BACK,
}


def move_of(order: FundOrder) -> Move:
    pool, into = Pool(order.fund, order.case.place_id, order.year), None
    if order.kind == FundOrder.Kind.ALLOT:
        assert order.county_id
        into = Pool(order.fund, order.county_id, order.year)
    elif order.kind == FundOrder.Kind.CARRY:
        into = Pool(order.fund, order.case.place_id, order.year + 1)
    way = _WAYS[FundOrder.Kind(order.kind)]
    return Move(f"order:{order.case.number}", way, order.amount_fen, pool, number=order.case.number, into_pool=into)


class _Booking:
    """The posting of an approval: in the same transaction, or the step is refused with the ledger's own words."""

    def post(self, case: Case, actor: Actor) -> None:
        found = book([move_of(case.record)], actor=actor, at=case.state_at)
        if isinstance(found, Refused):
            raise StepRefused(*found.reasons)


def covered(case: Case) -> Reason | None:
    """Said before anybody signs; the ledger asks again when it books."""
    order: FundOrder = case.record
    if order.kind == FundOrder.Kind.GRANT:
        return None
    there = queries.available(case.place_id, order.fund, order.year)
    if there >= order.amount_fen:
        return None
    told = {"have": write_yuan(there), "want": write_yuan(order.amount_fen)}
    return Reason(gettext("可用资金 %(have)s 元，不够 %(want)s 元") % told)


def _sources(case: Any) -> Mapping[str, str]:
    return {fund: fund_words(fund) for fund in pack().fund_titles}


def _counties(case: Any) -> Mapping[str, str]:
    return {code: d.name for code, d in pack().divisions.items() if d.kind in ("county", "zone")}


def _makes(place: Place, day: date, answers: Mapping[str, Any]) -> tuple[FundOrder, str]:
    wrong = []
    county = Place.objects.filter(code=answers["county"]).first() if answers["county"] else None
    allots = answers["kind"] == FundOrder.Kind.ALLOT
    if allots and county is None:
        wrong.append(Reason(gettext("下达到县的，请选县（市、区）"), "#county"))
    if not allots and county is not None:
        wrong.append(Reason(gettext("只有下达到县才选县（市、区）"), "#county"))
    if county is not None and (county == place or not county.path.startswith(place.path)):
        wrong.append(Reason(gettext("只能下达到本地所属的县（市、区）"), "#county"))
    if not answers["amount"]:
        wrong.append(Reason(gettext("金额应当大于零"), "#amount"))
    if wrong:
        raise StepRefused(*wrong)
    order = FundOrder(
        kind=answers["kind"], source=answers["source"], level=answers["level"], year=answers["year"],
        amount_fen=answers["amount"], county=county, document=answers["document"],
    )  # fmt: skip
    source = pack().fund_titles[answers["source"]]
    return order, f"{FundOrder.Kind(answers['kind']).label} · {source} · {answers['year']}"


def _booked(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.booked_on = timezone.localdate(case.state_at)


FUND_ORDER = Process(
    code=queries.ORDER,
    title=_("培训资金拨付"),
    clause="T-3.3.a",
    noun="fund_order",
    on="subsidy.FundOrder",
    prefix="ZJ",
    opens="fund_order.draft",
    opening=_("提出"),
    begins=Beginning(
        _("提出拨付"),
        (
            Choice("kind", _("种类"), dict(FundOrder.Kind.choices)),
            Choice("source", _("资金来源"), _sources),
            Choice("level", _("哪级资金"), lambda case: offered(queries.LEVELS)),
            Number("year", _("预算年度"), least=2000, most=2100),
            Money("amount", _("金额")),
            Choice("county", _("县（市、区）"), _counties, required=False, help=_("下达到县的填写")),
            Text("document", _("依据的文件"), personal=False, most=100, help=_("文号，如 财社〔2016〕1号")),
        ),
        _makes, promise=_("提出后由另一人批准，批准时入账；钱不够的批不了。"),
    ),
    guide=Guide(
        who=_("财政和人力资源社会保障部门"),
        conditions=(_("有预算文件"), _("下达、结转、上缴不超过可用资金")),
        papers=(_("预算指标文件"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("批准后入账，资金报表随之更新"),
    ),
    states=(
        State("proposed", _("待批准"), "review", usual=("approve",)),
        State("booked", _("已入账"), "ok", final=True),
        State("refused", _("不予批准"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("approve", _("批准入账"), ("proposed",), "booked", "fund_order.approve", not_by=("open",), needs=(covered,),
             does=_booked, posts=_Booking(), asks=(Note(required=False),), confirm=_("批准后立即入账；错的只能另提一笔冲回。")),
        Step("refuse", _("不予批准"), ("proposed",), "refused", "fund_order.approve", not_by=("open",), asks=(Note(),)),
        Step("withdraw", _("撤回"), ("proposed",), "withdrawn", "fund_order.draft", asks=(Note(),)),
    ),
    clocks=(
        Clock("approve", _("批准"), "workdays", "training.fund_order_days", ("proposed",), escalates="fund_order.approve"),
    ),
)  # fmt: skip
