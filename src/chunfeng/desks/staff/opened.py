"""The list from which a case was opened: where 返回 leads, and which case stands before and behind it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.findings.models import Finding
from chunfeng.base.findings.queries import visible_to
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import in_hand
from chunfeng.desks.staff import findings
from chunfeng.desks.staff.lists import Filter, shown_in_queue
from chunfeng.engines.display.page import Link


@dataclass(frozen=True)
class Opened:
    """back: the list with its filter. url: an address of a case with that filter in it. beside: the number of the case behind
    this one (True) or before it; asked for by who turns, and not by every page."""

    back: Link
    url: Callable[[str], str]
    beside: Callable[[Case, bool], str | None]


def opened(actor: Actor, given: Mapping[str, str]) -> Opened:
    """given: the address of the case. Its filter is read as the list itself reads it, and finds only what the list shows."""
    match given.get("list"):
        case "cases":
            asked = Filter.of(given)
            return Opened(
                Link(_("返回列表"), asked.url()),
                lambda path: asked.url(path, list="cases"),
                lambda case, behind: _in_list(actor, asked, case, behind),
            )
        case "findings":
            names = findings.asked_of(given)
            return Opened(
                Link(_("返回列表"), findings.url(names)),
                lambda path: findings.url(names, path, list="findings"),
                lambda case, behind: _in_findings(actor, names, case, behind),
            )
        case _:
            return Opened(
                Link(_("返回待办"), "/desk/"), lambda path: path, lambda case, behind: _in_queue(actor, case, behind)
            )


def _in_list(actor: Actor, asked: Filter, case: Case, behind: bool) -> str | None:
    rows = asked.apply(Case.objects.visible_to(actor), timezone.localdate())
    rows = rows.filter(pk__lt=case.pk).order_by("-pk") if behind else rows.filter(pk__gt=case.pk).order_by("pk")
    return rows.values_list("number", flat=True).first()


def _in_findings(actor: Actor, asked: dict[str, str], case: Case, behind: bool) -> str | None:
    key = Finding.objects.filter(case=case).values_list("pk", flat=True).first() or 0
    rows = findings.found(visible_to(actor), asked)
    rows = rows.filter(pk__lt=key).order_by("-pk") if behind else rows.filter(pk__gt=key).order_by("pk")
    number: str | None = rows.values_list("case__number", flat=True).first()
    return number


def _in_queue(actor: Actor, case: Case, behind: bool) -> str | None:
    """As the queue shows it, groups included; of what it does not show, because it is done or far down, by its term."""
    numbers = shown_in_queue(actor, timezone.localdate())
    if case.number in numbers:
        at = numbers.index(case.number) + (1 if behind else -1)
        return numbers[at] if 0 <= at < len(numbers) else None
    if case.due_on is None:
        return None
    beyond, back = ("gt", "") if behind else ("lt", "-")
    found = in_hand(actor).filter(**{f"due_on__{beyond}e": case.due_on})
    found = found.filter(Q(**{f"due_on__{beyond}": case.due_on}) | Q(**{f"pk__{beyond}": case.pk}))
    # The number alone: it stands in the index that is walked.
    return found.order_by(f"{back}due_on", f"{back}id").values_list("number", flat=True).first()
