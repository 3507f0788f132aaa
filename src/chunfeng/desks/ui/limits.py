"""How often one address may do something: a whole building site may stand behind one, a guesser must not."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpResponse

from chunfeng.desks.ui.pages import refuse

HOUR = 3600


def used_up(action: str, key: str, most: int, seconds: int = HOUR) -> bool:
    """Counts one more; true when it is one too many in this window of so many seconds."""
    name = f"{action}|{key}|{int(time.time()) // seconds}"
    cache.add(name, 0, seconds)
    try:
        return bool(cache.incr(name) > most)
    except ValueError:
        # It ran out between the two calls.
        return False


def reached(action: str, key: str, most: int, seconds: int = HOUR) -> bool:
    """Whether so many were counted in this window; counts nothing."""
    return int(cache.get(f"{action}|{key}|{int(time.time()) // seconds}", 0)) >= most


def address_of(request: Any) -> str:
    return str(get_adapter().get_client_ip(request))


def limited(action: str, most: int, seconds: int = HOUR) -> Callable[[Any], Any]:
    """Limits the POSTs of a view by address; beyond it the page of status 429."""

    def wrap(view: Any) -> Any:
        @wraps(view)
        def within(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and used_up(action, address_of(request), most, seconds):
                return refuse(request, 429)
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        return within

    return wrap
