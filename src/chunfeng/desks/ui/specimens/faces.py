"""One invented page of each face, as a plan would build it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from chunfeng.desks.ui.specimens import casework, lists, policy
from chunfeng.engines.display import page as p

_AT = make_aware(datetime(2016, 11, 23, 10, 42))


def queue() -> p.Page:
    return p.Page(
        _("我的待办"),
        p.Head(
            _("我的待办"),
            said=(p.Day(date(2016, 11, 23), "full"), _(" · 今天已办6件 · "), p.Link(_("查看已办"), "?done=1")),
        ),
        (lists.queue(),),
        flat=True,
        printed=p.Printed(_("我的待办"), _("吕*言（区培训科）"), _AT, date(2016, 11, 22)),
        keys=("list",),
    )


def case() -> p.Page:
    return p.Page(
        "河补2016-0031",
        p.Head(
            _("培训补贴申领"),
            "河补2016-0031",
            p.Chip("info", _("公示中")),
            p.Deadline(date(2016, 11, 24), 1),
            _("汇才培训学校，焊工五级第8期，31人，24,800.00元。最近：11-22 02:10 夜间核查命中1条疑点。"),
            p.Link(_("返回我的待办（第6件，共14件）"), "/"),
        ),
        body=(
            p.Panel(_("基本信息"), (casework.facts(),)),
            p.Panel(_("金额"), (lists.amounts(),)),
            p.Panel(_("疑点与证据"), casework.findings()),
            p.Panel(_("材料"), (casework.papers(),)),
            p.Panel(_("办理经过"), (casework.timeline(),)),
        ),
        side=(
            casework.steps(),
            p.Panel(_("期限"), (casework.terms(),)),
            p.Panel(_("要件"), (p.Prose(((_("9件，已收8件。"), p.Link(_("逐件查看"), "#")),)),)),
        ),
        printed=p.Printed(p.Id("河补2016-0031"), _("吕*言（区培训科）"), _AT, date(2016, 11, 22), watermark=True),
        previous_url="?at=1",
        next_url="?at=3",
        signatures=(_("初审人："), _("核准人："), _("日期：")),
        keys=("case",),
    )


def judged() -> p.Page:
    """Two records side by side: the evidence comes first and no answer is primary."""
    why = p.Field("why", _("认定理由"), "long", hint=_("写清依据了哪份材料、与谁核实过。"))
    return p.Page(
        _("两条记录可能是同一人"),
        p.Head(
            _("两条记录可能是同一人"), "河疑2016-0009", p.Chip("info", _("待认定")), p.Deadline(date(2016, 11, 23), 0)
        ),
        body=(casework.compare(),),
        side=(
            p.Next(
                (
                    p.StepOffer("same", _("是同一人，合并为记录甲"), "/act/", 3, "j1", (why,)),
                    p.StepOffer("other", _("不是同一人"), "/act/", 3, "j2", (why,)),
                ),
                effects=(
                    _("两个班期、两笔补贴归到记录甲；记录乙保留，可撤销合并。"),
                    _("命中重复申领，待核准的800.00元随即冻结。"),
                ),
            ),
        ),
        body_first=True,
    )


def errand() -> p.Page:
    return p.Page(
        _("第9期 砌筑工五级"),
        p.Head(
            _("2016年第9期 砌筑工五级"),
            chip=p.Chip("info", _("待申领")),
            back=p.Link(_("返回全部班期"), "/"),
            said=(
                _("授课"),
                p.Span(date(2016, 10, 17), date(2016, 11, 4)),
                _("，120课时，34人。请在12月9日前提交补贴申领。"),
            ),
        ),
        body=(p.Panel(_("这一班要做的事"), (casework.tasks(),), _("8项，已完成5项。")),),
        side=(
            p.Panel(
                _("最近退回原因"),
                (
                    p.Prose(
                        (
                            (
                                p.Day(date(2016, 11, 14), "short"),
                                " ",
                                p.Link(_("第7期申领"), "#"),
                                _("：就业证明缺4份，已补交。"),
                            ),
                        )
                    ),
                ),
            ),
            p.Panel(_("承办人"), (p.Prose((_("河口区培训科 吕*言"), _("0546-000 0001，工作日8:30 – 17:00"))),)),
            p.Panel(_("接下来的期限"), (casework.terms(),)),
        ),
        body_first=True,
    )


def hers() -> p.Page:
    return p.Page(
        _("我的事"),
        p.Head(_("杨*花，您好")),
        body=(
            policy.doors(),
            p.Panel(
                _("请确认一件事"),
                (
                    p.Prose(
                        (
                            (
                                _("有培训班把您列入名册："),
                                p.Mark(_("利津县 育婴员五级第4期，10月19日开班")),
                                _("。您参加了吗？"),
                            ),
                        )
                    ),
                    p.Acts((p.Link(_("参加了"), "#"), p.Link(_("没参加，不是我"), "#")), plain=True),
                ),
            ),
            p.Panel(_("打电话问"), (p.Prose(((_("维权热线"), " ", p.Link("12333", "tel:12333")),)),)),
        ),
    )


def question() -> p.Page:
    topics = (_("欠薪（拖欠工资）"), _("没签劳动合同"), _("没交社会保险"), _("培训乱收费、冒用我的名字"), _("其他"))
    options = (
        *(p.Option(str(n), text) for n, text in enumerate(topics)),
        p.Option("hurt", _("受伤、职业病"), _("在工地或车间")),
    )
    field = p.Field(
        "topic",
        _("您要反映什么？"),
        "radios",
        "0",
        options=options,
        hint=_("选最要紧的一件，后面还能补充。"),
        heading=True,
    )
    return p.Page(
        _("您要反映什么？"),
        body=(
            p.Prose((p.Mark(_("第1个问题，共5个"), "note"),)),
            p.Form(
                _("继续"),
                (field,),
                "/tell/",
                promise=(_("谁会看到：区劳动监察大队的2名办案人员。"), p.Mark(_("不会告诉您的单位是谁反映的。"))),
            ),
        ),
    )


def home() -> p.Page:
    notices = p.List(
        (
            p.Column("what", _("公示")),
            p.Column("persons", _("人数"), kind="number", unit=_("人")),
            p.Column("amount", _("金额"), kind="money", unit=_("元")),
            p.Column("days", _("公示期"), kind="id"),
            p.Column("call", _("异议电话"), kind="id"),
        ),
        rows=(
            p.Row(
                {
                    "what": _("汇才培训学校 焊工五级第8期"),
                    "persons": 31,
                    "amount": 2_480_000,
                    "days": p.Span(date(2016, 11, 18), date(2016, 11, 24)),
                    "call": "0546-000 0001",
                },
                "/notices/1/",
            ),
            p.Row(
                {
                    "what": _("安居家政学校 养老护理员五级第19期"),
                    "persons": 44,
                    "amount": 4_400_000,
                    "days": p.Span(date(2016, 11, 21), date(2016, 11, 27)),
                    "call": "0546-000 0003",
                },
                "/notices/2/",
            ),
        ),
        source=(
            _("更新"),
            date(2016, 11, 23),
            _(" · 来源：各县（市、区）培训科 · "),
            p.Link(_("下载CSV"), "?format=csv"),
            " · ",
            p.Link(_("全部公示12个"), "/notices/"),
        ),
        key="notices",
    )
    return p.Page(
        _("三项行动计划，办到哪一步"),
        p.Head(_("三项行动计划，办到哪一步"), said=(_("数据截至"), date(2016, 11, 22), _("，每月5日前更新。"))),
        body=(
            policy.plans(),
            p.Panel(_("正在公示"), (notices,)),
            p.Panel(_("办事"), (p.Links((p.Link(_("申领培训补贴"), "/guide/1/"), p.Link(_("反映欠薪"), "/tell/"))),)),
        ),
    )


def clauses() -> p.Page:
    chapter = policy.chapter()
    return p.Page(
        _("技能提升计划"),
        p.Head(_("农民工职业技能提升3年行动计划"), said=_("条文为摘要，旁注取自运行中的系统，快照2016-11-22。")),
        body=(
            p.Tabs((p.Link(_("公众"), "?v=1", current=True), p.Link(_("工作人员"), "?v=2")), _("哪一种看法")),
            p.Prose((_("3条中2条已覆盖，1条未覆盖，用灰字列出。"),)),
            chapter,
        ),
        side=(p.Contents((chapter,)),),
    )


#: name → face and page.
FACES: Final[Mapping[str, tuple[str, Callable[[], p.Page]]]] = {
    "queue": ("staff", queue),
    "case": ("staff", case),
    "judged": ("staff", judged),
    "errand": ("portal", errand),
    "hers": ("worker", hers),
    "question": ("worker", question),
    "home": ("open", home),
    "clauses": ("living", clauses),
    "paper": ("paper", policy.paper),
}
