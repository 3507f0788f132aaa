"""Setting a login anew where a second person must confirm it.

While it waits the account has no password at all, neither the old nor the new one: a reset is asked for when a password
or phone was lost, so the old login may be in wrong hands, and nothing that logs in has to know of the waiting. Shutting
somebody out is less power, not more: whoever may reset may close the account too. The second factor stays until then.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.confirming import confirmers
from chunfeng.base.access.models import User
from chunfeng.base.access.roles import ROLES


def needs_confirming(user: User) -> bool:
    """Whether it holds or ever held a post of the staff: else a post could be ended, the login reset by one person alone,
    and the post proposed again."""
    return user.assignments.filter(role__in=[role.code for role in ROLES if role.staff]).exists()


def propose(user: User, password: str, by: int) -> None:
    """A second proposal takes the place of the first. The caller logs it in its transaction."""
    with transaction.atomic():
        held = _locked(user)
        if held.reset_at is None:
            held.kept_password = held.password
        held.next_password = make_password(password)
        held.set_unusable_password()
        held.reset_by_id, held.reset_at = by, timezone.now()
        held.save(update_fields=["password", "next_password", "kept_password", "reset_by", "reset_at"])


def confirm(user: User, by: int, seen: datetime) -> str:
    """Puts the new password in force and takes the second factor; or says why not. seen: which proposal was read."""
    from allauth.mfa.models import Authenticator

    with transaction.atomic():
        held = _locked(user)
        said = _undecided(held, by, seen)
        if not said:
            held.password, held.must_change_password = held.next_password, True
            held.save(update_fields=["password", "must_change_password", *forget(held)])
            Authenticator.objects.filter(user=held).delete()
    return said


def refuse(user: User, by: int, seen: datetime) -> str:
    """Puts the old login back, whole; or says why not."""
    with transaction.atomic():
        held = _locked(user)
        return _undecided(held, by, seen) or _put_back(held)


def withdraw(user: User) -> str:
    with transaction.atomic():
        held = _locked(user)
        return _("已经有人办过") if held.reset_at is None else _put_back(held)


def forget(user: User) -> tuple[str, ...]:
    """Clears what waits, unsaved; gives the names of the columns."""
    user.next_password = user.kept_password = ""
    user.reset_by, user.reset_at = None, None
    return "next_password", "kept_password", "reset_by", "reset_at"


def _put_back(held: User) -> str:
    held.password = held.kept_password
    held.save(update_fields=["password", *forget(held)])
    return ""


def _undecided(held: User, by: int, seen: datetime) -> str:
    if not held.is_active or held.reset_at is None or held.reset_at != seen:
        return _("已经有人办过")
    if by not in [user.pk for user in confirmers(held.reset_by_id, held, held.reset_at)]:
        return _("要由提出人和本人以外的人确认")
    return ""


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)
