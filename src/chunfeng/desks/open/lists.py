"""Open lists 名单公示: whole, dated, with their source, a file and an address for ever; and the page of one entry."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.desks.open import plain
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.stored import Made
from chunfeng.engines.display.page import (
    Acts,
    Column,
    Empty,
    Head,
    Link,
    List,
    Moment,
    Notice,
    Page,
    Panel,
    Prose,
    Row,
)
from chunfeng.engines.display.publication import OpenList, OpenTable


def address(found: OpenList) -> str:
    return "/decisions/" if found.decisions else f"/lists/{found.code}/"


def entry_address(found: OpenList, key: str) -> str:
    return f"/lists/{found.code}/{key}/"


def index() -> Drawn:
    today = timezone.localdate()
    shown = [found for found in PUBLISHED.lists if not found.decisions]
    rows = tuple(
        Row(
            {
                "title": str(found.title),
                "n": len(found.made(today).rows),
                "source": str(found.source),
                "leaves": str(found.leaves),
                "file": Link("CSV", f"/lists/{found.code}.csv", str(found.title)),
            },
            address(found),
        )
        for found in shown
    )
    table = List(
        (
            Column("title", _("名单")),
            Column("n", _("现有"), kind="number"),
            Column("source", _("来源")),
            Column("leaves", _("什么时候移出")),
            Column("file", _("下载")),
        ),
        rows=rows,
        empty=Empty(_("还没有公开的名单。"), Link(_("看办事指南"), "/guides/")),
        source=(_("更新"), " ", Moment(timezone.now(), "iso")),
    )
    more = Panel(
        _("相关"),
        (Acts((Link(_("公开的决定"), "/decisions/"), Link(_("更正记录"), "/corrections/")), plain=True),),
    )
    said = _("每份名单一次列完，网址不变。涉及个人的只写隐去部分的姓名和号码，到期自动移出。")
    return Drawn(Page(_("名单公示"), Head(_("名单公示"), said=said), (table, more)))


def table(found: OpenList, shown: OpenTable) -> List:
    return List(
        shown.columns,
        rows=tuple(
            Row(row.cells, entry_address(found, row.key) if found.entry else "", key=row.key) for row in shown.rows
        ),
        total=len(shown.rows),
        measure=str(found.measure),
        key=found.code,
        exports=(Link(_("下载CSV"), f"/lists/{found.code}.csv"),),
        empty=Empty(_("今天没有在列的。"), Link(_("全部名单"), "/lists/")),
        source=(
            _("更新"), " ", Moment(timezone.now(), "iso"), " · ", _("来源："), str(found.source), " · ", _("条款"), " ",
            Link(found.clause, f"/policy/{found.clause}/"), " · ", _("固定网址"), " ", address(found),
        ),
    )  # fmt: skip


def _page(found: OpenList) -> Drawn:
    shown = found.made(timezone.localdate())
    notes = [_("移出：%(how)s") % {"how": found.leaves}]
    if found.personal:
        notes.append(_("姓名隐去一字，证件号只留前三位和后两位。"))
    back = Link(_("返回首页"), "/") if found.decisions else Link(_("返回名单公示"), "/lists/")
    body = (table(found, shown), Prose((*notes, Link(_("改过什么，看更正记录"), "/corrections/"))))
    return Drawn(Page(str(found.title), Head(str(found.title), back=back, said=str(found.said)), body))


def one(code: str) -> Drawn | None:
    found = PUBLISHED.list(code)
    return None if found is None or found.decisions else _page(found)


def decisions() -> Drawn:
    """All lists of decisions on one page: the citizen does not know which office decided."""
    shown = [found for found in PUBLISHED.lists if found.decisions]
    if len(shown) == 1:
        return _page(shown[0])
    today = timezone.localdate()
    body = tuple(
        Panel(str(found.title), (table(found, found.made(today)), Prose((str(found.leaves),)))) for found in shown
    )
    nothing = Empty(_("今天没有在公开期内的决定。"), Link(_("看名单公示"), "/lists/"))
    said = _("依法公开的处理和处罚决定。公开期满自动撤下；被变更、撤销的，三日内撤回并说明理由。")
    return Drawn(Page(_("公开的决定"), Head(_("公开的决定"), said=said), body or (nothing,)))


def file(code: str) -> Made | None:
    found = PUBLISHED.list(code)
    if found is None:
        return None
    shown = found.made(timezone.localdate())
    rows = ([row.key, *(row.cells.get(c.key) for c in shown.columns)] for row in shown.rows)
    head = [_("条目"), *(f"{c.title}{_('（')}{c.unit}{_('）')}" if c.unit else c.title for c in shown.columns)]
    return plain.file(head, rows, f"{found.code}.csv")


def entry(code: str, key: str) -> Drawn | None:
    found = PUBLISHED.list(code)
    shown = found.entry(key, timezone.localdate()) if found and found.entry else None
    if found is None or shown is None:
        return None
    back = Link(_("返回%(list)s") % {"list": str(found.title)}, address(found))
    head = Head(shown.title, back=back, said=shown.said)
    if shown.over is not None:
        told = (_("公开期已于"), shown.over, _("届满，内容已撤下；本页保留，网址不变。"))
        return Drawn(Page(shown.title, head, (Notice(told, "info"),)))
    body = list(shown.body)
    if found.objecting and shown.objection_until_on:
        told = (_("对这一条有异议，请在"), shown.objection_until_on, _("当日24时前提出；不必留姓名。"))
        body.insert(0, Notice(told))
        body.insert(1, Acts((Link(_("提出异议"), f"{entry_address(found, key)}object/"),)))
    body.append(Prose(((_("固定网址"), " ", entry_address(found, key), " · ", _("来源："), str(found.source)),)))
    return Drawn(Page(shown.title, head, tuple(body)))
