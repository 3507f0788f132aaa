"""首页: three plans with a sentence, a figure and a link each; what is on notice; the four doors 看 查 办 问."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.open import figures, guides, lists
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.targets import target_words
from chunfeng.desks.open.words import plan_title
from chunfeng.engines.display.page import (
    Duo,
    Figure,
    Head,
    Link,
    Links,
    Page,
    Panel,
    PlanDoor,
    PlanDoors,
)

PLANS = ("training", "rights", "services")


def _sentence(plan: str) -> str:
    return {
        "training": _("学一门手艺，培训有补贴；补贴公示、到人、可查。"),
        "rights": _("签合同、按时发工资、上保险、安全生产，反映一件查一件。"),
        "services": _("找工作、创业、孩子上学、住房、看病，进城享同等服务。"),
    }[plan]


def _figure(plan: str) -> Figure:
    """The plan's figure; where none is counted, its first target with what was reached as not reported."""
    if counted := figures.of_plan(plan):
        return figures.shown(counted)
    loaded = pack()
    target = next((t for t in loaded.targets if loaded.clauses[t["clause"]].plan == plan), None)
    if target is None:
        return Figure(_("未报送"))
    clause = loaded.clauses[target["clause"]]
    return Figure(
        _("未报送"),
        details=(_("目标："), target_words(target), _("（"), Link(clause.id, f"/policy/{clause.id}/"), _("）")),
    )


def home() -> Drawn:
    notice = pack().notice
    years = notice["years"]
    doors = PlanDoors(
        tuple(
            PlanDoor(plan_title(plan), _sentence(plan), _figure(plan), Link(_("逐条看进度"), f"/policy/{plan}/", plan_title(plan)))
            for plan in PLANS
        )
    )  # fmt: skip
    said = (
        _("%(first)s ～ %(last)s年，依据") % {"first": years[0], "last": years[-1]},
        Link(str(notice["number"]), "/policy/"), _("。没有报送的写“未报送”，不估计。"),
    )  # fmt: skip
    # First what cannot wait: whoever was not paid comes with an old phone and does not scroll.
    hurry = Links((Link(_("反映欠薪和其他问题，不用注册"), "/w/"), Link(_("我反映的事办到哪一步"), "/w/status/")))
    body: list[object] = [hurry, doors]
    today = timezone.localdate()
    for found in PUBLISHED.lists:
        if found.home and (shown := found.made(today)).rows:
            body.append(Panel(str(found.title), (lists.table(found, shown),)))
    look = Panel(
        _("我要看"),
        (Links((
            Link(_("政策原文和进度"), "/policy/"), Link(_("名单公示"), "/lists/"), Link(_("公开的决定"), "/decisions/"),
            Link(_("更正记录"), "/corrections/"), Link(_("数据下载"), "/data/"),
        )),),
    )  # fmt: skip
    check = Panel(
        _("我要查"),
        (Links((
            Link(_("我反映的事办到哪一步"), "/w/status/"), Link(_("我的培训"), "/my/"), Link(_("文书是不是真的"), "/verify/"),
            Link(_("证书是不是真的"), "/certificates/"),
            Link(_("系统里关于我的信息"), "/my/data/"),
        )),),
    )  # fmt: skip
    outside = [p for p in PROCESSES if guides.begun_outside(p)]
    act = Panel(
        _("我要办"),
        (Links((*(Link(str(p.title), guides.address(p.code)) for p in outside), Link(_("全部办事指南"), "/guides/"))),),
    )
    ask = Panel(
        _("我要问"),
        (Links((
            Link(_("反映欠薪和其他问题，不用注册"), "/w/"), Link(_("拨打12333咨询"), "tel:12333"),
            Link(_("个人信息怎样处理"), "/privacy/"), Link(_("无障碍说明"), "/accessibility/"),
        )),),
    )  # fmt: skip
    body.append(Duo((look, check, act, ask)))
    title = _("三项行动计划，办到哪一步")
    return Drawn(Page(title, Head(title, said=said), tuple(body)))
