"""Attendance at the desk: a sheet that the office does not accept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.access.pages import needs
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.case import address
from chunfeng.desks.ui.because import asked
from chunfeng.engines.display.page import Head, Link
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.pages import voiding
from chunfeng.plans.training.attendance.queries.sheets import standing
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.classes.queries import CLASS


@require_http_methods(["GET", "HEAD", "POST"])
@needs("attendance.void")
def sheet_void(request: Any, number: str, pk: int) -> HttpResponse:
    seen = Case.objects.visible_to(request.actor).filter(number=number, process=CLASS)
    case = seen.filter(request.actor.scope("attendance.void", place="place_path", org="org")).first()
    if case is None:
        raise Http404
    klass: TrainingClass = case.record
    klass.case = case
    sheet = standing(klass, pk)
    if sheet is None:
        raise Http404
    back = Link(_("返回班级"), f"{address(case)}#sheets")
    head = Head(_("不认可签到表"), number=case.number, said=klass.class_no, back=back)
    return asked(
        request, head, _("不认可的理由"), voiding(sheet), lambda why: actions.void(sheet, request.actor, why), _("签到表已作废"),
        "staff",
    )  # fmt: skip
