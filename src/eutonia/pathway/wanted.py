"""What a search for free times is about: what is wanted, who works when, what is taken, and the clinic's policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import MappingProxyType

from eutonia.pathway.grains import grains_for
from eutonia.pathway.problems import require
from eutonia.pathway.rota import Absence, Key, Rota

_NOTHING: Mapping[Key, Collection[datetime]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clinician who may give the visit, with the rooms that suit it, the best first.

    ``rooms`` is None for a visit without a room (telephone, video). No rooms at all means that it cannot be given.
    """

    clinician: Key
    rooms: tuple[Key, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a visit of one type needs: minutes, buffers before and after it, a clinician and a room.

    The caller has chosen the candidates: by visit type, language, age and insurer. Their order means nothing.
    """

    minutes: int
    candidates: tuple[Candidate, ...]
    before: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        require(self.minutes > 0, "a visit takes at least 1 minute")
        require(self.before >= 0 and self.after >= 0, "a buffer is 0 minutes or more")
        clinicians = [candidate.clinician for candidate in self.candidates]
        require(len(set(clinicians)) == len(clinicians), "a clinician is a candidate twice: join their rooms")
        require(
            len({isinstance(clinician, str) for clinician in clinicians}) < 2,
            "some clinicians are named by numbers and some by words: name all in the same way",
        )

    @property
    def lead(self) -> int:
        """The grains taken before the visit begins."""
        return grains_for(self.before)

    @property
    def length(self) -> int:
        """The grains taken from the beginning of the visit on, with the buffer after it."""
        return grains_for(self.minutes + self.after)

    @property
    def core(self) -> int:
        """The grains of the visit itself, those that the patient is there."""
        return grains_for(self.minutes)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place, on the dates from ``first`` to ``last`` in the clinic's zone.

    ``same_day``: the person must be seen today, and may have the places that are kept back for that.
    """

    place: Place
    first: date
    last: date
    same_day: bool = False

    def __post_init__(self) -> None:
        require(self.first <= self.last, "the dates end before they begin: exchange first and last")


@dataclass(frozen=True, slots=True)
class Rotas:
    """Who works when: the rota of each clinician, closures of the clinic (bank holidays), rooms out of use."""

    clinicians: Mapping[Key, Rota]
    closures: tuple[Absence, ...] = ()
    rooms: Mapping[Key, tuple[Absence, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Taken:
    """The grains that visits and holds have taken, by clinician and by room; the caller leaves out expired holds.

    ``person`` are those of the patient who asks, so that nobody is offered two places at once. ``same_day`` counts,
    for each date, the visits that people who had to be seen that day have got already.
    """

    clinicians: Mapping[Key, Collection[datetime]] = _NOTHING
    rooms: Mapping[Key, Collection[datetime]] = _NOTHING
    person: Collection[datetime] = ()
    same_day: Mapping[date, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Kept:
    """Places kept back each day for people who must be seen that day.

    ``count`` of them a day, of the kind ``place``; those not used open to everyone at the wall time ``opens``,
    ``days_before`` days earlier (0: on the day itself).
    """

    place: Place
    count: int
    opens: time
    days_before: int = 0

    def __post_init__(self) -> None:
        require(self.count >= 0, "fewer than no places cannot be kept back")
        require(self.days_before >= 0, "kept places open on the day or before it: days_before is 0 or more")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the clinic has decided: the least time between booking and visit, and the places it keeps back."""

    notice: timedelta = timedelta(0)
    kept: Kept | None = None

    def __post_init__(self) -> None:
        require(self.notice >= timedelta(0), "notice is not less than none")


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked. ``room`` is the best free room (None where none is needed); others may be free too."""

    start: datetime
    clinician: Key
    room: Key | None = None
    other_rooms: tuple[Key, ...] = ()


class NotFree(Enum):
    """Why a time cannot be booked."""

    NOT_OFFERED = "not-offered"
    """Not on a quarter of an hour, not on a wanted date, or not with this clinician and room."""
    TOO_SOON = "too-soon"
    """In the past, or within the notice that the clinic needs."""
    NOT_WORKED = "not-worked"
    """The clinician does not work then, or the room or the clinic is closed."""
    TAKEN = "taken"
    """Somebody has it, or the person has another visit at that time."""
    KEPT_BACK = "kept-back"
    """Kept for people who must be seen that day; it may open to everyone later."""
