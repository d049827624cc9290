"""The slow and simple search for free times, against which the quick one is held.

It knows no bits: it walks over every quarter of an hour, every clinician and every room, and asks of each grain
whether it is worked and free. Wall times are found by watching the clock minute by minute.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from eutonia.pathway.availability import Candidate, FreeTime, Place, Policy, Rotas, Taken, Wanted
from eutonia.pathway.rota import Absence, Extra, Key, Session

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


@cache
def first_showing(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock shows this time of this day, or later."""
    sought = datetime.combine(day, wall)
    watch = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=15)
    while watch.astimezone(zone).replace(tzinfo=None) < sought:
        watch += MINUTE
    return watch


def ends(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return first_showing(day + DAY, wall, zone) if wall == time(0) else first_showing(day, wall, zone)


class Reference:
    """One search, slowly."""

    def __init__(
        self, wanted: Wanted, rotas: Rotas, taken: Taken, *, now: datetime, zone: ZoneInfo, policy: Policy
    ) -> None:
        self.wanted, self.rotas, self.taken = wanted, rotas, taken
        self.now, self.zone, self.policy = now, zone, policy
        self.days = [wanted.first + n * DAY for n in range(-1, (wanted.last - wanted.first).days + 2)]
        self.work = {clinician: self._stretches(clinician) for clinician in rotas.clinicians}
        self.person = {self._floor(at) for at in taken.person}
        self.busy = {(c, self._floor(at)) for c, instants in taken.clinicians.items() for at in instants}
        self.busy_rooms = {(r, self._floor(at)) for r, instants in taken.rooms.items() for at in instants}
        self.worked: dict[tuple[datetime, Key, Key | None], bool] = {}
        self.kept_clinicians: set[tuple[Key, datetime]] = set()
        self.kept_rooms: set[tuple[Key, datetime]] = set()
        for day in self.days:
            self._keep(day)

    def free_times(self) -> tuple[FreeTime, ...]:
        found = []
        for start in self._grains(self.wanted.first, self.wanted.last):
            if start < self.now + self.policy.notice:
                continue
            for candidate in sorted(self.wanted.place.candidates, key=lambda c: c.clinician):
                rooms = self._rooms(start, candidate)
                if rooms:
                    found.append(FreeTime(start, candidate.clinician, rooms[0], tuple(rooms[1:])))
        return tuple(found)

    def _rooms(self, start: datetime, candidate: Candidate) -> list[Key | None]:
        choices: list[Key | None] = [None] if candidate.rooms is None else list(candidate.rooms)
        return [room for room in choices if self._is_free(start, candidate.clinician, room)]

    def _is_free(self, start: datetime, clinician: Key, room: Key | None) -> bool:
        place = self.wanted.place
        if any(grain in self.person for grain in _span(start, 0, place.minutes)):
            return False
        return all(
            self._is_worked(grain, clinician, room)
            and self._has(grain, clinician, room)
            and (clinician, grain) not in self.kept_clinicians
            and (room, grain) not in self.kept_rooms
            for grain in _span(start, place.before, place.minutes + place.after)
        )

    def _has(self, grain: datetime, clinician: Key, room: Key | None) -> bool:
        """Whether nobody has taken the clinician or the room."""
        return (clinician, grain) not in self.busy and (room, grain) not in self.busy_rooms

    def _is_worked(self, grain: datetime, clinician: Key, room: Key | None) -> bool:
        key = (grain, clinician, room)
        if key not in self.worked:
            self.worked[key] = self._find_worked(grain, clinician, room)
        return self.worked[key]

    def _find_worked(self, grain: datetime, clinician: Key, room: Key | None) -> bool:
        if any(self._meets(grain, absence) for absence in self.rotas.closures):
            return False
        if room is not None and any(self._meets(grain, absence) for absence in self.rotas.rooms.get(room, ())):
            return False
        if clinician not in self.rotas.clinicians:
            return False
        if any(self._meets(grain, absence) for absence in self.rotas.clinicians[clinician].absences):
            return False
        return any(
            all(
                any(begin <= grain + n * MINUTE < end for begin, end in stretches)
                for n in range(15)
            )
            for limit, stretches in self.work.get(clinician, {}).items()
            if room is None or limit is None or room in limit
        )  # fmt: skip

    def _meets(self, grain: datetime, absence: Absence) -> bool:
        begin = first_showing(absence.first, absence.start, self.zone)
        return grain < ends(absence.last, absence.end, self.zone) and begin < grain + QUARTER

    def _stretches(self, clinician: Key) -> dict[frozenset[Key] | None, list[tuple[datetime, datetime]]]:
        found: dict[frozenset[Key] | None, list[tuple[datetime, datetime]]] = {}
        rota = self.rotas.clinicians[clinician]
        for day in self.days:
            held: list[Session | Extra] = [session for session in rota.sessions if session.holds_on(day)]
            held += [extra for extra in rota.extras if extra.day == day]
            for one in held:
                stretch = (first_showing(day, one.start, self.zone), ends(day, one.end, self.zone))
                found.setdefault(one.rooms, []).append(stretch)
        return found

    def _floor(self, at: datetime) -> datetime:
        return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)

    def _grains(self, first: date, last: date) -> Iterator[datetime]:
        at, end = first_showing(first, time(0), self.zone), first_showing(last + DAY, time(0), self.zone)
        at = -(-(at - datetime(1970, 1, 1, tzinfo=UTC)) // QUARTER) * QUARTER + datetime(1970, 1, 1, tzinfo=UTC)
        while at < end:
            yield at
            at += QUARTER

    # ---- places kept back -----------------------------------------------------------------------------------

    def _keep(self, day: date) -> None:
        kept = self.policy.kept
        if kept is None or (self.wanted.same_day and day == self.now.astimezone(self.zone).date()):
            return
        if self.now >= first_showing(day - kept.days_before * DAY, kept.opens, self.zone):
            return
        left = kept.count - self.taken.same_day.get(day, 0)
        menu = [entry for candidate in kept.place.candidates for entry in self._menu(day, kept.place, candidate)]
        for start, clinician, rooms in sorted(menu, key=lambda entry: (-entry[0].timestamp(), entry[1])):
            if left <= 0:
                return
            grains = _span(start, kept.place.before, kept.place.minutes + kept.place.after)
            for room in rooms:
                if self._can_keep(grains, clinician, room):
                    self.kept_clinicians |= {(clinician, grain) for grain in grains}
                    if room is not None:
                        self.kept_rooms |= {(room, grain) for grain in grains}
                    left -= 1
                    break

    def _can_keep(self, grains: list[datetime], clinician: Key, room: Key | None) -> bool:
        shut = () if room is None else self.rotas.rooms.get(room, ())
        return all(
            self._has(grain, clinician, room)
            and (clinician, grain) not in self.kept_clinicians
            and (room, grain) not in self.kept_rooms
            and not any(self._meets(grain, absence) for absence in shut)
            for grain in grains
        )

    def _menu(self, day: date, place: Place, candidate: Candidate) -> Iterator[tuple[datetime, Key, list[Key | None]]]:
        """Lay places end to end, from the end of each stretch of work with the same rooms."""
        clinician = candidate.clinician
        rota = self.rotas.clinicians.get(clinician)
        for limit, stretches in self.work.get(clinician, {}).items():
            rooms = [None] if candidate.rooms is None else [r for r in candidate.rooms if limit is None or r in limit]
            worked = [
                grain
                for grain in self._grains(day, day)
                if all(any(b <= grain + n * MINUTE < e for b, e in stretches) for n in range(15))
                and not any(self._meets(grain, a) for a in (*self.rotas.closures, *(rota.absences if rota else ())))
            ]
            run: list[datetime] = []
            for grain in reversed(worked):
                if run and grain != run[-1] - QUARTER:
                    run = []
                run.append(grain)
                if len(run) == len(_span(grain, place.before, place.minutes + place.after)):
                    yield run[-1] + QUARTER * -(-place.before // 15), clinician, rooms
                    run = []


def _span(start: datetime, before: int, minutes: int) -> list[datetime]:
    lead, length = -(-before // 15), -(-minutes // 15)
    return [start + n * QUARTER for n in range(-lead, length)]


def free_times(
    wanted: Wanted, rotas: Rotas, taken: Taken, *, now: datetime, zone: ZoneInfo, policy: Policy
) -> tuple[FreeTime, ...]:
    """What `eutonia.pathway.availability.free_times` must give, slowly."""
    return Reference(wanted, rotas, taken, now=now, zone=zone, policy=policy).free_times()
