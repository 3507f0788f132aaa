"""How long a login lasts: it ends when nobody was there for a while, and at the latest with the working day."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings

_BEGAN, _SEEN = "began", "seen"
#: The row of a session is written at most this often, not with every page.
_EVERY = 60


def over(request: Any) -> bool:
    """Whether this login is too old, by settings.SESSION_IDLE_AGE since the last page or SESSION_COOKIE_AGE since it began.

    Django itself counts from the last change of a session, so that one in use would never end.
    """
    session, now = request.session, int(time.time())
    began, seen = session.get(_BEGAN, now), session.get(_SEEN, now)
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
        return True
    if _BEGAN not in session or now - seen >= _EVERY:
        session[_BEGAN], session[_SEEN] = began, now
    return False
