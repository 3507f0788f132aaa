"""Recovery of a subsidy: proposed, told to whoever got it, decided by another, paid back in parts (T-3.4.b, T-3.4.e)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.declarations import (
    Beginning,
    Choice,
    Clock,
    Day,
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
from chunfeng.plans.training.subsidy import postings, queries
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine, Receipt, Recovery, RecoveryLine
from chunfeng.plans.training.subsidy.queries.claims import of_day
from chunfeng.plans.training.subsidy.queries.recoveries import interest_on, left

_PARTY = _("机构")


def _makes(place: Place, day: date, answers: Mapping[str, Any]) -> tuple[Recovery, str]:
    claim = (
        Claim.objects.filter(case__number=answers["claim"].strip(), case__place=place).select_related("case").first()
    )
    if claim is None:
        raise StepRefused(Reason(gettext("本地没有这件补贴申领，请核对编号"), "#claim"))
    if not _wanted(claim, answers["certificate"]).exists():
        raise StepRefused(
            Reason(gettext("没有已经发放、还没有追回的人"), "#certificate" if answers["certificate"] else "#claim")
        )
    title = f"{claim.case.org} · {claim.training_class}" if claim.training_class else str(claim.case.org)
    return Recovery(claim=claim, ground=answers["ground"], why=answers["why"]), title[:120]


def _wanted(claim: Claim, certificate: str | None) -> Any:
    rows = ClaimLine.objects.filter(claim=claim, state="paid").exclude(recoveries__live=True)
    return rows.filter(certificate__number=certificate.strip()) if certificate else rows


def _takes(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    recovery: Recovery = case.record
    lines = list(_wanted(recovery.claim, answers["certificate"]).select_for_update(of=("self",)))
    RecoveryLine.objects.bulk_create(RecoveryLine(recovery=recovery, line=x, amount_fen=x.amount_fen) for x in lines)
    recovery.amount_fen = sum(x.amount_fen for x in lines)
    recovery.save(update_fields=["amount_fen"])
    case.org_id = recovery.claim.case.org_id
    case.save(update_fields=["org"])


def _tell(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.told_on = timezone.localdate(case.state_at)


def _hear(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.statement = answers["statement"]


def _decide(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    recovery, day = case.record, timezone.localdate(case.state_at)
    if answers["due_on"] < day:
        raise StepRefused(Reason(gettext("最后一期的期限不能早于决定之日"), "#due_on"))
    recovery.decided_on, recovery.due_on, recovery.instalments = day, answers["due_on"], answers["instalments"]
    recovery.interest_fen = interest_on(recovery, day, of_day("recovery_interest_rate", case))


def _drop(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.lines.update(live=False)
    case.record.ended_on = timezone.localdate(case.state_at)


def _receive(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    recovery: Recovery = case.record
    capital, interest = left(recovery)
    came = answers["amount"]
    if not came:
        raise StepRefused(Reason(gettext("金额应当大于零"), "#amount"))
    if came > capital + interest:
        told = {"left": write_yuan(capital + interest)}
        raise StepRefused(Reason(gettext("还应退回 %(left)s 元，多收的先退给对方") % told, "#amount"))
    if recovery.receipts.filter(document=answers["document"]).exists():
        raise StepRefused(Reason(gettext("这张单据已经登记过"), "#document"))
    if answers["received_on"] > timezone.localdate(case.state_at):
        raise StepRefused(Reason(gettext("到账日期不能晚于今天"), "#received_on"))
    # Capital first: what comes late must not make the debt grow.
    back = min(came, capital)
    Receipt.objects.create(
        recovery=recovery, received_on=answers["received_on"], amount_fen=back, interest_fen=came - back,
        document=answers["document"],
    )  # fmt: skip


class _Return:
    """The posting of a receipt: line after line until it is used up, what is over as interest."""

    def post(self, case: Case, actor: Actor) -> None:
        recovery: Recovery = case.record
        receipt = recovery.receipts.latest("pk")
        claim, rest, moves, done = recovery.claim, receipt.amount_fen, [], []
        pool = Pool(claim.fund, claim.case.place_id, claim.year or 0)
        for row in recovery.lines.select_related("line").order_by("pk"):
            part = min(rest, row.amount_fen - row.back_fen)
            if not part:
                continue
            rest, row.back_fen = rest - part, row.back_fen + part
            key = f"recover:{row.pk}:{receipt.pk}"
            moves.append(Move(key, postings.RECOVER, part, pool, number=case.number, subject=row.line.subject))
            done.append(row)
        if receipt.interest_fen:
            key = f"interest:{receipt.pk}"
            moves.append(Move(key, postings.INTEREST, receipt.interest_fen, pool, number=case.number))
        found = book(moves, actor=actor, on=receipt.received_on, at=case.state_at)
        if isinstance(found, Refused):
            raise StepRefused(*found.reasons)
        RecoveryLine.objects.bulk_update(done, ["back_fen"], batch_size=500)
        whole = [row.line_id for row in done if row.back_fen == row.amount_fen]
        ClaimLine.objects.filter(pk__in=whole).update(state="recovered")


def _finish(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.ended_on = timezone.localdate(case.state_at)


def all_back(case: Case) -> Reason | None:
    capital, interest = left(case.record)
    if not capital + interest:
        return None
    return Reason(gettext("还有 %(left)s 元没有退回") % {"left": write_yuan(capital + interest)}, "#receipts")


def _done() -> Any:
    """Recoveries whose receipts add up to what was decided."""
    from django.db.models import F, OuterRef, Subquery
    from django.db.models.functions import Coalesce

    came = (
        Receipt.objects.filter(recovery=OuterRef("pk"))
        .order_by()
        .values("recovery")
        .annotate(fen=Sum(F("amount_fen") + F("interest_fen")))
    )
    owed = Recovery.objects.filter(state="decided").annotate(came=Coalesce(Subquery(came.values("fen")), 0))
    return owed.filter(came__gte=F("amount_fen") + F("interest_fen")).values("case_id")


RECOVERY = Process(
    code=queries.RECOVERY,
    title=_("补贴追回"),
    clause="T-3.4.b",
    more_clauses=("T-3.4.e",),
    noun="recovery",
    on="subsidy.Recovery",
    prefix="ZH",
    opens="recovery.propose",
    opening=_("提出"),
    begins=Beginning(
        _("提出追回"),
        (
            Text("claim", _("补贴申领的办件编号"), personal=False, most=30, help=_("如 BT2016-000001")),
            Text("certificate", _("只追回一人的，填证书编号"), required=False, personal=False, most=40, help=_("不填则追回全部已发放的人")),
            Choice("ground", _("追回的事由"), lambda case: offered("training.recovery_grounds")),
            Text("why", _("查明的情况"), long=True, most=1000),
        ),
        _makes, does=_takes, promise=_("先告知对方并听取陈述，由另一人决定；退回的钱入原来的资金池。"),
    ),
    guide=Guide(
        who=_("人力资源社会保障部门和财政部门"),
        conditions=(_("补贴已经发放"), _("查实不应发放")),
        papers=(_("查明情况的材料"),),
        legal_basis=(_("财政违法行为处罚处分条例"), _("泰政办发〔2014〕33号")),
        result=_("退回补贴和利息；可以分期"),
    ),
    states=(
        State("proposed", _("待告知"), usual=("tell",)),
        State("told", _("听取陈述"), "review", usual=("decide",)),
        State("decided", _("待退回"), "due", waits_on=_PARTY, usual=("finish",)),
        State("repaid", _("已退回"), "ok", final=True),
        State("dropped", _("不予追回"), "neutral", final=True),
    ),
    steps=(
        Step("tell", _("告知"), ("proposed",), "told", "recovery.propose", does=_tell, asks=(Note(_("告知的方式和内容")),),
             notice=_("拟追回已发放的培训补贴，请在规定期限内陈述。")),
        Step("hear", _("记录陈述"), ("told",), "", "recovery.propose", does=_hear,
             asks=(Text("statement", _("对方的陈述"), long=True, most=2000),)),
        Step("decide", _("决定追回"), ("told",), "decided", "recovery.decide", not_by=("open", "tell", "hear"), does=_decide,
             asks=(Number("instalments", _("分几期"), least=1, most=24), Day("due_on", _("最后一期的期限")), Note(_("理由"))),
             confirm=_("利息按发放日至今天计算，一并退回。"), notice=_("已决定追回培训补贴，请登录查看金额和期限。")),
        Step("drop", _("不予追回"), ("proposed", "told"), "dropped", "recovery.decide", not_by=("open",), does=_drop,
             asks=(Note(_("理由")),)),
        Step("receive", _("登记退款"), ("decided",), "", "recovery.receive", does=_receive, posts=_Return(),
             asks=(Money("amount", _("到账金额")), Day("received_on", _("到账日期")),
                   Text("document", _("单据编号"), personal=False, most=100), Note(required=False))),
        Step("finish", _("办结"), ("decided",), "repaid", "recovery.propose", needs=(all_back,), does=_finish, occasion=_done,
             asks=(Note(required=False),)),
    ),
    clocks=(
        Clock("tell", _("告知"), "workdays", "training.recovery_tell_days", ("proposed",), escalates="recovery.decide"),
        Clock("statement", _("陈述"), "workdays", "training.recovery_statement_days", ("told",), runs_out=True),
        Clock("repay", _("退回"), "days", "training.recovery_repay_days", ("decided",), escalates="recovery.propose"),
    ),
)  # fmt: skip
