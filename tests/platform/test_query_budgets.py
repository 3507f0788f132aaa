"""How many queries every page of the staff desk, the portal and the worker's phone may make, in one place, and that none of
them makes more when there is more to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.base.workflow.models import Case
from chunfeng.desks.portal import urls as portal
from chunfeng.desks.staff import urls as staff
from chunfeng.desks.worker import urls as worker
from chunfeng.plans.training.providers.models import Room
from chunfeng.site.tests.world import FEW, MOST, World

pytestmark = pytest.mark.django_db(transaction=True)

#: Address of a page → the queries it may make at most; the login, its post and the page's own bookkeeping included.
BUDGETS: dict[str, int] = {
    # the staff desk
    "desk": 7, "begin": 5, "funds": 7, "fund_pool": 6, "bank_file": 6,
    "cases": 4, "cases_csv": 8, "search": 3, "case": 16, "step": 5, "complaint_new": 4, "receipt_reissue": 3,
    "complaints_sent": 4, "lead_new": 4, "findings": 6, "finding_reveal": 5, "desk_providers": 4, "desk_provider": 8, "standards": 4,
    "desk_visits": 14, "visit_sheet": 16, "visit_plan": 6, "class_callback": 10, "call": 10,
    "figures": 4, "experts": 4, "expert_new": 5, "rules": 5, "rule": 5, "parameters": 7, "parameter": 7, "inbox": 4, "log": 10,
    "sheet_void": 6, "accounts": 9, "account_new": 5,
    "account": 10, "post_end": 6, "pending": 8, "pending_post": 8, "pending_reset": 8, "uploads": 4, "upload_new": 4,
    # the portal
    "portal": 14, "portal_case": 41, "portal_step": 15, "portal_check": 20, "portal_section": 17, "portal_row_new": 15,
    "portal_row": 16, "portal_uploads": 4, "portal_upload_new": 4, "portal_upload": 4,
    "class_code": 10, "class_cards": 9, "sheet_new": 10, "portal_sheet_void": 8, "device_key": 7,
    # the worker's phone
    "worker": 0, "complaint": 0, "complaint_check": 0, "complaint_question": 0, "progress": 0, "my": 10, "my_login": 0,
    "my_data": 4, "my_ask": 5, "my_request": 5, "my_class": 14, "my_here": 5, "my_scan": 1,
}  # fmt: skip
#: Of the same pages within a long list, where what stands before and behind is asked for and counted; and of a class, where
#: others stand beside it, and when it runs, with all its attendance.
WITHIN: dict[str, int] = {
    "cases past the first page": 6,
    "cases before a page": 7,
    "cases past an end": 5,
    "findings past an end": 7,
    "log past an end": 11,
    # What was visited and called stands on the page of the class.
    "case of a class that is taught": 25,
    "case of a class": 17,
    "case of a running class": 21,
}
#: Addresses that show no page of their own: they take a form, send a file, or lead on; or need what only a form or a snapshot
#: brings.
NO_PAGE = {
    "figure", "figure_behind",
    "visits_map", "visits_worker",
    "undo", "draw", "turn", "teller", "account_close", "account_reset", "reset_withdraw", "expert_end", "provider_supervise", "provider_evaluate",
    "portal_begin", "portal_remove", "complaint_done", "progress_act", "progress_of", "my_code", "my_copy", "my_certificate", "leave",
    *(f"{desk}upload{what}" for desk in ("", "portal_") for what in
      ("_template", "_returned", "_mend", "_merge", "_confirm", "_abandon")), "upload",
}  # fmt: skip
#: Of those with a budget, addresses that answer with another: a form that has nothing to show yet begins at its first page.
LEAD_ON = {"search", "complaint", "complaint_check"}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files of our own making are read in this process; no limit of another test counts."""
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    cache.clear()
    yield
    cache.clear()


def addresses(world: World) -> dict[str, tuple[str, str]]:
    """Address name → who asks, and the address."""
    case, draft = world.admission.case.number, world.draft.case.number
    finding = Case.objects.filter(process="screening.finding").order_by("pk")[0].number
    request = Case.objects.filter(process="privacy.request").order_by("pk")[0].number
    upload = Upload.objects.filter(org=world.draft.case.org_id).order_by("pk")[0].uid
    room = Room.objects.filter(premises__admission=world.draft.case.record).order_by("pk")[0].pk
    user = User.objects.get(username="inspector").pk
    middle = world.inspection.case.pk
    running = world.running.case.number  # type: ignore[union-attr]
    submitted, drafted = (opening.case.number for opening in world.classes)
    return {
        "desk": ("section_checker", reverse("desk")),
        "cases": ("section_checker", reverse("cases")),
        "begin": ("section_checker", reverse("begin", args=["training.year_plan"])),
        "figures": ("section_checker", reverse("figures")),
        "funds": ("auditor", reverse("funds")),
        "fund_pool": ("auditor", reverse("fund_pool", args=[world.pool.place_id, world.pool.fund, str(world.pool.year)])),
        "bank_file": ("finance_clerk", reverse("bank_file", args=[world.batch.number])),
        "cases past the first page": ("section_checker", f"{reverse('cases')}?closed=1&after={middle}"),
        "cases before a page": ("section_checker", f"{reverse('cases')}?closed=1&before={middle}"),
        "cases past an end": ("section_checker", f"{reverse('cases')}?closed=1&after=1"),
        "cases_csv": ("section_checker", reverse("cases_csv")),
        "search": ("section_checker", reverse("search") + "?q=RD"),
        "case": ("inspector", reverse("case", args=[world.inspection.case.number])),
        "case of an admission": ("counter_clerk", reverse("case", args=[case])),
        "case of a list of standards": ("section_checker", reverse("case", args=[world.standards.case.number])),
        "case of a register's list": ("section_checker", reverse("case", args=[world.register.case.number])),
        "case of a finding": ("section_head", reverse("case", args=[finding])),
        "case of a class": ("section_checker", reverse("case", args=[submitted])),
        "step": ("counter_clerk", reverse("step", args=[case, "accept"])),
        "case of a running class": ("section_checker", reverse("case", args=[running])),
        "sheet_void": ("section_checker", reverse("sheet_void", args=[running, world.sheet.pk])),
        "portal_case of a running class": ("class_clerk", reverse("portal_case", args=[running])),
        "portal_case of a device": ("class_clerk", reverse("portal_case", args=[world.device.case.number])),
        "class_code": ("class_clerk", reverse("class_code", args=[running])),
        "class_cards": ("class_clerk", reverse("class_cards", args=[running])),
        "sheet_new": ("class_clerk", reverse("sheet_new", args=[running])),
        "portal_sheet_void": ("class_clerk", reverse("portal_sheet_void", args=[running, world.sheet.pk])),
        "device_key": ("class_clerk", reverse("device_key", args=[world.device.case.number])),
        "my_class": ("worker", reverse("my_class", args=[world.entry.pk])),
        "my_here": ("worker", reverse("my_here")),
        "my_scan": ("visitor", reverse("my_scan", args=["nothing"])),
        "complaint_new": ("phone_clerk", reverse("complaint_new")),
        "receipt_reissue": ("counter_clerk", reverse("receipt_reissue")),
        "complaints_sent": ("inspector", reverse("complaints_sent")),
        "lead_new": ("grid_assistant", reverse("lead_new")),
        "findings": ("section_checker", reverse("findings")),
        "findings past an end": ("section_checker", f"{reverse('findings')}?before=999999999999999"),
        "case of a list": ("inspector", reverse("case", args=[world.inspection.case.number]) + "?list=cases&state=received"),
        "finding_reveal": ("section_head", reverse("finding_reveal", args=[finding, "subject", "phone"])),
        "desk_providers": ("section_checker", reverse("desk_providers")),
        "standards": ("section_checker", reverse("standards")),
        "desk_visits": ("section_head", reverse("desk_visits")),
        "visit_sheet": ("inspector of a visit", reverse("visit_sheet", args=[world.visit.case.number])),
        "visit_plan": ("section_head", reverse("visit_plan", args=[world.taught_class.case.number])),
        "class_callback": ("section_checker", reverse("class_callback", args=[world.taught_class.case.number])),
        "call": ("section_checker", reverse("call", args=[world.calls.calls.all()[0].pk])),
        "case of a visit": ("section_head", reverse("case", args=[world.visit.case.number])),
        "case of calls": ("section_checker", reverse("case", args=[world.calls.case.number])),
        "case of a class that is taught": ("section_head", reverse("case", args=[world.taught_class.case.number])),
        "desk_provider": ("section_checker", reverse("desk_provider", args=[world.agreement.pk])),
        "experts": ("section_checker", reverse("experts")),
        "expert_new": ("section_head", reverse("expert_new")),
        "rules": ("auditor", reverse("rules")),
        "rule": ("auditor", reverse("rule", args=["training.providers_alike"])),
        "parameters": ("policy_admin", reverse("parameters")),
        "parameter": ("policy_admin", reverse("parameter", args=["training.class_size_max"])),
        "inbox": ("section_checker", reverse("inbox")),
        "log": ("auditor", reverse("log")),
        "log past an end": ("auditor", reverse("log") + "?after=1"),
        "accounts": ("system_admin", reverse("accounts")),
        "account_new": ("system_admin", reverse("account_new")),
        "account": ("system_admin", reverse("account", args=[user])),
        "post_end": ("system_admin", reverse("post_end", args=[user, Assignment.objects.get(user=user).pk])),
        "pending": ("policy_admin", reverse("pending")),
        "pending_post": ("policy_admin", reverse("pending_post", args=[world.waiting.pk])),
        "pending_reset": ("policy_admin", reverse("pending_reset", args=[world.waiting.user_id])),
        "uploads": ("counter_clerk", reverse("uploads")),
        "upload_new": ("counter_clerk", reverse("upload_new", args=["employers"])),
        "portal": ("other_clerk", reverse("portal")),
        "portal_case": ("provider_clerk", reverse("portal_case", args=[case])),
        "portal_case of a draft": ("other_clerk", reverse("portal_case", args=[draft])),
        "portal_case of a class": ("class_clerk", reverse("portal_case", args=[submitted])),
        "portal_case of a drafted class": ("class_clerk", reverse("portal_case", args=[drafted])),
        "portal_check of a class": ("class_clerk", reverse("portal_check", args=[drafted])),
        "portal_section of a calendar": ("class_clerk", reverse("portal_section", args=[drafted, "calendar"])),
        "portal_section of a roster": ("class_clerk", reverse("portal_section", args=[drafted, "roster"])),
        "portal_row_new of a calendar": ("class_clerk", reverse("portal_row_new", args=[drafted, "calendar"])),
        "portal_step": ("provider_clerk", reverse("portal_step", args=[case, "withdraw"])),
        "portal_check": ("other_clerk", reverse("portal_check", args=[draft])),
        "portal_section": ("other_clerk", reverse("portal_section", args=[draft, "rooms"])),
        "portal_row_new": ("other_clerk", reverse("portal_row_new", args=[draft, "rooms"])),
        "portal_row": ("other_clerk", reverse("portal_row", args=[draft, "rooms", room])),
        "portal_uploads": ("other_clerk", reverse("portal_uploads")),
        "portal_upload_new": ("other_clerk", reverse("portal_upload_new", args=["rooms"])),
        "portal_upload": ("other_clerk", reverse("portal_upload", args=[upload])),
        "worker": ("visitor", reverse("worker")),
        "complaint": ("visitor", reverse("complaint")),
        "complaint_check": ("visitor", reverse("complaint_check")),
        "complaint_question": ("visitor", reverse("complaint_question", args=["topic"])),
        "progress": ("visitor", reverse("progress")),
        "my": ("worker", reverse("my")),
        "my_login": ("visitor", reverse("my_login")),
        "my_data": ("worker", reverse("my_data")),
        "my_ask": ("worker", reverse("my_ask", args=["erase"])),
        "my_request": ("worker", reverse("my_request", args=[request])),
    }  # fmt: skip


def queries(world: World) -> dict[str, int]:
    found, wrong = {}, []
    for name, (who, address) in addresses(world).items():
        # The first time may learn what is asked for but once.
        look(world.clients[who], address)
        with CaptureQueriesContext(connection) as made:
            status = look(world.clients[who], address)
        found[name] = len(made)
        if status != (302 if name in LEAD_ON else 410 if name == "my_scan" else 200):
            wrong.append((name, address, status))
    assert not wrong
    return found


def look(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return answer.status_code


def test_every_address_has_a_budget_or_a_reason() -> None:
    names = {pattern.name for urls in (staff, portal, worker) for pattern in urls.urlpatterns}
    assert names == BUDGETS.keys() | NO_PAGE
    assert not BUDGETS.keys() & NO_PAGE


def test_pages_keep_their_budget_with_three_times_the_rows() -> None:
    world = World()
    world.grow(FEW)
    few = queries(world)
    world.grow(MOST - FEW)
    many = queries(world)
    assert {name.partition(" ")[0] for name in few} == BUDGETS.keys()
    more: dict[str, Any] = {name: (few[name], many[name]) for name in few if few[name] != many[name]}
    assert not more
    over = {name: made for name, made in many.items() if made > WITHIN.get(name, BUDGETS[name.partition(" ")[0]])}
    assert not over
