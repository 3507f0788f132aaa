"""The questions of a step or of a file, as boxes of a form, and what came back in them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.answers import LONGEST
from chunfeng.base.workflow.declarations import Ask, Reason, Step
from chunfeng.base.workflow.engine import refusals
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import timeline
from chunfeng.engines.display.page import Field, Form, Link, Option
from chunfeng.engines.display.page.forms import FieldKind
from chunfeng.kernel.digits import natural

_KINDS: Final[Mapping[str, FieldKind]] = {
    "note": "long", "text": "text", "long": "long", "number": "number", "money": "money", "day": "day", "choice": "choice",
    "choices": "checks", "flag": "flag", "files": "file",
}  # fmt: skip


def seen_of(request: HttpRequest) -> int:
    """Which version of the case the sender had before the eyes; -1, which no case has, for anything else."""
    version = natural(request.POST.get("seen", ""))
    return -1 if version is None else version


def takes(request: HttpRequest, case: Case, step: Step, actor: Actor) -> bool:
    """Whether the step can be taken of the case as the sender saw it. Asked before files are stored, which would belong to
    nothing; under its lock the engine asks again."""
    return seen_of(request) == case.version and not refusals(case, step, actor)


def field(
    ask: Ask, case: Case | None, given: Mapping[str, Any], refused: Sequence[Reason] = (), *, prefix: str = ""
) -> Field:  # fmt: skip
    """A question as a box, with what was typed and what was wrong with it. prefix: as of the box."""
    raw = given.get(ask.name, "")
    several = tuple(map(str, raw)) if isinstance(raw, (list, tuple)) else ()
    # Rank and capacity read better as a list one sees at once than as a box to unfold.
    options = tuple(Option(v, str(words)) for v, words in ask.choices(case).items())
    kind = _KINDS[ask.kind]
    return Field(
        ask.name,
        str(ask.label),
        "radios" if kind == "choice" and len(options) <= 5 else kind,
        value="" if several else str(raw),
        values=several,
        options=options,
        # Boxes to tick may all stay empty, but not for want of judging.
        optional=not ask.required and kind != "checks",
        hint=str(ask.help) or None,
        errors=tuple(str(r) for r in refused if r.link == f"#{ask.name}"),
        unit=_("元") if ask.kind == "money" else "",
        multiple=ask.kind == "files",
        accept=",".join(f".{kind}" for kind in ask.kinds),
        max_length=ask.most or LONGEST[ask.kind] if ask.kind in LONGEST else None,
        prefix=prefix,
    )


def of_the_whole(asks: Sequence[Ask], refused: Sequence[Reason]) -> tuple[str, ...]:
    """The reasons that belong to no box."""
    named = {f"#{ask.name}" for ask in asks}
    return tuple(str(r) for r in refused if r.link not in named)


def before(case: Case, step: Step, events: Sequence[Event] | None = None) -> dict[str, Any]:
    """What stands in the boxes of a step that is not being filled in: of a question that stays, its answer of the last time.
    events: all of the case, where they are known; else one query."""
    if not any(ask.stays for ask in step.asks):
        return {}
    events = timeline(case) if events is None else events
    taken = [event for event in events if event.kind == "step" and event.step == step.code]
    known = max(taken, key=lambda event: event.pk).known.get("answers", {}) if taken else {}
    return {ask.name: known[ask.name] for ask in step.asks if ask.stays and ask.name in known}


#: A step whose form is more than its questions: (procedure, step) → (case, address, request key, given, refused) → blocks,
#: of which one is the Form. Handed over by `site`.
StepForm = Callable[[Case, str, str, Mapping[str, Any], Sequence[Reason]], Sequence[Any]]
STEP_FORMS: dict[tuple[str, str], StepForm] = {}


def step_page(
    case: Case, step: Step, url: str, back: Link, given: Mapping[str, Any] | None = None, refused: Sequence[Reason] = ()
) -> tuple[Any, ...]:  # fmt: skip
    """One step on a page of its own: for a phone, without script, what it does said before the button."""
    given = given or before(case, step)
    key = str(given.get("request_key") or secrets.token_urlsafe(18))
    if special := STEP_FORMS.get((case.process, step.code)):
        return tuple(special(case, url, key, given, refused))
    final = step.party and bool(step.target) and case.declared.state(step.target).final
    return (
        Form(
            str(step.label), tuple(field(ask, case, given, refused) for ask in step.asks), url,
            hidden=(("seen", str(case.version)), ("request_key", key)), errors=of_the_whole(step.asks, refused), others=(back,),
            tone="danger" if final else "primary", promise=str(step.confirm) or None,
        ),
    )  # fmt: skip


class _Files:
    """How `site` stores what was uploaded, before its uids are answered: (request, name of the box, how many at most, of which kinds) →
    uids. Without it only uids of what is stored already are taken."""

    def __init__(self) -> None:
        self.store: Callable[[HttpRequest, str, int | None, tuple[str, ...]], list[str]] = (
            lambda request, name, most, kinds: request.POST.getlist(name)
        )


FILES = _Files()


def answers(request: HttpRequest, asks: Sequence[Ask], *, keep: bool = True) -> dict[str, Any]:
    """What a form holds, unread; files are stored first and answered by their uids, also where another answer is wrong: they
    are sent again with the form as it comes back; what no act takes is let go of (`documents.sweep`). keep: false where the
    step cannot be taken anyway: then nothing new is stored."""
    given: dict[str, Any] = {}
    for ask in asks:
        match ask.kind:
            case "files":
                stored = FILES.store(request, ask.name, ask.most if keep else 0, ask.kinds)
                given[ask.name] = stored if keep else [uid for uid in stored if not uid.startswith("!")]
            case "choices":
                given[ask.name] = request.POST.getlist(ask.name)
            case _:
                given[ask.name] = request.POST.get(ask.name, "")
    return given
