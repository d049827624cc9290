"""Time in grains of 15 minutes.

A visit takes whole grains of its clinician, its room and its patient. A grain is named by the instant at which
it begins, so "taken" is a plain unique key that every database can refuse to give out twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from eutonia.pathway.problems import require

GRAIN_MINUTES = 15
GRAIN = timedelta(minutes=GRAIN_MINUTES)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Footprint:
    """The grains that a visit takes.

    ``visit`` are those with the patient; ``around`` those before and after, which take clinician and room but
    leave the patient free. No grain is in both.
    """

    visit: tuple[datetime, ...]
    around: tuple[datetime, ...]

    @property
    def grains(self) -> tuple[datetime, ...]:
        """Every grain, the earliest first."""
        return tuple(sorted((*self.visit, *self.around)))


def grains_for(minutes: int) -> int:
    """Return how many grains so many minutes take; a grain that is begun counts in full."""
    require(minutes >= 0, f"{minutes} minutes is less than none: give 0 or more")
    return -(-minutes // GRAIN_MINUTES)


def is_on_grain(instant: datetime) -> bool:
    """Return True where an aware instant is the beginning of a grain."""
    require(instant.tzinfo is not None, f"{instant} has no time zone: pass an aware time")
    return not (instant - _EPOCH) % GRAIN


def grains(start: datetime, minutes: int) -> tuple[datetime, ...]:
    """Return the grains, in UTC, of a time that begins at ``start``. A last grain that is begun counts in full.

    Raises PathwayError where ``start`` has no zone or is not on a quarter of an hour, or there are no minutes.
    """
    require(is_on_grain(start), f"{start} is not on a quarter of an hour: move it to one")
    require(minutes > 0, "a time of no minutes takes no grain: give at least 1 minute")
    first = start.astimezone(UTC)
    return tuple(first + n * GRAIN for n in range(grains_for(minutes)))


def footprint(start: datetime, minutes: int, *, before: int = 0, after: int = 0) -> Footprint:
    """Return the grains of a visit that begins at ``start``, with its buffers before and after in minutes.

    The buffer after begins when the visit ends, so 20 minutes and a buffer of 10 share two grains.
    """
    visit = grains(start, minutes)
    both = grains(start, minutes + after)
    lead = grains_for(before)
    return Footprint(visit, tuple(visit[0] - n * GRAIN for n in range(lead, 0, -1)) + both[len(visit) :])
