"""One natural person, one account: the number of a document, kept sealed and compared by key only."""

from __future__ import annotations

import re
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.models import User
from chunfeng.base.keys import indexes
from chunfeng.kernel import citizen_id

#: Passports and permits of who has no resident identity card.
_OTHER: Final = re.compile(r"[A-Z]{1,3}[0-9]{6,10}")


def number_refusal(text: str, but: User | None = None) -> str:
    """Why this number cannot stand for a new account, or for `but`; empty when it can."""
    if not text:
        return _("请填写证件号：一个人只有一个账号")
    if not _OTHER.fullmatch(text.upper()) and not isinstance(
        citizen_id.read(text, historic=False), citizen_id.CitizenId
    ):
        return _("请核对证件号")
    twins = User.objects.filter(is_active=True, number_key__in=indexes(text, "number"))
    if but:
        twins = twins.exclude(pk=but.pk)
    return _twin() if twins.exists() else ""


def _twin() -> str:
    return _("这个人已有账号：一个人不能有两个账号")


def identify(user: User, text: str) -> str:
    """Gives an account the number of its owner, once; or the reason why not. The caller logs it."""
    try:
        with transaction.atomic():
            held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
            if held.number is not None:
                return _("这个账号已登记证件号")
            if said := number_refusal(text, held):
                return said
            held.number = text.upper()
            held.save(update_fields=["number"])
    except IntegrityError:
        # Two administrators at the same instant: the database's own constraint speaks last.
        return _twin()
    user.number, user.number_key = held.number, held.number_key
    return ""
