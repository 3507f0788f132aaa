"""A claim on its case page: the package that the system put together, and each person's sum with how it comes about, exceptions
first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.findings.queries import last_of
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Inline,
    Link,
    List,
    Missing,
    Moment,
    Money,
    Panel,
    Quantity,
    Row,
    Span,
)
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.training.attendance.queries import hours
from chunfeng.plans.training.catalogue.queries import fund_words, programme_words
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers.models import LEVELS
from chunfeng.plans.training.providers.pages.panels import objections
from chunfeng.plans.training.subsidy import queries
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine, ClaimObjection
from chunfeng.plans.training.subsidy.queries.claims import free, holds_of, lines_of
from chunfeng.plans.training.subsidy.queries.lines import BOUND_TO_A_JOB, Pricing, class_key, total
from chunfeng.plans.training.visits.queries import callbacks

_TONES = {"approved": "ok", "sent": "ok", "paid": "ok", "refused": "bad", "withdrawn": "neutral"}


def computed(line: ClaimLine) -> str:
    """How a sum comes about, in one line."""
    told = {
        "standard": write_yuan(line.standard_fen), "share": line.share, "amount": write_yuan(line.amount_fen),
        "earlier": write_yuan(line.earlier_fen), "whole": write_yuan(line.amount_fen + line.earlier_fen),
    }  # fmt: skip
    if line.earlier_fen:
        return _("标准 %(standard)s 元 × %(share)s%% = %(whole)s 元，减已发 %(earlier)s 元 = %(amount)s 元") % told
    return _("标准 %(standard)s 元 × %(share)s%% = %(amount)s 元") % told


def job(line: ClaimLine) -> str:
    if line.employed_on is None:
        return _("没有报就业")
    return _("%(day)s 在%(employer)s就业") % {"day": line.employed_on, "employer": line.employer}


def panels(case: Case, actor: Actor) -> list[Panel]:
    claim: Claim = case.record
    staff = any(g.scope in ("place", "all") for g in actor.with_permission("claim.read"))
    found = [Panel(_("补贴申领"), (_facts(case, claim, staff),), anchor="claim")]
    if claim.training_class_id is None:
        return found
    if staff:
        found.append(
            Panel(_("班级情况"), (_package(claim),), anchor="package", note=_("由系统从班级、出勤、检查、证书取得"))
        )
    found.append(lines_panel(case, names=staff))
    said = list(ClaimObjection.objects.filter(line__claim=claim).order_by("pk"))
    if staff and said:
        found.append(Panel(_("异议"), (objections(said),), anchor="objections"))
    return found


def _facts(case: Case, claim: Claim, staff: bool) -> Facts:
    klass = claim.training_class
    if klass is None:
        return Facts((Fact(_("班级"), Missing.EMPTY),))
    lines = lines_of(claim)
    name: Any = Link(klass.class_no, f"/desk/cases/{klass.case.number}/") if staff else klass.class_no
    rows = [
        Fact(_("机构"), str(case.org)),
        Fact(_("班级"), name),
        Fact(_("工种和等级"), f"{klass.trade} {LEVELS[klass.level]}" if klass.level is not None else Missing.EMPTY),
        Fact(_("培训类别"), programme_words(klass.programme)),
        Fact(_("起止日期"), Span(klass.starts_on, klass.ends_on) if klass.starts_on else Missing.EMPTY),
        Fact(_("申领人数"), Quantity(len(lines), _("人"))),
        Fact(_("申领金额"), Money(total(lines))),
        Fact(_("资金"), queries.pool_named(claim.fund) if claim.level else fund_words(klass.fund)),
        Fact(_("付给谁"), str(claim.get_payee_display())),
    ]
    if claim.payee == "provider":
        rows.append(Fact(_("收款账户"), claim.account.masked() if claim.account else Missing.EMPTY))
    if claim.undertaken_at:
        rows.append(Fact(_("承诺"), (claim.undertaken_by, " ", Moment(claim.undertaken_at, "iso")), wide=True))
    if claim.screened_at:
        rows.append(Fact(_("系统核对"), (Moment(claim.screened_at, "iso"), *(_judged_by(klass) if staff else ()))))
    if claim.notice_from_on:
        rows.append(Fact(_("公示"), Span(claim.notice_from_on, claim.notice_to_on)))
    if claim.asked_for:
        rows.append(Fact(_("要求补正"), claim.asked_for, wide=True))
    return Facts(tuple(rows))


def _judged_by(klass: TrainingClass) -> tuple[Inline, ...]:
    """A rule for which a list is missing has not passed anybody: that is told where the money is decided."""
    run = last_of(class_key(klass))
    if run is None:
        return ()
    told = {"ran": len(run.ran), "missing": len(run.not_run)}
    if not run.not_run:
        return (_("，%(ran)s 条规则都核对了") % told,)
    return (_("，核对了 %(ran)s 条规则，") % told, Link(_("%(missing)s 条因缺名单没有核对") % told, "/desk/rules/"))


def _package(claim: Claim) -> Facts:
    """What an officer would otherwise ask for on paper."""
    klass = claim.training_class
    assert klass
    attended = hours(klass)
    least = min((h.share for h in attended.values()), default=None)
    calls = callbacks(klass)
    pricing = Pricing.of(klass)
    rows = [
        Fact(_("在册"), Quantity(len(attended), _("人"))),
        Fact(_("实授课时"), Quantity(max((h.delivered for h in attended.values()), default=0), _("课时"))),
        Fact(_("最低出勤"), f"{int(least * 100)}%" if least is not None else Missing.EMPTY),
        Fact(_("电话回访"), _("接通 %(reached)s 人，否认参训 %(denying)s 人，称交过费 %(paying)s 人")
             % {"reached": calls.reached, "denying": len(calls.denying), "paying": len(calls.paying)}),
    ]  # fmt: skip
    if pricing.bound:
        first, last = pricing.window
        rows.append(
            Fact(
                _("就业认定期"), (Span(first, last), _("，就业的 %(full)s%%，没有就业的 %(part)s%%")
                % {"full": pricing.share_employed, "part": pricing.share_not_employed}), wide=True,
            )
        )  # fmt: skip
    return Facts(tuple(rows))


def lines_panel(case: Case, *, names: bool) -> Panel:
    """names: that findings are told in words, which is for the office; the provider reads that a person is being looked at."""
    claim: Claim = case.record
    holds, lines = holds_of(claim), lines_of(claim)
    bound = bool(claim.training_class and claim.training_class.programme in BOUND_TO_A_JOB)
    columns = [
        Column("name", _("姓名")), Column("number", _("证件号码"), kind="id"), Column("certificate", _("证书"), kind="id"),
        *((Column("job", _("就业")),) if bound else ()), Column("sum", _("计算")),
        Column("amount", _("金额"), kind="money", unit=_("元")), Column("state", _("状态"), kind="state"),
        Column("why", _("说明")),
    ]  # fmt: skip
    order = sorted(lines, key=lambda line: (line.pk not in holds, line.state != "refused", line.pk))
    rows = tuple(_row(line, holds.get(line.pk, []), names) for line in order)
    table = List(
        tuple(columns), rows, total=len(rows), measure=_("人"),
        totals=Row({"name": _("合计"), "amount": Money(total(lines), with_unit=False)}) if rows else None,
        empty=Empty(_("还没有申领的人。"), _("选择班级后由系统列出。")), key="claim-lines",
    )  # fmt: skip
    return Panel(_("申领人员"), (table,), anchor="lines", note=_note(claim, holds, lines))


def _note(claim: Claim, holds: Any, lines: Sequence[ClaimLine]) -> str:
    stopped = [line for line in lines if line.pk in holds and line.state == "claimed"]
    told = {"n": len(stopped), "fen": write_yuan(total(stopped)), "free": write_yuan(total(free(claim)))}
    return _("冻结 %(n)s 人 %(fen)s 元；可以核准 %(free)s 元") % told if stopped else ""


def _row(line: ClaimLine, why: Sequence[str], names: bool) -> Row:
    person = line.entry.person
    if line.state == "claimed" and why:
        state: Inline = Chip("bad", _("冻结"))
        said = _("；").join(why) if names else _("正在核对，不影响其他人")
    else:
        state = Chip(_TONES.get(line.state, "info"), str(line.get_state_display()))
        said = line.refused_because
    return Row(
        {
            "name": person.shown_name, "number": person.shown_number, "certificate": line.certificate.number,
            "job": job(line), "sum": computed(line), "amount": Money(line.amount_fen, with_unit=False), "state": state,
            "why": said,
        }
    )  # fmt: skip
