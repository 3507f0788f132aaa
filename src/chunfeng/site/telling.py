"""What a step tells, within its own transaction: the party by message, the head of a late case by the inbox.

A message says that something moved and where to look; never what it is about, because a phone may lie in other hands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chunfeng.base.access.models import Assignment
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.models import Event
from chunfeng.base.messages.actions import put
from chunfeng.base.workflow.declarations import Clock, Step
from chunfeng.base.workflow.models import Case, CaseClock
from chunfeng.plans.rights.inspection.actions import tell_complainants, tell_employer

#: Channel and address.
Contact = tuple[str, str]
#: Parties that are reached elsewhere than by the case's organisation and person; by code of the procedure.
PARTIES: dict[str, Callable[[Case], Iterable[Contact]]] = {}


def _of_inspection(case: Case, step: Step, event: Event) -> int:
    """Those who told know their receipt, not the case; the employer must hear nothing of what is told to them, and hears of
    the papers addressed to it."""
    return tell_complainants(case, step, event) + tell_employer(case, step, event)


#: Procedures that word their messages themselves.
TELLS: dict[str, Callable[[Case, Step, Event], int]] = {"rights.inspection_case": _of_inspection}


def after_step(case: Case, step: Step, event: Event) -> None:
    """Puts `Step.notice` into the outbox for whoever the case is about; once for an event."""
    if case.process in TELLS:
        TELLS[case.process](case, step, event)
        return
    if not step.notice:
        return
    with translation.override("zh-hans"):
        text = f"【春风】{case.number}：{step.notice}"
    for channel, to in _party(case):
        put(
            channel,
            to,
            f"step.{case.process}.{step.code}",
            text,
            f"{event.pk}:{channel}:{to}"[:120] if channel == "inbox" else f"{event.pk}:{_tail(to)}",
        )


def _tail(to: str) -> str:
    """A key that tells apart the few receivers of one event and shows no number."""
    from chunfeng.base.keys import index

    return (index(to, "contact") or b"").hex()[:32]


def _party(case: Case) -> Iterable[Contact]:
    if case.process in PARTIES:
        yield from PARTIES[case.process](case)
        return
    if case.org_id:
        today = timezone.localdate()
        for user in (
            Assignment.objects.valid_on(today).filter(org_id=case.org_id).values_list("user_id", flat=True).distinct()
        ):
            yield "inbox", str(user)
    if case.person_id and case.person is not None and case.person.phone:
        yield "phone", case.person.phone.clear()


def at_lateness(case: Case, clock: Clock, row: CaseClock) -> None:
    """Tells the holders of `clock.escalates` at the case's place."""
    if not clock.escalates:
        return
    with translation.override("zh-hans"):
        text = _("%(number)s 的“%(term)s”已于 %(day)s 到期，还没有办。") % {
            "number": case.number,
            "term": clock.title,
            "day": row.due_on,
        }
    for user in holders(clock.escalates, case, timezone.localdate()):
        put("inbox", str(user), f"late.{case.process}.{clock.code}", text, f"late:{row.pk}:{row.due_on}:{user}")


def holders(permission: str, case: Case, day: date) -> list[int]:
    """Users who hold a permission at the case's place: one query."""
    roles = [role.code for role in ROLES if permission in role.permissions]
    above = [""]
    for part in case.place_path.strip("/").split("/"):
        above.append(f"{above[-1]}{part}/")
    found = Assignment.objects.valid_on(day).filter(
        Q(place=None) | Q(place__path__in=above[1:]), role__in=roles, org=None
    )
    return sorted(set(found.values_list("user_id", flat=True)))
