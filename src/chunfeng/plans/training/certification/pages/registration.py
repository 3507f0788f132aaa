"""Certificates of an outside body, as their provider hands them in and as the office sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Day, Files, Text
from chunfeng.base.workflow.dossier import Dossier, Line, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Column, Empty, Fact, Facts, Link, List, Missing, Panel, Row
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.actions.registering import registrable
from chunfeng.plans.training.certification.models import KINDS, Registration
from chunfeng.plans.training.certification.processes import completeness
from chunfeng.plans.training.certification.queries import REGISTRATION


def _completions(case: Case) -> Mapping[str, str]:
    return {
        str(c.pk): f"{c.training_class.class_no}　{c.training_class.ends_on}" for c in registrable([case.org_id])[:200]
    }


def _people(case: Case) -> Mapping[str, str]:
    completion = case.record.completion
    if completion is None:
        return {}
    rows = completion.candidates.filter(admitted=True).select_related("entry__person").order_by("pk")
    return {str(c.pk): f"{c.entry.person.shown_name}　{c.entry.person.shown_number}" for c in rows}


def _source_values(case: Case) -> Mapping[str, Any]:
    r: Registration = case.record
    return {"completion": str(r.completion_id or ""), "kind": r.kind, "issuer": r.issuer}


def _source_answers(case: Case) -> Sequence[tuple[str, str]]:
    r: Registration = case.record
    return [
        (gettext("班级"), r.completion.training_class.class_no if r.completion else ""),
        (gettext("证书种类"), str(KINDS.get(r.kind, ""))),
        (gettext("发证机构"), r.issuer),
    ]


def _lines(case: Case) -> Sequence[Line]:
    r: Registration = case.record
    if r.completion is None:
        return []
    keys = {c.entry_id: c.pk for c in r.completion.candidates.all()}
    return [
        Line(
            row.pk, f"{row.entry.person.shown_name}　{row.number}",
            gettext("考核 %(held)s，发证 %(issued)s") % {"held": row.held_on, "issued": row.issued_on},
            {"candidate": str(keys.get(row.entry_id, "")), "number": row.number, "held_on": row.held_on.isoformat(),
             "issued_on": row.issued_on.isoformat()},
            file=row.scan,
        )
        for row in r.rows.select_related("entry__person")
    ]  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.registration_days", today, case.place.code))
    return [Promise(by, gettext("%(office)s向发证机构核对，由另一人登记") % {"office": case.office})]


def _has_reviewed(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("completion.apply") if g.org}
    return bool(orgs) and registrable(orgs).exists()


DOSSIER = Dossier(
    REGISTRATION,
    (
        Section(
            "source", _("选择班级和发证机构"), _("班级和发证机构"),
            (
                Choice("completion", _("班级"), _completions), Choice("kind", _("证书种类"), KINDS),
                Text("issuer", _("发证机构"), most=200),
            ),
            actions.save_source, completeness.source, _source_answers, values=_source_values,
        ),
        Section(
            "rows", _("填写证书"), _("证书"),
            (
                Choice("candidate", _("学员"), _people), Text("number", _("证书编号"), most=40, help=_("按证书原样填写")),
                Day("held_on", _("考核日期")), Day("issued_on", _("发证日期")),
                Files("files", _("证书照片或扫描件"), required=False, most=1),
            ),
            actions.add_row, completeness.rows, lambda case: [(line.title, line.said) for line in _lines(case)],
            rows=_lines, remove=actions.remove_row, noun=_("证书"), after=("source",),
        ),
    ),
    submits={"draft": "submit", "returned": "submit"}, promises=_promises, asked=lambda case: str(case.record.asked_for),
    begin=actions.begin_registration, several=True, begun_by=_has_reviewed,
)  # fmt: skip


def panels(case: Case, actor: Actor) -> list[Panel]:
    r: Registration = case.record
    facts = [Fact(label, said or Missing.EMPTY) for label, said in _source_answers(case)]
    columns = (
        Column("number", gettext("证书编号"), kind="id"), Column("name", gettext("姓名")),
        Column("held", gettext("考核日期"), kind="day"), Column("issued", gettext("发证日期"), kind="day"),
        Column("scan", gettext("扫描件"), kind="next"),
    )  # fmt: skip
    rows = tuple(
        Row({
            "number": row.number, "name": row.entry.person.shown_name, "held": row.held_on, "issued": row.issued_on,
            "scan": Link(gettext("打开"), f"/files/{row.scan}/", row.number) if row.scan else "",
        })
        for row in r.rows.select_related("entry__person")
    )  # fmt: skip
    listed = List(
        columns, rows, total=len(rows), measure=gettext("张"), key="rows",
        empty=Empty(gettext("还没有填证书。"), gettext("由机构逐张填写。")),
    )  # fmt: skip
    return [
        Panel(gettext("发证机构"), (Facts(tuple(facts)),), anchor="source"),
        Panel(gettext("证书"), (listed,), anchor="rows"),
    ]
