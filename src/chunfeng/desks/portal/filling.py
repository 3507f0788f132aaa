"""Filling in a file section by section, checking the answers, handing it in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.documents import actions as documents
from chunfeng.base.workflow.answers import clean
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.dossier import Dossier, Line, Section
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.desks.portal import status
from chunfeng.desks.portal.finding import address, at_the_portal, dossier_of, find
from chunfeng.desks.ui.asks import answers, field, of_the_whole, seen_of, takes
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Acts,
    Answer,
    CheckAnswers,
    Column,
    Day,
    Empty,
    Fact,
    Facts,
    Form,
    Head,
    Inline,
    Link,
    List,
    Notice,
    Page,
    Panel,
    Row,
)


def _open(request: Any, number: str, code: str) -> tuple[Case, Dossier, Section]:
    case = find(request, number)
    dossier = dossier_of(case)
    section = dossier.section(code)
    if section is None or not any(request.actor.grant_for(s.may, case.place_path, case.org_id) for s in _submits(case)):
        raise Http404
    return case, dossier, section


def _submits(case: Case) -> list[Any]:
    step = case.declared.step(dossier_of(case).submits[case.state])
    return [step] if step else []


@require_http_methods(["GET", "POST"])
@at_the_portal
def section(request: Any, number: str, section: str) -> HttpResponse:
    """A section with one form, or the list of its rows."""
    case, dossier, found = _open(request, number, section)
    if barred := dossier.barred(found, case):
        return _page(request, case, found, (Notice(tuple(str(why) for why in barred), "due"),), 422)
    if found.rows is not None:
        return _rows(request, case, found)
    values = found.values(case) if found.values else {}
    if request.method == "POST":
        return _save(request, case, found, None)
    return _page(request, case, found, (_form(case, found, values),))


def _said(line: Line) -> Inline:
    return (line.said, " ", Link(_("打开"), f"/files/{line.file}/", line.title)) if line.file else line.said


def _rows(request: Any, case: Case, section: Section, refused: Sequence[Reason] = (), code: int = 200) -> HttpResponse:
    lines = section.rows(case) if section.rows else []
    table = List(
        (Column("title", str(section.noun)), Column("said", _("内容")), Column("act", _("办理"), kind="next")),
        rows=tuple(
            Row({"title": line.title, "said": _said(line), "act": _act(case, section, line)}, url=_of(case, section, "row", line.key))
            for line in lines
        ),
        total=len(lines), measure=_("条"),
        empty=Empty(
            _("还没有%(noun)s。") % {"noun": section.noun},
            Link(_("返回"), address(case)) if section.fixed else Link(_("添加"), _of(case, section, "new")),
        ),
    )  # fmt: skip
    body: list[Any] = [Notice(tuple(map(str, refused)), "bad")] if refused else []
    missing = section.missing(case)
    if missing and lines:
        body.append(Notice(_("；").join(missing), "due"))
    acts = [] if section.fixed else [Link(_("添加%(noun)s") % {"noun": section.noun}, _of(case, section, "new"))]
    if section.upload:
        acts.append(Link(_("报送名单"), reverse("portal_upload_new", args=(section.upload,))))
    body += [table, Acts((*acts, Link(_("返回"), address(case))))]
    return _page(request, case, section, tuple(body), code)


def _act(case: Case, section: Section, line: Line) -> Link:
    if section.fixed:
        return Link(_("填写"), _of(case, section, "row", line.key), line.title)
    return Link(_("移出"), _of(case, section, "remove", line.key), line.title)


def _of(case: Case, section: Section, what: str, key: int | None = None) -> str:
    match what:
        case "new":
            return address(case, "portal_row_new", section.code)
        case "remove":
            return address(case, "portal_remove", section.code, key)
        case _:
            return address(case, "portal_row", section.code, key)


@require_http_methods(["GET", "POST"])
@at_the_portal
def row(request: Any, number: str, section: str, key: int | None = None) -> HttpResponse:
    """One row of a section, a new one without a key."""
    case, dossier, found = _open(request, number, section)
    if found.rows is None or (key is None and found.fixed):
        raise Http404
    if barred := dossier.barred(found, case):
        return _page(request, case, found, (Notice(tuple(str(why) for why in barred), "due"),), 422)
    values: Mapping[str, Any] = {}
    if key is not None:
        line = next((line for line in found.rows(case) if line.key == key), None)
        if line is None:
            raise Http404
        values = line.values
    if request.method == "POST":
        return _save(request, case, found, key)
    return _page(request, case, found, (_form(case, found, values),))


def _save(request: Any, case: Case, section: Section, key: int | None) -> HttpResponse:
    given = answers(request, section.asks)
    values, wrong = clean(section.asks, given, case)
    with transaction.atomic():
        wrong = wrong or section.write(case, request.actor, values, key)
        if not wrong:
            sent = (uid for ask in section.asks if ask.kind == "files" for uid in values[ask.name])
            documents.taken("case", case.number, sent)
    if wrong:
        return _page(request, case, section, (_form(case, section, given, wrong),), 422)
    messages.success(request, _("已保存"))
    rows = section.rows is not None
    return redirect(address(case, "portal_section", section.code) if rows else address(case))


def _form(case: Case, section: Section, values: Mapping[str, Any], refused: Sequence[Reason] = ()) -> Form:
    fields = tuple(field(ask, case, values, refused) for ask in section.asks)
    back = address(case, "portal_section", section.code) if section.rows is not None else address(case)
    return Form(
        _("保存"), fields, errors=of_the_whole(section.asks, refused), others=(Link(_("返回"), back),),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@at_the_portal
def remove(request: Any, number: str, section: str, key: int) -> HttpResponse:
    """Asked on a page of its own: what is taken out is gone."""
    case, _dossier, found = _open(request, number, section)
    line = next((line for line in found.rows(case) if line.key == key), None) if found.rows else None
    if line is None or found.remove is None:
        raise Http404
    if request.method == "GET":
        back = Link(_("返回"), address(case, "portal_section", section))
        form = Form(_("移出%(what)s") % {"what": line.title}, others=(back,), tone="danger", promise=line.said)
        return _page(request, case, found, (form,))
    if refused := found.remove(case, request.actor, key):
        return _rows(request, case, found, refused, 422)
    messages.success(request, _("已移出"))
    return redirect(address(case, "portal_section", section))


def _page(request: Any, case: Case, section: Section, body: tuple[Any, ...], code: int = 200) -> HttpResponse:
    today = timezone.localdate()
    head = Head(
        str(section.label),
        number=case.number,
        said=str(section.help) or None,
        back=Link(_("返回%(what)s") % {"what": case.declared.title}, address(case)),
    )
    page = Page(str(section.label), head, body, (status.contact(case, today),))
    return render(request, page, "portal", status=code)


@require_http_methods(["GET", "POST"])
@at_the_portal
def check(request: Any, number: str) -> HttpResponse:
    """All answers on one page, what happens next and by when; then the button."""
    case = find(request, number)
    dossier = dossier_of(case)
    step = _submits(case)[0]
    if request.actor.grant_for(step.may, case.place_path, case.org_id) is None:
        raise Http404
    given: dict[str, Any] = {}
    refused: tuple[Reason, ...] = ()
    if request.method == "POST":
        given = answers(request, step.asks, keep=takes(request, case, step, request.actor))
        result = take(
            case, step.code, actor=request.actor, seen=seen_of(request), answers=given,
            request_key=request.POST.get("request_key", "")[:64] or None,
        )  # fmt: skip
        if not isinstance(result, Refused):
            messages.success(request, _("已提交，编号 %(number)s") % {"number": case.number})
            return redirect(address(case))
        refused = result.reasons
        case.refresh_from_db()
        if case.state not in dossier.open_states:
            return redirect(address(case))
    today = timezone.localdate()
    panels: list[Any] = list(dossier.tests(case))
    for part in dossier.sections:
        url = address(case, "portal_section", part.code)
        rows = tuple(Answer(label, value or None, url) for label, value in part.answers(case))
        panels.append(Panel(str(part.title), (CheckAnswers(rows),), anchor=part.code))
    promises = tuple(
        Fact(_("第%(n)s步") % {"n": n}, (p.said, _("，"), Day(p.by), _("前")) if p.by else p.said, wide=True)
        for n, p in enumerate(dossier.promises(case, today), 1)
    )
    fields = tuple(field(ask, case, given, refused) for ask in step.asks)
    key = request.POST.get("request_key") or secrets.token_urlsafe(18)
    whole = of_the_whole(step.asks, tuple(r for r in refused if not r.link.startswith("section:")))
    links = tuple(
        Link(str(r), address(case, "portal_section", r.link.removeprefix("section:")))
        for r in refused
        if r.link.startswith("section:")
    )
    back = any(s.party and s.code == "withdraw" for s in case.declared.leaving(step.target))
    form = Form(
        str(step.label), fields, hidden=(("seen", str(case.version)), ("request_key", key)),
        errors=(*whole, *(link.text for link in links)), others=(*links, Link(_("返回"), address(case))),
        promise=_("提交后不能自行修改，须由承办人退回；可以撤回。") if back else _("提交后不能自行修改，须由承办人退回。"),
    )  # fmt: skip
    body = (
        *panels,
        Panel(_("提交之后"), (Facts(promises),), anchor="then"),
        Panel(_("承诺"), (form,), anchor="submit"),
    )
    head = Head(_("核对后提交"), number=case.number, back=Link(_("返回"), address(case)))
    page = Page(_("核对后提交"), head, body, (status.contact(case, today),))
    return render(request, page, "portal", status=422 if refused else 200)
