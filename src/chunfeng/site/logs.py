"""Log lines as JSON, and what they may hold: never a query, a body, a value of a row or a local variable.

Read by the settings, so it imports nothing that needs them.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from chunfeng.base.audit.request import request_id

#: Loggers whose arguments are ours or Django's, and hold no values of rows; of others only the template is written.
_KNOWN = ("chunfeng.", "django.")
#: Of a longer line its beginning and its end are kept: the place that raised stands last.
_FIRST, _LAST = 300, 900


class Lines(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        known = f"{record.name}.".startswith(_KNOWN)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": _short(record.getMessage() if known else str(record.msg)),
        }
        if record.name.startswith("django.request"):
            # Its argument is the path as typed; of an answer only the reason is said.
            reason = record.args[0] if record.msg == "%s: %s" and isinstance(record.args, tuple) else record.msg
            line["said"] = str(reason)
        if of_request := request_id.get():
            line["request"] = of_request
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["exception"] = _of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _short(said: str) -> str:
    return said if len(said) <= _FIRST + _LAST else f"{said[:_FIRST]} … {said[-_LAST:]}"


def _of(error: BaseException) -> dict[str, Any]:
    """The class and the places: messages of exceptions quote rows ("Key (number)=(…) already exists")."""
    places, trace = [], error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    found: dict[str, Any] = {"class": f"{type(error).__module__}.{type(error).__qualname__}", "places": places[-30:]}
    if error.__cause__:
        found["cause"] = _of(error.__cause__)
    return found


def logging_settings(demo: bool) -> dict[str, Any]:
    """settings.LOGGING: everything to standard error, for the journal of the machine."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "chunfeng.site.logs.Lines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "chunfeng": {"level": "WARNING" if demo else "INFO"},
            "django": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }
