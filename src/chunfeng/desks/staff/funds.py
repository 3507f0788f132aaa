"""Training money by pool: what came in, what it became, and every entry behind a sum."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chunfeng.base.access.pages import needs
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff.starts import beginning
from chunfeng.desks.ui.keyset import address_of, keys_of, window
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Condition,
    Empty,
    Group,
    Head,
    Link,
    List,
    Money,
    Page,
    Printed,
    Row,
)
from chunfeng.engines.ledger.models import Account, Line
from chunfeng.engines.ledger.postings import POSTINGS
from chunfeng.kernel.digits import natural
from chunfeng.plans.training.subsidy import postings, queries

#: Entries of one pool on one page.
PAGE = 100


@require_GET
@needs("fund_order.read")
def funds(request: Any) -> HttpResponse:
    known = queries.years(request.actor) or [timezone.localdate().year]
    asked = natural(request.GET.get("year", ""))
    year = asked if asked in known else known[0]
    reports = queries.report(request.actor, year)
    begin = beginning(PROCESSES[queries.ORDER], request.actor)
    columns = (
        Column("fund", _("资金")),
        *(Column(p.code, str(p.title), kind="money", unit=_("元")) for p in queries.CAME),
        *(Column(role.code, str(role.title), kind="money", unit=_("元")) for role in postings.ROLES),
        Column("adds_up", _("平不平"), kind="state"),
    )
    groups: dict[str, list[Row]] = {}
    for report in reports:
        cells: dict[str, Any] = {
            "fund": queries.pool_named(report.fund),
            "adds_up": Chip("ok", _("平")) if report.adds_up else Chip("bad", _("不平")),
        }
        cells |= {p.code: Money(report.came.get(p.code, 0), with_unit=False) for p in queries.CAME}
        cells |= {role.code: Money(report.held.get(role.code, 0), with_unit=False) for role in postings.ROLES}
        url = f"/desk/funds/{report.place.pk}/{report.fund}/{year}/"
        groups.setdefault(report.place.name, []).append(Row(cells, url=url))
    table = List(
        columns, groups=tuple(Group(name, tuple(rows), len(rows)) for name, rows in groups.items()), scroll=True,
        conditions=(
            Condition(
                _("%(year)s 年") % {"year": year},
                options=tuple(Link(_("%(year)s 年") % {"year": y}, f"?year={y}") for y in known if y != year),
            ),
        ),
        exports=(begin,) if begin else (), total=len(reports), measure=_("个"),
        empty=Empty(_("这一年还没有资金入账。"), begin or Link(_("看拨付事项"), f"/desk/cases/?process={queries.ORDER}")),
    )  # fmt: skip
    said = _("拨入、下达、结转、上缴相加，等于可用、待付、在途、已付相加。")
    page = Page(_("资金"), Head(_("培训资金"), said=said), (table,), flat=True, keys=("list",),
                printed=Printed(_("培训资金"), request.actor.name, timezone.now(), watermark=True))  # fmt: skip
    return render(request, page)


@require_GET
@needs("fund_order.read")
def pool(request: Any, place: int, fund: str, year: str) -> HttpResponse:
    """Every entry of one pool: what went in and out, for what, and the case behind it."""
    seen = request.actor.scope("fund_order.read", place="place__path")
    account = (
        Account.objects.filter(seen, place=place, fund=fund, year=natural(year) or 0).select_related("place").first()
    )
    if account is None:
        raise Http404
    lines = Line.objects.filter(
        account__place=place, account__fund=fund, account__year=account.year, account__role=postings.AVAILABLE.code
    ).select_related("entry")  # fmt: skip
    shown, rows = window(lines, *keys_of(request.GET), PAGE), []
    for line in shown.rows:
        way = POSTINGS.get(line.entry.posting)
        rows.append(
            Row(
                {
                    "on": line.entry.booked_on,
                    "what": str(way.title) if way else line.entry.posting,
                    "in": Money(line.amount_fen, with_unit=False) if line.amount_fen > 0 else "",
                    "out": Money(-line.amount_fen, with_unit=False) if line.amount_fen < 0 else "",
                    "case": Link(line.entry.number, f"/desk/cases/{line.entry.number}/") if line.entry.number else "",
                }
            )
        )
    table = List(
        (
            Column("on", _("入账"), kind="day"), Column("what", _("用途")), Column("in", _("收"), kind="money", unit=_("元")),
            Column("out", _("付"), kind="money", unit=_("元")), Column("case", _("事项")),
        ),
        rows=tuple(rows), sort=_("新的在前"), paging=shown.paging(address_of(request.path)),
        empty=Empty(_("还没有入账。"), Link(_("返回资金"), "/desk/funds/")),
    )  # fmt: skip
    title = f"{account.place.name} · {queries.pool_named(fund)} · {account.year}"
    page = Page(title, Head(title, back=Link(_("返回资金"), f"/desk/funds/?year={account.year}")), (table,), flat=True)
    return render(request, page)
