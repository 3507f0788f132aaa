"""Claim of the subsidy of one class: the system checks it, four people look at it one after the other, it is published, decided,
and paid line by line (T-3.4.a, T-3.4.b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices, offered
from chunfeng.base.workflow import clocks, objections
from chunfeng.base.workflow.declarations import Choice, Clock, Flag, Guide, Note, Process, Reason, State, Step, Text
from chunfeng.base.workflow.dossier import lacking
from chunfeng.base.workflow.engine import StepRefused, grant_of, last_events, same_hand
from chunfeng.base.workflow.models import Case
from chunfeng.engines.ledger.booking import Refused, book
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.training.subsidy import postings, queries
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine, ClaimObjection
from chunfeng.plans.training.subsidy.queries.claims import free, late, lines_of, moves_of, of_day, open_lines
from chunfeng.plans.training.subsidy.queries.lines import total
from chunfeng.plans.training.visits.queries.cards import claim_right, red_card

_PARTY = _("机构")
_BEFORE = ("received", "accepted", "reviewed", "noticed", "deciding")


# ---- what the provider still has to fill in


def what(case: Case) -> list[str]:
    return [] if case.record.training_class_id else [gettext("没有选择班级")]


def people(case: Case) -> list[str]:
    if case.record.training_class_id is None:
        return [gettext("没有选择班级")]
    return [] if lines_of(case.record) else [gettext("没有申领的人")]


SECTIONS = {"what": what, "people": people}


def whole(case: Case) -> Reason | None:
    return lacking(case, SECTIONS)


# ---- guards


def may_claim(case: Case) -> Reason | None:
    klass = case.record.training_class
    if klass is None or klass.ends_on is None:
        return None
    if card := red_card(klass):
        return Reason(gettext("本班有红牌 %(number)s，不能申领") % {"number": card.case.number})
    return claim_right(case.org, klass.ends_on.year, case.place.code)


def has_accounts(case: Case) -> Reason | None:
    """Money can only go to an account that is on file, of the organisation or of each person."""
    claim: Claim = case.record
    if claim.payee == "provider":
        return None if case.org and case.org.account else Reason(gettext("机构没有备案的收款账户，先办理备案"))
    without = sum(line.entry.person.account is None for line in lines_of(claim))
    return Reason(gettext("%(n)s 人没有登记本人银行账户") % {"n": without}) if without else None


def covered(case: Case) -> Reason | None:
    """Said before anybody signs; the ledger asks again when it books."""
    claim: Claim = case.record
    if not claim.level or claim.year is None:
        return None
    want, there = total(free(claim)), queries.available(case.place_id, claim.fund, claim.year)
    if there >= want:
        return None
    told = {"have": write_yuan(there), "want": write_yuan(want), "pool": queries.pool_named(claim.fund)}
    return Reason(gettext("%(pool)s可用 %(have)s 元，不够 %(want)s 元") % told)


def nobody_held(case: Case) -> Reason | None:
    """What an officer held is not shaken off by withdrawing and claiming anew."""
    n = sum(line.held_on is not None for line in lines_of(case.record))
    return Reason(gettext("%(n)s 人被冻结，不能撤回；由主管部门处理") % {"n": n}, "#lines") if n else None


def account_changed(case: Case) -> Reason | None:
    claim, org = case.record, case.org
    if claim.payee == "persons":
        return Reason(gettext("付给学员本人的，按本人登记的账户支付，不用更新"))
    if org is None or org.account is None:
        return Reason(gettext("机构没有备案的收款账户，先办理备案"))
    return Reason(gettext("收款账户和备案的一样，不用更新")) if claim.account == org.account else None


def something_free(case: Case) -> Reason | None:
    return None if free(case.record) else Reason(gettext("没有可以核准的人：都被冻结或不予补贴"), "#lines")


def all_done(case: Case) -> Reason | None:
    n = len(open_lines(case.record))
    return Reason(gettext("还有 %(n)s 人没有发放或处理完") % {"n": n}, "#lines") if n else None


# ---- effects


def _submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    claim: Claim = case.record
    claim.undertaken_at, claim.undertaken_by = case.state_at, actor.name[:50]
    # A file handed in again after a return keeps its first day.
    claim.submitted_on = claim.submitted_on or timezone.localdate(case.state_at)
    claim.account = case.org.account if case.org and claim.payee == "provider" else None
    claim.asked_for = ""
    # Not lost for it: late through the fault of an office is not late, which somebody has to look at (F-57).
    claim.lines.filter(pk__in=[line.pk for line in late(claim)], held_on=None).update(
        held_on=timezone.localdate(case.state_at),
        held_because=gettext("超过申领期限；因发证或受理机关耽误的，由另一人解除"),
    )


def _screened(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.screened_at = case.state_at


def _return(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    titles = choices("training.claim_return_reasons")
    case.record.asked_for = "；".join([*(titles[r] for r in answers["reasons"]), answers["note"]])


def _review(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    claim: Claim = case.record
    claim.level, claim.year = answers["level"], timezone.localdate(case.state_at).year


def _check(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    claim, day = case.record, timezone.localdate(case.state_at)
    days = of_day("claim_notice_days", case)
    claim.notice_from_on, claim.notice_to_on = day, clocks.due(day, "days", days)[0]


def _line(case: Case, answers: Mapping[str, Any]) -> ClaimLine:
    line = ClaimLine.objects.select_for_update().filter(claim=case.record, pk=int(answers["line"])).first()
    if line is None:
        raise StepRefused(Reason(gettext("请选择学员"), "#line"))
    return line


def _hold(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    line = _line(case, answers)
    line.held_on, line.held_because = timezone.localdate(case.state_at), answers["note"][:500]
    line.save(update_fields=["held_on", "held_because"])


def _release(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    line = _line(case, answers)
    line.held_on, line.held_because = None, ""
    line.save(update_fields=["held_on", "held_because"])


def _refuse_line(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    line = _line(case, answers)
    titles = choices("training.claim_refusal_reasons")
    line.state, line.refused_because = "refused", f"{titles[answers['reason']]}：{answers['note']}"[:500]
    line.held_on, line.held_because = None, ""
    line.save(update_fields=["state", "refused_because", "held_on", "held_because"])


def _restore_line(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    line = _line(case, answers)
    line.state, line.refused_because = "claimed", ""
    line.save(update_fields=["state", "refused_because"])


def _approve(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    claim: Claim = case.record
    claim.decided_on = claim.decided_on or timezone.localdate(case.state_at)
    _not_who_approved_the_class(case, actor)


def _not_who_approved_the_class(case: Case, actor: Actor) -> None:
    """T-3.4.e, F-46: whoever let the class open does not decide alone on its money."""
    approved = last_events(case.record.training_class.case).get("approve")
    step = case.declared.step("approve")
    # A substitute acts with the hand of whoever is on leave.
    if approved and step and same_hand(approved, actor, grant_of(case, step, actor)):
        raise StepRefused(Reason(gettext("您批准了这个班开班，不能再核准它的补贴")))


def _renew_account(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.account = case.org.account if case.org else None


def _refuse(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    titles = choices("training.claim_refusal_reasons")
    case.record.decided_on = timezone.localdate(case.state_at)
    why = f"{titles[answers['reason']]}：{answers['note']}"[:500]
    case.record.lines.filter(state="claimed").update(
        state="refused", refused_because=why, held_on=None, held_because=""
    )


def _withdraw(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.lines.filter(state="claimed").update(state="withdrawn")


class _Commitment:
    """The posting of an approval: every line that nothing holds, in the same transaction, or the step is refused."""

    def post(self, case: Case, actor: Actor) -> None:
        claim: Claim = case.record
        lines = free(claim, lock=True)
        if not lines:
            raise StepRefused(Reason(gettext("没有可以核准的人：都被冻结或不予补贴"), "#lines"))
        found = book(moves_of(claim, lines, postings.COMMIT, "commit"), actor=actor, at=case.state_at)
        if isinstance(found, Refused):
            raise StepRefused(*found.reasons)
        ClaimLine.objects.filter(pk__in=[line.pk for line in lines]).update(state="approved")


def _revoke_line(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    line = _line(case, answers)
    if line.transfers.filter(live=True).exists():
        raise StepRefused(Reason(gettext("已经列入支付批次，先从批次里移出"), "#line"))
    if line.state != "approved":
        raise StepRefused(Reason(gettext("只能撤销已核准、还没有支付的人"), "#line"))
    case.record.__dict__["_revoked"] = line
    titles = choices("training.claim_refusal_reasons")
    line.state, line.refused_because = "refused", f"{titles[answers['reason']]}：{answers['note']}"[:500]
    line.held_on, line.held_because = None, ""
    line.save(update_fields=["state", "refused_because", "held_on", "held_because"])


class _Release:
    """The money that was bound for one person is free again."""

    def post(self, case: Case, actor: Actor) -> None:
        claim: Claim = case.record
        found = book(
            moves_of(claim, [claim.__dict__.pop("_revoked")], postings.RELEASE, "release"),
            actor=actor,
            at=case.state_at,
        )
        if isinstance(found, Refused):
            raise StepRefused(*found.reasons)


def _held_and_approved() -> Any:
    rows = ClaimLine.objects.filter(state="approved", held_on__isnull=False, claim__state="approved")
    return rows.values(case_id=F("claim__case_id"))


def _never() -> Any:
    """Done when the bank sends money back for its account, which no list can tell beforehand."""
    return Claim.objects.none().values("case_id")


def _freed() -> Any:
    """Claims that are approved and have a line that is not: whether it is free the guard says."""
    return ClaimLine.objects.filter(state="claimed", claim__state="approved").values(case_id=F("claim__case_id"))


def _lines_in(*states: str) -> Any:
    def offered_lines(case: Case) -> Mapping[str, str]:
        rows = [line for line in lines_of(case.record) if line.state in states]
        return {str(line.pk): f"{line.entry.person.shown_name} {line.entry.person.shown_number}" for line in rows}

    return offered_lines


def _held_lines(case: Case) -> Mapping[str, str]:
    rows = [line for line in lines_of(case.record) if line.held_on]
    return {str(line.pk): f"{line.entry.person.shown_name} {line.entry.person.shown_number}" for line in rows}


def _objections(case: Case) -> Mapping[str, str]:
    return objections.named(ClaimObjection.objects.filter(line__claim=case.record).order_by("pk"))


def has_objection(case: Case) -> Reason | None:
    return None if _objections(case) else Reason(gettext("没有待办的异议"))


def _objected(**given: Any) -> Any:
    return ClaimObjection.objects.filter(verdict="", **given).values(case_id=F("line__claim__case_id"))


def _to_investigate() -> Any:
    return _objected(investigated_at=None)


def _to_decide() -> Any:
    return _objected(investigated_at__isnull=False)


def _objection(case: Case, answers: Mapping[str, Any]) -> ClaimObjection:
    return ClaimObjection.objects.get(line__claim=case.record, number=answers["objection"])


def _investigate(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    objections.investigate(_objection(case, answers), case, actor, answers["findings"])


def _decide_objection(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    objections.decide(_objection(case, answers), case, actor, answers["verdict"], answers["answer"])


def _list(name: str) -> Any:
    return lambda case: offered(name, timezone.localdate(case.state_at) if case else None)


_LINE = Choice("line", _("学员"), _lines_in("claimed"))
_UNPAID = Choice("line", _("学员"), _lines_in("claimed", "approved"))
_RETURNS = (
    Choice("reasons", _("退回原因"), _list("training.claim_return_reasons"), several=True),
    Note(_("要补正的内容")),
)
_REASON = Choice("reason", _("不予补贴的原因"), _list("training.claim_refusal_reasons"))

CLAIM = Process(
    code=queries.CLAIM,
    title=_("培训补贴申领"),
    clause="T-3.4.b",
    more_clauses=("T-3.4.a", "T-3.3.c", "T-3.4.d", "T-3.4.e"),
    noun="claim",
    on="subsidy.Claim",
    prefix="BT",
    opens="claim.apply",
    party=_PARTY,
    guide=Guide(
        who=_("班级已结业、学员已取得证书的定点培训机构"),
        conditions=(
            _("学员本人取得有效证书，出勤达到规定"),
            _("在证书日期起规定的期限内申领"),
            _("同一人同一工种等级只补贴一次，每年不超过规定的次数"),
            _("就业技能培训：规定期限内就业的按全额，没有就业的按比例；之后就业的可以补领差额"),
        ),
        papers=(_("班级、出勤、检查、证书由系统提供，不用再交"), _("就业的写明单位和日期")),
        legal_basis=(_("泰政办发〔2014〕33号"), _("财社〔2011〕64号")),
        result=_("公示无异议后核准，拨付到备案账户或学员本人账户"),
        questions=(
            (_("有一个人有疑点，全班都要等吗？"), _("不用。只冻结这个人，其他人照常核准、发放。")),
            (_("冻结的怎么解除？"), _("由另一名有权的人看过材料后认定；属于误判的当天解除。")),
        ),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("screening", _("系统核对中"), "info", waits_on=_("系统")),
        State("received", _("待初审"), usual=("accept",)),
        State("accepted", _("待审核"), usual=("review",)),
        State("reviewed", _("待审定"), "review", usual=("check",)),
        State("noticed", _("公示中"), "review", waits_on=_("公示期满"), usual=("investigate", "decide_objection")),
        State("deciding", _("待核准"), "review", usual=("approve",)),
        State("returned", _("待补正"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("approved", _("待拨付"), "ok", usual=("approve_rest",), waits_on=_("财务拨付")),
        State("settled", _("已办结"), "ok", final=True),
        State("refused", _("不予补贴"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交申领"), ("draft", "returned"), "screening", "claim.submit", party=True,
             needs=(whole, may_claim, has_accounts), does=_submit,
             asks=(Flag("undertaking", _("所报人员本人参训并取得证书，没有向学员收费；如有不实，退回补贴并承担责任"), required=True),),
             notice=_("已收到补贴申领，系统正在核对。")),
        Step("screened", _("系统核对完毕"), ("screening",), "received", "system", by_system=True, does=_screened),
        Step("accept", _("初审通过"), ("received",), "accepted", "claim.accept", asks=(Note(required=False),)),
        Step("return_", _("退回补正"), ("received",), "returned", "claim.accept", does=_return, asks=_RETURNS,
             notice=_("补贴申领需要补正，请登录查看。")),
        Step("review", _("审核通过"), ("accepted",), "reviewed", "claim.review", not_by=("open", "submit", "accept"),
             needs=(something_free,), does=_review,
             asks=(Choice("level", _("由哪级资金支付"), lambda case: offered(queries.LEVELS)), Note(_("审核意见"), required=False))),
        Step("return_review", _("审核退回"), ("accepted", "reviewed"), "returned", "claim.review", does=_return, asks=_RETURNS,
             notice=_("补贴申领需要补正，请登录查看。")),
        Step("hold_line", _("冻结一人"), (*_BEFORE, "approved"), "", "claim.review", does=_hold,
             asks=(_UNPAID, Note(_("冻结的原因")))),
        Step("release_line", _("解除冻结"), (*_BEFORE, "approved"), "", "claim.check", not_by=("hold_line",), does=_release,
             asks=(Choice("line", _("学员"), _held_lines), Note(_("解除的理由")))),
        Step("refuse_line", _("一人不予补贴"), (*_BEFORE, "approved"), "", "claim.review", does=_refuse_line,
             asks=(_LINE, _REASON, Note(_("理由")))),
        Step("restore_line", _("恢复申领"), _BEFORE, "", "claim.check", not_by=("refuse_line",), does=_restore_line,
             asks=(Choice("line", _("学员"), _lines_in("refused")), Note(_("理由")))),
        Step("check", _("审定并公示"), ("reviewed",), "noticed", "claim.check", not_by=("open", "submit", "accept", "review"),
             needs=(something_free, covered), does=_check, clause="T-3.4.d", asks=(Note(required=False),),
             confirm=_("审定后名单在公开网站公示，姓名和号码遮盖；公示期满由另一人核准。"), notice=_("补贴申领已审定，开始公示。")),
        Step("investigate", _("核查异议"), ("noticed", "deciding", "approved"), "", "claim.review", clause="T-3.4.d",
             needs=(has_objection,), occasion=_to_investigate, does=_investigate,
             asks=(Choice("objection", _("异议"), _objections), Text("findings", _("查明的情况"), long=True))),
        Step("decide_objection", _("决定异议"), ("noticed", "deciding", "approved"), "", "claim.check", clause="T-3.4.d",
             needs=(has_objection,), occasion=_to_decide, does=_decide_objection,
             asks=(Choice("objection", _("异议"), _objections), Choice("verdict", _("结论"), objections.VERDICTS),
                   Text("answer", _("答复"), long=True))),
        Step("notice_over", _("公示期满"), ("noticed",), "deciding", "system", by_system=True, clause="T-3.4.d"),
        Step("approve", _("核准补贴"), ("deciding",), "approved", "claim.decide",
             not_by=("open", "submit", "accept", "review", "check"), needs=(may_claim, something_free, covered), does=_approve,
             posts=_Commitment(), asks=(Note(required=False),),
             confirm=_("没有被冻结的人全部核准，资金随即占用；被冻结的人留待处理。"), notice=_("补贴已核准，等待拨付。")),
        Step("approve_rest", _("核准其余的人"), ("approved",), "", "claim.decide",
             not_by=("open", "submit", "accept", "review", "check"), needs=(may_claim, something_free, covered), does=_approve,
             posts=_Commitment(), asks=(Note(required=False),), occasion=_freed),
        Step("renew_account", _("更新收款账户"), ("approved",), "", "claim.check", not_by=("open", "submit"),
             needs=(account_changed,), does=_renew_account, asks=(Note(_("核实的情况"), help=_("与谁、凭什么核实过新账户")),),
             occasion=_never),
        Step("revoke_line", _("撤销核准"), ("approved",), "", "claim.decide", not_by=("hold_line",), does=_revoke_line,
             posts=_Release(), occasion=_held_and_approved,
             asks=(Choice("line", _("学员"), _lines_in("approved")), _REASON, Note(_("理由"))),
             confirm=_("占用的资金随即退回可用；这个人不予补贴。")),
        Step("refuse", _("不予补贴"), ("received", "accepted", "reviewed", "deciding"), "refused", "claim.decide",
             not_by=("open", "submit", "accept", "review"), does=_refuse, asks=(_REASON, Note(_("理由"))),
             confirm=_("全部人员不予补贴，本件办结。"), notice=_("补贴申领不予补贴，请登录查看理由。")),
        Step("withdraw", _("撤回申领"), ("draft", "screening", "received", "accepted", "reviewed", "returned"), "withdrawn",
             "claim.submit", party=True, needs=(nobody_held,), does=_withdraw, asks=(Note(_("撤回的原因"), required=False),),
             confirm=_("撤回后本件办结；可以重新申领。"), notice=_("补贴申领已撤回。")),
        Step("settle", _("办结"), ("approved",), "settled", "system", by_system=True, needs=(all_done,)),
    ),
    clocks=(
        Clock("accept", _("初审"), "workdays", "training.claim_accept_days", ("received",), escalates="claim.review"),
        Clock("review", _("审核"), "workdays", "training.claim_review_days", ("accepted",), ("returned",),
              escalates="claim.check"),
        Clock("check", _("审定"), "workdays", "training.claim_check_days", ("reviewed",), ("returned",),
              escalates="claim.decide"),
        Clock("notice", _("公示"), "days", "training.claim_notice_days", ("noticed",), at_end="notice_over", anew=True),
        Clock("decide", _("核准"), "workdays", "training.claim_decide_days", ("deciding",), escalates="claim.decide"),
    ),
)  # fmt: skip
