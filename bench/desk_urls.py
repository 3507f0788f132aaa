"""The site's addresses and beside each desk page its bare twin: the same rows and columns by the same query, in a plain loop.

A list has one query: that of its rows. A case page shows rows of many tables: its twin runs the queries by which the page
got them, straight on the driver, and prints every column of every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from chunfeng.base.access.pages import needs
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.findings.queries import precision, visible_to
from chunfeng.base.messages.queries import inbox
from chunfeng.base.policy import values
from chunfeng.base.uploads.models import Upload
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import in_hand, waiting
from chunfeng.desks.staff import case, findings, lists, log, pages, rules
from chunfeng.desks.staff.accounts import posts_of
from chunfeng.desks.ui.keyset import keys_of
from chunfeng.site.urls import urlpatterns as site

Cells = tuple[Any, ...]
_TEMPLATE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""


class Counted:
    """How many queries a request made, the login and the post included, for the client that asks."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if "X-Count" not in request.headers:
            return self.get_response(request)
        noted: list[tuple[str, Any]] = []
        with connection.execute_wrapper(_noting(noted)):
            answer = self.get_response(request)
        answer["X-Queries"] = len(noted)
        return answer


def _noting(noted: list[tuple[str, Any]]) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        noted.append((sql, params))
        return execute(sql, params, many, context)

    return wrapper


def _drawn(rows: Iterable[Cells]) -> HttpResponse:
    template = engines["django"].from_string(_TEMPLATE)
    return HttpResponse(template.render({"title": "bare", "rows": rows}))


def _of_case(found: Case) -> Cells:
    declared, state = found.declared, found.state_declared
    return (
        found.number,
        declared.title,
        found.title,
        found.place.name,
        state.label,
        found.received_at,
        found.due_on,
        state.waits_on,
    )


def queue(request: Any) -> Iterable[Cells]:
    mine = list(in_hand(request.actor).select_related("place").order_by("due_on", "id")[: 2 * lists.PAGE])
    theirs = (
        waiting(request.actor)
        .exclude(pk__in=[c.pk for c in mine])
        .select_related("place")
        .order_by("due_on", "id")[:20]
    )
    return map(_of_case, (*mine, *theirs))


def cases(request: Any) -> Iterable[Cells]:
    asked = lists.Filter.of(request.GET)
    found = asked.apply(Case.objects.visible_to(request.actor), timezone.localdate())
    if asked.after:
        found = found.filter(pk__lt=asked.after)
    return map(_of_case, found.select_related("place").order_by("-id")[: lists.PAGE + 1])


def all_findings(request: Any) -> Iterable[Cells]:
    found = findings.found(visible_to(request.actor), findings.asked_of(request.GET))
    after, _before = keys_of(request.GET)
    if after:
        found = found.filter(pk__lt=after)
    for row in found.order_by("-pk")[: findings.PAGE + 1]:
        yield (
            row.case.number,
            row.severity,
            row.case.title,
            row.said,
            row.case.place.name,
            row.case.state_declared.label,
            row.case.due_on,
        )


def all_rules(request: Any) -> Iterable[Cells]:
    known = precision()
    for code, header in rules.headers().items():
        found = known.get(code)
        yield (
            header.text("title"),
            header.text("severity"),
            header.text("clause"),
            found and found.undecided,
            found and found.share,
            code,
        )


def events(request: Any) -> Iterable[Cells]:
    found = Event.objects.select_related("sealed_in").order_by("-pk")
    if number := request.GET.get("object"):
        found = found.filter(object_id=number)
    if before := request.GET.get("before"):
        found = found.filter(pk__lt=int(before))
    rows = list(found[: log.PAGE + 1])
    # That somebody looked is written down: not a cost of our page alone.
    record("log.read", request.actor, "log", "list")
    return [(e.pk, e.at, e.actor_name, e.kind, e.object_id, e.before, e.after, e.sealed_in_id) for e in rows]


def messages(request: Any) -> Iterable[Cells]:
    return [(m.created_at, m.text.clear()) for m in inbox(request.actor.user)[:50]]


def users(request: Any) -> Iterable[Cells]:
    from chunfeng.base.access.models import User

    found = User.objects.prefetch_related("assignments__place", "assignments__org").order_by("username")[:200]
    return [(u.username, u.name, posts_of(u.assignments.all()), u.is_active, u.last_login) for u in found]


def parameters(request: Any) -> Iterable[Cells]:
    from chunfeng.base.policy.models import ParameterValue

    decided, today = {v.code for v in ParameterValue.objects.all()}, timezone.localdate()
    for code, p in sorted(values.pack().parameters.items()):
        yield (p.title, p.values and today, p.unit, p.clause, code in decided)


def uploads(request: Any) -> Iterable[Cells]:
    for u in Upload.objects.visible_to(request.actor)[:50]:
        yield (u.receiver.title, u.target_title, u.state, u.rows_read, u.received_at, u.by_name)


_READS: dict[tuple[str, int], list[tuple[str, Any]]] = {}


def one_case(request: Any, number: str) -> Iterable[Cells]:
    """Every row that the page of this case read, by the statements by which it read them."""
    key = (number, request.actor.user)
    if key not in _READS:
        noted: list[tuple[str, Any]] = []
        with connection.execute_wrapper(_noting(noted)):
            found = pages.find(request, number)
            case.page(found, request.actor, today=timezone.localdate())
        _READS[key] = noted
    rows: list[Cells] = []
    with connection.cursor() as cursor:
        for sql, params in _READS[key]:
            cursor.execute(sql, params)
            rows += [
                tuple(cell for cell in row if not isinstance(cell, bytes | memoryview)) for row in cursor.fetchall()
            ]
    return rows


def _bare(rows: Callable[..., Iterable[Cells]], guard: Any = pages.on_the_desk) -> Any:
    return guard(lambda request, **named: _drawn(rows(request, **named)))


urlpatterns = [
    path("bare/queue/", _bare(queue)),
    path("bare/cases/", _bare(cases)),
    path("bare/cases/<str:number>/", _bare(one_case)),
    path("bare/findings/", _bare(all_findings, needs("finding.read", "rights_finding.read"))),
    path("bare/rules/", _bare(all_rules, needs("rule.read"))),
    path("bare/log/", _bare(events, needs("log.read"))),
    path("bare/inbox/", _bare(messages)),
    path("bare/accounts/", _bare(users, needs("account.manage"))),
    path("bare/parameters/", _bare(parameters, needs("parameter_change.read"))),
    path("bare/uploads/", _bare(uploads, needs("employer.register"))),
    *site,
]
