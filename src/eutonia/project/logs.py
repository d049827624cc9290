"""Log lines as JSON, without anything about a person.

What people type reaches a log in four ways: in an address, in the text of an exception, in the arguments
of a message, and in a message that somebody else's code has already put together. So a line carries the pattern
of the address, the kind of an exception with the lines of code it passed through, the message before its
arguments are filled in, and of a foreign message without arguments only the line of code that it came from.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

PLAIN = (str, int, float, bool)


class PrivateJsonFormatter(logging.Formatter):
    """Turn a record into one line of JSON that holds no personal data."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON for one record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "message": describe_message(record),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            line |= {str(key): value for key, value in facts.items() if isinstance(value, PLAIN)}
        request = getattr(record, "request", None)
        if request is not None:
            line |= describe_request(request)
        if isinstance(status := getattr(record, "status_code", None), int):
            line["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            line |= describe_exception(record.exc_info[0], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def describe_message(record: logging.LogRecord) -> str:
    """What happened, in words that were written before anybody typed anything."""
    if record.args or record.name.partition(".")[0] == "eutonia":
        return str(record.msg)
    return f"said at {record.module}:{record.lineno}"


def describe_request(request: Any) -> dict[str, Any]:
    """Method and route of a request: the pattern of its address, never the address."""
    match = getattr(request, "resolver_match", None)
    return {
        "method": str(getattr(request, "method", "")),
        "route": str(match.route) if match is not None else "no route",
    }


def describe_exception(kind: type[BaseException], trace: Any) -> dict[str, Any]:
    """The kind of an exception and where it passed, without its text, which may quote an answer."""
    frames = traceback.extract_tb(trace)
    return {
        "exception": kind.__qualname__,
        "where": [f"{frame.filename.rpartition('/src/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def settings_for(level: str) -> dict[str, Any]:
    """Django's logging settings: one stream, one format, nothing else."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"private": {"()": PrivateJsonFormatter}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "private"}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # It tells of every look into an empty queue, twice a second.
            "django_tasks_db": {"handlers": [], "level": "WARNING", "propagate": True},
            # Its lines hold addresses with their queries; the server in front keeps no access log either.
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }
