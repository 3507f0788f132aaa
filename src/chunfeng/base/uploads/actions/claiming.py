"""Who is at work on an upload. A claim is drawn before the work, and looked at again under the row's lock before the
result is written: of two who think it theirs, the later one is right."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from chunfeng.base.uploads.models import Upload

log = logging.getLogger("chunfeng.uploads")
#: Seconds between two signs of life, and of silence after which a holder is taken for dead. Were he not, his result
#: would be refused all the same.
BEAT_SECONDS: Final = 5
LEASE_SECONDS: Final = 30


class Lost(Exception):
    """Somebody else took the upload up meanwhile, or it is over."""


def claim(upload: Upload, state: str, *sources: str) -> uuid.UUID | None:
    """Takes the upload up in one of the source states; None when it is in none of them any more. An upload that another
    holds is in its working state: naming that state as a source takes it from him."""
    drawn = uuid.uuid4()
    taken = Upload.objects.filter(pk=upload.pk, state__in=sources, claim=upload.claim).update(
        state=state, claim=drawn, heartbeat_at=timezone.now()
    )
    if not taken:
        return None
    upload.refresh_from_db()
    return drawn


def beat(upload: Upload, drawn: uuid.UUID) -> None:
    """A sign of life; Lost when the upload is not ours any more."""
    if not Upload.objects.filter(pk=upload.pk, claim=drawn).update(heartbeat_at=timezone.now()):
        raise Lost


@contextmanager
def beating(upload: Upload, drawn: uuid.UUID) -> Iterator[None]:
    """Signs of life while something long goes on outside any transaction."""
    over = Event()

    def go_on() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                beat(upload, drawn)
            except (Lost, DatabaseError):
                # Whoever writes the result finds out for certain.
                continue
        connection.close()

    heart = Thread(target=go_on, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def fell(upload: Upload, error: Exception) -> None:
    """Where it went wrong; the message of an error may quote a row and is left out."""
    where = "".join(traceback.format_tb(error.__traceback__, -4))
    log.error("upload %s: %s\n%s", upload.uid, type(error).__name__, where)


@contextmanager
def held(upload: Upload, drawn: uuid.UUID, state: str) -> Iterator[Upload]:
    """A transaction in which the upload is locked and ours."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().filter(pk=upload.pk, claim=drawn, state=state).first()
        if locked is None:
            raise Lost
        yield locked
