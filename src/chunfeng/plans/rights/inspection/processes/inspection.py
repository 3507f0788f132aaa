"""From a complaint to its end: who may do what, in which order, until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chunfeng.base.workflow.declarations import (
    Choice,
    Day,
    Files,
    Flag,
    Money,
    Note,
    Number,
    Process,
    Step,
    Text,
)
from chunfeng.plans.rights.inspection.models import Inspection, Served
from chunfeng.plans.rights.inspection.processes import effects, guards, handling, occasions, performance
from chunfeng.plans.rights.inspection.processes.crime import propose
from chunfeng.plans.rights.inspection.processes.publication import PROPOSE
from chunfeng.plans.rights.inspection.processes.secrecy import HINT
from chunfeng.plans.rights.inspection.processes.terms import CLOCKS, GUIDE, STATES
from chunfeng.plans.rights.inspection.queries import employer

INTAKE = (
    Step(
        "accept", _("受理"), ("received",), "accepted", "inspection.accept",
        needs=(guards.has_employer, guards.within_limitation, guards.not_elsewhere),
        asks=(Note(required=False),), does=effects.accept, papers=("rights.complaint_register", "rights.acceptance_notice"),
        notice=_("您的事项已受理，当日立案调查。"), clause="R-3.2.a",
    ),
    Step(
        "ask_completion", _("要求补充"), ("received",), "completing", "inspection.accept",
        asks=(Note(_("需要补充什么"), help=_("投诉人会看到这段话；等待补充期间受理期限停算")),),
        notice=_("您的事项还缺一些内容，请凭编号和查询码补充。"),
    ),
    Step(
        "complete", _("补充内容"), ("completing",), "received", "complaint.complete", party=True,
        asks=(
            Text("employer", _("用人单位或工头"), required=False, most=120),
            Text("site", _("工地或地址"), required=False, most=120),
            Text("said", _("补充说明"), long=True, required=False),
        ),
        does=effects.complete,
    ),
    Step(
        "lapse", _("逾期未补充"), ("completing",), "lapsed", "inspection.accept", by_system=True,
        notice=_("超过期限没有补充，这件事项已经结束。可以随时再来。"),
    ),
    Step(
        "refuse_too_old", _("不予受理（超过两年）"), ("received",), "refused", "inspection.refuse", needs=(guards.is_too_old,),
        asks=(Note(required=False),), does=effects.refuse_too_old, papers=("rights.refusal_notice",), not_by=("accept",),
        notice=_("您的事项不予受理，理由见通知书。"), confirm=_("发出不予受理通知书，写明所用的时效算法。"),
    ),
    Step(
        "refuse", _("不予受理（其他）"), ("received",), "refused", "inspection.refuse",
        asks=(
            Choice("ground", _("理由"), {
                Inspection.Refusal.NOT_LABOUR.value: _("不属于劳动保障监察事项"),
                Inspection.Refusal.SETTLED.value: _("已依法处理，没有新的事实"),
            }),
            Text("said", _("具体说明"), personal=False, help=_("写进通知书")),
        ),
        does=effects.refuse, papers=("rights.refusal_notice",), notice=_("您的事项不予受理，理由见通知书。"),
        confirm=_("发出不予受理通知书。"),
    ),
    Step(
        "refer", _("告知有权机关"), ("received",), "referred", "inspection.accept",
        asks=(Text("agency", _("向哪个机关反映"), personal=False, help=_("机关名称和电话")),), does=effects.refer,
        papers=("rights.refusal_notice",), notice=_("您的事项由其他机关办理，请看进度页。"),
    ),
    Step(
        "tell_elsewhere", _("告知仲裁或诉讼"), ("received",), "elsewhere", "inspection.accept", needs=(guards.is_elsewhere,),
        does=effects.tell_elsewhere, papers=("rights.refusal_notice",), notice=_("您的事项已在仲裁或法院办理，请看进度页。"),
    ),
    Step(
        "join", _("并入另一案"), ("received",), "joined", "inspection.accept", needs=(guards.has_duplicates,),
        asks=(Choice("into", _("并入"), effects.duplicate_options), Note(required=False)), does=effects.join,
        confirm=_("投诉人并入另一案，编号和查询码照旧可用。"), clause="R-3.2.c",
    ),
    Step(
        "keep_apart", _("不是同一案"), ("received",), "", "inspection.accept", needs=(guards.has_duplicates,),
        asks=(Choice("other", _("与哪一案"), effects.duplicate_options), Note(required=False)), does=effects.keep_apart,
    ),
    Step(
        "identify", _("核实用人单位"), ("received", "completing", "accepted", "investigating"), "", "inspection.identify",
        asks=(Text("code", _("统一社会信用代码"), personal=False), Text("name", _("单位全称"), personal=False)),
        does=effects.identify,
    ),
)  # fmt: skip

PLACE = (
    Step(
        "transfer", _("移送其他地方"), ("received", "accepted", "investigating"), "arriving", "inspection.transfer",
        asks=(Choice("place", _("移送到"), effects.other_places), Note(_("移送理由"))), does=effects.transfer,
        papers=("rights.place_transfer",), notice=_("您的事项已转到有管辖权的地方，编号和查询码照旧可用。"),
        confirm=_("移送后本地只保留去向，看不到案卷。"), clause="R-3.2.b",
    ),
    Step(
        "designate", _("指定管辖"), ("arriving",), "", "inspection.designate",
        asks=(Choice("place", _("由哪里管辖"), effects.other_places), Note(_("理由"))), does=effects.transfer,
        clause="R-3.2.b",
    ),
    Step(
        "take_over", _("接收投诉"), ("arriving",), "received", "inspection.accept", needs=(guards.is_not_filed,),
        does=effects.take_over, occasion=occasions.not_filed,
    ),
    Step(
        "take_over_filed", _("接收案件"), ("arriving",), "investigating", "inspection.file", needs=(guards.is_filed,),
        does=effects.take_over, occasion=occasions.filed,
    ),
)  # fmt: skip

_INSPECTORS = Choice("inspectors", _("监察员"), effects.active_options, several=True)
INVESTIGATION = (
    Step(
        "file", _("批准立案"), ("accepted",), "investigating", "inspection.file", not_by=("accept",),
        asks=(
            Choice("inspectors", _("办案监察员"), effects.inspector_options, several=True, help=_("至少两名，持有效监察证")),
            Note(required=False),
        ),
        does=effects.file, papers=("rights.filing_approval",), clause="R-3.2.a",
    ),
    Step(
        "assign", _("增派监察员"), ("investigating",), "", "inspection.file",
        asks=(Choice("inspectors", _("办案监察员"), effects.inspector_options, several=True),), does=effects.assign,
    ),
    Step(
        "recuse", _("决定回避"), ("investigating",), "", "inspection.file", needs=(guards.has_inspectors,),
        asks=(
            Choice("inspector", _("回避的监察员"), effects.active_options), Text("why", _("理由"), personal=False),
        ),
        does=effects.recuse,
    ),
    Step(
        "summon", _("通知接受询问"), ("investigating",), "", "inspection.investigate",
        needs=(guards.two_inspectors, guards.employer_known),
        asks=(Day("on", _("询问日期")), Text("where", _("地点"), personal=False, most=120), Text("bring", _("携带材料"), personal=False, help=HINT)),
        does=effects.summon, papers=("rights.enquiry_notice",),
    ),
    Step(
        "enquire", _("询问"), ("investigating",), "", "inspection.investigate", needs=(guards.two_inspectors,),
        asks=(
            Day("held_on", _("询问日期")), Text("where", _("地点"), personal=False, most=120), Text("about", _("被询问人")), _INSPECTORS,
            Text("said", _("询问笔录"), long=True), Files("files", _("笔录扫描件"), required=False),
        ),
        does=effects.enquire,
    ),
    Step(
        "check_site", _("现场检查"), ("investigating",), "", "inspection.investigate", needs=(guards.two_inspectors,),
        asks=(
            Day("held_on", _("检查日期")), Text("where", _("地点"), personal=False, most=120), _INSPECTORS,
            Text("said", _("检查笔录"), long=True), Files("files", _("照片或录像"), required=False),
        ),
        does=effects.check_site, clause="R-3.2.d",
    ),
    Step(
        "collect", _("登记证据"), ("investigating",), "", "inspection.investigate",
        asks=(Text("said", _("证据名称和来源"), long=True), Files("files", _("证据"))), does=effects.collect,
    ),
    Step(
        "suspend", _("中止调查"), ("investigating",), "suspended", "inspection.file", not_by=("finish",),
        asks=(Note(_("中止理由")),),
    ),
    Step("resume", _("恢复调查"), ("suspended",), "investigating", "inspection.file", asks=(Note(required=False),)),
    Step(
        "ask_extension", _("申请延长"), ("investigating",), "", "inspection.investigate", needs=(guards.not_extended,),
        asks=(Note(_("复杂在哪里")),), does=effects.ask_extension,
    ),
    Step(
        "extend", _("批准延长"), ("investigating",), "", "inspection.extend",
        needs=(guards.extension_asked, guards.not_extended), asks=(Note(required=False),), not_by=("ask_extension",),
        does=effects.extend, extends="investigate", extension="rights.inspection_extension_days",
        occasion=occasions.extension_asked,
        notice=_("案情复杂，调查期限已经批准延长。"),
    ),
    Step(
        "finish", _("完成调查"), ("investigating",), "investigated", "inspection.investigate",
        needs=(guards.two_inspectors, guards.employer_known, guards.has_evidence),
        asks=(
            Choice("outcome", _("结论"), {o.value: o.label for o in Inspection.Outcome}), Money("found", _("查实欠付金额")),
            Number("persons", _("涉及人数")), Text("report", _("调查报告"), long=True),
        ),
        does=effects.finish, papers=("rights.investigation_report",),
    ),
)  # fmt: skip

#: Of sums and persons in an order.
_AS_FOUND = _("不填的，按查实的写")
_LAW = Text("law", _("法律依据"), personal=False, stays=True, help=_("法律名称、版本和条款"))
HANDLING = (
    Step(
        "order", _("责令限期改正"), ("investigated",), "ordered", "inspection.decide", needs=(guards.violation_found,),
        not_by=("finish",),
        asks=(
            Text("demand", _("改正内容"), long=True, personal=False, help=HINT),
            Text(
                "law", _("违反的规定"), personal=False, stays=True,
                help=_("法律名称和条款，如《劳动法》第五十条；事实按调查结论写进指令书"),
            ),
            Day("due_on", _("改正期限")),
            Money("amount", _("应付金额"), required=False, help=_AS_FOUND), Number("persons", _("涉及人数"), required=False, help=_AS_FOUND),
            Note(_("与调查结论不同的理由"), required=False, help=_("金额或人数与查实的不同时必须写")),
        ),
        occasion=occasions.to_order, does=handling.order, papers=("rights.rectification_order",), confirm=_("向用人单位发出限期改正指令书。"),
        notice=_("已责令用人单位限期改正。"),
    ),
    Step(
        "corrected", _("认定已改正"), ("ordered",), "performed", "inspection.investigate",
        needs=(guards.order_served, guards.payments_proven),
        asks=(Note(_("核查情况")), Files("files", _("凭证"), required=False)), does=handling.order_corrected,
        occasion=occasions.reported,
        notice=_("用人单位报告已经改正，请告诉我们您是否收到。"),
    ),
    Step(
        "not_corrected", _("认定逾期未改正"), ("ordered",), "investigated", "inspection.investigate",
        needs=(guards.order_served,), asks=(Note(_("核查情况")),), does=handling.order_failed,
    ),
    Step(
        "report_corrected", _("报告改正情况"), ("ordered", "decided", "reminded"), "", employer.ANSWERS, party=True,
        needs=(guards.employer_told,),
        asks=(
            Text("said", _("改正情况"), long=True), Files("files", _("支付凭证等证明材料"), help=_("银行回单、工资表、补签的合同等")),
        ),
        does=handling.report_corrected, occasion=occasions.unreported,
    ),
    Step(
        "notice_treatment", _("行政处理事先告知"), ("investigated",), "noticed", "inspection.investigate",
        needs=(guards.violation_found, guards.order_settled),
        asks=(
            Text("facts", _("事实和证据"), long=True, personal=False, help=HINT), _LAW, Money("amount", _("应支付金额")),
            Money("extra", _("加付赔偿金"), required=False),
        ),
        does=handling.notice_treatment, papers=("rights.treatment_notice",), occasion=occasions.order_failed,
    ),
    Step(
        "notice_penalty", _("行政处罚事先告知"), ("investigated",), "noticed", "inspection.investigate",
        needs=(guards.violation_found, guards.order_settled),
        asks=(
            Text("facts", _("事实和证据"), long=True, personal=False, help=HINT), _LAW, Money("amount", _("拟罚款金额")),
        ),
        does=handling.notice_penalty, papers=("rights.penalty_notice",),
    ),
    Step(
        "defend", _("记录陈述申辩"), ("noticed",), "", "inspection.investigate",
        asks=(Text("said", _("陈述申辩内容"), long=True), Files("files", _("书面材料"), required=False)), does=handling.defend,
    ),
    Step(
        "state_case", _("提交陈述申辩"), ("noticed",), "", employer.ANSWERS, party=True, needs=(guards.employer_told,),
        asks=(Text("said", _("陈述申辩内容"), long=True), Files("files", _("书面材料"), required=False)), does=handling.defend,
        occasion=occasions.unheard,
    ),
    Step(
        "waive", _("记录放弃陈述和听证"), ("noticed",), "", "inspection.investigate",
        asks=(Note(_("放弃的方式和时间")),), does=handling.waive,
    ),
    Step(
        "ask_hearing", _("受理听证申请"), ("noticed",), "hearing", "inspection.investigate", needs=(guards.hearing_due,),
        asks=(Day("asked_on", _("提出日期")),), does=handling.ask_hearing,
    ),
    Step(
        "announce_hearing", _("通知听证"), ("hearing",), "", "inspection.review", asks=(Day("on", _("听证日期")),),
        occasion=occasions.hearing_to_announce, does=handling.announce_hearing, papers=("rights.hearing_notice",), not_by=("finish", "notice_penalty"),
    ),
    Step(
        "hold_hearing", _("举行听证"), ("hearing",), "reviewing", "inspection.review", needs=(guards.hearing_told,),
        asks=(Text("said", _("听证笔录"), long=True), Files("files", _("笔录扫描件"), required=False)),
        occasion=occasions.hearing_announced, does=handling.hold_hearing, not_by=("finish", "notice_penalty"),
    ),
    Step(
        "submit", _("提请决定"), ("noticed",), "reviewing", "inspection.investigate", asks=(Note(_("处理意见")),),
        does=handling.submit, occasion=occasions.heard,
    ),
    Step(
        "review", _("法制审核通过"), ("reviewing",), "", "inspection.review", needs=(guards.is_unreviewed,),
        asks=(Note(_("审核意见")),), does=handling.review, occasion=occasions.to_review, not_by=("finish", "notice_treatment", "notice_penalty"),
    ),
    Step(
        "return_", _("退回调查处理"), ("reviewing",), "investigated", "inspection.review", asks=(Note(_("退回理由")),),
        does=handling.withdraw, not_by=("finish", "notice_treatment", "notice_penalty"),
    ),
    Step(
        "decide", _("作出决定"), ("reviewing",), "decided", "inspection.decide", needs=(guards.is_reviewed,),
        occasion=occasions.reviewed, asks=(Note(required=False),), does=handling.decide, papers=("rights.decision",),
        confirm=_("作出决定后不能修改，只能另行撤销。"),
        not_by=("review", "finish", "notice_treatment", "notice_penalty", "submit"), notice=_("已作出处理决定。"),
    ),
    Step(
        "revoke", _("撤销立案"), ("investigated",), "revoked", "inspection.decide", not_by=("finish",),
        asks=(
            Choice("ground", _("理由"), {"unfounded": _("违法事实不成立"), "minor": _("轻微，已改正")}), Note(_("说明")),
        ),
        does=handling.revoke, papers=("rights.closing_approval",), notice=_("案件已撤销立案，理由请看进度页。"),
        confirm=_("撤销立案后案件终结。"),
    ),
)  # fmt: skip

_PAID_IN = ("investigating", "investigated", "ordered", "decided", "reminded", "enforcing", "performed", "disputed")
_SERVED_IN = ("investigating", "investigated", "ordered", "noticed", "hearing", "decided", "reminded", "enforcing")
PERFORMANCE = (
    Step(
        "serve", _("登记送达"), _SERVED_IN, "", "inspection.investigate", needs=(guards.has_unserved,),
        asks=(
            Choice("paper", _("文书"), performance.unserved_options), Day("served_on", _("送达日期")),
            Choice("method", _("方式"), {m.value: m.label for m in Served.Method}),
            Text("receiver", _("签收人"), required=False, most=50), Files("files", _("送达回证"), required=False),
        ),
        does=performance.serve, papers=("rights.service_proof",), occasion=occasions.unserved,
    ),
    Step(
        "pay", _("登记支付"), _PAID_IN, "", "inspection.investigate",
        asks=(
            Choice("complaint", _("支付给"), performance.payee_options), Number("persons", _("人数"), required=False, least=1),
            Money("amount", _("金额")), Day("paid_on", _("支付日期")), Files("proof", _("支付凭证")),
        ),
        does=performance.pay,
    ),
    Step(
        "withdraw_payment", _("撤回支付登记"), _PAID_IN, "", "inspection.investigate", needs=(guards.has_payment,),
        asks=(Choice("payment", _("哪一笔"), performance.payment_options), Note(_("撤回的理由"))),
        does=performance.withdraw_payment, confirm=_("登记错的支付不再计入，记录和凭证保留。"),
    ),
    Step(
        "confirm_payment", _("核实原支付属实"), ("performed", "disputed"), "", "inspection.investigate",
        needs=(guards.has_disputed,),
        asks=(
            Choice("payment", _("哪一笔"), performance.disputed_options),
            Note(_("核实情况"), help=_("怎样查明钱已到本人手里，如银行流水、本人后来的答复")),
        ),
        does=performance.confirm_payment, confirm=_("这一笔重新计入已支付的金额。"),
    ),
    Step(
        "perform", _("认定已履行"), ("decided", "reminded", "enforcing"), "performed", "inspection.investigate",
        needs=(guards.decision_served, guards.payments_proven), asks=(Note(_("履行情况")),),
        notice=_("用人单位报告已经支付，请告诉我们您是否收到。"),
    ),
    Step(
        "remind", _("催告"), ("decided",), "reminded", "inspection.investigate", needs=(guards.decision_served, guards.perform_term_over),
        does=performance.remind, papers=("rights.reminder",),
    ),
    Step(
        "apply_court", _("申请法院强制执行"), ("reminded",), "enforcing", "inspection.decide",
        needs=(guards.reminder_served, guards.court_term_begun), asks=(Note(required=False),), does=performance.apply_court,
        papers=("rights.court_application",), not_by=("remind",),
        confirm=_("向人民法院申请强制执行。"),
    ),
    Step(
        "court_took", _("由法院执行结案"), ("enforcing",), "court_closed", "inspection.close",
        asks=(Text("number", _("法院执行案号"), personal=False, most=60), Note(_("执行情况"))), does=performance.court_took,
        papers=("rights.closing_approval",), notice=_("案件已由人民法院强制执行，请看进度页。"), confirm=_("本机关不再办理。"),
        not_by=("apply_court",),
    ),
    Step(
        "ask_word", _("询问是否收到"), ("performed",), "", "inspection.ask",
        asks=(
            Choice("complaints", _("投诉编号"), effects.complaint_options, several=True), Note(_("询问方式"), required=False),
        ),
        does=performance.ask_word, occasion=occasions.to_ask,
    ),
    Step(
        "say_paid", _("我收到了"), ("performed", "closed"), "", "complaint.say", party=True,
        asks=(Choice("complaint", _("投诉编号"), effects.complaint_options),), does=performance.say_paid,
    ),
    Step(
        "say_unpaid", _("我没有收到"), ("performed", "closed"), "disputed", "complaint.say", party=True,
        asks=(Choice("complaint", _("投诉编号"), effects.complaint_options),), does=performance.say_unpaid,
    ),
    Step(
        "add_statement", _("补充证据"),
        ("received", "completing", "arriving", "accepted", "investigating", "suspended", "investigated", "ordered", "noticed",
         "hearing", "reviewing", "decided", "reminded", "enforcing", "performed", "disputed"),
        "", "complaint.add", party=True,
        asks=(
            Choice("complaint", _("投诉编号"), effects.complaint_options), Text("said", _("说明"), long=True, required=False),
            Files("files", _("照片、录音"), required=False),
        ),
        does=effects.add_statement,
    ),
    Step(
        "check_again", _("核实新凭证"), ("disputed",), "performed", "inspection.investigate",
        needs=(guards.unpaid_answered,), asks=(Note(_("核实情况")),), does=performance.check_again,
        notice=_("用人单位补交了支付凭证，请再告诉我们您是否收到。"),
    ),
    Step(
        "investigate_again", _("重新调查"), ("disputed",), "investigating", "inspection.file", asks=(Note(_("理由")),),
        does=performance.reopen,
    ),
    Step(
        "close", _("结案"), ("performed",), "closed", "inspection.close",
        needs=(guards.payments_proven, guards.corrected, guards.everyone_asked), occasion=occasions.asked, asks=(Note(required=False),),
        not_by=("pay", "confirm_payment", "corrected", "perform", "check_again"), papers=("rights.closing_approval",), clause="R-3.2.a",
        notice=_("案件已结案。没有收到的，仍可以在进度页告诉我们。"), confirm=_("结案后要重新办理，期限按原来的继续算。"),
    ),
    Step(
        "reopen", _("重新办理"), ("closed",), "investigating", "inspection.close", asks=(Note(_("理由")),), does=performance.reopen,
        notice=_("案件重新办理。"), confirm=_("原来的调查期限继续算，不重新开始。"),
    ),
)  # fmt: skip

CRIME = (
    Step(
        "propose_crime", _("提议移送公安"), ("investigated", "ordered", "decided", "reminded", "enforcing"), "",
        "crime_transfer.propose", needs=(guards.no_open_transfer, guards.ordered_to_pay),
        asks=(
            Choice("officers", _("专案人员"), effects.active_options, several=True),
            Money("amount", _("尚欠金额")), Number("persons", _("涉及人数"), least=1),
            Text("report", _("移送书面报告"), long=True),
            Flag("checked", _("已核对本地的数额标准"), required=True),
        ),
        does=propose, clause="R-3.2.e",
    ),
    Step(
        "hand_over", _("移送公安结案"), ("investigated", "decided", "reminded", "enforcing"), "handed", "inspection.close",
        needs=(guards.police_filed,), asks=(Note(required=False),), papers=("rights.closing_approval",),
        notice=_("案件已由公安机关立案，请看进度页。"), confirm=_("行政案件终结；不得以罚款代替移送。"), not_by=("propose_crime",),
    ),
)  # fmt: skip

INSPECTION = Process(
    "rights.inspection_case", _("劳动保障监察"), clause="R-3.2.a", noun="inspection", on="inspection.Inspection", prefix="JC",
    states=STATES, steps=(*INTAKE, *PLACE, *INVESTIGATION, *HANDLING, *PERFORMANCE, *CRIME, PROPOSE), opens="public", guide=GUIDE,
    clocks=CLOCKS, more_clauses=("R-3.2.b", "R-3.2.c", "R-3.2.d", "R-3.2.e"), party=_("投诉人"),
)  # fmt: skip
