"""Every component in every state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from chunfeng.desks.ui.specimens import casework, lists, policy
from chunfeng.engines.display import page as p

_AT = make_aware(datetime(2016, 11, 23, 10, 42))


_Part = tuple[str, str, tuple[Any, ...]]


def page() -> p.Page:
    return p.Page(
        title=_("组件"),
        head=p.Head(
            _("组件"),
            said=_("每个组件，每种状态。写页面的人从这里取样。"),
            back=p.Link(_("返回待办（第2件，共14件）"), "/"),
        ),
        printed=p.Printed(_("组件"), _("吕*言（区培训科）"), _AT, date(2016, 11, 22), watermark=True),
        body=tuple(
            p.Panel(title, body, note, f"c-{n}")
            for n, (title, note, body) in enumerate(
                (*_of_lines(), *_of_cases(), *_of_forms(), *_of_figures(), *_of_faces())
            )
        ),
        signatures=(_("初审人："), _("核准人："), _("日期：")),
        previous_url="?at=1",
        next_url="?at=3",
        keys=("list", "case"),
    )


def _of_lines() -> tuple[_Part, ...]:
    rows = lists.rows()
    chips = (
        ("neutral", _("待提交")),
        ("info", _("核查中")),
        ("ok", _("已核准")),
        ("due", _("将到期")),
        ("bad", _("不予补贴")),
        ("review", _("复核中")),
    )
    spaced: list[p.Inline] = []
    for tone, text in chips:
        spaced += [p.Chip(tone, text), " "]  # type: ignore[arg-type]
    batch = p.List(
        lists.columns(),
        rows=rows[:2],
        key="batch",
        total=2,
        measure=_("件"),
        batch=p.Batch("/batch/", (("assign", _("转给同岗")), ("print", _("打印封面"))), "k"),
    )
    matrix = p.List(
        (
            p.Column("what", _("指标")),
            *(
                p.Column(str(n), name, kind="share")
                for n, name in enumerate((_("东营区"), _("河口区"), _("垦利县"), _("利津县"), _("广饶县")))
            ),
        ),
        rows=(
            p.Row(
                {"what": _("年度培训人数"), "0": 0.913, "1": 0.881, "2": 0.784, "3": p.Missing.NOT_REPORTED, "4": 0.902}
            ),
            p.Row(
                {
                    "what": _("劳动合同签订率"),
                    "0": 0.971,
                    "1": 0.964,
                    "2": p.Missing.NOT_ALLOCATED,
                    "3": 0.953,
                    "4": 0.949,
                }
            ),
        ),
        caption=_("完成目标的比例"),
        scroll=True,
        key="matrix",
        source=(
            _("更新"),
            date(2016, 11, 23),
            " · ",
            _("来源：各县区报送"),
            " · ",
            p.Link(_("下载CSV"), "?format=csv"),
        ),
    )
    return (
        (_("状态"), _("形状、词和底色，不可点；办结的只写字。"), (p.Prose(((*spaced, _("已归档")),)),)),
        (
            _("期限"),
            _("红色只给逾期。"),
            (
                p.Prose(
                    (
                        p.Deadline(date(2016, 11, 28), 3),
                        p.Deadline(date(2016, 11, 23), 0),
                        p.Deadline(date(2016, 11, 21), -2),
                        p.Deadline(date(2017, 1, 9), 9, natural=True),
                        p.Deadline(None, paused=_("已中止，补正期间不计")),
                    )
                ),
            ),
        ),
        (
            _("行内的值"),
            "",
            (casework.facts(),),
        ),
        (_("列表"), _("条件是一句话；一页50行；数字靠右。"), (lists.queue(),)),
        (_("成批"), _("选中以后才有按钮；不可撤回的事不成批办。"), (batch,)),
        (_("矩阵"), _("在自己的区域里左右移动，第一列不动。"), (matrix,)),
        (
            _("空"),
            _("写原因和下一步。"),
            (
                p.List(
                    lists.columns(),
                    total=0,
                    measure=_("件"),
                    key="none",
                    conditions=(p.Condition(_("逾期"), without_url="?"),),
                    empty=p.Empty(_("此条件下没有案件"), p.Link(_("去掉“逾期”"), "?")),
                ),
                p.Empty(_("没有待初审的申领。今天已办6件"), p.Link(_("看全部"), "/cases/")),
            ),
        ),
    )


def _of_cases() -> tuple[_Part, ...]:
    return (
        (
            _("页头"),
            "",
            (
                p.Links((p.Link("河补2016-0031", "/cases/1/"),)),
                p.Prose(
                    ((p.Id("河补2016-0031"), " ", p.Chip("info", _("公示中")), " ", p.Deadline(date(2016, 11, 24), 1)),)
                ),
            ),
        ),
        (
            _("办理"),
            _("不能办的写成理由，每条理由连到解法。"),
            (casework.steps(),),
        ),
        (
            _("一步就办"),
            "",
            (
                p.Next(
                    (
                        p.StepOffer("receive", _("受理"), "/act/", 7, "k4", tone="primary"),
                        p.Link(_("拟事先告知书"), "/draft/"),
                    )
                ),
            ),
        ),
        (_("没有可办的事"), "", (p.Next(idle=_("已拨付，案件已办结。")),)),
        (
            _("各环节期限"),
            "",
            (casework.terms(),),
        ),
        (
            _("疑点与证据"),
            "",
            casework.findings(),
        ),
        (
            _("材料"),
            "",
            (casework.papers(),),
        ),
        (
            _("办理经过"),
            _("实心是人，空心是系统，方形是等待，划线是已撤销。"),
            (casework.timeline(),),
        ),
        (
            _("任务单"),
            _("完成是普通字；不能开始是灰字和理由。"),
            (casework.tasks(),),
        ),
        (
            _("核对"),
            _("每行可改，改完回到本页。"),
            (
                p.CheckAnswers(
                    (
                        p.Answer(_("就业证明"), _("27份"), "/change/"),
                        p.Answer(_("收款账户"), _("汇才培训学校，尾号6620"), fixed=_("须先变更准入资料")),
                    )
                ),
            ),
        ),
        (
            _("比较"),
            _("不同的字加下划线，相同的整格灰字。"),
            (casework.compare(),),
        ),
    )


def _of_forms() -> tuple[_Part, ...]:
    bad = p.Form(
        _("退回补正"),
        (
            p.Field("contact", _("联系人"), value="孙*梅", autocomplete="off"),
            p.Field("phone", _("手机号"), "tel", "1380538140", hint=_("11位"), errors=(_("只有10位，请填11位"),)),
            p.Field("fee", _("培训费"), "money", "1,200.00"),
            p.Field("persons", _("人数"), "number", "30", unit=_("人")),
            p.Field("opens", _("开班日期"), "day", "2016-10-10"),
            p.Field(
                "why",
                _("退回原因"),
                "choice",
                options=(p.Option("a", _("就业证明缺少")),),
                errors=(_("请选择退回原因"),),
            ),
            p.Field(
                "served",
                _("送达方式"),
                "radios",
                "net",
                options=(p.Option("net", _("网上送达")), p.Option("post", _("邮寄"), _("按登记地址"))),
            ),
            p.Field("proof", _("证明"), "file", accept=".pdf,.jpg", hint=_("PDF或照片，每个不超过10兆"), optional=True),
            p.Field("remark", _("备注"), "long", optional=True),
            p.Field("true", _("名册、签到和证书真实，没有向学员收费。"), "flag"),
        ),
        "/form/",
        others=(p.Link(_("存为草稿"), "/draft/"),),
    )
    return (
        (_("表单"), _("必填不加星号，选填写明；错误在页首汇总，焦点移到汇总。"), (p.ErrorSummary(bad.problems), bad)),
        (
            _("按钮"),
            _("一组一个主按钮，写清动作。"),
            (p.Acts((p.Link(_("下载更正表（只含2行）"), "/mend/"), p.Link(_("上传更正表"), "/upload/"))),),
        ),
        (
            _("提示条"),
            "",
            (
                p.Notice(_("公示期间收到异议即暂停发放。")),
                p.Notice((_("已退回补正。"), p.Link(_("下一件"), "?at=3")), "ok"),
                p.Notice(_("许可证12月31日到期。"), "due"),
                p.Notice((_("没有保存：这件案件已由周*华办理。"), p.Link(_("看最新"), "?")), "bad"),
            ),
        ),
        (
            _("步骤与标签页"),
            "",
            (
                p.Steps((_("下载模板"), _("上传名册"), _("改正退回的行")), 2),
                p.Tabs((p.Link(_("公众"), "?v=1", current=True), p.Link(_("工作人员"), "?v=2")), _("哪一种看法")),
            ),
        ),
        (
            _("上传结果"),
            _("只标出错的那几个字。"),
            (
                p.UploadErrors(
                    40,
                    38,
                    2,
                    (
                        p.UploadError(
                            7,
                            _("证件号"),
                            p.marked("370911198702301234"[:14] + "****", (6, 14)),
                            _("没有1987年2月30日这一天"),
                            _("核对证件原件，第7至14位是出生日期"),
                        ),
                        p.UploadError(12, _("手机"), p.marked("1380538140"), _("只有10位"), _("填11位手机号")),
                    ),
                    (p.UploadError(28, _("姓名"), "陈*䶮", _("生僻字，已按原样保存"), _("打印若缺字请告知承办人")),),
                ),
            ),
        ),
    )


def _of_figures() -> tuple[_Part, ...]:
    on_time, behind = policy.figures()
    return (
        (_("数"), _("竖线是时间进度；慢于进度用褐色，旁边必有差距。"), (on_time, behind)),
        (
            _("等式"),
            "",
            (
                p.SumLine(
                    (
                        p.Summand(_("预算下达"), p.Money(3_100_000_000, False), url="/money/"),
                        p.Summand(_("到账"), p.Money(2_476_240_000, False), "−"),
                        p.Summand(_("追回"), p.Money(52_800_000, False), "＋"),
                        p.Summand(_("账户结余"), p.Money(676_560_000, False), "＝"),
                    )
                ),
            ),
        ),
        (_("条文与旁注"), _("未覆盖的写理由和责任单位。"), (policy.chapter(),)),
        (_("章条目录"), "", (p.Contents((policy.chapter(),)),)),
        (
            _("规则全文"),
            "",
            (
                p.Source(
                    "select later.claim as subject\nfrom claims as later\nwhere later.state <> 'refused'",
                    _("规则的SQL全文"),
                ),
            ),
        ),
    )


def _of_faces() -> tuple[_Part, ...]:
    return (
        (_("三项计划"), "", (policy.plans(),)),
        (_("手机首页"), "", (policy.doors(),)),
        (
            _("签到码"),
            "",
            (
                p.Board(
                    "https://example.org/s/7Q4K",
                    "2016-05-16 上午 08:30-11:30",
                    (_("用手机扫码，登录后签到；下课再扫一次签退。"),),
                ),
            ),
        ),
        (
            _("回执"),
            "",
            (
                p.Receipt(
                    _("反映编号"),
                    "河监2016-0121",
                    (_("查询码7Q4K，凭编号和查询码查看进度"),),
                    "https://example.org/r/7Q4K",
                ),
            ),
        ),
    )
