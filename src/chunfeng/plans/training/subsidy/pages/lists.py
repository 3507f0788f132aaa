"""What everybody may see of subsidies: who is to get one, while it is on notice, and what was paid for which class (T-3.4.d). The columns are
named here one by one; nothing else of a person is ever handed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import value
from chunfeng.engines.display.page import Column, Day, Empty, Fact, Facts, Id, Link, List, Money, Row, Span
from chunfeng.engines.display.publication import OpenEntry
from chunfeng.plans.training.providers.models import LEVELS
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine


def on_notice(day: date) -> Sequence[ClaimLine]:
    rows = ClaimLine.objects.filter(
        claim__state="noticed", claim__notice_from_on__lte=day, claim__notice_to_on__gte=day, state="claimed"
    )
    wanted = "claim__case__org", "claim__case__place", "claim__training_class", "certificate", "entry__person"
    return list(rows.select_related(*wanted).order_by("claim__notice_to_on", "claim", "pk"))


def key_of(line: ClaimLine) -> str:
    return f"{line.claim.case.number}-{line.pk}"


def notice(lines: Sequence[ClaimLine], day: date) -> List:
    rows = tuple(
        Row(
            {
                "name": line.entry.person.shown_name, "number": line.entry.person.open_number,
                "provider": line.claim.case.org.name if line.claim.case.org else "", "place": line.claim.case.place.name,
                "class": line.claim.training_class.class_no if line.claim.training_class else "",
                "trade": f"{line.certificate.trade} {LEVELS[line.certificate.level]}",
                "amount": Money(line.amount_fen, with_unit=False), "from": line.claim.notice_from_on,
                "to": line.claim.notice_to_on,
            }
        )
        for line in lines
    )  # fmt: skip
    return List(
        (
            Column("name", _("姓名")), Column("number", _("证件号码")), Column("provider", _("机构")), Column("place", _("属地")),
            Column("class", _("班级")), Column("trade", _("工种和等级")), Column("amount", _("金额"), kind="money", unit=_("元")),
            Column("from", _("公示起"), kind="day"), Column("to", _("公示止"), kind="day"),
        ),
        rows, total=len(rows), measure=_("人"), key="subsidies-on-notice", source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("现在没有公示中的补贴。"), Link(_("已发放的补贴"), "/lists/subsidies-paid/")),
    )  # fmt: skip


def notice_entry(key: str, day: date) -> OpenEntry | None:
    number, _dash, pk = key.rpartition("-")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    line = (
        ClaimLine.objects.filter(claim__case__number=number, pk=int(pk), claim__notice_from_on__lte=day)
        .select_related(
            "claim__case__org", "claim__case__place", "claim__training_class", "certificate", "entry__person"
        )
        .first()
    )
    if line is None or line.claim.notice_to_on is None:
        return None
    claim, until = line.claim, line.claim.notice_to_on
    title = _("补贴公示 %(number)s") % {"number": number}
    if day > until:
        return OpenEntry(title, _("公示期满，不再公开是谁。"), over=until + timedelta(days=1))
    if claim.state != "noticed" or line.state != "claimed":
        return OpenEntry(title, _("这一条已不在公示。"), over=day)
    facts = (
        Fact(_("姓名"), line.entry.person.shown_name),
        Fact(_("证件号码"), line.entry.person.open_number),
        Fact(_("机构"), claim.case.org.name if claim.case.org else ""),
        Fact(_("班级"), claim.training_class.class_no if claim.training_class else ""),
        Fact(_("工种和等级"), f"{line.certificate.trade} {LEVELS[line.certificate.level]}"),
        Fact(_("金额"), Money(line.amount_fen)),
        Fact(_("公示期"), Span(claim.notice_from_on, until)),
        Fact(_("办件编号"), Id(number)),
    )
    return OpenEntry(title, line.entry.person.shown_name, (Facts(facts),), objection_until_on=until)


def line_of(key: str) -> ClaimLine:
    number, _dash, pk = key.rpartition("-")
    return ClaimLine.objects.select_related("claim").get(claim__case__number=number, pk=int(pk))


def paid(day: date) -> Sequence[Any]:
    """One row a class of the last year, with how many of its people were paid; of few persons the sum would tell what one got."""
    since = day - timedelta(days=value("training.paid_shown_days", day))
    least = value("training.paid_least_persons", day)
    rows = (
        Claim.objects.filter(lines__state="paid", lines__transfers__transfer__settled_on__gte=since)
        .values("training_class")
        .annotate(n=Count("lines", distinct=True), on=Max("lines__transfers__transfer__settled_on"))
        .filter(n__gte=least)
    )
    by_class = {row["training_class"]: row for row in rows}
    sums = dict(
        ClaimLine.objects.filter(claim__training_class__in=by_class, state="paid")
        .order_by()
        .values_list("claim__training_class")
        .annotate(Sum("amount_fen"))
    )
    claims = Claim.objects.filter(training_class__in=by_class, lines__part="first").distinct()
    found: dict[Any, Claim] = {}
    for claim in claims.select_related("case__org", "case__place", "training_class").order_by("pk"):
        found.setdefault(claim.training_class_id, claim)
    told = [(claim, by_class[key]["n"], sums[key], by_class[key]["on"]) for key, claim in found.items()]
    return sorted(told, key=lambda row: (row[3], row[0].pk), reverse=True)


def payments(rows: Sequence[Any], day: date) -> List:
    shown = tuple(
        Row(
            {
                "provider": claim.case.org.name if claim.case.org else "", "place": claim.case.place.name,
                "class": claim.training_class.class_no, "trade": claim.training_class.trade,
                "days": Span(claim.training_class.starts_on, claim.training_class.ends_on), "persons": n,
                "amount": Money(fen, with_unit=False), "on": on,
            }
        )
        for claim, n, fen, on in rows
    )  # fmt: skip
    return List(
        (
            Column("provider", _("机构")), Column("place", _("属地")), Column("class", _("班级")), Column("trade", _("工种")),
            Column("days", _("起止日期")), Column("persons", _("人数"), kind="number", unit=_("人")),
            Column("amount", _("金额"), kind="money", unit=_("元")), Column("on", _("最近发放"), kind="day"),
        ),
        shown, total=len(shown), measure=_("个班"), key="subsidies-paid", source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("还没有发放补贴。"), Link(_("公示中的补贴"), "/lists/subsidies-on-notice/")),
    )  # fmt: skip
