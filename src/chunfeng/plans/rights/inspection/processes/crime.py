"""Transfer to the police, with its own three-day terms; they are natural days (国务院令第310号)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Clock, Day, Files, Guide, Note, Process, Reason, State, Step, Text
from chunfeng.base.workflow.engine import StepRefused, open_case
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import CrimeTransfer
from chunfeng.plans.rights.inspection.processes.effects import Answers, day_of, document_number

OFFICERS = 2


def propose(case: Case, actor: Actor, given: Answers) -> None:
    """Opens the matter of the transfer beside the inspection."""
    if len(given["officers"]) < OFFICERS:
        raise StepRefused(Reason(gettext("专案人员至少两名"), "#officers"))
    if not given["amount"]:
        raise StepRefused(Reason(gettext("尚欠金额要大于 0"), "#amount"))
    matter = CrimeTransfer(
        inspection=case.record, proposed_by_id=actor.user, report=given["report"], amount_fen=given["amount"],
        persons=given["persons"], proposed_on=day_of(case),
    )  # fmt: skip
    open_case(
        CRIME_TRANSFER, matter, actor, place=case.place, org=case.org, title=f"涉嫌拒不支付劳动报酬 · {case.number}",
        at=case.state_at,
    )  # fmt: skip
    matter.officers.set(i.certificate for i in queries.active(case.record) if i.certificate.number in given["officers"])


def approve(case: Case, actor: Actor, given: Answers) -> None:
    case.record.approved_on = day_of(case)


def send(case: Case, actor: Actor, given: Answers) -> None:
    case.record.sent_on, case.record.received_by = day_of(case), given["received_by"]
    case.record.number = document_number(case, "移")


def police_file(case: Case, actor: Actor, given: Answers) -> None:
    if given["on"] > timezone.localdate(case.state_at) or given["on"] < case.record.sent_on:
        raise StepRefused(Reason(gettext("立案日期应在移送之后，不晚于今天"), "#on"))
    case.record.filed_on, case.record.police_number = given["on"], given["number"]


def decline(case: Case, actor: Actor, given: Answers) -> None:
    case.record.declined_on = day_of(case)


def object_(case: Case, actor: Actor, given: Answers) -> None:
    """Within three days of the notice that the police will not file."""
    last = case.clocks.get(code="objection").due_on
    if day_of(case) > last:
        raise StepRefused(gettext("提请复议的期限到 %(last)s 已满") % {"last": last})


_POLICE = (Text("number", _("公安立案文号"), personal=False, most=60), Day("on", _("立案日期")))
CRIME_TRANSFER = Process(
    "rights.crime_transfer", _("涉嫌犯罪案件移送"), clause="R-3.2.e", noun="crime_transfer", on="inspection.CrimeTransfer",
    prefix="YS",
    states=(
        State("proposed", _("待决定"), "review", usual=("approve",)),
        State("approved", _("待移送"), usual=("send",)),
        State("sent", _("公安审查"), waits_on=_("公安机关")),
        State("declined", _("公安不立案"), "due"),
        State("objected", _("公安复议"), waits_on=_("公安机关")),
        State("dropped", _("不予移送"), "neutral", final=True),
        State("filed", _("公安已立案"), "ok", final=True),
        State("ended", _("未立案"), "neutral", final=True),
        State("supervised", _("提请监督"), "neutral", final=True),
    ),
    steps=(
        Step(
            "approve", _("批准移送"), ("proposed",), "approved", "crime_transfer.decide", asks=(Note(required=False),),
            does=approve, not_by=("open",), confirm=_("批准后24小时内移送同级公安机关。"),
        ),
        Step("drop", _("不批准移送"), ("proposed",), "dropped", "crime_transfer.decide", asks=(Note(_("理由")),), not_by=("open",)),
        Step(
            "send", _("移送公安"), ("approved",), "sent", "crime_transfer.send",
            asks=(Text("received_by", _("公安接收单位"), personal=False, most=60), Files("files", _("移送回执"), required=False)), does=send,
            papers=("rights.crime_transfer_letter",),
        ),
        Step("police_file", _("公安决定立案"), ("sent",), "filed", "crime_transfer.send", asks=_POLICE, does=police_file),
        Step(
            "police_decline", _("公安决定不立案"), ("sent",), "declined", "crime_transfer.send", asks=(Note(_("公安说明的理由")),),
            does=decline,
        ),
        Step("object", _("提请复议"), ("declined",), "objected", "crime_transfer.decide", asks=(Note(_("理由")),), does=object_),
        Step(
            "supervise", _("提请检察机关监督"), ("declined", "objected"), "supervised", "crime_transfer.decide",
            asks=(Note(_("理由")),),
        ),
        Step("review_file", _("复议后立案"), ("objected",), "filed", "crime_transfer.send", asks=_POLICE, does=police_file),
        Step("review_keep", _("复议维持不立案"), ("objected",), "ended", "crime_transfer.send", asks=(Note(_("理由")),)),
        Step("no_objection", _("未提请复议"), ("declined",), "ended", "crime_transfer.decide", by_system=True),
    ),
    opens="crime_transfer.propose", opening=_("提出"),
    guide=Guide(
        who=_("劳动保障监察机构"),
        conditions=(_("责令支付后逾期不付"), _("数额达到本省标准"), _("有转移财产、逃匿或者有能力而不支付的事实")),
        papers=(_("移送书"), _("调查报告"), _("涉案物品清单"), _("鉴定意见和其他材料")),
        legal_basis=(_("行政执法机关移送涉嫌犯罪案件的规定（国务院令第310号，2020年修订）"), _("刑法第二百七十六条之一"), _("法释〔2013〕3号")),
        result=_("公安机关立案或者书面说明不立案的理由"),
    ),
    clocks=(
        Clock(
            "decide", _("决定移送期限"), "days", "rights.crime_decide_days", ("proposed",), escalates="crime_transfer.decide",
            legal=_("国务院令第310号第五条"),
        ),
        Clock(
            "send", _("移送期限（24小时）"), "days", "rights.crime_send_days", ("approved",), escalates="crime_transfer.decide",
            legal=_("国务院令第310号第五条"),
        ),
        Clock(
            "police", _("公安决定期限"), "days", "rights.crime_police_days", ("sent",), escalates="crime_transfer.decide",
            legal=_("国务院令第310号第八条"),
        ),
        Clock(
            "objection", _("提请复议期限"), "days", "rights.crime_objection_days", ("declined",), at_end="no_objection",
            legal=_("国务院令第310号第九条"),
        ),
        Clock(
            "review", _("公安复议期限"), "days", "rights.crime_review_days", ("objected",), escalates="crime_transfer.decide",
            legal=_("国务院令第310号第九条"),
        ),
    ),
    party=_("公安机关"),
)  # fmt: skip
