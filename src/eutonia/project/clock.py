"""The one place that reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, with its zone (UTC; pages show it in the zone of the clinic)."""
    return datetime.now(UTC)
