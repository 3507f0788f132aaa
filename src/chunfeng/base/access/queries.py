"""Who answers for what, as data of posts."""

from __future__ import annotations

from datetime import date

from chunfeng.base.access.models import Assignment
from chunfeng.base.access.roles import ROLES


def office_of(permission: str, place_path: str, day: date) -> str:
    """Office and telephone of the nearest post that holds a permission over a place; empty when none has one written."""
    roles = [role.code for role in ROLES if permission in role.permissions and role.scope == "place"]  # type: ignore[attr-defined]
    rows = (
        Assignment.objects.valid_on(day)
        .filter(role__in=roles, on_behalf_of=None)
        .exclude(user__office="")
        .select_related("user", "place")
        .order_by("pk")
    )
    near = [(len(row.place.path), row) for row in rows if row.place and place_path.startswith(row.place.path)]
    return max(near, key=lambda pair: pair[0])[1].user.office if near else ""


def unidentified(day: date) -> int:
    """How many active accounts with a post of the staff name no number: any of them may be somebody's second one."""
    staff = [role.code for role in ROLES if role.staff]
    posts = Assignment.objects.valid_on(day).filter(role__in=staff, user__is_active=True, user__number_key=None)
    return posts.values("user").distinct().count()
