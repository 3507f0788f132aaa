"""The posts of a city's programme and what each may do. 职责不相容 pairs are checked when a post is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.roles import Role, Scope

if TYPE_CHECKING:
    from chunfeng.base.access.roles import Words


def _role(code: str, title: Words, scope: Scope, desk: str, permissions: str, *, staff: bool = True) -> Role:
    return Role(code, title, frozenset(permissions.split()), scope, desk, staff)


ALL_ROLES: tuple[Role, ...] = (
    _role("system_admin", _("系统管理员"), "all", "staff", "account.manage account.confirm system.read components.read"),
    _role(
        "policy_admin", _("政策管理员"), "all", "staff",
        # Also the security administrator (安全管理员) of GB/T 22239: confirms what a system administrator gives.
        "parameter_change.read parameter_change.propose rule.read account.confirm",
    ),
    _role("policy_head", _("政策负责人"), "all", "staff", "parameter_change.read parameter_change.decide rule.read"),
    _role(
        "provider_clerk", _("机构经办人"), "org", "portal",
        "claim.read claim.apply claim.submit "
        "admission.read admission.apply admission.submit supervision.read supervision.answer evaluation.read roster.submit "
        "training_class.read training_class.apply training_class.submit visit.answer "
        "completion.read completion.apply completion.submit "
        "attendance.record punch_device.read punch_device.apply punch_device.submit make_up.read make_up.apply make_up.submit",
        staff=False,
    ),
    _role(
        "counter_clerk", _("窗口受理岗"), "place", "staff",
        "claim.read claim.accept "
        "admission.read admission.accept complaint.take complaint.reissue "
        "employer.register",
    ),
    _role(
        "section_checker", _("培训科审查岗"), "place", "staff",
        "claim.read claim.review recovery.read recovery.propose "
        "admission.read admission.review admission.visit admission.draw admission.publish admission.investigate "
        "supervision.read supervision.open supervision.verify supervision.propose_exit evaluation.read evaluation.open "
        "evaluation.rate provider.read expert.read finding.read finding.decide rule.read year_plan.read year_plan.draft "
        "standards.read standards.draft register.read register.draft staff_fund.read staff_fund.check "
        "training_class.read training_class.check visit.read visit.record callback.read callback.call callback.reveal "
        "completion.read completion.check examination.read certificate.read certificate.propose exam_body.register "
        "attendance.void punch_device.read punch_device.confirm make_up.read make_up.decide",
    ),
    _role(
        "class_visitor", _("过程检查员"), "place", "staff",
        "training_class.read visit.read visit.record callback.read callback.call callback.reveal",
    ),
    _role(
        "section_head", _("培训科负责人"), "place", "staff",
        "claim.read claim.check recovery.read "
        "admission.read admission.decide supervision.read supervision.card evaluation.read evaluation.confirm provider.read "
        "expert.read expert.manage finding.read "
        "finding.assign finding.decide finding.reveal rule.read year_plan.read standards.read register.read staff_fund.read "
        "training_class.read training_class.approve punch_device.read make_up.read visit.read visit.plan visit.card callback.read callback.drop "
        "completion.read completion.confirm examination.read certificate.read certificate.decide",
    ),
    _role(
        "leader", _("分管领导"), "place", "staff",
        "claim.read claim.decide payment.read payment.sign recovery.read recovery.decide "
        "admission.read supervision.read supervision.decide evaluation.read provider.read inspection.read inspection.decide "
        "year_plan.read year_plan.issue standards.read standards.issue register.read register.issue fund_order.read fund_order.approve "
        "inspection.designate crime_transfer.read crime_transfer.decide publication.read publication.decide finding.read rights_finding.read rule.read "
        "training_class.read completion.read visit.read callback.read",
    ),
    _role("worker", _("劳动者"), "own", "worker", "data_request.ask data_request.read", staff=False),
    _role("privacy_officer", _("个人信息保护负责人"), "place", "staff", "data_request.read data_request.decide"),
    _role("expert", _("评审专家"), "place", "portal", "admission.score", staff=False),
    _role("exam_clerk", _("考核录入岗"), "org", "portal", "examination.read examination.mark", staff=False),
    _role("exam_reviewer", _("考核复核岗"), "org", "portal", "examination.read examination.release", staff=False),
    _role("employer_clerk", _("用人单位经办人"), "org", "portal", "employer.report employer.answer staff_fund.read staff_fund.declare", staff=False),
    _role(
        "finance_clerk", _("财务岗"), "place", "staff",
        "claim.read payment.read payment.draw payment.result recovery.read recovery.receive "
        "admission.read supervision.read provider.read finding.read rule.read year_plan.read standards.read register.read staff_fund.read "
        "fund_order.read fund_order.draft training_class.read completion.read visit.read callback.read",
    ),
    _role("finance_head", _("财务负责人"), "place", "staff", "fund_order.read claim.read payment.read payment.check finding.read rule.read"),
    _role(
        "auditor", _("审计员"), "all", "staff",
        "claim.read payment.read recovery.read "
        "punch_device.read make_up.read "
        "log.read year_plan.read standards.read register.read staff_fund.read fund_order.read training_class.read "
        "completion.read examination.read certificate.read visit.read callback.read "
        "parameter_change.read admission.read supervision.read evaluation.read provider.read expert.read "
        "inspection.read publication.read "
        "finding.read finding.reveal rights_finding.read rights_finding.reveal rule.read",
    ),
    _role("phone_clerk", _("电话受理员"), "place", "staff", "complaint.take"),
    _role("grid_assistant", _("网格协管员"), "place", "staff", "lead.submit"),
    _role(
        "inspector", _("监察员"), "place", "staff",
        "inspection.read inspection.accept inspection.identify inspection.investigate inspection.ask complaint.take "
        "complaint.complete crime_transfer.read crime_transfer.propose crime_transfer.send publication.read publication.propose "
        "publication.register rights_finding.read rights_finding.decide rule.read",
    ),
    _role(
        "inspection_head", _("监察大队负责人"), "place", "staff",
        "inspection.read inspection.refuse inspection.file inspection.transfer inspection.extend inspection.close "
        "informer.read crime_transfer.read crime_transfer.send publication.read "
        "rights_finding.read rights_finding.assign rights_finding.decide rights_finding.reveal rule.read",
    ),
    _role("legal_reviewer", _("法制审核岗"), "place", "staff", "inspection.read inspection.review crime_transfer.read publication.read"),
)  # fmt: skip

#: Duties that one person must not hold together, and why.
APART: dict[tuple[str, str], Words] = {
    ("admission.accept", "admission.decide"): _("受理与认定不能是同一人"),
    ("admission.review", "admission.decide"): _("审查与认定不能是同一人"),
    ("admission.score", "admission.decide"): _("评审专家不能参与认定"),
    ("expert.manage", "admission.draw"): _("管专家库与抽取专家不能是同一人"),
    ("admission.submit", "admission.accept"): _("申请机构的经办人不能受理申请"),
    ("supervision.propose_exit", "supervision.decide"): _("提出退出与决定退出不能是同一人"),
    ("fund_order.draft", "fund_order.approve"): _("提出与批准拨付不能是同一人"),
    ("year_plan.draft", "year_plan.issue"): _("拟定与下达计划不能是同一人"),
    ("standards.draft", "standards.issue"): _("起草与审核补贴标准不能是同一人"),
    ("register.draft", "register.issue"): _("起草与审核台账名单不能是同一人"),
    ("training_class.check", "training_class.approve"): _("审核与批准开班不能是同一人"),
    ("training_class.submit", "training_class.check"): _("机构的经办人不能审核开班申请"),
    ("completion.check", "completion.confirm"): _("审核与确认准考名单不能是同一人"),
    ("completion.submit", "completion.check"): _("机构的经办人不能审核结业"),
    ("completion.submit", "examination.mark"): _("培训与考核不能是同一人：考培分离"),
    ("examination.mark", "examination.release"): _("录入与发布成绩不能是同一人"),
    ("certificate.propose", "certificate.decide"): _("提出与决定撤销证书不能是同一人"),
    ("punch_device.submit", "punch_device.confirm"): _("机构的经办人不能确认考勤设备"),
    ("make_up.submit", "make_up.decide"): _("机构的经办人不能认可补课"),
    ("attendance.record", "attendance.void"): _("记考勤的人不能同时替主管部门核对"),
    ("visit.record", "visit.card"): _("参加检查与决定发牌不能是同一人"),
    ("visit.record", "visit.plan"): _("安排抽取与参加检查不能是同一人"),
    ("claim.submit", "claim.accept"): _("机构的经办人不能受理补贴申领"),
    ("claim.accept", "claim.review"): _("初审与审核补贴不能是同一人"),
    ("claim.review", "claim.check"): _("审核与审定补贴不能是同一人"),
    ("claim.check", "claim.decide"): _("审定与核准补贴不能是同一人"),
    ("payment.draw", "payment.check"): _("编制与复核支付不能是同一人"),
    ("payment.check", "payment.sign"): _("复核与签发支付不能是同一人"),
    ("recovery.propose", "recovery.decide"): _("提出与决定追回不能是同一人"),
    ("payment.draw", "claim.decide"): _("核准补贴与编制支付不能是同一人"),
    ("evaluation.rate", "evaluation.confirm"): _("评定与审定不能是同一人"),
    ("account.manage", "log.read"): _("管账号的人不能看审计日志：系统管理和审计分开"),
    ("account.confirm", "log.read"): _("确认岗位的人不能看审计日志：安全管理和审计分开"),
    ("inspection.accept", "inspection.file"): _("受理与批准立案不能是同一人"),
    ("inspection.investigate", "inspection.decide"): _("调查与决定不能是同一人"),
    ("inspection.investigate", "inspection.close"): _("调查与批准结案不能是同一人"),
    ("inspection.investigate", "inspection.review"): _("调查与法制审核不能是同一人"),
    ("inspection.investigate", "inspection.extend"): _("申请延长与批准延长不能是同一人"),
    ("inspection.review", "inspection.decide"): _("法制审核与决定不能是同一人"),
    ("crime_transfer.propose", "crime_transfer.decide"): _("提议移送与决定移送不能是同一人"),
    ("publication.propose", "publication.decide"): _("提议公布与决定公布不能是同一人"),
    ("parameter_change.propose", "parameter_change.decide"): _("提出和核准参数变更不能是同一人"),
}
