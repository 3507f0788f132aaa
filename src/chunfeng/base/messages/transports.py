"""The seam to gateways. A city writes one class for its own and names it in settings.CHUNFENG_TRANSPORT."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

#: sent: the gateway took it. later: try again. never: it cannot be delivered, as for a number that does not exist.
Outcome = Literal["sent", "later", "never"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a gateway needs. key: the gateway may use it to send a message once that is handed in twice."""

    channel: str
    to: str = field(repr=False)
    template: str
    text: str = field(repr=False)
    key: str


class Transport(Protocol):
    def send(self, message: Outgoing) -> Outcome:
        """Hands over one message within a minute. An exception counts as `later`; only its class is kept."""


class Console:
    """Shows messages to whoever runs the demo, whose people are synthetic."""

    def send(self, message: Outgoing) -> Outcome:
        print(f"[{message.channel}] {message.to}: {message.text}", file=sys.stderr, flush=True)
        return "sent"


class LinesOfFile:
    """Appends one JSON line a message, readable by the installation's own user; for tests and for handing over."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def send(self, message: Outgoing) -> Outcome:
        line = {"key": message.key, "channel": message.channel, "to": message.to, "text": message.text}
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return "sent"


def console() -> Transport:
    return Console()


def file() -> Transport:
    return LinesOfFile(Path(settings.HOME) / "outbox.jsonl")


def transport() -> Transport | None:
    """settings.CHUNFENG_TRANSPORT: dotted path of a function that gives one; the console in the demo, else none."""
    path = getattr(settings, "CHUNFENG_TRANSPORT", "") or (f"{__name__}.console" if settings.DEMO else "")
    return _named(path) if path else None


@lru_cache(maxsize=8)
def _named(path: str) -> Transport:
    found: Transport = import_string(path)()
    return found
