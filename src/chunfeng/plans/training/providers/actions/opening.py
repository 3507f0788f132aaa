"""How cases about providers begin, and how the public objects."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.objections import receive, wrong_with
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import Admission, Agreement, Evaluation, Objection, Supervision


def apply(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    """A new application of an organisation, at the place whose office decides. One at a time."""
    if not actor.may("admission.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        # The lock is the organisation's own row: two clerks of one school must not begin two files at once.
        type(org).objects.select_for_update().get(pk=org.pk)
        day = timezone.localdate(at or timezone.now())
        other = Case.objects.filter(process=queries.ADMISSION, org=org, closed_at=None).first()
        if other is not None:
            return Refused((Reason(_("已有在办的认定申请 %(number)s") % {"number": other.number}),))
        if entry := queries.blacklisted_on(org, day):
            return Refused((Reason(_("列入黑名单至 %(day)s，期间不能申请") % {"day": entry.to_on.isoformat()}),))
        process = PROCESSES[queries.ADMISSION]
        return open_case(process, Admission(), actor, place=place, org=org, title=org.name, at=at)


def supervise(
    agreement: Agreement, actor: Actor, *, source: str, ground: str, found: str, found_on: date | None,
    request_key: str | None = None, at: datetime | None = None,
) -> Case | Refused:  # fmt: skip
    """A finding at an admitted provider becomes a case. ground: code of training.card_grounds or exit_grounds.
    request_key: of the form; it lies on the opening event, so that the same form cannot open two cases."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    wrong = []
    if not actor.may("supervision.open", place_path=agreement.place.path):
        wrong.append(Reason(_("没有在这里立项监管的权限")))
    if source not in Supervision.SOURCES:
        wrong.append(Reason(_("请选择线索来源"), "#source"))
    if ground not in choices("training.card_grounds", today) | choices("training.exit_grounds", today):
        wrong.append(Reason(_("请选择问题种类"), "#ground"))
    if not found.strip():
        wrong.append(Reason(_("请填写查明的情况"), "#found"))
    if found_on is None:
        wrong.append(Reason(_("请填写发现日期"), "#found_on"))
    elif found_on > today:
        wrong.append(Reason(_("发现日期不能晚于今天"), "#found_on"))
    if agreement.ended_on is not None:
        wrong.append(Reason(_("这家机构的协议已于 %(day)s 终止") % {"day": agreement.ended_on.isoformat()}))
    if wrong or found_on is None:
        return Refused(tuple(wrong))
    subject = Supervision(agreement=agreement, source=source, ground=ground, found=found.strip(), found_on=found_on)
    return open_case(
        PROCESSES[queries.SUPERVISION], subject, actor, place=agreement.place, org=agreement.org,
        title=agreement.org.name, at=at, source=source, ground=ground, request_key=request_key,
    )  # fmt: skip


def evaluate(agreement: Agreement, year: int, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    """The evaluation of one year of an agreement; once a year, after the year is over."""
    today = timezone.localdate(at or timezone.now())
    if not actor.may("evaluation.open", place_path=agreement.place.path):
        return Refused((Reason(_("没有评估这家机构的权限")),))
    if year >= today.year:
        return Refused((Reason(_("%(year)s 年还没有结束") % {"year": year}),))
    if not agreement.from_on.year <= year <= agreement.to_on.year:
        return Refused((Reason(_("协议不在 %(year)s 年内") % {"year": year}),))
    if Evaluation.objects.filter(agreement=agreement, year=year).exists():
        return Refused((Reason(_("%(year)s 年已经评估") % {"year": year}),))
    subject = Evaluation(agreement=agreement, year=year)
    return open_case(
        PROCESSES[queries.EVALUATION], subject, actor, place=agreement.place, org=agreement.org,
        title=f"{agreement.org.name} {year}", at=at, year=year,
    )  # fmt: skip


def object_to(
    admission: Admission, *, ground: str, text: str, contact: str = "", at: datetime | None = None
) -> Objection | Refused:
    """Anybody may object while the notice runs; nobody has to say who they are. Words and contact stay out of the log."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    if wrong := wrong_with(ground, text, contact, today):
        return Refused(wrong)
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("place").get(pk=admission.case_id)
        admission.refresh_from_db()
        if case.state != "publicity" or admission.publicity_to_on is None or today > admission.publicity_to_on:
            return Refused((Reason(_("公示期已过，不能再提异议；可以向监察机构举报")),))
        return receive(
            Objection, case, "training.provider_objection_days", at, ground=ground, text=text, contact=contact,
            admission=admission,
        )  # fmt: skip
