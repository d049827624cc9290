"""When people work: weekly sessions in wall time, extra sessions, absences and closures.

Sessions are written as the clock on the clinic's wall shows them, and read in a named zone. One rule covers both
clock changes: a wall time is *the first instant at which that clock shows this time or a later one*. So a time
that does not exist is the moment of the change, a time that exists twice is its first passing, and sessions that
meet or lie apart on paper meet or lie apart in fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from eutonia.pathway.problems import require

type Key = int | str
"""Names a clinician or a room; this storey asks only whether two are the same, and which comes first."""

MIDNIGHT = time(0)
"""As a beginning, the start of the day; as an end, the end of the day."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Weekly work: a weekday (0 is Monday) from one wall time to another.

    ``first`` and ``last`` are the dates between which it holds, both included; None is without end.
    ``rooms``, where given, are the only rooms that can be used in it (those of the site where it is held).
    """

    weekday: int
    start: time
    end: time
    first: date | None = None
    last: date | None = None
    rooms: frozenset[Key] | None = None

    def __post_init__(self) -> None:
        require(0 <= self.weekday <= 6, f"{self.weekday} is no weekday: 0 is Monday, 6 is Sunday")
        _require_order(self.start, self.end)
        if self.first is not None and self.last is not None:
            require(self.first <= self.last, "a session ends before it begins: exchange first and last")

    def holds_on(self, day: date) -> bool:
        """Return True where the session is held on that date."""
        return (
            day.weekday() == self.weekday
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


@dataclass(frozen=True, slots=True)
class Extra:
    """A session on one date, beyond the weekly ones."""

    day: date
    start: time
    end: time
    rooms: frozenset[Key] | None = None

    def __post_init__(self) -> None:
        _require_order(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Absence:
    """Not there: a clinician who is away, a room out of use, a clinic that is closed.

    From ``start`` on the ``first`` date to ``end`` on the ``last`` one; without times, whole days.
    """

    first: date
    last: date
    start: time = MIDNIGHT
    end: time = MIDNIGHT

    def __post_init__(self) -> None:
        require(self.first <= self.last, "an absence ends before it begins: exchange first and last")
        if self.first == self.last:
            _require_order(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Rota:
    """When one clinician works. An absence beats an extra session; a closure of the clinic beats both."""

    sessions: tuple[Session, ...] = ()
    extras: tuple[Extra, ...] = ()
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of work in UTC, the end not included. ``rooms`` as in a session."""

    start: datetime
    end: datetime
    rooms: frozenset[Key] | None = None


@lru_cache(maxsize=8192)
def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return, in UTC, the first instant at which the wall clock of a zone shows this time or a later one."""
    local = datetime.combine(day, wall.replace(tzinfo=None, fold=0))
    found = local.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    return _end_of_gap(local, zone)


def end_instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return `instant` of a time at which something ends: midnight is then the end of that day."""
    return instant(day + DAY, wall, zone) if wall == MIDNIGHT else instant(day, wall, zone)


def working(
    rota: Rota, first: date, last: date, zone: ZoneInfo, *, closures: Iterable[Absence] = ()
) -> tuple[Period, ...]:
    """Return the periods worked on the dates from ``first`` to ``last``, both included, the earliest first.

    Sessions that touch or overlap and use the same rooms become one period.
    """
    away = sorted(span(absence, zone) for absence in (*rota.absences, *closures))
    by_rooms: dict[frozenset[Key] | None, list[tuple[datetime, datetime]]] = {}
    for day, session in _sessions(rota, first, last):
        stretch = (instant(day, session.start, zone), end_instant(day, session.end, zone))
        by_rooms.setdefault(session.rooms, []).append(stretch)
    periods = [
        Period(start, end, rooms)
        for rooms, stretches in by_rooms.items()
        for whole in _merged(stretches)
        for start, end in _without(whole, away)
    ]
    return tuple(sorted(periods, key=lambda p: (p.start, p.end, sorted(map(str, p.rooms or ())))))


def span(absence: Absence, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the beginning and the end of an absence in UTC."""
    return instant(absence.first, absence.start, zone), end_instant(absence.last, absence.end, zone)


def days(first: date, last: date) -> Iterator[date]:
    """Yield every date from the first to the last."""
    return (first + n * DAY for n in range((last - first).days + 1))


def _require_order(start: time, end: time) -> None:
    require(
        start.tzinfo is None and end.tzinfo is None,
        "a wall time carries no zone of its own: give hours and minutes only",
    )
    require(end == MIDNIGHT or start < end, f"{start} to {end} is no stretch of one day: the end must come later")


def _sessions(rota: Rota, first: date, last: date) -> Iterator[tuple[date, Session | Extra]]:
    for day in days(first, last):
        for session in rota.sessions:
            if session.holds_on(day):
                yield day, session
    for extra in rota.extras:
        if first <= extra.day <= last:
            yield extra.day, extra


def _merged(stretches: list[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    begin, end = None, None
    for start, stop in sorted(stretches):
        if begin is None or end is None:
            begin, end = start, stop
        elif start <= end:
            end = max(end, stop)
        else:
            yield begin, end
            begin, end = start, stop
    if begin is not None and end is not None:
        yield begin, end


def _without(
    stretch: tuple[datetime, datetime], away: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    start, end = stretch
    for gone, back in away:
        if back > start and gone < end:
            if start < gone:
                yield start, gone
            start = back
    if start < end:
        yield start, end


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clock jumped over a wall time that does not exist."""
    early = local.replace(tzinfo=zone, fold=1).astimezone(UTC)  # read with the offset after the jump
    late = local.replace(tzinfo=zone, fold=0).astimezone(UTC)  # and with the one before
    after = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)
