"""States and terms of an inspection, and what the public how-to page says beyond them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chunfeng.base.workflow.declarations import Clock, Guide, State

STATES = (
    State("received", _("待受理"), usual=("accept",)),
    State("completing", _("待补充"), "neutral", waits_on=_("投诉人")),
    State("arriving", _("待接收"), "review", usual=("take_over", "take_over_filed")),
    State("accepted", _("待立案"), usual=("file",)),
    State("investigating", _("调查中"), usual=("extend", "finish")),
    State("suspended", _("中止调查"), "neutral", waits_on=_("鉴定或其他机关")),
    State("investigated", _("待处理"), usual=("order", "notice_treatment")),
    State("ordered", _("限期改正"), waits_on=_("用人单位"), usual=("report_corrected", "serve", "corrected")),
    State("noticed", _("已告知"), waits_on=_("用人单位陈述申辩"), usual=("state_case", "submit")),
    State("hearing", _("听证中"), "review", usual=("announce_hearing", "hold_hearing")),
    State("reviewing", _("待决定"), "review", usual=("review", "decide")),
    State("decided", _("待履行"), waits_on=_("用人单位")),
    State("reminded", _("已催告"), waits_on=_("用人单位")),
    State("enforcing", _("强制执行"), waits_on=_("人民法院")),
    State("performed", _("待结案"), "ok", usual=("ask_word", "close")),
    State("disputed", _("收款不符"), "review"),
    State("refused", _("不予受理"), "bad", final=True),
    State("referred", _("已转告"), "neutral", final=True),
    State("elsewhere", _("另案处理"), "neutral", final=True),
    State("lapsed", _("未补充"), "neutral", final=True),
    State("joined", _("已并案"), "neutral", final=True),
    State("revoked", _("撤销立案"), "neutral", final=True),
    State("handed", _("移送公安"), "neutral", final=True),
    State("court_closed", _("法院执行"), "neutral", final=True),
    State("closed", _("已结案"), "ok", final=True),
)

CLOCKS = (
    Clock(
        "accept", _("受理期限"), "workdays", "rights.inspection_accept_days", ("received",), ("completing",),
        escalates="inspection.refuse", legal=_("劳动和社会保障部令第25号第十八条"), anew=True,
    ),
    Clock(
        "completion", _("补充期限"), "workdays", "rights.inspection_completion_days", ("completing",), at_end="lapse", anew=True,
    ),
    Clock(
        "take_over", _("接收期限"), "workdays", "rights.inspection_take_over_days", ("arriving",),
        escalates="inspection.designate", anew=True,
    ),
    Clock(
        "file", _("立案期限"), "workdays", "rights.inspection_file_days", ("accepted",), escalates="inspection.file",
        legal=_("受理当日立案"), anew=True,
    ),
    Clock(
        "investigate", _("调查期限"), "workdays", "rights.inspection_investigate_days", ("accepted", "investigating"),
        ("suspended",), escalates="inspection.extend", legal=_("劳动保障监察条例第十七条"),
    ),
    Clock(
        "decide", _("处理期限"), "workdays", "rights.inspection_decide_days", ("investigated", "reviewing"),
        ("ordered", "noticed", "hearing"), escalates="inspection.decide", legal=_("劳动和社会保障部令第25号第三十七条"),
    ),
    Clock("correct", _("改正期限"), "days", "rights.inspection_order_days", ("ordered",), anew=True, runs_out=True),
    Clock("defence", _("陈述申辩期限"), "days", "rights.inspection_defence_days", ("noticed",), anew=True, runs_out=True),
    Clock("perform", _("履行期限"), "days", "rights.inspection_perform_days", ("decided",), anew=True),
    Clock(
        "remind", _("催告期限"), "days", "rights.inspection_reminder_days", ("reminded",), legal=_("行政强制法第五十四条"), anew=True,
        runs_out=True,
    ),
)  # fmt: skip

GUIDE = Guide(
    who=_("在本地做工、单位侵害其劳动保障权益的劳动者；任何人都可以举报"),
    conditions=(
        _("有明确的用人单位或工头、工地"),
        _("权益受到侵害，或者知道有违法行为"),
        _("违法行为发生或者终了不超过两年"),
        _("没有就同一件事申请仲裁或起诉"),
    ),
    papers=(_("能说明情况的照片、录音、工资条、考勤、聊天记录（有什么交什么，没有也可以反映）"),),
    legal_basis=(
        _("劳动保障监察条例（国务院令第423号）"),
        _("关于实施《劳动保障监察条例》若干规定（劳动和社会保障部令第25号）"),
        _("保障农民工工资支付条例（国务院令第724号，2020年5月1日起）"),
    ),
    result=_("责令改正、行政处理或行政处罚；不予受理的书面告知理由"),
    where=_("手机网页不用注册；也可以打 12333，或到当地劳动保障监察窗口"),
    questions=(
        (_("要写名字吗？"), _("可以匿名。留电话的，方便告诉您结果。")),
        (_("单位会知道是我吗？"), _("不会。举报人的身份只有办案的少数人能看，每次查看都有记录。")),
        (_("多少天有结果？"), _("5个工作日内告诉您是否受理，受理后60个工作日内查清，复杂的最多再加30个工作日。")),
    ),
)
