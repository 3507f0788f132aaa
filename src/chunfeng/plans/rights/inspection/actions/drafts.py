"""Answers kept between two pages, without a login: sealed in the database, found by a token in the browser's cookie.

A phone may be shared or be in the employer's hand: a draft ends with the browser, with the quick exit, or after a day.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from chunfeng.base.documents.actions import forget
from chunfeng.base.documents.queries import attached_to
from chunfeng.base.keys.seal import indexes
from chunfeng.plans.rights.inspection.models import Complaint, Draft

KEPT: Final = timedelta(hours=24)


def start() -> tuple[Draft, str]:
    """A new draft and the token by which its browser finds it."""
    token = secrets.token_hex(24)
    return Draft.objects.create(token=token), token


def of_token(token: str, now: datetime) -> Draft | None:
    keys = indexes(token, "code")
    return Draft.objects.filter(token_key__in=keys, started_at__gt=now - KEPT).first() if keys else None


def locked(draft: Draft) -> Draft | None:
    """The same draft, held until the transaction ends: sent twice, a complaint is taken in once."""
    return Draft.objects.select_for_update().filter(pk=draft.pk).first()


def keep(draft: Draft, answers: dict[str, Any]) -> None:
    draft.answers = json.dumps(answers, ensure_ascii=False)
    draft.save(update_fields=["answers"])


def answers_of(draft: Draft) -> dict[str, Any]:
    if draft.answers is None:
        return {}
    found: dict[str, Any] = json.loads(draft.answers.clear())
    return found


def files_to_complaint(draft: Draft, complaint: Complaint) -> None:
    """What was uploaded on the way belongs to the complaint from now on."""
    attached_to("draft", draft.pk).update(object_kind="complaint", object_uid=complaint.number)
    draft.files = []
    draft.save(update_fields=["files"])


def forget_files(draft: Draft, uids: list[str]) -> None:
    """What came too late or was too much."""
    for attachment in attached_to("draft", draft.pk).filter(uid__in=uids):
        forget(attachment)


def drop(draft: Draft) -> None:
    """The draft with all that was uploaded for it."""
    for attachment in attached_to("draft", draft.pk):
        forget(attachment)
    draft.delete()


def forget_drafts(now: datetime) -> int:
    """What nobody came back to within a day. A job of the worker."""
    old = list(Draft.objects.filter(started_at__lte=now - KEPT).order_by("pk")[:200])
    for draft in old:
        drop(draft)
    return len(old)
