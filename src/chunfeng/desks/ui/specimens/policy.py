"""Figures and clauses of an invented plan, and what the public sees of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from chunfeng.engines.display import page as p


def figures() -> tuple[p.Figure, p.Figure]:
    spark = p.Spark((0.52, 0.55, 0.58, 0.54, 0.63, 0.66, 0.727), _("近7个月：52%升至72.7%"))
    on_time = p.Figure(
        "71,651",
        _("人"),
        "/figures/1/",
        _("目标80,090人，89.5%"),
        p.Bar(0.895, _("完成89.5%，时间过去89.3%"), 0.893),
        spark,
    )
    behind = p.Figure(
        "3,065",
        _("人"),
        "",
        _("目标3,900人，78.6%"),
        p.Bar(0.786, _("完成78.6%，时间过去89.3%"), 0.893, slow=True),
        remark=_("慢10.7点"),
    )
    return on_time, behind


def chapter() -> p.Chapter:
    on_time, _behind = figures()
    gap = p.MarginNote(lines=(_("责任：市人社局"),), gap=_("评估办法尚未印发。"))
    clauses = (
        p.Clause(
            "T-1.1",
            _("年度培训总人数"),
            _("指标"),
            (_("每年各类培训合计不低于"), p.Link(_("80,090人"), "/figures/1/"), _("。")),
            p.MarginNote((on_time,)),
            _("市人社局"),
        ),
        p.Clause(
            "T-3.4.b",
            _("补贴资金监管"),
            _("事项"),
            _("补贴资金实行公示，防止重复享受。"),
            p.MarginNote(
                lines=(
                    (_("办理"), " ", p.Link(_("培训补贴申领"), "/guide/")),
                    (_("核查"), " ", p.Link(_("41条规则"), "/rules/")),
                )
            ),
        ),
        p.Clause("T-4.2", _("第三方评估"), _("机制"), _("委托第三方开展效果评估。"), gap),
    )
    return p.Chapter(_("总体目标"), "k0", clauses)


def plans() -> p.PlanDoors:
    on_time, behind = figures()
    cases = p.Figure(
        "1,284", _("件，今年查处欠薪"), details=_("收到1,325件，办结96.9%"), bar=p.Bar(0.969, _("办结率96.9%"))
    )
    link = p.Link(_("逐条看进度"), "/plan/")
    return p.PlanDoors(
        (
            p.PlanDoor(
                _("职业技能提升"),
                _("每年培训农民工80,090人，补贴公示、到人、可查。"),
                replace(on_time, spark=None),
                link,
            ),
            p.PlanDoor(_("权益保障"), _("签合同、按时发工资、上保险，反映一件查一件。"), cases, link),
            p.PlanDoor(_("公共服务"), _("找工作、创业、孩子上学、住房、看病，进城享同等服务。"), behind, link),
        )
    )


def doors() -> p.Doors:
    return p.Doors(
        (
            p.Door(_("我的培训"), _("补贴800元已核准，预计12月5日前打到尾号1208的卡。"), "/my/"),
            p.Door(_("我要反映"), _("欠薪、不签合同、乱收费，都可以说。不用注册。"), "/tell/"),
        )
    )


def paper() -> p.Page:
    """An official paper, as issued."""
    return p.Page(
        title="限期改正指令书",
        head=p.Head("", back=p.Link(_("返回案件"), "/")),
        body=(
            p.OfficialPaper(
                "某市人力资源和社会保障局",
                "某人社监令字〔2016〕第17号",
                "劳动保障监察\n限期改正指令书",
                "某装饰工程有限公司：",
                (
                    "经查，你单位未足额支付11名劳动者2016年8月至10月工资，共计86,350.00元（大写：捌万陆仟叁佰伍拾元整）。",
                    "现责令你单位自收到本指令书之日起5个工作日内改正。",
                ),
                date(2016, 11, 16),
                ("签收人：", "签收时间：　　　　年　　月　　日", "样张，不具法律效力。"),
                "https://example.org/v/5D2A",
            ),
        ),
    )
