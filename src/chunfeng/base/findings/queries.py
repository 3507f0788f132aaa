"""Reads about findings: who may decide, how right a rule has been, what stands against a subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment
from chunfeng.base.access.roles import ROLES
from chunfeng.base.findings.models import DECIDED, UNDECIDED, Finding, Run
from chunfeng.base.workflow.registry import PROCESSES

if TYPE_CHECKING:
    from chunfeng.base.workflow.models import Case

#: Below so many decisions a share says nothing, and would be taken for something.
FEWEST = 5


def deciders(case: Case) -> dict[str, str]:
    """Who may decide this finding: user → name and post, nearest posts first."""
    may = f"{case.declared.noun}.decide"
    roles = {role.code: role.title for role in ROLES if may in role.permissions}  # type: ignore[attr-defined]
    rows = (
        Assignment.objects.valid_on(timezone.localdate())
        .filter(role__in=roles, user__is_active=True)
        .select_related("user", "place")
        .order_by("-place__path", "pk")
    )
    return {
        str(row.user_id): f"{row.user.name} · {roles[row.role]}"
        for row in rows
        if row.place is None or case.place_path.startswith(row.place.path)
    }


def visible_to(actor: Actor) -> QuerySet[Finding]:
    """Findings at the places where the actor reads them; others do not exist."""
    found, everything = Q(pk__in=()), ~Q(pk__in=())
    scopes = {
        process.code: actor.scope(process.reads, place="case__place_path", org="case__org", person="case__person")
        for process in PROCESSES
        if process.on == "findings.Finding"
    }
    for code, scope in scopes.items():
        found |= scope & Q(case__process=code)
    if scopes and all(scope == everything for scope in scopes.values()):
        # Of what other process would it be? To ask would join every case.
        found = everything
    return Finding.objects.filter(found).select_related("case", "case__place")


@dataclass(frozen=True)
class Precision:
    """What people decided on one rule's findings. share: None below FEWEST decisions."""

    confirmed: int = 0
    explained: int = 0
    data_error: int = 0
    undecided: int = 0

    @property
    def decided(self) -> int:
        return self.confirmed + self.explained + self.data_error

    @property
    def share(self) -> float | None:
        return self.confirmed / self.decided if self.decided >= FEWEST else None


def precision(rule: str | None = None) -> dict[str, Precision]:
    """rule → its precision in the whole city: one query. A rule of which nothing was found is not in it."""
    rows = Finding.objects.filter(rule=rule) if rule else Finding.objects.all()
    counted: dict[str, dict[str, int]] = {}
    # By state: two columns that stand in an index.
    for code, state, n in rows.order_by().values_list("rule", "state").annotate(Count("pk")):
        of_rule = counted.setdefault(code, {})
        if state in UNDECIDED:
            of_rule["undecided"] = of_rule.get("undecided", 0) + n
        elif state in DECIDED:
            of_rule[state] = n
    return {code: Precision(**of_rule) for code, of_rule in counted.items()}


def last_run() -> Run | None:
    """Of the whole city."""
    return Run.objects.filter(about="").order_by("-taken_at", "-pk").first()


def last_of(about: str) -> Run | None:
    """The last time that the rules were asked about one class."""
    return Run.objects.filter(about=about).order_by("-taken_at", "-pk").first()


def against(kind: str, keys: Iterable[str], *, severities: Iterable[str] = ("block",)) -> QuerySet[Finding]:
    """What stands against these subjects and is not cleared: undecided or confirmed. For guards of the plans."""
    return Finding.objects.filter(
        subject_kind=kind, subject__in=list(keys), severity__in=list(severities), state__in=(*UNDECIDED, "confirmed")
    )
