"""The identifier that log lines and events of one request share. Needs no models: log lines are older than they."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
