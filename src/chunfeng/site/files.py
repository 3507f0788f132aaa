"""Files and official papers of cases: taken in with a step, issued by a step, given out to whoever may see the case."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.documents import actions as documents
from chunfeng.base.documents.models import Attachment
from chunfeng.base.documents.queries import attached_to
from chunfeng.base.workflow.declarations import Step
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case, IssuedPaper
from chunfeng.desks.ui.pages import refuse
from chunfeng.engines.display.publication import IssuedPaper as Shown
from chunfeng.engines.papers.paper import CannotPrint, Paper, Verify
from chunfeng.engines.papers.press import pdf
from chunfeng.engines.papers.word import docx
from chunfeng.kernel.refusal import Refusal

#: Code of a paper → how it is written from its case; handed over by the apps.
PAPERS: dict[str, Callable[[Case], Paper]] = {}
TITLES: dict[str, Any] = {}
#: Kind of object that attachments belong to → the number of the case that shows them; "" where there is none.
OWNERS: dict[str, Callable[[str], str]] = {"case": lambda number: number}
#: Kind of object → who may open its files, where seeing the case is not enough: a photo can show who took it.
KEPT_BACK: dict[str, Callable[[str, Actor], bool]] = {}

#: Procedure → cases against an organisation of which the actor was told, and the kinds of paper that are sent to it.
ADDRESSED: dict[str, tuple[Callable[[Actor], QuerySet[Case]], Collection[str]]] = {}

#: Read from paper and typed by a citizen: no 0 O 1 I.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def store(request: HttpRequest, name: str, most: int | None = None, kinds: tuple[str, ...] = ()) -> list[str]:
    """Uids of the case's files that stay and of those uploaded now; what is refused stands as "!" and the
    sentence. most: of all together; beyond it nothing is stored."""
    match = request.resolver_match
    number = str(match.kwargs.get("number", "")) if match else ""
    kept = [uid for uid in request.POST.getlist(name) if uid]
    # What no act has taken belongs to whoever sent it.
    theirs = attached_to("case", number).exclude(~Q(by_user=request.actor.user), slot=documents.UNTAKEN)  # type: ignore[attr-defined]
    own = {str(uid) for uid in theirs.values_list("uid", flat=True)} if kept else set()
    found = [uid for uid in kept if uid in own]
    sent = request.FILES.getlist(name)
    if sent and most is not None and len(found) + len(sent) > most:
        return [*found, "!" + _("最多 %(n)s 个文件") % {"n": most}]
    for file in sent:
        stored = documents.store(
            file, name=file.name or "", object_kind="case", object_uid=number, slot=documents.UNTAKEN,
            by=request.actor, keep_position=True, kinds=kinds,  # type: ignore[attr-defined]
        )  # fmt: skip
        found.append(f"!{stored}" if isinstance(stored, Refusal) else str(stored.uid))
    return found


def _written(kind: str, case: Case) -> Paper:
    """In Chinese whatever the screen speaks: labels of choices are translated when they are read."""
    with translation.override("zh-hans"):
        return PAPERS[kind](case)


def issue(case: Case, step: Step, event: Event) -> None:
    """Writes the papers of a step and keeps them as they were signed: what the case becomes later changes none of them."""
    for kind in step.papers:
        code = "".join(secrets.choice(_LETTERS) for _ in range(12))
        try:
            paper = replace(_written(kind, case), verify=Verify(f"{settings.PUBLIC_URL}/verify/{code}/", code))
            made = pdf(paper)
        except CannotPrint as cannot:
            raise StepRefused(str(cannot.refusal)) from None
        kept = documents.store(
            BytesIO(made), name=f"{paper.number}.pdf", object_kind="paper", object_uid=code, by=Actor.the_system()
        )
        if isinstance(kept, Refusal):
            raise StepRefused(str(kept))
        IssuedPaper.objects.create(
            code=code, case=case, event=event, kind=kind, number=paper.number, title=" ".join(paper.title.split()),
            issuer=" ".join(paper.issuer.split()), issued_on=paper.issued_on, document=str(kept.uid), digest=kept.received_sm3,
            at=timezone.now(),
        )  # fmt: skip


def issued(code: str) -> Shown | None:
    """What anybody who holds the code may know of a paper."""
    found = IssuedPaper.objects.filter(code=code).first()
    if found is None:
        return None
    return Shown(found.number, found.title, found.issuer, found.issued_on, found.digest, found.withdrawn)


def _visible(request: Any, number: str) -> Case:
    case = Case.objects.visible_to(request.actor).filter(number=number).first()
    if case is None:
        raise Http404
    return case


def _sent_to(actor: Actor, number: str, kind: str) -> Case | None:
    """The case of a paper that was sent to an organisation of the actor's."""
    for told, kinds in ADDRESSED.values():
        if kind in kinds and (found := told(actor).filter(number=number).first()):
            return found
    return None


@require_GET
@signed_in
def paper(request: Any, number: str, event: int, kind: str, ending: str) -> HttpResponse:
    """The paper as issued (.pdf), or a draft in words to work on (.docx). Whom it was sent to may have it as issued."""
    case = _sent_to(request.actor, number, kind) if ending == "pdf" else None
    case = case or _visible(request, number)
    found = IssuedPaper.objects.filter(case=case, event_id=event, kind=kind).first()
    if found is None:
        raise Http404
    if ending == "docx":
        record("document.read", request.actor, "case", case.number, paper=kind, form="docx")
        made = docx(
            replace(_written(kind, case), verify=Verify(f"{settings.PUBLIC_URL}/verify/{found.code}/", found.code))
        )
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return FileResponse(BytesIO(made), content_type=word, as_attachment=True, filename=_named(found, ending))
    return _given(request, Attachment.objects.get(uid=found.document), _named(found, ending), inline=True)


def _named(paper: IssuedPaper, ending: str) -> str:
    """Papers that stay in the office all bear the number of their case."""
    return f"{paper.title} {paper.number}.{ending}"


@require_GET
@signed_in
def file(request: Any, uid: str) -> HttpResponse:
    """An attachment, to whoever may see the case it belongs to; for all others it does not exist."""
    found = Attachment.objects.select_related("file").filter(uid=uid).first()
    owner = OWNERS.get(found.object_kind) if found else None
    if found is None or owner is None:
        raise Http404
    _visible(request, owner(found.object_uid))
    if found.slot == documents.UNTAKEN and found.by_user != request.actor.user:
        raise Http404
    may = KEPT_BACK.get(found.object_kind)
    if may is not None and not may(found.object_uid, request.actor):
        raise Http404
    return _given(request, found, found.name.clear(), inline=False)


def _given(request: Any, found: Attachment, name: str, *, inline: bool) -> HttpResponse:
    content = documents.read(found, request.actor, record)
    if isinstance(content, Refusal):
        return refuse(request, 404, reason=str(content))
    answer = FileResponse(content, content_type=found.media_type, as_attachment=not inline, filename=name)
    # What people upload is shown as what it is and never runs here.
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def declare(papers: Mapping[str, Callable[[Case], Paper]], titles: Mapping[str, Any]) -> None:
    PAPERS.update(papers)
    TITLES.update(titles)
