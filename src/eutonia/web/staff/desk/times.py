"""Free times as pages show them: a few days at a time, each day a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import QueryDict

from eutonia.clinic.booking.queries import FreeTimes, OpenSlot

DAYS_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class DayTimes:
    """The free times of one day."""

    day: date
    slots: tuple[OpenSlot, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """A few days with free times. ``later`` is the first day of the next few; None where these are the last."""

    days: tuple[DayTimes, ...]
    later: date | None
    elsewhere: tuple[str, ...]

    @property
    def slots(self) -> tuple[OpenSlot, ...]:
        """Every time that is shown."""
        return tuple(slot for each in self.days for slot in each.slots)


def times(found: FreeTimes) -> Times:
    """The first few days that have free times. ``elsewhere``: where to go, where an urgent need finds nothing."""
    days = [DayTimes(day, tuple(slots)) for day, slots in groupby(found.slots, key=lambda slot: slot.wall.date())]
    shown = tuple(days[:DAYS_AT_ONCE])
    later = shown[-1].day + timedelta(days=1) if len(days) > DAYS_AT_ONCE else None
    return Times(shown, later, tuple(each.words for each in found.may_book.elsewhere))


def first_day(asked: QueryDict) -> date | None:
    """From which day on somebody wants to see times; None for what is no day."""
    try:
        return date.fromisoformat(asked.get("from", ""))
    except ValueError:
        return None
