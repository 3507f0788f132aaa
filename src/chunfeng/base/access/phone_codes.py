"""Login by a code sent to a phone: six digits, five tries, ten minutes, once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone

from chunfeng.base.access.models import Assignment, PhoneCode, User
from chunfeng.base.keys import indexes, mac, mac_holds
from chunfeng.base.people.models import Person

MINUTES: Final = 10
TRIES: Final = 5
#: Codes to one phone within an hour: beyond it nothing is sent, and nothing says so.
PER_HOUR: Final = 5
ROLE: Final = "worker"


def begin(phone: str, send: Callable[[str, str], object]) -> str:
    """Makes a code and gives the token to be kept in the browser's session. send(code, key) is called only when exactly
    one person has this phone: of a phone that several share nobody can tell whose hand it lies in."""
    now = timezone.now()
    keys = indexes(phone, "phone")
    persons = list(Person.objects.standing().filter(phone_key__in=keys)[:2]) if keys else []
    person = persons[0] if len(persons) == 1 else None
    recent = PhoneCode.objects.filter(phone_key__in=keys, made_at__gt=now - timedelta(hours=1)).count()
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}"
    made = PhoneCode.objects.create(token=token, phone=phone, person=person, digest=_digest(token, code))
    if person is not None and recent < PER_HOUR:
        send(code, f"login:{made.pk}")
    return token


def redeem(token: str, code: str) -> User | None:
    """The login of whoever holds the phone, made when it is the first; None for a wrong, old, used or tried-out code."""
    now = timezone.now()
    fresh = PhoneCode.objects.filter(
        token=token, used_at=None, tries__lt=TRIES, made_at__gt=now - timedelta(minutes=MINUTES)
    )
    # Counted before it is compared, in one statement: a thousand tries at once are still five.
    if not fresh.update(tries=F("tries") + 1):
        return None
    row = PhoneCode.objects.select_related("person").get(token=token)
    right = mac_holds(bytes(row.digest), f"{token}|{code.strip()}".encode(), "access.phone_code")
    if not right or row.person is None:
        return None
    if not PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        return None
    return _login_of(row.person)


def _digest(token: str, code: str) -> bytes:
    return mac(f"{token}|{code}".encode(), "access.phone_code")


def _login_of(person: Person) -> User | None:
    user = User.objects.filter(person=person).first()
    if user is None:
        user = User.objects.create_user(f"w-{person.uid.hex}", name=person.shown_name, person=person)
        Assignment.objects.create(user=user, role=ROLE, valid_from_on=timezone.localdate())
    return user if user.is_active else None
