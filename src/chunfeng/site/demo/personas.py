"""The people of the demo's posts. Their names are drawn by hand, nobody's number, phone or face is behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.rights.inspection.queries import CODE as INSPECTION
from chunfeng.plans.training.providers.queries import ADMISSION, EVALUATION, SUPERVISION

if TYPE_CHECKING:
    from chunfeng.base.access.roles import Words
    from chunfeng.base.workflow.declarations import Step


@dataclass(frozen=True)
class Persona:
    """at: where the post is held: the city, its first county, the first provider or employer, the examining body, or nowhere. task: what a
    visitor may try in it; acts: procedures and steps, told by their labels."""

    username: str
    name: str
    role: str
    at: Literal["city", "county", "provider", "school", "employer", "examiner", ""]
    task: Words = ""
    acts: tuple[tuple[str, str], ...] = ()

    @property
    def steps(self) -> list[Step]:
        named = ((PROCESSES[process], code) for process, codes in self.acts for code in codes.split())
        return [step for process, code in named if (step := process.step(code))]

    @property
    def tasks(self) -> str:
        return "、".join(str(words) for words in (*(step.label for step in self.steps), self.task) if words)


Acts = tuple[tuple[str, str], ...]
HEAD: Acts = (
    (ADMISSION, "designate decide_objection"), (EVALUATION, "confirm"), (SUPERVISION, "give_yellow"),
)  # fmt: skip
LEADER: Acts = (
    (INSPECTION, "order decide"), ("rights.violation_publication", "publish"), (SUPERVISION, "decide_exit decide_blacklist"),
)  # fmt: skip
INSPECTOR: Acts = ((INSPECTION, "accept enquire finish notice_treatment serve"),)

#: Beside most stands the second hand that four eyes ask for.
PERSONAS: tuple[Persona, ...] = (
    Persona("demo-provider", "孙立梅", "provider_clerk", "provider", _("填报认定申请、报送教室教师和花名册")),
    Persona(
        "demo-school", "田雨禾", "provider_clerk", "school", _("给授课中的班记考勤：签到码、纸质签到、学员卡、补课")
    ),
    Persona(
        "demo-employer", "钱志远", "employer_clerk", "employer", _("看本单位的案件，报告改正情况，申报职工教育经费")
    ),
    Persona("demo-exam", "汪鸣谦", "exam_clerk", "examiner", _("安排考评员、录入成绩")),
    Persona("demo-exam-2", "柳青禾", "exam_reviewer", "examiner", _("复核并发布成绩")),
    Persona("demo-counter", "张玉芬", "counter_clerk", "county", _("受理和登记：认定申请、投诉、补发回执码")),
    Persona("demo-checker", "李明哲", "section_checker", "county", _("审查材料、实地核查、抽专家、监督检查")),
    Persona("demo-checker-2", "卫长青", "section_checker", "county", _("复核前一位的实地核查")),
    Persona("demo-visitor", "田丰收", "class_visitor", "county", _("到班检查、电话回访学员")),
    Persona("demo-city-checker", "尹素华", "section_checker", "city", _("拟定年度培训计划、补贴标准和台账")),
    Persona("demo-city-leader", "靳朝阳", "leader", "city", _("下达年度培训计划、批准拨付，审核补贴标准和台账")),
    Persona("demo-city-finance", "郎秀琴", "finance_clerk", "city", _("提出培训资金拨付")),
    Persona("demo-head", "王秀英", "section_head", "county", _("分派疑点、管专家库"), HEAD),
    Persona("demo-leader", "赵建国", "leader", "county", acts=LEADER),
    Persona("demo-finance", "周慧敏", "finance_clerk", "county", _("编制补贴支付批次、登记银行结果和退款")),
    Persona("demo-finance-head", "贺明远", "finance_head", "county", _("复核补贴支付")),
    Persona("demo-inspector", "吴海涛", "inspector", "county", acts=INSPECTOR),
    Persona("demo-inspector-2", "蒋文博", "inspector", "county", _("会同调查")),
    Persona("demo-inspection-head", "沈亚男", "inspection_head", "county", acts=((INSPECTION, "file extend close"),)),
    Persona("demo-reviewer", "韩立新", "legal_reviewer", "county", _("法制审核处理决定")),
    Persona("demo-grid", "郑小兰", "grid_assistant", "county", _("上报线索")),
    Persona("demo-auditor", "冯国强", "auditor", "", _("看日志、疑点和规则的准确率")),
    Persona("demo-policy", "陈思远", "policy_admin", "", _("提出修改参数")),
    Persona("demo-policy-head", "杨柳青", "policy_head", "", _("核准修改参数")),
    Persona("demo-system", "褚晓东", "system_admin", "", _("建立账号、安排岗位")),
    Persona("demo-privacy", "施静怡", "privacy_officer", "city", _("答复个人信息请求")),
    Persona("demo-expert", "朱永昌", "expert", "city", _("给申请机构评分")),
    Persona("demo-expert-2", "秦月华", "expert", "city", _("给申请机构评分")),
    Persona("demo-expert-3", "尤大为", "expert", "city", _("给申请机构评分")),
    Persona("demo-expert-4", "许文清", "expert", "city", _("给申请机构评分")),
    Persona("demo-expert-5", "何玉林", "expert", "city", _("给申请机构评分")),
    Persona("demo-expert-6", "吕春芳", "expert", "city", _("给申请机构评分")),
    Persona("demo-new-expert", "窦文娟", "expert", "county", _("还不在专家库里，可由负责人加入")),
)

#: The worker of the demo has no post to choose: a phone opens the own pages, as everybody's does.
WORKER_PHONE = "13900008888"


def settle(
    city: Place, county: Place, provider: Org, employer: Org, since: date, school: Org | None = None, examiner: Org | None = None
) -> dict[str, Actor]:  # fmt: skip
    """Gives every persona an account and a post; username → actor. school: whose class is taught now, where that is another than
    the provider. No password: the demo lets a visitor choose a post."""
    where = {"city": city, "county": county}
    units = {"provider": provider, "school": school or provider, "employer": employer, "examiner": examiner}
    found = {}
    for persona in PERSONAS:
        user = User.objects.create_user(persona.username, name=persona.name, office="演示办公室 0538-0000000")
        Assignment.objects.create(
            user=user, role=persona.role, place=where.get(persona.at), org=units.get(persona.at), valid_from_on=since
        )
        found[persona.username] = actor_of(user)
    return found
