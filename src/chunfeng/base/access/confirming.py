"""The second person (等保三级): the system administrator proposes, whoever acts as security administrator confirms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.utils import timezone

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.roles import ROLES

MANAGE, CONFIRM = "account.manage", "account.confirm"
#: Who proposed, whom it concerns, since when it waits.
Proposed: TypeAlias = tuple[int | None, int | None, datetime | None]


def confirmers(proposer: int | None, concerned: User | None, since: datetime | None = None) -> list[User]:
    """Who may confirm what one proposed for another: one query. A substitute and whoever is on leave are one hand, even
    where the leave is over since it was proposed."""
    proposed = (proposer, concerned.pk if concerned else None, since)
    return _confirmers(_posts([proposed]), proposed)


def confirmable(user: int, proposed: Sequence[Proposed]) -> list[bool]:
    """Of much that waits, what this person may confirm, in its order: one query."""
    rows = _posts(proposed) if proposed else []
    return [any(one.pk == user for one in _confirmers(rows, each)) for each in proposed]


def _posts(proposed: Iterable[Proposed]) -> list[Assignment]:
    """The posts that manage or confirm accounts today, and those that did since the first of these was proposed."""
    since = min(since or timezone.now() for _by, _of, since in proposed)
    return list(
        Assignment.objects.filter(waits_since=None, valid_from_on__lte=timezone.localdate())
        .filter(Q(ended_at=None) | Q(ended_at__gte=since))
        .filter(Q(valid_to_on=None) | Q(valid_to_on__gte=timezone.localdate(since)))
        .filter(role__in=[role.code for role in ROLES if {MANAGE, CONFIRM} & role.permissions])
        .select_related("user")
        .order_by("user__username", "pk")
    )


def _confirmers(posts: Iterable[Assignment], proposed: Proposed) -> list[User]:
    proposer, concerned, since = proposed
    today, since = timezone.localdate(), since or timezone.now()
    hands: dict[int, set[int]] = {}
    may: dict[int, User] = {}
    for row in posts:
        if (row.ended_at and row.ended_at < since) or (row.valid_to_on and row.valid_to_on < timezone.localdate(since)):
            continue
        hands.setdefault(row.user_id, {row.user_id})
        if row.on_behalf_of_id is not None:
            hands[row.user_id].add(row.on_behalf_of_id)
        over = row.ended_at is not None or (row.valid_to_on is not None and row.valid_to_on < today)
        if CONFIRM in ROLES[row.role].permissions and row.user.is_active and not over:
            may[row.user_id] = row.user
    apart = {one for who in (proposer, concerned) if who is not None for one in hands.get(who, {who})}
    return [user for key, user in may.items() if not hands[key] & apart]


def alone() -> list[User]:
    """Who may propose today and has nobody to confirm it: for `doctor`."""
    roles = [role.code for role in ROLES if MANAGE in role.permissions]
    posts = Assignment.objects.valid_on(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    managers = {row.user_id: row.user for row in posts.select_related("user").order_by("user__username")}
    return [user for key, user in managers.items() if not confirmers(key, None)]


def waiting_posts() -> QuerySet[Assignment]:
    return Assignment.objects.filter(ended_at=None, user__is_active=True).exclude(waits_since=None)


def waiting_resets() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(reset_at=None)


def waiting_for(user: int) -> int:
    """How much waits that this person may confirm: one query, two where something waits."""
    posts = waiting_posts().order_by().values_list("given_by", "user", "waits_since")
    resets = waiting_resets().order_by().values_list("reset_by", "pk", "reset_at")
    return sum(confirmable(user, list(posts.union(resets, all=True))))
