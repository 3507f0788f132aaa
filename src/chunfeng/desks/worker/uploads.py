"""Photos and recordings of somebody without a login, stored sealed and without what the camera wrote into them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.documents import actions as documents
from chunfeng.base.documents.queries import attached_to
from chunfeng.kernel.refusal import Refusal

#: What phones make: pictures, sound, films, and what people scan or are sent.
KINDS = ("jpg", "png", "webp", "pdf", "m4a", "mp3", "ogg", "amr", "mp4", "mov", "webm")
ACCEPT = "image/*,audio/*,video/*,application/pdf"


def store(request: Any, name: str, object_kind: str, object_uid: object) -> tuple[list[str], list[str]]:
    """Uids of the files that were taken, and a sentence for each that was not."""
    uids, wrong = [], []
    for file in request.FILES.getlist(name):
        # A person's own name for a file may tell who it is; nobody needs it here.
        kept = documents.store(
            file, name=_("附件"), object_kind=object_kind, object_uid=object_uid, by=Actor.the_public(), kinds=KINDS
        )
        if isinstance(kept, Refusal):
            wrong.append(str(kept))
        else:
            uids.append(str(kept.uid))
    return uids, wrong


def forget(uids: list[str], object_kind: str, object_uid: object) -> None:
    """What came with an act that was not taken: its form comes back without it."""
    with transaction.atomic():
        for attachment in attached_to(object_kind, object_uid).filter(uid__in=uids):
            documents.forget(attachment)
