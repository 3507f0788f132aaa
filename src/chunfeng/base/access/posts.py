"""Giving and ending posts: who may hold what together, judged and written in one transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.confirming import confirmers
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.resets import forget
from chunfeng.base.access.roles import ROLES

#: A post that begins later than this is a slip of the pen.
AHEAD: Final = timedelta(days=366)


def give(
    user: User, role: str, *, first: date, last: date | None = None, place: Any = None, org: Any = None,
    on_behalf_of: User | None = None, by: int | None = None,
) -> Assignment | str:  # fmt: skip
    """The post, or why it must not be given. last: with the day itself; on_behalf_of: who is on leave meanwhile.
    by: who gives it at the desk; then a post of the staff waits for a second person. Nobody: whoever holds the server.

    The account is locked: of two administrators who give apart duties at once, the second is refused.
    """
    with transaction.atomic():
        _lock(user, on_behalf_of)
        said = refusal(user, role, first=first, last=last, place=place, org=org, on_behalf_of=on_behalf_of)
        if said:
            return said
        waits = by is not None and ROLES[role].staff
        if waits and not confirmers(by, user):
            return nobody_else()
        return Assignment.objects.create(
            user=user, role=role, place=place, org=org, valid_from_on=first, valid_to_on=last,
            on_behalf_of=on_behalf_of, given_by_id=by, waits_since=timezone.now() if waits else None,
        )  # fmt: skip


def nobody_else() -> str:
    return _("没有另一个人能确认：请先在服务器上用 chunfeng account create 建一名政策管理员或系统管理员")


def confirm(post: Assignment, by: int) -> str:
    """Gives effect to a post that waits, or says why not: what speaks against it is judged again, as duties may have
    met since it was proposed. The caller logs it in its transaction."""
    with transaction.atomic():
        said = _undecided(post, by) or refusal(
            post.user, post.role, first=post.valid_from_on, last=post.valid_to_on, place=post.place, org=post.org,
            on_behalf_of=post.on_behalf_of, but=post.pk,
        )  # fmt: skip
        if not said:
            post.waits_since, post.confirmed_by_id = None, by
            post.save(update_fields=["waits_since", "confirmed_by"])
    return said


def refuse(post: Assignment, by: int) -> str:
    """Ends a post that waits, which then never had effect; or says why not. The caller logs it."""
    with transaction.atomic():
        said = _undecided(post, by)
        if not said:
            post.ended_at = timezone.now()
            post.save(update_fields=["ended_at"])
    return said


def _undecided(post: Assignment, by: int) -> str:
    """Why this person cannot decide on the post now; locks it, so that of two at once the second finds it decided."""
    _lock(post.user, post.on_behalf_of)
    post.refresh_from_db(fields=["waits_since", "ended_at"])
    if post.waits_since is None or post.ended_at is not None:
        return _("已经有人办过")
    if by not in [user.pk for user in confirmers(post.given_by_id, post.user, post.waits_since)]:
        return _("要由提出人和本人以外的人确认")
    return ""


def close(user: User) -> list[int]:
    """Ends the account and its posts, and those of who stands in for it: nobody acts for who no longer may. Gives the
    keys of the substitutes; the caller logs it in its transaction."""
    with transaction.atomic():
        _lock(user)
        user.is_active = False
        user.save(update_fields=["is_active", *forget(user)])
        ended = Assignment.objects.filter(Q(user=user) | Q(on_behalf_of=user), ended_at=None)
        substitutes = sorted(set(ended.exclude(user=user).values_list("user_id", flat=True)))
        ended.update(ended_at=timezone.now())
    return substitutes


def end(post: Assignment) -> list[int]:
    """Ends one post, and those of who stands in for it. Gives the keys of the substitutes; the caller logs it."""
    with transaction.atomic():
        _lock(post.user)
        post.refresh_from_db(fields=["waits_since"])
        post.ended_at = timezone.now()
        post.save(update_fields=["ended_at"])
        today = timezone.localdate()
        over = [
            a
            for a in Assignment.objects.filter(on_behalf_of=post.user, role=post.role, ended_at=None).select_related(
                "place"
            )
            if not _holds(post.user, a.role, max(a.valid_from_on, today), a.valid_to_on, a.place, a.org)
        ]
        Assignment.objects.filter(pk__in=[a.pk for a in over]).update(ended_at=post.ended_at)
    return sorted({a.user_id for a in over})


def _lock(*users: User | None) -> None:
    """In one order, so that two administrators never wait for each other; brings the caller's copies up to date."""
    wanted = {user.pk: user for user in users if user}
    for row in User.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"):
        wanted[row.pk].is_active = row.is_active


def refusal(
    user: User, role: str, *, first: date, last: date | None = None, place: Any = None, org: Any = None,
    on_behalf_of: User | None = None, but: int | None = None,
) -> str:  # fmt: skip
    """Why this post must not be given; empty when it may. Posts that begin later, and those that wait, count as well.
    but: a post that is judged again."""
    declared, today = ROLES.get(role), timezone.localdate()
    if declared is None:
        return _("没有这个岗位")
    if not user.is_active:
        return _("这个账号已停用")
    if declared.scope == "place" and place is None:
        return _("这个岗位要写明管辖地")
    if declared.scope == "org" and org is None:
        return _("这个岗位要写明单位")
    if first > today + AHEAD or (last is not None and not max(first, today) <= last <= first + 10 * AHEAD):
        return _("期间不对：一年之内开始，止日不早于起日和今天，最长十年")
    beside = list(_overlapping(user, first, last).exclude(pk=but))
    same = (role, getattr(place, "pk", None), getattr(org, "pk", None), getattr(on_behalf_of, "pk", None))
    if any((a.role, a.place_id, a.org_id, a.on_behalf_of_id) == same for a in beside):
        return _("已有同样的岗位，期间重叠")
    # Pair by pair: two posts that only follow one another must not speak against a third beside both.
    for post in beside:
        held = ROLES.get(post.role)
        if held and (why := ROLES.conflicting(held.permissions, declared.permissions)):
            return why
    if on_behalf_of is not None and not _holds(on_behalf_of, role, first, last, place, org):
        return _("%(name)s在这段期间没有这个岗位，不能代理") % {"name": on_behalf_of.name}
    return ""


def conflicts() -> list[tuple[User, str]]:
    """Accounts whose posts of today must not be in one hand, each with the reason: one query."""
    found = []
    rows = Assignment.objects.valid_on(timezone.localdate()).filter(user__is_active=True).select_related("user")
    held: dict[User, frozenset[str]] = {}
    for row in rows:
        if role := ROLES.get(row.role):
            held[row.user] = held.get(row.user, frozenset()) | role.permissions
    for user, permissions in held.items():
        if why := ROLES.conflict(permissions):
            found.append((user, why))
    return found


def _overlapping(user: User, first: date, last: date | None) -> Any:
    standing = user.assignments.filter(Q(valid_to_on=None) | Q(valid_to_on__gte=first), ended_at=None)
    return standing if last is None else standing.filter(valid_from_on__lte=last)


def _holds(user: User, role: str, first: date, last: date | None, place: Any, org: Any) -> bool:
    """In a post of one's own that lasts the whole span and covers the place."""
    if not user.is_active:
        return False
    own = user.assignments.effective().filter(role=role, on_behalf_of=None, valid_from_on__lte=first, org=org)
    lasting = own.filter(Q(valid_to_on=None) if last is None else Q(valid_to_on=None) | Q(valid_to_on__gte=last))
    return any(
        place is None if a.place is None else place is not None and place.path.startswith(a.place.path)
        for a in lasting.select_related("place")
    )
