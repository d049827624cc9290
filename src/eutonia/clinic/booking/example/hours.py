"""When the example clinic is open: nobody is booked, seen or telephoned at night, whenever the example is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from eutonia.clinic.booking.pages.rotas import SessionLine


@dataclass(frozen=True, slots=True)
class ExampleHours:
    """The hours of the example clinic, every day alike, by the clock on its wall."""

    opens: time
    closes: time
    zone: ZoneInfo

    @classmethod
    def of(cls, sessions: Iterable[SessionLine], zone: ZoneInfo) -> ExampleHours:
        """Return from the first beginning to the last end of the weekly rotas."""
        lines = tuple(sessions)
        return cls(min(line.starts for line in lines), max(line.ends for line in lines), zone)

    def are(self, moment: datetime) -> bool:
        """True while the clinic is open."""
        return self.opens <= moment.astimezone(self.zone).time() < self.closes

    def latest(self, moment: datetime) -> datetime:
        """Return the moment itself while the clinic is open, otherwise an hour before it last closed.

        An hour, so that what takes some minutes from there on still lies within its hours and never in the future.
        """
        return moment if self.are(moment) else self.last_closed(moment) - timedelta(hours=1)

    def last_closed(self, moment: datetime) -> datetime:
        """Return when the clinic last closed, at or before a moment."""
        wall = moment.astimezone(self.zone)
        day = wall.date() - timedelta(days=1 if wall.time() < self.closes else 0)
        return datetime.combine(day, self.closes, self.zone)

    def around(self, moment: datetime, reach: timedelta) -> tuple[time, time] | None:
        """Return whole hours from ``reach`` before a moment to ``reach`` after it, inside the hours of that day.

        None where less than two hours of them are left.
        """
        wall = moment.astimezone(self.zone)
        first, last = (
            wall.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0) for at in (self.opens, self.closes)
        )
        starts = max(first, (wall - reach).replace(minute=0, second=0, microsecond=0))
        ends = min(last, (wall + reach).replace(minute=0, second=0, microsecond=0))
        return (starts.time(), ends.time()) if ends - starts >= timedelta(hours=2) else None
