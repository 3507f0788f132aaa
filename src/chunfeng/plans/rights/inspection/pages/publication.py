"""A published violation as the desk and as everybody sees it: the employer, the facts, the decision; never a worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Column,
    Day,
    Empty,
    Fact,
    Facts,
    Id,
    Link,
    List,
    Missing,
    Panel,
    Row,
    Span,
)
from chunfeng.plans.rights.inspection.models import MajorViolationPublication

PUBLIC_PAGE = "/lists/violations/{number}/"


def about(record: MajorViolationPublication) -> tuple[Fact, ...]:
    """What everybody may read of one entry."""
    org = record.case.org
    assert org
    return (
        Fact(_("用人单位"), org.name),
        Fact(_("统一社会信用代码"), Id(org.credit_code) if org.credit_code else Missing.NOT_REPORTED),
        Fact(_("住所"), org.address or Missing.NOT_REPORTED),
        Fact(_("法定代表人或负责人"), record.legal_person or Missing.NOT_REPORTED),
        Fact(_("公布的情形"), record.get_kind_display()),
        Fact(_("公布机关"), record.case.office),
        Fact(_("决定"), (record.basis, " ", Day(record.basis_on))),
        Fact(_("公布期"), Span(record.published_on, record.until_on) if record.published_on else Missing.EMPTY),
        Fact(_("主要违法事实"), record.facts, wide=True),
        Fact(_("处理情况"), record.handling, wide=True),
    )


def publication(case: Case, actor: Actor) -> Sequence[Any]:
    record: MajorViolationPublication = case.record
    inspected = record.inspection.case.number
    own = [
        Fact(_("监察案件"), Link(inspected, f"/desk/cases/{inspected}/")),
        Fact(_("提议人"), record.proposed_by.name),
        Fact(_("违法行为终了"), record.acted_to_on),
    ]
    if record.published_on:
        own.append(Fact(_("公开网页"), Link(_("看公开的内容"), PUBLIC_PAGE.format(number=case.number))))
    if record.quashed:
        own.append(Fact(_("撤回的理由"), record.get_quashed_display()))
    return [
        Panel(_("公布的内容"), (Facts(about(record)),), anchor="published"),
        Panel(_("办理"), (Facts(tuple(own)),), anchor="facts"),
    ]


def published(records: Iterable[MajorViolationPublication], day: date) -> List:
    """The open list of a day out of its records."""
    rows = tuple(
        Row({
            "employer": record.case.org.name, "code": record.case.org.credit_code or Missing.NOT_REPORTED,
            "place": record.case.place.name, "kind": record.get_kind_display(), "facts": record.facts,
            "handling": record.handling, "basis": record.basis, "from": record.published_on, "until": record.until_on,
        })
        for record in records
    )  # fmt: skip
    return List(
        (
            Column("employer", _("用人单位")), Column("code", _("信用代码"), kind="id"), Column("place", _("属地")),
            Column("kind", _("公布的情形")), Column("facts", _("主要违法事实"), wide=True),
            Column("handling", _("处理情况"), wide=True), Column("basis", _("决定文书")), Column("from", _("公布"), kind="day"),
            Column("until", _("公开至"), kind="day"),
        ),
        rows=rows, sort=_("近的在前"), total=len(rows), measure=_("件"), key="violations",
        source=(_("更新日期"), " ", Day(day)),
        empty=Empty(_("今天没有在公布期内的。"), Link(_("全部名单"), "/lists/")),
    )  # fmt: skip
