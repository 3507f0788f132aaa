"""Calls to trainees: one person on one page, the phone shown by right and logged, the right answers after the answer was
written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.access.pages import needs
from chunfeng.base.audit.record import record
from chunfeng.base.people.actions import reveal
from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.case import address
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Head, Inline, Link, Missing, Page
from chunfeng.kernel.digits import money
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import Call
from chunfeng.plans.training.visits.pages import call_blocks
from chunfeng.plans.training.visits.queries.calling import QUESTIONS, finished


def _call(request: Any, pk: int) -> Call:
    cases = Case.objects.visible_to(request.actor).filter(process=queries.CALLBACK)
    found = (
        Call.objects.filter(pk=pk, callback__case__in=cases)
        .select_related("callback__case__place", "callback__training_class__head_teacher", "entry__person__merged_into")
        .first()
    )
    if found is None or not request.actor.may("callback.call", place_path=found.callback.case.place_path):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs("callback.call")
def call(request: Any, pk: int) -> HttpResponse:
    found = _call(request, pk)
    case = found.callback.case
    given: dict[str, Any] = {}
    refused: list[Reason] = []
    shown: tuple[Inline, Inline] | None = None
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("outcome", "paid", "said", *QUESTIONS)}
        if "phone" in request.POST:
            shown = _shown(request, found, case)
        elif "judging" in request.POST:
            refused = actions.judge_call(found, request.actor, given)
        else:
            refused = _saved(request, found, given)
        if not refused and "phone" not in request.POST:
            messages.success(request, _("已保存。"))
            done = found.outcome != "confirmed" or found.judged_at
            return redirect(f"{address(case)}#calls" if done else f"/desk/calls/{pk}/#judge")
    tries = value("training.callback_tries", timezone.localdate(case.opened_at), case.place.code)
    again = case.state == "calling" and not finished(found, tries)
    # Who was drawn has to be called: the reason is the call itself, and the look is logged with it.
    showing = shown is None and again and _may_see(request, case)
    blocks = call_blocks(
        found, f"/desk/calls/{pk}/", given, refused, shown or _masked(found), again=again, showing=showing
    )
    head = Head(_("回访：%(who)s") % {"who": found.entry.person.shown_name}, number=case.number, said=case.heading,
                back=Link(_("返回事项"), f"{address(case)}#calls"))  # fmt: skip
    answer = render(request, Page(_("回访"), head, blocks), status=422 if refused else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _saved(request: Any, found: Call, given: dict[str, Any]) -> list[Reason]:
    paid = given["paid"].strip()
    fen = money(paid) if paid else None
    if paid and fen is None:
        return [Reason(_("请填写金额，如 12600.00，最多两位小数"), "#paid")]
    return actions.save_call(found, request.actor, given | {"paid_fen": fen})


def _may_see(request: Any, case: Case) -> bool:
    return case.state == "calling" and request.actor.may("callback.reveal", place_path=case.place_path)


def _masked(found: Call) -> tuple[Inline, Inline]:
    person = found.entry.person.merged_into or found.entry.person
    return person.shown_name, person.phone.masked() if person.phone else Missing.NOT_REPORTED


def _shown(request: Any, found: Call, case: Case) -> tuple[Inline, Inline] | None:
    """Name and phone in clear, each with its line in the log."""
    person = found.entry.person.merged_into or found.entry.person
    if not _may_see(request, case):
        return None
    why = _("电话回访 %(number)s") % {"number": case.number}
    name, phone = (reveal(person, field, why, request.actor, record) for field in ("name", "phone"))
    return str(name), Missing.NOT_REPORTED if isinstance(phone, Refusal) else phone
