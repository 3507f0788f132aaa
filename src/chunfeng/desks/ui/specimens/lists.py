"""Lists of an invented desk."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from chunfeng.engines.display import page as p


def columns() -> tuple[p.Column, ...]:
    return (
        p.Column("number", _("编号"), kind="id"),
        p.Column("matter", _("事项")),
        p.Column("who", _("对象")),
        p.Column("amount", _("金额"), kind="money", unit=_("元")),
        p.Column("due", _("期限"), kind="deadline"),
        p.Column("state", _("状态"), kind="state"),
        p.Column("next", _("下一步"), kind="next"),
    )


def _row(
    number: str,
    matter: str,
    who: str,
    amount: p.Inline,
    due: p.Inline,
    state: p.Inline,
    act: str,
    *,
    here: bool = False,
) -> p.Row:
    cells = {"number": number, "matter": matter, "who": who, "amount": amount, "due": due, "state": state, "next": act}
    return p.Row(cells, url=f"/cases/{number}/", key=number, here=here)


def rows() -> tuple[p.Row, ...]:
    return (
        _row(
            "河补2016-0031",
            _("补贴申领"),
            _("汇才培训学校，焊工五级第8期"),
            1_920_000,
            p.Deadline(date(2016, 11, 22), -1),
            p.Chip("info", _("待初审")),
            _("待我初审"),
            here=True,
        ),
        _row(
            "河班2016-0007",
            _("开班申请"),
            _("安居家政学校，育婴员五级第3期"),
            None,
            p.Deadline(date(2016, 11, 23), 0),
            p.Chip("neutral", _("待检查")),
            _("待我与王*到场检查"),
        ),
        _row(
            "河补2016-0026",
            _("补贴申领"),
            _("安居家政学校，家政服务员第11期"),
            1_440_000,
            p.Deadline(date(2016, 12, 1), paused=_("已中止，补正期间不计")),
            p.Chip("due", _("待补正")),
            _("等机构补正，已4个工作日"),
        ),
        _row(
            "河补2016-0012", _("补贴申领"), _("新工艺技工学校，砌筑工五级第2期"), 1_840_000, None, _("已拨付"), _("无")
        ),
    )


def queue() -> p.List:
    some = rows()
    return p.List(
        columns(),
        groups=(
            p.Group(_("逾期"), some[:1], 1),
            p.Group(_("今天到期"), some[1:2], 1),
            p.Group(
                _("等对方"),
                some[2:],
                2,
                remark=(_("社保处10月缴费数据未报送，2条规则没有运行。"), p.Link(_("催报"), "/feeds/")),
            ),
        ),
        conditions=(
            p.Condition(
                _("河口区"), options=(p.Link(_("东营区"), "?place=1"), p.Link(_("垦利县"), "?place=2")), without_url="?"
            ),
            p.Condition(_("逾期"), without_url="?late="),
            p.Condition(_("我承办"), "?mine="),
        ),
        total=1000,
        capped=True,
        measure=_("件"),
        sort=_("按期限从早到晚"),
        exports=(p.Link(_("导出"), "?format=csv"), p.Link(_("存为常用"), "?save=1")),
        paging=p.Paging(51, 100, "?before=a", "?after=b"),
        totals=p.Row({"number": _("合计"), "amount": 5_200_000}),
        key="queue",
    )


def amounts() -> p.List:
    return p.List(
        (
            p.Column("what", _("项目")),
            p.Column("persons", _("人数"), kind="number", unit=_("人")),
            p.Column("rate", _("标准"), kind="money", unit=_("元/人")),
            p.Column("sum", _("金额"), kind="money", unit=_("元")),
            p.Column("why", _("依据")),
        ),
        rows=(
            p.Row(
                {
                    "what": _("机构申领"),
                    "persons": 31,
                    "rate": 80_000,
                    "sum": 2_480_000,
                    "why": (p.Link(_("焊工五级标准"), "/standards/1/"), _("，自"), date(2016, 1, 1)),
                }
            ),
            p.Row(
                {
                    "what": _("疑点未处理，冻结"),
                    "persons": -1,
                    "rate": 80_000,
                    "sum": -80_000,
                    "why": p.Link(_("疑点一"), "#finding-1"),
                }
            ),
        ),
        totals=p.Row({"what": _("现可核准"), "persons": 30, "sum": 2_400_000}),
        key="amounts",
    )
