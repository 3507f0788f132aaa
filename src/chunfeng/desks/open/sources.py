"""What open pages are made of, and whether it has changed: a number for each source that rises with every event on it.

The worker looks every few seconds; the cost follows the events since the last look, not the size of the log. A web
process looks itself when nobody has for a minute: without a worker pages are late by that and not for ever.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings

import chunfeng
from chunfeng.base.audit.models import Event
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.open.stored import folder

#: Seconds after which a web process looks itself.
SILENCE: Final = 60.0
#: Seconds for which identifiers above the floor are remembered one by one: a transaction that began earlier may commit
#: an event with a lower number later.
_SETTLING: Final = 60.0
#: Identifiers before the newest among which, at the first look, some may still be uncommitted.
_RECENT: Final = 1000

PARAMETERS: Final = "cases:policy.parameter_change"
CORRECTIONS: Final = "corrections"
ATTACHED: Final = "attached"
#: The figures counted from the last snapshot.
FIGURES: Final = "figures"


def cases(process: str) -> str:
    """Source of all that shows cases of a procedure."""
    return f"cases:{process}"


@dataclass(slots=True)
class State:
    """floor: events up to it are settled. ahead: the floor from the next rolling on. known: those above, already counted."""

    floor: int = 0
    ahead: int = 0
    rolled_at: float = 0.0
    known: set[int] = field(default_factory=set)
    touched: dict[str, int] = field(default_factory=dict)


@cache
def code_stamp() -> str:
    """Changes when the program or the pack does: pages of an older release are not served by a newer one."""
    seen = hashlib.sha256()
    roots = (Path(chunfeng.__file__).parent, pack().folder)
    for file in sorted({f for root in roots for f in root.rglob("*") if f.is_file() and "__pycache__" not in f.parts}):
        about = file.stat()
        seen.update(f"{file}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:16]


def _file() -> Path:
    return _file_in(str(settings.HOME))


@cache
def _file_in(home: str) -> Path:
    return Path(home) / "pages" / "sources.json"


def _load() -> State:
    try:
        found = json.loads(_file().read_text("utf-8"))
        return State(found["floor"], found["ahead"], found["rolled_at"], set(found["known"]), dict(found["touched"]))
    except (OSError, ValueError, KeyError):
        return State()


def _store(state: State) -> None:
    text = json.dumps(
        {"floor": state.floor, "ahead": state.ahead, "rolled_at": state.rolled_at, "known": sorted(state.known),
         "touched": state.touched}
    )  # fmt: skip
    draft = _file().with_suffix(f".{os.getpid()}.new")
    draft.write_text(text, "utf-8")
    draft.replace(_file())


def touched_by(events: Iterable[tuple[int, str, str]], prefixes: Mapping[str, str]) -> Iterable[tuple[int, str]]:
    """(event, source) for each event (id, object kind, object id) that open pages may show. prefixes: of case numbers."""
    for pk, kind, name in events:
        if kind == "case" and (process := prefixes.get(name.rstrip("0123456789-"))):
            yield pk, cases(process)
        elif kind == "open_list":
            yield pk, CORRECTIONS


def look(now: float | None = None) -> bool:
    """Counts what happened since the last look; whether any source has changed. Nothing when another process is at it."""
    now = time.time() if now is None else now
    folder().mkdir(parents=True, exist_ok=True)
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fresh = not _file().exists()
        state = _load()
        before = dict(state.touched)
        prefixes = {p.prefix: p.code for p in PROCESSES}
        if fresh:
            newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            floor = max(newest - _RECENT, 0)
            known = set(Event.objects.filter(pk__gt=floor).values_list("pk", flat=True))
            # Pages of an unknown past are not trusted: every source begins at a number it never had.
            begun = {source: time.time_ns() for source in (*map(cases, prefixes.values()), CORRECTIONS)}
            state = State(floor, newest, now, known, begun)
        else:
            rows = Event.objects.filter(pk__gt=state.floor).order_by("pk").values_list("pk", "object_kind", "object_id")
            new = [row for row in rows if row[0] not in state.known]
            for _pk, source in touched_by(new, prefixes):
                state.touched[source] = state.touched.get(source, 0) + 1
            state.known |= {pk for pk, _, _ in new}
            if now - state.rolled_at >= _SETTLING:
                state.floor, state.ahead = state.ahead, max(state.known, default=state.ahead)
                state.known = {pk for pk in state.known if pk > state.floor}
                state.rolled_at = now
        state.touched[ATTACHED] = _changed_at(Path(settings.HOME) / "policy" / pack().code / "attached.json")
        state.touched[FIGURES] = _changed_at(Path(settings.HOME) / "figures.json")
        if state.touched != before or fresh or state.known:
            _store(state)
        with suppress(OSError):
            os.utime(_file())
        return state.touched != before


def _changed_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


class _Known:
    """The numbers as last looked at, read again when the file is another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mark: Any = None
        self._touched: dict[str, int] = {}

    def touched(self) -> dict[str, int]:
        file = _file()
        try:
            about = file.stat()
        except OSError:
            about = None
        if about is None or time.time() - about.st_mtime > SILENCE:
            look()
            about = file.stat()
        mark = (about.st_mtime_ns, about.st_ino)
        with self._lock:
            if mark != self._mark:
                self._touched, self._mark = _load().touched, mark
            return self._touched


_KNOWN = _Known()


def version(sources: Iterable[str], *more: str) -> str:
    """Of a page made of these sources; more: what else it depends on, as the day."""
    touched = _KNOWN.touched()
    return "|".join((code_stamp(), *more, *(f"{name}={touched.get(name, 0)}" for name in sources)))
