"""A page that asks one thing: why something is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from chunfeng.base.workflow.declarations import Reason
from chunfeng.desks.ui.forms import sentences
from chunfeng.desks.ui.pages import Face, render
from chunfeng.engines.display.page import Field, Form, Head, Page


def asked(
    request: Any, head: Head, label: str, promise: str, act: Callable[[str], list[Reason]], done: str, face: Face
) -> HttpResponse:
    """act: with the words that were given; the reasons why it was not done. Leads back where the head does."""
    because = request.POST.get("because", "")
    reasons = act(because) if request.method == "POST" else []
    if request.method == "POST" and not reasons:
        messages.success(request, done)
        return redirect(head.back.url if head.back else "/")
    field = Field("because", label, "text", because, max_length=300, errors=sentences(reasons, "because"))
    whole = sentences(reasons, "because", rest=True)
    form = Form(head.title, (field,), request.path, errors=whole, tone="danger", promise=promise)
    return render(request, Page(head.title, head, (form,)), face, status=422 if reasons else 200)
