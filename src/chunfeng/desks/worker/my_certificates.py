"""One's own examinations, and certificates: seen, and taken along as a file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chunfeng.base.audit.record import record
from chunfeng.base.people.models import Person
from chunfeng.desks.ui.pages import refuse
from chunfeng.desks.worker.my_login import own
from chunfeng.engines.display.page import Fact, Facts, Id, Inline, Link, Panel
from chunfeng.engines.papers.paper import CannotPrint
from chunfeng.plans.training.certification.models import KINDS, Certificate
from chunfeng.plans.training.certification.pages.panels import score_words
from chunfeng.plans.training.certification.pages.papers import one
from chunfeng.plans.training.certification.queries.verifying import exams_of, of_person, stands
from chunfeng.plans.training.providers.models import LEVELS


def panels(person: Person) -> tuple[Panel, ...]:
    return (*_examinations(person), *_certificates(person))


def _examinations(person: Person) -> tuple[Panel, ...]:
    facts = []
    for mark in exams_of(person)[:10]:
        exam = mark.exam
        when = f"{exam.held_on} {exam.from_time:%H:%M}"
        told: Inline = (when, _("，"), exam.site, _("，"), _("准考证号"), " ", Id(mark.ticket), _("。"))
        if exam.state == "released":
            result = _("合格") if mark.passed else _("缺考") if mark.absent else _("不合格，可以问机构什么时候补考")
            scores = () if mark.absent else (score_words(mark), _("，"))
            told = (when, _("，"), *scores, result, _("。"))
        facts.append(Fact(exam.completion.training_class.class_no, told, wide=True))
    return (Panel(_("我的考核"), (Facts(tuple(facts)),), anchor="exams"),) if facts else ()


def _certificates(person: Person) -> tuple[Panel, ...]:
    facts = tuple(Fact(f"{c.trade} {LEVELS[c.level]}", _said(c), wide=True) for c in of_person(person)[:20])
    return (Panel(_("我的证书"), (Facts(facts),), anchor="certificates"),) if facts else ()


def kept(person: Person) -> list[dict[str, str]]:
    """For the file of what is kept of oneself."""
    return [
        {
            _("编号"): c.number, _("种类"): str(KINDS[c.kind]), _("工种和等级"): f"{c.trade} {LEVELS[c.level]}",
            _("发证日期"): c.issued_on.isoformat(), _("撤销日期"): c.revoked_on.isoformat() if c.revoked_on else "",
        }
        for c in of_person(person)
    ]  # fmt: skip


def _said(c: Certificate) -> Inline:
    """In a sentence; who looks for work needs the file."""
    told = (str(KINDS[c.kind]), " ", Id(c.number), _("，"), _("%(day)s 发证") % {"day": c.issued_on})
    if c.revoked_on:
        return (*told, _("，"), _("%(day)s 已撤销") % {"day": c.revoked_on}, _("。"))
    if c.outside:
        return (*told, _("，"), _("由%(issuer)s发") % {"issuer": c.issuer}, _("。"))
    return (*told, _("。"), " ", Link(_("下载证书"), reverse("my_certificate", args=[c.pk]), c.number))


@require_GET
@own
def download(request: Any, key: int) -> HttpResponse:
    found = of_person(request.user.person).filter(pk=key, outside=False, revoked_on=None).first()
    if found is None or not stands(found):
        raise Http404
    try:
        with translation.override("zh-hans"):
            made = one(found)
    except CannotPrint as cannot:
        return refuse(request, 422, reason=str(cannot.refusal))
    record("document.read", request.actor, "certificate", str(found.pk), form="pdf")
    answer = FileResponse(
        BytesIO(made), content_type="application/pdf", as_attachment=True, filename=f"{found.number}.pdf"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
