"""The left bar of the staff desk: words, address, key after g, permissions of which one is needed (none: every post). And where
a post begins that has no cases."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chunfeng.base.access.confirming import CONFIRM
from chunfeng.desks.staff.starts import Start

#: The item that says how much waits.
PENDING = "/desk/accounts/pending/"

ITEMS: tuple[tuple[object, str, str, tuple[str, ...]], ...] = (
    (_("待办"), "/desk/", "h", ()),
    (pgettext_lazy("栏目", "事项"), "/desk/cases/", "l", ()),
    (_("登记投诉"), "/desk/complaints/new/", "t", ("complaint.take",)),
    (_("补发查询码"), "/desk/complaints/reissue/", "b", ("complaint.reissue",)),
    (_("上报线索"), "/desk/leads/new/", "i", ("lead.submit",)),
    (_("消息"), "/inbox/", "m", ()),
    (_("疑点"), "/desk/findings/", "s", ("finding.read", "rights_finding.read")),
    (pgettext_lazy("栏目", "机构"), "/desk/providers/", "y", ("provider.read",)),
    (pgettext_lazy("栏目", "检查"), "/desk/visits/", "v", ("visit.read",)),
    (_("补贴标准"), "/desk/standards/", "k", ("standards.read",)),
    (pgettext_lazy("栏目", "资金"), "/desk/funds/", "q", ("fund_order.read",)),
    (pgettext_lazy("栏目", "指标"), "/desk/figures/", "x", ("year_plan.read",)),
    (_("专家库"), "/desk/experts/", "z", ("expert.read",)),
    (pgettext_lazy("栏目", "规则"), "/desk/rules/", "r", ("rule.read",)),
    (
        _("报送"),
        "/desk/uploads/",
        "u",
        ("employer.register", "year_plan.draft", "standards.draft", "register.draft", "exam_body.register"),
    ),
    (pgettext_lazy("栏目", "参数"), "/desk/parameters/", "p", ("parameter_change.read",)),
    (pgettext_lazy("栏目", "账号"), "/desk/accounts/", "a", ("account.manage",)),
    (_("待确认"), PENDING, "c", (CONFIRM,)),
    (_("日志"), "/desk/log/", "j", ("log.read",)),
)

#: Where posts begin whose queue is empty; the first whose permission is held.
STARTS = (
    Start(
        "account.manage", _("系统管理员管账号和岗位，工作人员的岗位由另一人确认。"),
        ((pgettext_lazy("栏目", "账号"), "/desk/accounts/"), (_("待确认"), PENDING)),
    ),
    Start(
        "parameter_change.propose", _("政策管理员提出参数变更，由政策负责人核准；系统管理员提出的岗位在这里确认。"),
        (
            (pgettext_lazy("栏目", "参数"), "/desk/parameters/"), (_("待核准的变更"), "/desk/cases/?process=policy.parameter_change"),
            (_("待确认"), PENDING),
        ),
    ),
    Start(
        "parameter_change.decide", _("政策管理员提出的参数变更在这里等我核准。"),
        ((pgettext_lazy("栏目", "参数"), "/desk/parameters/"), (_("全部变更"), "/desk/cases/?process=policy.parameter_change&closed=1")),
    ),
    Start(
        "data_request.decide", _("劳动者提出的个人信息请求在这里等我答复。"),
        ((_("全部请求"), "/desk/cases/?process=privacy.request&closed=1"),),
    ),
    Start("visit.record", _("抽中的班级检查在这里列出，到现场用手机填写。"), ((pgettext_lazy("栏目", "检查"), "/desk/visits/"),)),
    Start("lead.submit", _("网格协管员上报线索，由监察机构办理。"), ((_("上报线索"), "/desk/leads/new/"),)),
    Start("log.read", _("审计员查看日志、疑点和规则，不办理事项。"), ((_("日志"), "/desk/log/"), (_("疑点"), "/desk/findings/"))),
    Start("complaint.take", _("来人来电的投诉在这里登记，由监察机构办理。"), ((_("登记投诉"), "/desk/complaints/new/"),)),
    Start("finding.read", _("与本岗有关的疑点可以查看。"), ((_("疑点"), "/desk/findings/"), (pgettext_lazy("栏目", "机构"), "/desk/providers/"))),
)  # fmt: skip
