"""Rotas and taken grains of a few days as bits: what a search looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from eutonia.pathway.grains import GRAIN
from eutonia.pathway.rota import DAY, MIDNIGHT, Absence, Key, Rota, instant, span, working
from eutonia.pathway.timeline import Timeline, beginnings, places, runs
from eutonia.pathway.wanted import Candidate, Kept, Rotas, Taken

_NEVER = Rota()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Board:
    """Work and occupation of clinicians and rooms on some dates, a day longer at either end.

    Each clinician and room is turned into bits once, when first asked for.
    """

    def __init__(self, rotas: Rotas, taken: Taken, first: date, last: date, zone: ZoneInfo) -> None:
        self.first, self.last, self.zone = first - DAY, last + DAY, zone
        begin = instant(self.first, MIDNIGHT, zone)
        origin = begin - (begin - _EPOCH) % GRAIN
        end = instant(self.last + DAY, MIDNIGHT, zone)
        self.timeline = Timeline(origin, -((origin - end) // GRAIN))
        self._rotas, self._taken = rotas, taken
        self._closed = self._touched(rotas.closures)
        self._work: dict[Key, dict[frozenset[Key] | None, int]] = {}
        self._busy: dict[Key, int] = {}
        self._room_busy: dict[Key, int] = {}
        self._shut: dict[Key, int] = {}

    def day(self, day: date) -> int:
        """Return the grains that begin on a date of the clinic's zone."""
        begin, end = (instant(d, MIDNIGHT, self.zone) for d in (day, day + DAY))
        return self.timeline.between(self.timeline.place_from(begin), self.timeline.place_from(end))

    def work(self, clinician: Key) -> dict[frozenset[Key] | None, int]:
        """Return the grains that a clinician works, by the rooms that can be used (None: any)."""
        if clinician not in self._work:
            found: dict[frozenset[Key] | None, int] = {}
            rota = self._rotas.clinicians.get(clinician, _NEVER)
            for period in working(rota, self.first, self.last, self.zone):
                found[period.rooms] = found.get(period.rooms, 0) | self.timeline.whole(period.start, period.end)
            self._work[clinician] = {rooms: bits & ~self._closed for rooms, bits in found.items()}
        return self._work[clinician]

    def work_in(self, clinician: Key, room: Key | None) -> int:
        """Return the grains that a clinician works and can use a room; None: wherever they are."""
        bits = 0
        for limit, worked in self.work(clinician).items():
            if room is None or limit is None or room in limit:
                bits |= worked
        return bits

    def busy(self, clinician: Key) -> int:
        """Return the grains at which a clinician is taken."""
        if clinician not in self._busy:
            self._busy[clinician] = self.timeline.taken(self._taken.clinicians.get(clinician, ()))
        return self._busy[clinician]

    def room_busy(self, room: Key) -> int:
        """Return the grains at which a room is taken."""
        if room not in self._room_busy:
            self._room_busy[room] = self.timeline.taken(self._taken.rooms.get(room, ()))
        return self._room_busy[room]

    def room_shut(self, room: Key) -> int:
        """Return the grains at which a room is out of use."""
        if room not in self._shut:
            self._shut[room] = self._touched(self._rotas.rooms.get(room, ()))
        return self._shut[room]

    def _touched(self, absences: Iterable[Absence]) -> int:
        bits = 0
        for absence in absences:
            bits |= self.timeline.touched(*span(absence, self.zone))
        return bits


class Reserve:
    """The grains of clinicians and rooms that are kept back on a board, and the places they make up."""

    def __init__(self) -> None:
        self.clinicians: dict[Key, int] = {}
        self.rooms: dict[Key, int] = {}
        self.places: list[tuple[int, Key, Key | None]] = []

    def keep(self, board: Board, kept: Kept, day: date, count: int) -> None:
        """Keep back ``count`` places on a date.

        A fixed menu is laid out from the rota alone: each stretch of work filled with places from its end. Of the
        menu those that are still free are kept, the latest first. So booking any other place changes nothing
        here, and as the day goes on what is left lies ahead.
        """
        lead, length = kept.place.lead, kept.place.length
        on_day = board.day(day)
        menu = [
            (-start, candidate.clinician, rooms)
            for candidate in kept.place.candidates
            for limit, bits in board.work(candidate.clinician).items()
            for rooms in (usable(candidate, limit),)
            for begin, stop in runs(bits & on_day)
            for start in range(stop - length, begin + lead - 1, -(lead + length))
        ]
        menu.sort(key=lambda entry: entry[:2])
        for minus, clinician, rooms in menu:
            if count <= 0:
                return
            if self._claim(board, -minus, clinician, rooms, board.timeline.between(-minus - lead, -minus + length)):
                count -= 1

    def _claim(self, board: Board, start: int, clinician: Key, rooms: tuple[Key, ...] | None, bits: int) -> bool:
        if bits & (board.busy(clinician) | self.clinicians.get(clinician, 0)):
            return False
        room = None
        if rooms is not None:
            room = next((r for r in rooms if not bits & self._unusable(board, r)), None)
            if room is None:
                return False
            self.rooms[room] = self.rooms.get(room, 0) | bits
        self.clinicians[clinician] = self.clinicians.get(clinician, 0) | bits
        self.places.append((start, clinician, room))
        return True

    def _unusable(self, board: Board, room: Key) -> int:
        return board.room_busy(room) | board.room_shut(room) | self.rooms.get(room, 0)


class Rooms:
    """Which rooms a visit can begin in, grain by grain."""

    def __init__(self, board: Board, reserve: Reserve, lead: int, length: int) -> None:
        self._board, self._reserve, self._lead, self._length = board, reserve, lead, length
        self._all = (1 << board.timeline.size) - 1
        self._begins: dict[Key, int] = {}

    def begins(self, room: Key) -> int:
        """Return the grains at which a visit can begin in a room."""
        if room not in self._begins:
            unusable = self._board.room_busy(room) | self._board.room_shut(room) | self._reserve.rooms.get(room, 0)
            self._begins[room] = beginnings(self._all & ~unusable, self._lead, self._length)
        return self._begins[room]

    def any(self, rooms: tuple[Key, ...]) -> int:
        """Return the grains at which a visit can begin in one of these rooms."""
        bits = 0
        for room in rooms:
            bits |= self.begins(room)
        return bits

    def free(self, rooms: tuple[Key, ...], begins: int) -> Iterator[tuple[int, tuple[Key, ...]]]:
        """Yield each of these grains with those of the rooms in which a visit can begin then, in the order given."""
        each = [(room, self.begins(room)) for room in rooms]
        for place in places(begins):
            yield place, tuple([room for room, bits in each if bits >> place & 1])


def usable(candidate: Candidate, limit: frozenset[Key] | None) -> tuple[Key, ...] | None:
    """Return the rooms of a candidate that a session allows, in order; None where no room is needed."""
    if candidate.rooms is None or limit is None:
        return candidate.rooms
    return tuple(room for room in candidate.rooms if room in limit)
