"""What an open page is: its address, what makes it and what it is made of. Serving and refreshing follow from that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, Literal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.test import RequestFactory
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import View, public
from chunfeng.desks.open import sources
from chunfeng.desks.open.stored import SHELF, Made, Stored, file_of, write
from chunfeng.desks.ui.pages import Face, render
from chunfeng.engines.display.page import Page

#: Seconds for which a reader's own copy and copies on the way count as fresh.
FRESH: Final = 60
_LANGUAGES: Final = frozenset(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as data and the face it wears."""

    page: Page
    face: Face = "open"


@dataclass(frozen=True)
class Kind:
    """One kind of open page. address: with {names} where pages of the kind differ; `every` yields the names of those that the worker makes.

    make: gives the page for the names, or None when there is none. sources: what a change of which makes it anew.
    daily: it tells terms that end by themselves, so that yesterday's page is never served today. speaks: "page" differs
    by language and size of type, "text" by language only, "data" by nothing. eager: made before anybody asks; others, and
    all in large type, are kept fresh once somebody has.
    """

    code: str
    address: str
    make: Callable[..., Drawn | Made | None]
    sources: Callable[..., Iterable[str]] = lambda **names: ()
    every: Callable[[], Iterable[Mapping[str, str]]] = lambda: ({},)
    daily: bool = False
    eager: bool = True
    speaks: Literal["page", "text", "data"] = "page"

    def version(self, names: Mapping[str, str]) -> str:
        today = (timezone.localdate().isoformat(),) if self.daily else ()
        return sources.version(self.sources(**names), *today)

    def variant(self, language: str, large: bool) -> str:
        if self.speaks == "data":
            return "data"
        return f"{language}-large" if large and self.speaks == "page" else language


#: One builder at a time for a file; files share locks by the dozen.
_LOCKS: Final = tuple(Lock() for _ in range(64))


def page_of(kind: Kind, names: Mapping[str, str], language: str, large: bool = False) -> Stored:
    """The page as it is now, from the store or made. Http404 when there is no such page."""
    address, variant = kind.address.format(**names), kind.variant(language, large)
    version = kind.version(names)
    file = file_of(address, variant)
    found = SHELF.get(file)
    if found is not None and found.version == version:
        return found
    with _LOCKS[hash(file) % len(_LOCKS)]:
        found = SHELF.get(file)
        if found is not None and found.version == version:
            return found
        with override(language):
            made = kind.make(**names)
            if made is None:
                raise Http404
            if isinstance(made, Drawn):
                made = Made(drawn(made, address, large))
        return write(address, variant, version, made)


def drawn(made: Drawn, address: str, large: bool) -> bytes:
    """The bytes of a page as somebody without a login and without cookies sees it."""
    request: Any = RequestFactory().get(address)
    request.user, request.actor = AnonymousUser(), Actor.the_public()
    if large:
        request.COOKIES["view"] = "large"
    return render(request, made.page, made.face).content


def answer(request: Any, stored: Stored) -> HttpResponse:
    """The stored bytes in the best encoding that the reader takes, or 304. Sets no cookie and asks for no session."""
    encoding = _encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""), stored)
    tag = f'"{stored.tag}{"-" + encoding if encoding else ""}"'
    response: HttpResponse
    if tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(stored.bodies[encoding], content_type=stored.content_type)
        response["Content-Length"] = str(len(stored.bodies[encoding]))
        if encoding:
            response["Content-Encoding"] = encoding
        if stored.filename:
            response["Content-Disposition"] = content_disposition_header(True, stored.filename) or "attachment"
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    # Language and large type are cookies of the reader's own; who has none shares one copy.
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def _encoding(accepted: str, stored: Stored) -> str:
    """br before gzip before plain; an encoding with q=0 is refused."""
    if not accepted:
        return ""
    takes = {}
    for part in accepted.split(","):
        name, _, quality = part.strip().lower().partition(";")
        takes[name.strip()] = quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((e for e in ("br", "gzip") if takes.get(e, takes.get("*", False)) and e in stored.bodies), "")


def language_of(request: Any) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in _LANGUAGES else settings.LANGUAGE_CODE


def serve(request: Any, kind: Kind, **names: str) -> HttpResponse:
    return answer(request, page_of(kind, names, language_of(request), request.COOKIES.get("view") == "large"))


def view(kind: Kind) -> View:
    """The view of all pages of a kind."""

    def shown(request: Any, **names: str) -> HttpResponse:
        return serve(request, kind, **names)

    shown.__name__ = kind.code
    return public(require_safe(shown))


class Kinds:
    """All kinds of open pages, handed over by the desks that make them."""

    def __init__(self) -> None:
        self._all: dict[str, Kind] = {}

    def declare(self, *kinds: Kind) -> None:
        for kind in kinds:
            if self._all.setdefault(kind.code, kind) is not kind:
                raise ValueError(f"two kinds of open pages are called {kind.code}")

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._all.values())

    def __getitem__(self, code: str) -> Kind:
        return self._all[code]


KINDS: Final = Kinds()


def refresh(limit: int = 50, kinds: Iterable[Kind] = KINDS) -> int:
    """Makes anew what has changed, at most `limit` pages; returns how many. The worker's job."""
    sources.look()
    made = 0
    for kind, names, language, large in _all(kinds):
        found = SHELF.get(file_of(kind.address.format(**names), kind.variant(language, large)))
        if found is None and (large or not kind.eager):
            continue
        if found is not None and found.version == kind.version(names):
            continue
        if made >= limit:
            break
        with suppress(Http404):
            page_of(kind, names, language, large)
            made += 1
    return made


def _all(kinds: Iterable[Kind]) -> Iterator[tuple[Kind, Mapping[str, str], str, bool]]:
    """Every page of the kinds in every form it can have."""
    for kind in kinds:
        languages = (settings.LANGUAGE_CODE,) if kind.speaks == "data" else sorted(_LANGUAGES)
        for names in kind.every():
            for language in languages:
                yield kind, names, language, False
                if kind.speaks == "page":
                    yield kind, names, language, True
