"""One way to write a thing down, so that the same thing always has the same digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID


def text(value: object) -> str:
    """JSON with sorted keys, no spaces and ASCII only: the same on every machine and after every database.

    Raises ``TypeError`` for what has no agreed form, such as a float that is no number.
    """
    return _ENCODER.encode(value)


def _plain(value: object) -> Any:
    """The JSON form of what JSON itself does not know."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, UUID | date | time):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"the audit has no form for a {type(value).__name__}; pass text or a number")


def instant(value: datetime) -> str:
    """An instant in UTC to the microsecond. Raises ``ValueError`` for one without a zone."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=_plain)
