"""Official papers of labour inspection, as values for printing. None that goes to an employer names who told.

The text of a paper is Chinese by law and goes into the archive as it was issued: it is not translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from chunfeng.base.policy.agencies import agency
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.remedies import remedy
from chunfeng.engines.papers.paper import (
    RECEIVED_BY_HAND,
    Block,
    Column,
    Facts,
    Look,
    Paper,
    Service,
    Table,
    written_day,
)
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import Complaint, Decision, Served
from chunfeng.plans.rights.inspection.pages.laws import cited, hearing_term
from chunfeng.plans.rights.inspection.pages.outcome import answers_to, ended, event_of, finding, written_sum
from chunfeng.plans.rights.inspection.processes.guards import enforcement_span

_APPROVAL = ("承办人", "审核人", "负责人")


def _day(case: Case) -> date:
    return timezone.localdate(case.state_at)


def _paper(case: Case, title: str, number: str, *body: Block, **more: Any) -> Paper:
    values = {"issuer": case.office, "issued_on": _day(case), "case_number": case.number} | more
    return Paper(title=f"劳动保障监察\n{title}", number=number, body=body, **values)


def _form(case: Case, title: str, *body: Block, **more: Any) -> Paper:
    """A sheet of the office's own: no red head, no seal, a row of signatures."""
    values = {"look": Look.FORM, "seal_place": "", "signatures": _APPROVAL} | more
    return _paper(case, title, f"{case.number}", *body, **values)


def _tellers(case: Case) -> str:
    """Receipts, never names: the paper may lie about."""
    numbers = case.record.complaints.order_by("pk").values_list("number", flat=True)
    return f"投诉人（编号{'、'.join(numbers)}）"


def _employer(case: Case) -> str:
    return case.org.name if case.org else getattr(case.record, "employer_said", "") or "用人单位待核实"


def complaint_register(case: Case) -> Paper:
    rows = []
    for complaint in case.record.complaints.order_by("pk"):
        who = "身份保密" if complaint.secret else complaint.name.masked() if complaint.name else "未留姓名"
        when = f"{complaint.happened_from or '--'}起" + (
            "，仍在持续" if complaint.continuing else f"，至{complaint.happened_to or '--'}"
        )
        rows.append((
            complaint.number, f"{timezone.localtime(complaint.received_at):%Y-%m-%d %H:%M}", who,
            str(complaint.get_topic_display()), when,
            write_yuan(complaint.amount_fen) if complaint.amount_fen else "--",
        ))  # fmt: skip
    table = Table(
        (Column("编号", 3), Column("收到", 3), Column("投诉人", 2), Column("事由", 3), Column("发生时间", 4), Column("金额（元）", 2, right=True)),
        tuple(rows),
    )  # fmt: skip
    facts = Facts((("被投诉单位", _employer(case)), ("地点", case.record.site or "--"), ("管辖", case.place.name)))
    return _form(case, "投诉登记表", facts, table, signatures=("登记人",))


def acceptance_notice(case: Case) -> Paper:
    record = case.record
    clock = case.clocks.filter(code="investigate").first()
    until = f"，调查期限至{written_day(clock.due_on)}，案情复杂的，经批准可以延长" if clock else ""
    return _paper(
        case, "受理通知书", f"{case.number}-受",
        f"你反映{_employer(case)}的事项收悉。经审查符合受理条件，自{written_day(record.accepted_on)}起受理，并于当日立案{until}。",
        "调查期间请保持联系；凭回执上的编号和查询码可以查看办理进度、补充证据。", addressee=_tellers(case),
    )  # fmt: skip


def refusal_notice(case: Case) -> Paper:
    record = case.record
    with override("zh-hans"):
        ground = str(record.get_refusal_display())
    first = record.complaints.order_by("pk").first()
    match record.refusal:
        case "too_old":
            why = (
                f"依据《劳动保障监察条例》第二十条，违法行为在二年内未被发现、也未被举报、投诉的，不再查处。{record.refusal_said}，"
                f"你于{written_day(timezone.localdate(first.received_at))}反映，已超过上述期限。"
            )
        case "arbitration" | "court":
            why = f"该事项{ground}。依据《劳动保障监察条例》第二十一条，应当按照劳动争议处理或者诉讼程序办理。"
        case "not_ours":
            why = f"该事项由其他机关办理，请向{record.refusal_said}反映。"
        case _:
            why = f"{ground}：{record.refusal_said}。"
    more = (
        "因拖欠劳动报酬发生争议的，劳动关系存续期间申请仲裁不受一年期间的限制；劳动关系终止的，应当自终止之日起一年内提出。"
        "向有关部门请求权利救济的，仲裁时效从中断时起重新计算。"
    )
    return _paper(
        case, "不予受理通知书", f"{case.number}-拒", f"你反映{_employer(case)}的事项收悉。经审查，不予受理。", why, more,
        remedy(case, _day(case)), addressee=_tellers(case),
    )  # fmt: skip


def filing_approval(case: Case) -> Paper:
    record = case.record
    facts = Facts((
        ("案由", str(record.get_topic_display())), ("被调查单位", _employer(case)), ("来源", _tellers(case)),
        ("受理日期", written_day(record.accepted_on)), ("立案日期", written_day(record.filed_on)),
        ("办案人员", "、".join(f"{i.certificate.user.name}（{i.certificate.number}）" for i in queries.active(record))),
    ))  # fmt: skip
    return _form(case, "立案审批表", facts)


def enquiry_notice(case: Case) -> Paper:
    asked = answers_to(case, "summon")
    on = written_day(date.fromisoformat(asked["on"])) if "on" in asked else "　　年　　月　　日"
    return _paper(
        case, "调查询问通知书", f"{case.number}-询",
        f"本机关正在对你单位遵守劳动保障法律法规的情况进行调查。依据《劳动保障监察条例》第十五条，请于{on}到"
        f"{asked.get('where', '本机关')}接受询问，并携带：{asked.get('bring', '营业执照、用工和工资支付材料')}。",
        "无正当理由不接受调查、拒绝提供材料的，依照《劳动保障监察条例》第三十条处理。",
        addressee=_employer(case), receipt=RECEIVED_BY_HAND, service=Service(cause=str(case.record.get_topic_display())),
    )  # fmt: skip


def investigation_report(case: Case) -> Paper:
    record = case.record
    evidence = Table(
        (Column("证据", 3), Column("日期", 2), Column("地点", 3)),
        tuple((str(e.get_kind_display()), f"{e.held_on}", e.where or "--") for e in record.evidence.order_by("pk")),
    )
    facts = Facts((
        ("被调查单位", _employer(case)), ("结论", str(record.get_outcome_display())),
        ("查实金额", written_sum(record.found_fen or 0)), ("涉及人数", f"{record.found_persons or 0}人"),
    ))  # fmt: skip
    return _form(case, "调查报告", facts, record.report, evidence)


def rectification_order(case: Case) -> Paper:
    order = case.record.orders.last()
    body = [
        f"本机关于{written_day(case.record.filed_on)}对你单位立案调查。{finding(case.record)}",
        f"上述行为违反了{cited(order.law)}的规定。依据《劳动保障监察条例》第十八条第二项，现责令你单位于"
        f"{written_day(order.due_on)}前改正：",
        *order.demand.splitlines(),
    ]
    if order.amount_fen:
        body.append(
            f"应支付金额共计{written_sum(order.amount_fen)}，涉及{order.persons}人，直接发至本人，并将支付凭证报送本机关。"
        )
    body.append(
        "逾期不支付的，依照《劳动合同法》第八十五条，责令按应付金额百分之五十以上百分之一百以下的标准加付赔偿金；拒不履行本指令书的，"
        "依照《劳动保障监察条例》第三十条处二千元以上二万元以下罚款，并记入劳动保障守法诚信档案。"
    )
    return _to_employer(case, "限期改正指令书", order.number, order.issued_on, body)


def _to_employer(case: Case, title: str, number: str, issued_on: date, body: list[Any]) -> Paper:
    return _paper(
        case, title, number, *body, addressee=_employer(case), issued_on=issued_on, receipt=RECEIVED_BY_HAND,
        copies="一式三份：送达、存档、留存", service=Service(cause=str(case.record.get_topic_display())),
    )  # fmt: skip


def _decision(case: Case) -> Decision:
    found = queries.standing(case.record) or case.record.decisions.last()
    assert found
    return found


def treatment_notice(case: Case) -> Paper:
    decision = _decision(case)
    extra = f"，并加付赔偿金{written_sum(decision.extra_fen)}" if decision.extra_fen else ""
    body = [
        *decision.facts.splitlines(),
        f"依据{cited(decision.law)}，本机关拟责令你单位支付{written_sum(decision.amount_fen)}{extra}。",
        f"你单位可以在{written_day(decision.defence_until_on)}前陈述和申辩；逾期不提出的，视为放弃。",
    ]
    return _to_employer(case, "行政处理事先告知书", decision.notice_number, decision.noticed_on, body)


def penalty_notice(case: Case) -> Paper:
    decision = _decision(case)
    body = [
        *decision.facts.splitlines(),
        f"依据{cited(decision.law)}，本机关拟对你单位处以罚款{written_sum(decision.amount_fen)}。",
        f"你单位可以在{written_day(decision.defence_until_on)}前陈述和申辩；逾期不提出的，视为放弃。",
    ]
    if decision.hearing_due_on:
        term = hearing_term(decision.noticed_on, case.place.code)
        body.append(
            f"本次拟处罚款数额较大，你单位有权要求听证。要求听证的期限为{term}，应当在{written_day(decision.hearing_due_on)}前提出；"
            "逾期不提出的，视为放弃。"
        )
    return _to_employer(case, "行政处罚事先告知书", decision.notice_number, decision.noticed_on, body)


def hearing_notice(case: Case) -> Paper:
    decision = _decision(case)
    body = [
        f"根据你单位的申请，本机关定于{written_day(decision.hearing_on)}举行听证。无正当理由不参加的，视为放弃听证。"
    ]
    return _to_employer(case, "听证通知书", f"{case.number}-听", decision.hearing_told_on, body)


def decision(case: Case) -> Paper:
    found = _decision(case)
    assert found.decided_on and found.number
    heard = "你单位的陈述申辩已经听取。" if found.defended_on else ""
    held = "经你单位要求，本机关举行了听证。" if found.hearing_held else ""
    if found.kind == Decision.Kind.TREATMENT:
        extra = (
            f"，并加付赔偿金{written_sum(found.extra_fen)}，两项合计{written_sum(found.amount_fen + found.extra_fen)}"
            if found.extra_fen
            else ""
        )
        body = [
            *found.facts.splitlines(), heard + held,
            f"依据{cited(found.law)}，决定：责令你单位支付{written_sum(found.amount_fen)}{extra}，直接发至劳动者本人。",
        ]  # fmt: skip
        title = "行政处理决定书"
    else:
        body = [
            *found.facts.splitlines(), heard + held, f"依据{cited(found.law)}，决定：对你单位处以罚款{written_sum(found.amount_fen)}。",
            "逾期不缴纳的，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超过罚款数额。",
        ]  # fmt: skip
        title = "行政处罚决定书"
    body += [
        "请自收到本决定书之日起十五日内履行。" + remedy(case, found.decided_on),
        "逾期不申请行政复议、不提起行政诉讼又不履行的，本机关将依法申请人民法院强制执行。",
    ]
    return _to_employer(case, title, found.number, found.decided_on, [line for line in body if line])


def reminder(case: Case) -> Paper:
    found = _decision(case)
    body = [
        f"本机关于{written_day(found.decided_on)}作出{found.get_kind_display()}决定（{found.number}），已于{written_day(found.served_on)}送达。你单位没有在规定期限内履行。",
        "请自收到本催告书之日起十日内履行；你单位有权陈述和申辩。逾期仍不履行的，本机关将申请人民法院强制执行。",
    ]
    return _to_employer(case, "催告书", f"{case.number}-催", _day(case), body)


def court_application(case: Case) -> Paper:
    found = _decision(case)
    first, last = enforcement_span(found, case.place.code)
    body = (
        f"被执行人：{_employer(case)}。",
        f"本机关{found.get_kind_display()}决定（{found.number}）已发生法律效力，被执行人经催告仍不履行。依据《行政强制法》第五十三条、第五十四条，申请强制执行"
        f"{written_sum(found.amount_fen + found.extra_fen)}。",
        Facts((
            ("决定日期", written_day(found.decided_on)), ("送达日期", written_day(found.served_on)),
            ("催告书送达日期", written_day(found.reminder_served_on)),
            ("申请期限", f"{written_day(first)}至{written_day(last)}"),
        )),
    )  # fmt: skip
    return _paper(case, "强制执行申请书", f"{case.number}-执", *body, addressee="有管辖权的人民法院")


def place_transfer(case: Case) -> Paper:
    went = case.record.handovers.order_by("-pk").first()
    event = event_of(case, "transfer") or event_of(case, "designate")
    body = (
        f"{_employer(case)}一案，不属于本机关管辖，现移送你单位依法处理。理由：{event.note if event else ''}",
        Facts((("案号", case.number), ("来源", _tellers(case)), ("移送日期", written_day(went.sent_on)))),
    )
    return _paper(
        case, "案件移送函", f"{case.number}-转", *body, addressee=agency(case.declared.clause, went.to_place.name),
        issuer=agency(case.declared.clause, went.from_place.name), issued_on=went.sent_on,
    )  # fmt: skip


def closing_approval(case: Case) -> Paper:
    record = case.record
    sums = queries.money(record)
    complaints = list(record.complaints.exclude(kind=Complaint.Kind.LEAD).order_by("pk"))
    table = Table(
        (Column("投诉人编号", 3), Column("主张（元）", 2, right=True), Column("已支付（元）", 2, right=True), Column("本人答复", 3)),
        tuple(
            (
                c.number, write_yuan(c.amount_fen) if c.amount_fen else "--",
                write_yuan(sum(c.payments.counted().values_list("amount_fen", flat=True))),
                str(c.get_word_display()) or f"问过{c.asked_times}次，没有答复",
            )
            for c in complaints
        ),
    )  # fmt: skip
    rows = [
        ("案由", str(record.get_topic_display())), ("被调查单位", _employer(case)), ("立案日期", written_day(record.filed_on)),
        ("调查结论", str(record.get_outcome_display())), ("应付", written_sum(sums.due)), ("有凭证的支付", written_sum(sums.paid)),
    ]  # fmt: skip
    if sums.over:
        rows.append(("多于应付", f"{written_sum(sums.over)}，请核对是否重复登记"))
    if sums.disputed:
        rows.append(("本人说没有收到，未计入", written_sum(sums.disputed)))
    rows.append(("结案方式", ended(case)))
    return _form(case, "结案审批表", Facts(tuple(rows)), table)


def service_proof(case: Case) -> Paper:
    served: Served = case.record.served.last()
    issued = served.issued
    what = f"{issued.title}（{issued.number}）" if issued else str(served.get_paper_display())
    facts = Facts((
        ("受送达人", _employer(case)), ("送达文书", what), ("送达日期", written_day(served.served_on)),
        ("送达方式", str(served.get_method_display())),
        ("签收人", served.receiver.masked() if served.receiver else ""),
    ))  # fmt: skip
    return _form(case, "送达回证", facts, signatures=("送达人", "受送达人", "见证人"))


def crime_transfer_letter(case: Case) -> Paper:
    """For the police of the same level; the matter is that of the transfer."""
    record = case.record
    inspected = record.inspection.case
    officers = "、".join(f"{o.user.name}（{o.number}）" for o in record.officers.order_by("number"))
    body = (
        f"本机关在查处{_employer(inspected)}拖欠劳动报酬一案（{inspected.number}）中，发现其行为涉嫌拒不支付劳动报酬罪。"
        "依据《行政执法机关移送涉嫌犯罪案件的规定》，现移送你单位依法处理。",
        Facts(
            (("尚欠金额", written_sum(record.amount_fen)), ("涉及人数", f"{record.persons}人"), ("专案人员", officers))
        ),
        *record.report.splitlines(),
        "请自接受移送之日起三日内决定是否立案，并书面通知本机关。",
    )
    return Paper(
        title="涉嫌犯罪案件移送书", number=record.number, issuer=case.office, issued_on=record.sent_on, body=body,
        addressee=record.received_by, case_number=case.number, receipt=RECEIVED_BY_HAND,
        attachments=("调查报告", "涉案物品清单", "有关检验报告或者鉴定意见", "其他有关涉嫌犯罪的材料"),
    )  # fmt: skip


def publication_notice(case: Case) -> Paper:
    """For the employer; the matter is that of the publication."""
    record = case.record
    with override("zh-hans"):
        kind = str(record.get_kind_display())
    facts = Facts((
        ("公布的情形", kind), ("依据", f"{record.basis}（{written_day(record.basis_on)}）"),
        ("公布期", f"{written_day(record.published_on)}至{written_day(record.until_on)}"),
    ))  # fmt: skip
    body = (
        "你单位的违法行为属于应当向社会公布的重大劳动保障违法行为。依据《重大劳动保障违法行为社会公布办法》，决定向社会公布如下：",
        facts, f"主要违法事实：{record.facts}", f"处理情况：{record.handling}",
        "对公布的内容有异议的，可以书面提出并附证据。改正违法行为、作出守法诚信承诺并符合规定条件的，可以申请信用修复。"
        "决定被依法变更或者撤销的，公布的内容随之更正或者撤回。",
    )  # fmt: skip
    return _paper(
        case, "社会公布告知书", f"{case.number}-公", *body, addressee=_employer(case), receipt=RECEIVED_BY_HAND,
        issued_on=record.published_on, service=Service(cause=kind),
    )  # fmt: skip


PAPERS: Mapping[str, Callable[[Case], Paper]] = {
    "rights.complaint_register": complaint_register,
    "rights.acceptance_notice": acceptance_notice,
    "rights.refusal_notice": refusal_notice,
    "rights.filing_approval": filing_approval,
    "rights.enquiry_notice": enquiry_notice,
    "rights.investigation_report": investigation_report,
    "rights.rectification_order": rectification_order,
    "rights.treatment_notice": treatment_notice,
    "rights.penalty_notice": penalty_notice,
    "rights.hearing_notice": hearing_notice,
    "rights.decision": decision,
    "rights.reminder": reminder,
    "rights.court_application": court_application,
    "rights.place_transfer": place_transfer,
    "rights.closing_approval": closing_approval,
    "rights.service_proof": service_proof,
    "rights.crime_transfer_letter": crime_transfer_letter,
    "rights.publication_notice": publication_notice,
}
PAPER_TITLES: Mapping[str, str | Promise] = {
    "rights.complaint_register": _("投诉登记表"),
    "rights.acceptance_notice": _("受理通知书"),
    "rights.refusal_notice": _("不予受理通知书"),
    "rights.filing_approval": _("立案审批表"),
    "rights.enquiry_notice": _("调查询问通知书"),
    "rights.investigation_report": _("调查报告"),
    "rights.rectification_order": _("限期改正指令书"),
    "rights.treatment_notice": _("行政处理事先告知书"),
    "rights.penalty_notice": _("行政处罚事先告知书"),
    "rights.hearing_notice": _("听证通知书"),
    "rights.decision": _("决定书"),
    "rights.reminder": _("催告书"),
    "rights.court_application": _("强制执行申请书"),
    "rights.place_transfer": _("案件移送函"),
    "rights.closing_approval": _("结案审批表"),
    "rights.service_proof": _("送达回证"),
    "rights.crime_transfer_letter": _("涉嫌犯罪案件移送书"),
    "rights.publication_notice": _("社会公布告知书"),
}
