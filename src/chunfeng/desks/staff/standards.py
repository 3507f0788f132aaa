"""Subsidy standards in force, and where departments still have to agree (T-3.3.c)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chunfeng.base.access.pages import needs
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff.starts import beginning
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Acts, Head, Link, Page, Panel
from chunfeng.plans.training.catalogue import pages, queries


@require_GET
@needs("standards.read")
def standards(request: Any) -> HttpResponse:
    rows = list(queries.on(timezone.localdate()))
    process = PROCESSES[queries.STANDARDS]
    begin = beginning(process, request.actor)
    lists = Link(_("全部名单"), f"/desk/cases/?process={process.code}&closed=1")
    body = (
        Acts((*((begin,) if begin else ()), lists), plain=begin is None),
        pages.differences_panel(queries.differences(rows)),
        Panel(_("现行标准"), (pages.table(rows),), anchor="standards"),
    )
    return render(request, Page(_("补贴标准"), Head(_("补贴标准")), body, keys=("list",)))
