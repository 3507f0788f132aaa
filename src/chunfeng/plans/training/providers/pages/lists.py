"""What everybody may see: designated providers, applications on public notice, exits, the blacklist while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.access.queries import office_of
from chunfeng.base.policy.values import offered
from chunfeng.engines.display.page import Chip, Column, Day, Empty, Link, List, Missing, Row, Span
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import LEVELS, Admission, Agreement, BlacklistEntry, Listing


@dataclass(frozen=True)
class OpenList:
    """A list of the open site. said: one sentence on what stands in it and how long. make: of the records of a day, read
    once, so that a row and what is told beside it are of one record."""

    title: str | Promise
    said: str | Promise
    clause: str
    records: Callable[[date], Iterable[Any]]
    make: Callable[[Sequence[Any], date], List]


def designated(records: Sequence[Listing], day: date) -> List:
    rows = []
    for row in records:
        agreement = row.agreement
        valid = Span(agreement.from_on, agreement.to_on)
        stopped = (
            agreement.suspended_from_on is not None and agreement.suspended_from_on <= day <= agreement.suspended_to_on
        )
        rows.append(
            Row(
                {
                    "provider": agreement.org.name, "trade": row.trade, "level": LEVELS[row.level],
                    "place": agreement.place.name, "address": row.address, "capacity": row.capacity, "valid": valid,
                    "state": Chip("bad", _("已暂停")) if stopped else _("在册"), "phone": row.office_phone,
                }
            )
        )  # fmt: skip
    return List(
        (
            Column("provider", _("机构")), Column("trade", _("工种")), Column("level", _("等级")),
            Column("place", _("属地")), Column("address", _("地址")), Column("capacity", _("同时容纳"), kind="number", unit=_("人")),
            Column("valid", _("有效期")), Column("state", _("状态"), kind="state"), Column("phone", _("办公电话")),
        ),
        rows=tuple(rows), sort=_("按工种、等级"), total=len(rows), measure=_("条"), key="designated",
        source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("还没有认定的培训机构。"), Link(_("怎样申请"), f"/guides/{queries.ADMISSION}/")),
    )  # fmt: skip


def on_notice(records: Sequence[Admission], day: date) -> List:
    rows = []
    for record in records:
        case = record.case
        trades = _("、").join(f"{t.trade} {LEVELS[t.level]}" for t in record.trades.all())
        rows.append(
            Row(
                {
                    "number": case.number, "provider": case.org.name, "place": case.place.name, "trades": trades,
                    "from": record.publicity_from_on, "to": record.publicity_to_on,
                    "phone": office_of("admission.investigate", case.place_path, day) or Missing.NOT_REPORTED,
                }
            )
        )  # fmt: skip
    return List(
        (
            Column("number", _("编号"), kind="id"), Column("provider", _("机构")), Column("place", _("属地")),
            Column("trades", _("申报工种")), Column("from", _("公示起"), kind="day"), Column("to", _("公示止"), kind="day"),
            Column("phone", _("异议电话")),
        ),
        rows=tuple(rows), sort=_("期限近的在前"), total=len(rows), measure=_("件"), key="on-notice",
        source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("现在没有公示中的申请。"), Link(_("已认定的机构"), "/lists/providers/")),
    )  # fmt: skip


def exits(records: Sequence[Agreement], day: date) -> List:
    grounds = offered("training.exit_grounds")
    rows = [
        Row(
            {
                "provider": a.org.name, "place": a.place.name, "number": a.number, "ended": a.ended_on,
                "ground": grounds.get(a.ended_for, a.ended_for),
            }
        )
        for a in records
    ]  # fmt: skip
    return List(
        (
            Column("provider", _("机构")), Column("place", _("属地")), Column("number", _("协议编号"), kind="id"),
            Column("ended", _("退出日期"), kind="day"), Column("ground", _("事由")),
        ),
        rows=tuple(rows), sort=_("近的在前"), total=len(rows), measure=_("家"), key="exits",
        source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("近一年没有机构退出。"), Link(_("已认定的机构"), "/lists/providers/")),
    )  # fmt: skip


def blacklist(records: Sequence[BlacklistEntry], day: date) -> List:
    grounds = offered("training.exit_grounds")
    rows = [
        Row(
            {
                "provider": e.org.name, "code": e.org.credit_code or Missing.NOT_REPORTED,
                "ground": grounds.get(e.ground, e.ground), "from": e.from_on, "to": e.to_on,
            }
        )
        for e in records
    ]  # fmt: skip
    return List(
        (
            Column("provider", _("机构")), Column("code", _("统一社会信用代码"), kind="id"), Column("ground", _("事由")),
            Column("from", _("列入"), kind="day"), Column("to", _("公开至"), kind="day"),
        ),
        rows=tuple(rows), sort=_("期满近的在前"), total=len(rows), measure=_("家"), key="blacklist",
        source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("黑名单上没有机构。"), Link(_("已退出的机构"), "/lists/provider-exits/")),
    )  # fmt: skip


OPEN_LISTS: Mapping[str, OpenList] = {
    "providers": OpenList(
        gettext_lazy("定点培训机构"),
        gettext_lazy("只有列出的工种和等级可以申领补贴。"),
        "T-3.2.a",
        queries.listed,
        designated,
    ),
    "providers-on-notice": OpenList(
        gettext_lazy("机构认定公示"),
        gettext_lazy("公示期内任何人都可以提异议，不必留姓名。"),
        "T-3.4.d",
        queries.on_notice,
        on_notice,
    ),
    "provider-exits": OpenList(
        gettext_lazy("退出的培训机构"), gettext_lazy("公开一年。"), "T-3.2.a", queries.exits, exits
    ),
    "provider-blacklist": OpenList(
        gettext_lazy("培训机构黑名单"),
        gettext_lazy("公开至期满之日，期满即移出。"),
        "T-3.4.b",
        queries.blacklist,
        blacklist,
    ),
}
