"""One-time passwords, and setting a login anew: told to its owner and to the auditors, whoever did it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access import resets
from chunfeng.base.access.actor import Actor
from chunfeng.base.access.confirming import MANAGE, confirmers
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
        user.save(update_fields=["password", "must_change_password", *resets.forget(user)])
        user.authenticator_set.all().delete()
        event = record("account.reset", actor, "user", user.pk)
        told = {"who": actor.name, "name": user.name, "username": user.username}
        own = _("您的密码由%(who)s重设，手机验证器已撤销。不是您要求的，请马上告诉审计员。") % told
        put("inbox", str(user.pk), "account.reset", own, f"reset:{event.pk}:{user.pk}")
        _tell_auditors(_("%(name)s（%(username)s）的密码由%(who)s重设，请向本人核实。") % told, event.pk)
    return password


def propose_reset(user: User, actor: Actor) -> str:
    """A one-time password that opens nothing before a second person confirms it; the old one opens nothing either."""
    password = one_time_password()
    with transaction.atomic():
        resets.propose(user, password, actor.user or 0)
        event = record("reset.propose", actor, "user", user.pk, grant=actor.grant_for(MANAGE))
        told = {"who": actor.name, "name": user.name, "username": user.username}
        own = _("%(who)s提出重设您的密码，等另一人确认。不是您要求的，请马上告诉审计员。") % told
        put("inbox", str(user.pk), "account.reset", own, f"reset:{event.pk}:{user.pk}")
        _tell_auditors(
            _("%(name)s（%(username)s）的密码由%(who)s提出重设，等另一人确认，请向本人核实。") % told, event.pk
        )
        tell_confirmers(_("%(who)s提出重设%(name)s（%(username)s）的密码，等您确认：在“待确认”里办理。") % told,
                     confirmers(actor.user, user), event.pk)  # fmt: skip
    return password


def tell_confirmers(text: str, users: Iterable[User], event: int) -> None:
    for user in users:
        put("inbox", str(user.pk), "account.second", text, f"second:{event}:{user.pk}")


def _tell_auditors(text: str, event: int) -> None:
    roles = [role.code for role in ROLES if "log.read" in role.permissions]
    posts = Assignment.objects.valid_on(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    for auditor in sorted(set(posts.values_list("user", flat=True))):
        put("inbox", str(auditor), "account.reset", text, f"reset:{event}:{auditor}:a")
