"""Certificates that an outside body issued: handed in one by one with a picture, looked at for form and uniqueness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, StepRefused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.certification.models import Certificate, Completion, RegisteredRow, Registration
from chunfeng.plans.training.certification.models.certificates import OF_THE_OFFICE
from chunfeng.plans.training.certification.models.completion import CONFIRMED
from chunfeng.plans.training.certification.queries import REGISTRATION
from chunfeng.plans.training.certification.queries.bodies import own_issuer
from chunfeng.plans.training.certification.queries.numbers import checks, form, is_own, taken, written, wrong_with

Given = Mapping[str, Any]
_OPEN = ("draft", "returned")


def registrable(orgs: Any) -> QuerySet[Completion]:
    """Classes whose review is over: only who may be examined can hold a certificate of the class."""
    rows = Completion.objects.filter(case__org__in=orgs, state__in=CONFIRMED)
    return rows.select_related("training_class", "case__place").order_by("-pk")


def begin_registration(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    if not actor.may("completion.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        own = registrable([org]).first()
        if own is None:
            return Refused((Reason(_("没有审核过结业的班级，不能登记证书")),))
        bare = Registration.objects.filter(case__org=org, state="draft").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一份没有提交的证书登记 %(number)s，先办它") % {"number": bare.case.number}),))
        return open_case(
            PROCESSES[REGISTRATION], Registration(), actor, place=own.case.place, org=org, title=org.name, at=at
        )


def save_source(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(registration: Registration) -> None:
        completion = registrable([case.org_id]).filter(pk=int(values["completion"])).first()
        if completion is None:
            raise NotSaved(Reason(_("这个班级现在不能登记证书"), "#completion"))
        if values["kind"] in OF_THE_OFFICE:
            raise NotSaved(Reason(_("这种证书由人社部门签发，不能登记"), "#kind"))
        if wrong := own_issuer(case.org, values["issuer"]):
            raise NotSaved(Reason(wrong, "#issuer"))
        if registration.state == "returned" and registration.completion_id not in (None, completion.pk):
            raise NotSaved(Reason(_("退回补正的不能换班级；换班级请撤回后另行登记"), "#completion"))
        if registration.completion_id not in (None, completion.pk):
            registration.rows.all().delete()
        registration.completion, registration.kind, registration.issuer = completion, values["kind"], values["issuer"]
        registration.save()
        title = f"{case.org} · {completion.training_class.class_no}"[:120]
        place = completion.case.place
        Case.objects.filter(pk=case.pk).update(title=title, place=place, place_path=place.path)

    return saving(case, actor, "source", _OPEN, work, at)


def add_row(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    """One certificate; row: one that is changed."""

    def work(registration: Registration) -> None:
        completion = registration.completion
        if completion is None:
            raise NotSaved(Reason(_("先选择班级")))
        candidate = completion.candidates.filter(pk=int(values["candidate"]), admitted=True).first()
        if candidate is None:
            raise NotSaved(Reason(_("请选择可以参加考核的学员"), "#candidate"))
        one = RegisteredRow(registration=registration) if row is None else registration.rows.filter(pk=row).first()
        if one is None:
            raise NotSaved(Reason(_("没有这一条")))
        if registration.rows.filter(entry=candidate.entry_id).exclude(pk=one.pk).exists():
            raise NotSaved(Reason(_("这名学员已经填过一张证书"), "#candidate"))
        _number(registration, one, values["number"])
        held_on, issued_on = values["held_on"], values["issued_on"]
        ended_on = completion.training_class.ends_on
        if ended_on and held_on < ended_on:
            raise NotSaved(Reason(_("考核早于班级最后一次课 %(day)s") % {"day": ended_on}, "#held_on"))
        if issued_on < held_on:
            raise NotSaved(Reason(_("发证早于考核"), "#issued_on"))
        if issued_on > case.today:
            raise NotSaved(Reason(_("发证日期还没有到"), "#issued_on"))
        if values["files"]:
            one.scan = values["files"][0]
        if not one.scan:
            raise NotSaved(Reason(_("请上传证书照片或扫描件"), "#files"))
        one.entry_id, one.held_on, one.issued_on = candidate.entry_id, held_on, issued_on
        one.save()

    return saving(case, actor, "rows", _OPEN, work, at)


def _number(registration: Registration, one: RegisteredRow, number: str) -> None:
    if found := wrong_with(number):
        raise NotSaved(Reason(_("%(wrong)s：%(mend)s") % {"wrong": found[0], "mend": found[1]}, "#number"))
    one.number, one.number_form = written(number), form(number)
    if is_own(one.number) and checks(one.number):
        raise NotSaved(Reason(_("这是本系统发的证书的编号样式，不用登记"), "#number"))
    rows = registration.rows.filter(number_form=one.number_form).exclude(pk=one.pk)
    other = taken([number], registration.pk).get(one.number_form) or rows.values_list("number", flat=True).first()
    if other == one.number:
        raise NotSaved(Reason(_("这个证书编号已经登记过"), "#number"))
    if other:
        said = _("与已登记的 %(number)s 只差字母O、I和数字0、1，多半是抄错：对照原件") % {"number": other}
        raise NotSaved(Reason(said, "#number"))


def remove_row(case: Case, actor: Actor, row: int) -> list[Reason]:
    def work(registration: Registration) -> None:
        if not registration.rows.filter(pk=row).delete()[0]:
            raise NotSaved(Reason(_("没有这一条")))

    return saving(case, actor, "rows", _OPEN, work, None)


def register(registration: Registration, day: date) -> None:
    """Within the step: what was handed in becomes certificates."""
    completion = registration.completion
    assert completion
    klass = completion.training_class
    rows = list(registration.rows.order_by("pk"))
    known = taken([r.number for r in rows], registration.pk)
    if twice := [r.number for r in rows if r.number_form in known]:
        raise StepRefused(Reason(_("证书编号 %(numbers)s 已经登记过") % {"numbers": _("、").join(twice)}))
    standing = set(
        Certificate.objects.filter(
            entry__in=[r.entry_id for r in rows], kind=registration.kind, level=klass.level, revoked_on=None
        ).values_list("entry_id", flat=True)
    )
    if standing:
        raise StepRefused(Reason(_("%(n)s 名学员已有同类同级的证书") % {"n": len(standing)}))
    Certificate.objects.bulk_create(
        Certificate(
            completion=completion, entry_id=r.entry_id, number=r.number, number_form=r.number_form, kind=registration.kind,
            trade=klass.trade, level=klass.level or 7, class_ended_on=klass.ends_on, held_on=r.held_on, issued_on=r.issued_on,
            issuer=registration.issuer, outside=True, scan=r.scan,
        )
        for r in rows
    )  # fmt: skip
