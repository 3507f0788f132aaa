"""A batch of payments: drawn from a pool, checked by the rules once more, signed by two, sent to the bank as one file, answered by it
transfer by transfer (T-3.4.b)."""

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
    Note,
    Number,
    Process,
    Reason,
    State,
    Step,
)
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.catalogue.queries import fund_words
from chunfeng.plans.training.subsidy import queries
from chunfeng.plans.training.subsidy.actions import paying
from chunfeng.plans.training.subsidy.models import Batch
from chunfeng.plans.training.subsidy.queries.payments import live_lines, of_pool, pools, stopped


def _sources(case: Any) -> Mapping[str, str]:
    return {fund: fund_words(fund) for fund in pack().fund_titles}


def _makes(place: Place, day: date, answers: Mapping[str, Any]) -> tuple[Batch, str]:
    source, level, year = answers["source"], answers["level"], answers["year"]
    if not of_pool(place, source, level, year).exists():
        waiting = [
            gettext("%(pool)s %(year)s 年 %(n)s 人")
            % {"pool": queries.pool_named(f"{other}.{budget}"), "year": of, "n": n}
            for (other, budget, of), (n, _fen) in pools(place).items()
        ]
        said = gettext("这笔资金没有等待支付的人。等待支付的有：%(pools)s") if waiting else gettext("没有等待支付的人")
        raise StepRefused(Reason(said % {"pools": gettext("、").join(waiting)} if waiting else said, "#source"))
    batch = Batch(fund=f"{source}.{level}", year=year)
    return batch, f"{pack().fund_titles[source]} · {year}"


def _draws(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    paying.draw(case, answers["source"], answers["level"])


def _screened(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    """Whoever the rules stop now is left out; the others are not made to wait for them."""
    batch: Batch = case.record
    batch.screened_at = case.state_at
    if found := stopped(live_lines(batch)):
        paying.leave_out(batch, found)


def nobody_stopped(case: Case) -> Reason | None:
    n = len(stopped(live_lines(case.record)))
    return Reason(gettext("%(n)s 人编制后又被冻结，先把他们移出本批") % {"n": n}, "#transfers") if n else None


def something_to_pay(case: Case) -> Reason | None:
    return None if case.record.amount_fen else Reason(gettext("本批已经没有人，作废后重新编制"))


def all_answered(case: Case) -> Reason | None:
    n = case.record.transfers.filter(state="sent").count()
    return Reason(gettext("还有 %(n)s 笔没有银行结果") % {"n": n}) if n else None


def _leave_out(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    paying.leave_out(case.record, stopped(live_lines(case.record)))


def _drop(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    paying.drop(case.record)


def _issue(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    batch: Batch = case.record
    batch.sent_on, batch.digest = timezone.localdate(case.state_at), paying.digest_of(batch)


def _settle(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.closed_on = timezone.localdate(case.state_at)


class _Sending:
    """The posting of the second signature."""

    def post(self, case: Case, actor: Actor) -> None:
        paying.send(case.record, actor, case.state_at)


BATCH = Process(
    code=queries.BATCH,
    title=_("培训补贴支付"),
    clause="T-3.4.b",
    more_clauses=("T-3.3.a",),
    noun="payment",
    on="subsidy.Batch",
    prefix="FF",
    opens="payment.draw",
    opening=_("编制"),
    begins=Beginning(
        _("编制支付批次"),
        (
            Choice("source", _("资金来源"), _sources),
            Choice("level", _("哪级资金"), lambda case: offered(queries.LEVELS)),
            Number("year", _("预算年度"), least=2000, most=2100),
        ),
        _makes, does=_draws, promise=_("已核准、未被冻结、还没有支付的人全部列入；系统再核对一遍，由两人先后签字。"),
    ),
    guide=Guide(
        who=_("财务部门"),
        conditions=(_("补贴已核准"), _("编制后系统再核对一遍，有疑点的移出")),
        papers=(_("支付明细"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("生成一个银行文件，只能下载一次；银行结果逐笔登记，退票的重新支付"),
    ),
    states=(
        State("screening", _("系统核对中"), "info", waits_on=_("系统")),
        State("drawn", _("待复核"), "review", usual=("sign",)),
        State("signed", _("待签发"), "review", usual=("issue",)),
        State("sent", _("已送银行"), "ok", waits_on=_("银行")),
        State("settled", _("已办结"), "ok", final=True),
        State("dropped", _("已作废"), "neutral", final=True),
    ),
    steps=(
        Step("screened", _("系统核对完毕"), ("screening",), "drawn", "system", by_system=True, does=_screened),
        Step("sign", _("复核"), ("drawn",), "signed", "payment.check", not_by=("open",), needs=(something_to_pay, nobody_stopped),
             asks=(Note(required=False),)),
        Step("issue", _("签发"), ("signed",), "sent", "payment.sign", not_by=("open", "sign"),
             needs=(something_to_pay, nobody_stopped), does=_issue, posts=_Sending(), asks=(Note(required=False),),
             confirm=_("签发后资金记为已送银行，生成银行文件；不能撤回，只能等银行结果。")),
        Step("leave_out", _("移出被冻结的人"), ("drawn", "signed"), "drawn", "payment.draw", does=_leave_out,
             asks=(Note(required=False),)),
        Step("drop", _("作废本批"), ("screening", "drawn", "signed"), "dropped", "payment.draw", does=_drop, asks=(Note(),),
             confirm=_("作废后各人回到待拨付，可以重新编制。")),
        Step("settle", _("办结"), ("sent",), "settled", "system", by_system=True, needs=(all_answered,), does=_settle),
    ),
    clocks=(
        Clock("sign", _("复核签发"), "workdays", "training.payment_sign_days", ("drawn", "signed"), escalates="payment.sign"),
        Clock("answer", _("银行结果"), "workdays", "training.bank_answer_days", ("sent",), escalates="payment.check"),
    ),
)  # fmt: skip
