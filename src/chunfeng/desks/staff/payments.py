"""The file for the bank: handed out once, again only with a reason; who took it and when stands in the log."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.access.pages import needs
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Fact, Facts, Field, Form, Head, Id, Link, Moment, Money, Page
from chunfeng.plans.training.subsidy import queries
from chunfeng.plans.training.subsidy.actions.paying import hand_out


@require_http_methods(["GET", "HEAD", "POST"])
@needs("payment.draw")
def bank_file(request: Any, number: str) -> HttpResponse:
    seen = Case.objects.filter(request.actor.scope("payment.draw"), process=queries.BATCH)
    case = seen.filter(number=number).select_related("place").first()
    if case is None:
        raise Http404
    why = request.POST.get("reason", "")[:500]
    found: bytes | Reason | None = hand_out(case, request.actor, why) if request.method == "POST" else None
    if isinstance(found, bytes):
        answer = HttpResponse(found, content_type="text/csv; charset=gb18030")
        answer["Content-Disposition"] = f'attachment; filename="{case.number}.csv"'
        answer["Cache-Control"] = "no-store"
        return answer
    case.refresh_from_db()
    batch = case.record
    facts = [Fact(_("资金"), queries.pool_named(batch.fund)), Fact(_("金额"), Money(batch.amount_fen))]
    if batch.digest:
        facts.append(Fact(_("校验值（SM3）"), Id(batch.digest), wide=True))
    if batch.downloaded_at:
        facts.append(Fact(_("上次下载"), Moment(batch.downloaded_at, "iso")))
    fields: tuple[Field, ...] = ()
    said = (str(found),) if found else ()
    if batch.downloaded_at:
        fields = (Field("reason", _("再次下载的原因"), "text", why, errors=said),)
    form = Form(
        _("下载银行文件"), fields, f"/desk/payments/{case.number}/", errors=() if fields else said,
        promise=_("文件含完整账号，只交给银行；每次下载都记入日志。收到后可用校验值核对。"),
    )  # fmt: skip
    back = Link(_("返回本批"), f"/desk/cases/{case.number}/")
    page = Page(_("银行文件"), Head(_("银行文件"), back=back, said=case.number), (Facts(tuple(facts)), form))
    return render(request, page, status=422 if found else 200)
