"""The parts of an invented case."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from chunfeng.engines.display import page as p

_AT = make_aware(datetime(2016, 11, 23, 10, 42))


def facts() -> p.Facts:
    return p.Facts(
        (
            p.Fact(_("金额"), p.Money(2_480_000)),
            p.Fact(_("扣减"), p.Money(-80_000)),
            p.Fact(_("人数"), p.Quantity(1284, _("人"))),
            p.Fact(_("到课率"), p.Share(0.972)),
            p.Fact(_("授课"), p.Span(date(2016, 10, 10), date(2016, 10, 28))),
            p.Fact(_("协议"), p.Span(date(2016, 1, 1), None)),
            p.Fact(_("通知日期"), p.Day(date(2016, 11, 23), "full")),
            p.Fact(_("提交"), p.Moment(_AT)),
            p.Fact(_("手机"), p.Masked("138 **** 1402", p.Link(_("显示"), "/show/", _("手机号")))),
            p.Fact(_("备注"), None),
            p.Fact(_("残疾类别"), p.Missing.NOT_APPLICABLE),
            p.Fact(_("10月参保"), p.Missing.NOT_REPORTED),
            p.Fact(_("本县目标"), p.Missing.NOT_ALLOCATED),
            p.Fact(_("实名核验"), True),
            p.Fact(_("户籍地"), _("河口区孤岛镇"), wide=True),
        )
    )


def terms() -> p.Terms:
    return p.Terms(
        (
            p.Term(_("初审"), _("5个工作日"), p.Day(date(2016, 11, 17), "short"), _("用3日，按时")),
            p.Term(_("公示"), _("7日"), p.Day(date(2016, 11, 24), "short"), _("进行中")),
            p.Term(_("核准"), _("3个工作日"), p.Day(date(2016, 11, 29), "short"), None),
        )
    )


def papers() -> p.Papers:
    return p.Papers(
        (
            p.Paper(
                _("补贴申请表"), "/papers/1/", 2, (p.Day(date(2016, 11, 10), "short"), " ", _("孙*梅")), "9f31c0a2"
            ),
            p.Paper(_("班期档案"), "/papers/2/", 64, _("系统归集"), "e810a35c"),
            p.Paper(_("学员确认回执"), missing=True),
        )
    )


def timeline() -> p.Timeline:
    return p.Timeline(
        (
            p.Entry(_("等公示期满"), note=_("已3个工作日，未收到异议"), kind="waiting"),
            p.Entry(
                _("夜间核查：运行41条规则，命中1条"),
                p.Moment(_AT),
                small=(_("快照"), date(2016, 11, 21), " · a41c90e7"),
                kind="system",
            ),
            p.Entry(
                _("初审通过"),
                p.Moment(_AT),
                _("吕*言 · 区培训科"),
                _("电话抽查4人，均接通"),
                (p.Id("T-3.4.a"), _(" · 抽查比例10%，自"), date(2015, 1, 1)),
            ),
            p.Entry(
                _("初审通过"),
                p.Moment(_AT),
                _("吕*言 · 区培训科"),
                (_("误点，"), p.Link(_("已撤销"), "#")),
                undone=True,
            ),
        )
    )


def tasks() -> p.TaskList:
    return p.TaskList(
        (
            p.Task(_("上传学员名册"), "done", "/roster/", _("34人")),
            p.Task(_("上传考核与证书"), "open", "/exams/", _("1人成绩未报")),
            p.Task(_("等区培训科审核结业"), "waiting", note=p.Deadline(date(2016, 11, 25), 2)),
            p.Task(
                _("提交补贴申领"),
                "cannot",
                reasons=(
                    p.Reason(_("还有2张证书等待比对。")),
                    p.Reason(_("学员确认回执缺4份。"), p.Link(_("发送提醒"), "/remind/")),
                ),
            ),
        )
    )


def compare() -> p.Compare:
    return p.Compare(
        _("记录甲"),
        _("记录乙"),
        (
            (
                _("身份"),
                (
                    p.compared(_("姓名"), "王秀兰", "王秀蘭", _("同字异体"), _("同一人")),
                    p.compared(_("性别"), _("女"), _("女")),
                ),
            ),
            (_("联系"), (p.compared(_("手机"), "138 **** 7705", "138 **** 7105", _("差1位"), _("不定")),)),
        ),
    )


def findings() -> tuple[p.Finding, ...]:
    return (
        p.Finding(
            _("一、同一人时间重叠参加两个班"),
            (
                _("孙*同时在两个班的名册上，授课日期有9个工作日重叠。规则："),
                p.Link(_("重叠参训"), "/rules/1/"),
                _("，条款"),
                p.Id("T-3.4.b"),
                _("。"),
            ),
            p.Chip("bad", _("未处理")),
            anchor="finding-1",
            evidence=(
                p.List(
                    (
                        p.Column("roll", _("名册")),
                        p.Column("days", _("授课日期"), kind="id"),
                        p.Column("from", _("来源")),
                    ),
                    rows=(
                        p.Row(
                            {
                                "roll": _("本班"),
                                "days": p.Span(date(2016, 10, 10), date(2016, 10, 28)),
                                "from": _("平台开班记录"),
                            }
                        ),
                        p.Row(
                            {
                                "roll": _("另一班"),
                                "days": p.Span(date(2016, 10, 18), date(2016, 11, 4)),
                                "from": _("10月名册，第118行"),
                            }
                        ),
                    ),
                    caption=_("孙*，370***********2417"),
                    key="evidence",
                ),
            ),
        ),
        p.Finding(
            _("二、到课率低于80%的学员列入申领"),
            (_("已认定为"), p.Mark(_("有合理说明")), _("，吕*言"), " ", p.Day(date(2016, 11, 15), "short")),
        ),
    )


def steps() -> p.Next:
    note = p.Field("note", _("意见"), "long", hint=_("写明依据了哪份材料。"))
    approve = p.StepOffer(
        "approve",
        _("核准补贴24,000.00元"),
        "/act/",
        7,
        "k1",
        (note,),
        irreversible=True,
        tone="primary",
        confirm=_(
            "汇才培训学校，焊工五级第8期，30人。核准后由区财政局在10个工作日内拨付；不能修改，只能写明理由撤销。"
        ),
    )
    back = p.StepOffer(
        "return",
        _("退回机构补正"),
        "/act/",
        7,
        "k2",
        opened=True,
        fields=(
            p.Field(
                "reason",
                _("退回原因"),
                "checks",
                options=(p.Option("a", _("就业证明缺少")), p.Option("b", _("签到不全"))),
                errors=(_("请选择退回原因"),),
            ),
            note,
        ),
    )
    return p.Next(
        (
            approve,
            back,
            p.StepOffer(
                "refuse",
                _("不予补贴"),
                "/act/",
                7,
                "k3",
                tone="danger",
                confirm=_("不予补贴须写明依据，并告知申请人可以申请复核。"),
            ),
        ),
        (
            p.StepRefusal(
                _("发布公示"),
                (
                    p.Reason(_("初审与核准不能是同一人，初审是我。"), p.Link(_("转给可核准的2人"), "/assign/")),
                    p.Reason(_("有1条疑点未处理。"), p.Link(_("去认定"), "#finding-1")),
                ),
            ),
        ),
    )
