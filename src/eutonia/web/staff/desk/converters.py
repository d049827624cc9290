"""Parts of addresses: a day as 2026-11-25, and how it is looked at."""

from __future__ import annotations

from datetime import date


class DayConverter:
    """A day in ISO form. One that is none is a page that is not there."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; the first and last days of the calendar have no neighbours and are left out."""
        day = date.fromisoformat(value)
        if day.year in (date.min.year, date.max.year):
            raise ValueError
        return day

    def to_url(self, value: date) -> str:
        """ISO form."""
        return value.isoformat()


class LookConverter:
    """How a day is looked at."""

    regex = "clinicians|rooms|list"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return str(value)
