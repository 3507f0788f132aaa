"""One-time passwords, and setting a login anew: told to its owner and to the auditors, whoever did it."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.record import record
from chunfeng.base.messages.actions import put

LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Four groups of four letters that are read aloud without mistakes: 79 bits, changed at the first login."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def reset_login(user: User, actor: Actor) -> str:
    """A new one-time password and no second factor. Who resets it could log in as its owner: the inbox keeps the
    message, which nobody can take out of it, and the auditors have theirs."""
    password = one_time_password()
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        user.authenticator_set.all().delete()
        event = record("account.reset", actor, "user", user.pk)
        told = {"who": actor.name, "name": user.name, "username": user.username}
        own = _("您的密码由%(who)s重设，手机验证器已撤销。不是您要求的，请马上告诉审计员。") % told
        put("inbox", str(user.pk), "account.reset", own, f"reset:{event.pk}:{user.pk}")
        for auditor in _auditors():
            text = _("%(name)s（%(username)s）的密码由%(who)s重设，请向本人核实。") % told
            put("inbox", str(auditor), "account.reset", text, f"reset:{event.pk}:{auditor}:a")
    return password


def _auditors() -> list[int]:
    roles = [role.code for role in ROLES if "log.read" in role.permissions]
    posts = Assignment.objects.valid_on(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    return sorted(set(posts.values_list("user", flat=True)))
