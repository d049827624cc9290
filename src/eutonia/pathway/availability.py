"""Free times: rotas, visits and holds in, what can be booked out. A pure function of its arguments.

Free time is always derived and never stored: a cancelled visit is free again at once, because its grains are gone.
A time is free where the clinician works from the first grain of its buffer before to the last of its buffer after,
and neither the clinician, nor the room, nor the patient is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eutonia.pathway.board import Board, Reserve, Rooms, usable
from eutonia.pathway.grains import is_on_grain
from eutonia.pathway.problems import require
from eutonia.pathway.rota import DAY, Key, days, instant
from eutonia.pathway.timeline import beginnings, places
from eutonia.pathway.wanted import Candidate, FreeTime, Kept, NotFree, Place, Policy, Rotas, Taken, Wanted

__all__ = [
    "Candidate",
    "FreeTime",
    "Kept",
    "NotFree",
    "Place",
    "Policy",
    "Rotas",
    "Taken",
    "Wanted",
    "free_times",
    "kept_places",
    "nearest",
    "why_not_free",
]

NO_POLICY = Policy()


def free_times(
    wanted: Wanted, rotas: Rotas, taken: Taken, *, now: datetime, zone: ZoneInfo, policy: Policy = NO_POLICY
) -> tuple[FreeTime, ...]:
    """Return every time that can be booked, sorted by start and then by clinician; one entry for each pair of them.

    ``now`` is an aware time. Raises PathwayError where it is not.
    """
    board = Board(rotas, taken, wanted.first, wanted.last, zone)
    reserve = _reserve(board, wanted, taken, now, policy)
    place = wanted.place
    rooms = Rooms(board, reserve, place.lead, place.length)
    may_begin = _may_begin(board, wanted, now, policy) & _person_free(board, taken, place)
    found = [
        (begin, candidate.clinician, free)
        for candidate in place.candidates
        for begin, free in _of_candidate(candidate, board, reserve, rooms, place, may_begin)
    ]
    found.sort(key=lambda row: row[:2])
    at = board.timeline.at
    return tuple(
        FreeTime(at(begin), clinician, free[0], free[1:]) if free else FreeTime(at(begin), clinician)
        for begin, clinician, free in found
    )


def why_not_free(
    time: FreeTime, wanted: Wanted, rotas: Rotas, taken: Taken, *, now: datetime, zone: ZoneInfo,
    policy: Policy = NO_POLICY,
) -> NotFree | None:  # fmt: skip
    """Return why one time, with its clinician and its room, cannot be booked; None where it can.

    Agrees with `free_times`: None exactly for the times and rooms found there.
    """
    require(now.tzinfo is not None, "now has no time zone: pass an aware time")
    candidate = next((c for c in wanted.place.candidates if c.clinician == time.clinician), None)
    day = time.start.astimezone(zone).date()
    if candidate is None or not is_on_grain(time.start) or not wanted.first <= day <= wanted.last:
        return NotFree.NOT_OFFERED
    if not (time.room in candidate.rooms if candidate.rooms is not None else time.room is None):
        return NotFree.NOT_OFFERED
    if time.start < now + policy.notice:
        return NotFree.TOO_SOON
    board = Board(rotas, taken, day, day, zone)
    return _why_not_on(board, time, wanted, taken, now, policy)


def kept_places(
    day: date, rotas: Rotas, taken: Taken, *, now: datetime, zone: ZoneInfo, policy: Policy
) -> tuple[FreeTime, ...]:
    """Return the places that are kept back on a date and have not opened to everyone yet, sorted by start."""
    if policy.kept is None:
        return ()
    board = Board(rotas, taken, day, day, zone)
    reserve = Reserve()
    _keep(board, reserve, policy.kept, day, taken, now)
    at = board.timeline.at
    return tuple(FreeTime(at(begin), clinician, room) for begin, clinician, room in sorted(reserve.places, key=_when))


def nearest(times: Iterable[FreeTime], start: datetime, count: int = 3) -> tuple[FreeTime, ...]:
    """Return the free times closest to one that has just gone, the closest first; an earlier one wins a tie."""
    return tuple(sorted(times, key=lambda time: (abs(time.start - start), time.start))[:count])


def _when(kept: tuple[int, Key, Key | None]) -> tuple[int, str]:
    return kept[0], str(kept[1])


def _may_begin(board: Board, wanted: Wanted, now: datetime, policy: Policy) -> int:
    """Return the grains of the wanted dates that lie far enough ahead."""
    require(now.tzinfo is not None, "now has no time zone: pass an aware time")
    bits = 0
    for day in days(wanted.first, wanted.last):
        bits |= board.day(day)
    soonest = board.timeline.place_from(now + policy.notice)
    return bits & board.timeline.between(soonest, board.timeline.size)


def _person_free(board: Board, taken: Taken, place: Place) -> int:
    """Return the grains at which the visit can begin for the patient, who is free during its buffers."""
    everything = (1 << board.timeline.size) - 1
    return beginnings(everything & ~board.timeline.taken(taken.person), 0, place.core)


def _of_candidate(
    candidate: Candidate, board: Board, reserve: Reserve, rooms: Rooms, place: Place, may_begin: int
) -> Iterator[tuple[int, tuple[Key, ...]]]:
    """Yield the grains at which a candidate can begin the visit, with the free rooms (none where none is needed)."""
    clinician = candidate.clinician
    unusable = board.busy(clinician) | reserve.clinicians.get(clinician, 0)

    def begins(room: Key | None) -> int:
        return beginnings(board.work_in(clinician, room) & ~unusable, place.lead, place.length) & may_begin

    if candidate.rooms is None:
        yield from ((begin, ()) for begin in places(begins(None)))
    elif len(limits := board.work(clinician)) == 1:
        allowed = usable(candidate, next(iter(limits))) or ()
        yield from rooms.free(allowed, begins(None) & rooms.any(allowed))
    else:  # sessions with different rooms: a visit may run from one into another, where its room serves both
        found: dict[int, tuple[Key, ...]] = {}
        for room in candidate.rooms:
            for begin in places(begins(room) & rooms.begins(room)):
                found[begin] = (*found.get(begin, ()), room)
        yield from found.items()


def _reserve(board: Board, wanted: Wanted, taken: Taken, now: datetime, policy: Policy) -> Reserve:
    """Return what is kept back from this person: not from those who must be seen today, for today."""
    reserve = Reserve()
    if policy.kept is not None:
        today = now.astimezone(board.zone).date()
        for day in days(board.first, board.last):
            if not (wanted.same_day and day == today):
                _keep(board, reserve, policy.kept, day, taken, now)
    return reserve


def _keep(board: Board, reserve: Reserve, kept: Kept, day: date, taken: Taken, now: datetime) -> None:
    if now < instant(day - kept.days_before * DAY, kept.opens, board.zone):
        reserve.keep(board, kept, day, kept.count - taken.same_day.get(day, 0))


def _why_not_on(
    board: Board, time: FreeTime, wanted: Wanted, taken: Taken, now: datetime, policy: Policy
) -> NotFree | None:
    place, begin = wanted.place, board.timeline.place(time.start)
    bits = board.timeline.between(begin - place.lead, begin + place.length)
    unworked = bits & ~board.work_in(time.clinician, time.room)
    if unworked or (time.room is not None and bits & board.room_shut(time.room)):
        return NotFree.NOT_WORKED
    person = board.timeline.taken(taken.person) & board.timeline.between(begin, begin + place.core)
    room = 0 if time.room is None else board.room_busy(time.room)
    if person or bits & (board.busy(time.clinician) | room):
        return NotFree.TAKEN
    reserve = _reserve(board, wanted, taken, now, policy)
    kept_room = 0 if time.room is None else reserve.rooms.get(time.room, 0)
    if bits & (reserve.clinicians.get(time.clinician, 0) | kept_room):
        return NotFree.KEPT_BACK
    return None
