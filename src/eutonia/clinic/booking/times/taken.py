"""What visits and running holds have taken, for a search of some dates."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eutonia.clinic.booking.models import Grain, Hold, Visit
from eutonia.clinic.booking.records import Wish
from eutonia.clinic.people.models import Patient
from eutonia.clinic.storing.rows import adapted, field_of, select
from eutonia.clinic.storing.tables import marks
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway import rota
from eutonia.pathway.availability import Taken
from eutonia.pathway.states import VisitState

LONGEST = timedelta(hours=8)  # of a visit, so that one that begins on another day is met

# Every search runs these two, so they are written by hand (`clinic.storing`).
GRAINS = (
    "SELECT grain.at, grain.clinician_id, grain.room_id, grain.hold_id, hold.expires_at "
    "FROM booking_grain AS grain LEFT JOIN booking_hold AS hold ON hold.id = grain.hold_id "
    "WHERE grain.at >= %s AND grain.at < %s AND (grain.clinician_id IN ({clinicians}) OR grain.room_id IN ({rooms})) "
    "AND (grain.visit_id IS NULL OR grain.visit_id NOT IN (SELECT id FROM booking_visit WHERE public_id = %s))"
)
SAME_DAY = (
    "SELECT starts_at FROM booking_visit WHERE urgency = %s AND starts_at >= %s AND starts_at < %s AND state <> %s"
)


@dataclass(frozen=True, slots=True)
class _Span:
    """The instants that a search looks at: its dates, and as long before and after as a visit may last."""

    begin: datetime
    end: datetime

    def adapted(self) -> list[object]:
        return [adapted(Grain, "at", instant) for instant in (self.begin, self.end)]


def taken_on(
    wish: Wish, clinicians: set[int], rooms: set[int], first: date, last: date, zone: ZoneInfo, *, now: datetime
) -> tuple[Taken, frozenset[int]]:
    """What visits and running holds have taken on some dates; and the holds whose time is over."""
    begin, end = rota.instant(first, rota.MIDNIGHT, zone), rota.end_instant(last, rota.MIDNIGHT, zone)
    span = _Span(begin - LONGEST, end + LONGEST)
    of_clinician: dict[rota.Key, list[datetime]] = defaultdict(list)
    of_room: dict[rota.Key, list[datetime]] = defaultdict(list)
    expired = set[int]()
    for at, clinician, room, hold, expires_at in _grains(wish, sorted(clinicians), sorted(rooms), span):
        if expires_at is not None and expires_at <= now:
            expired.add(hold)
            continue
        of_clinician[clinician].append(at)
        if room is not None:
            of_room[room].append(at)
    taken = Taken(of_clinician, of_room, _of_person(wish, span), _same_day(span, zone))
    return taken, frozenset(expired)


def _grains(wish: Wish, clinicians: list[int], rooms: list[int], span: _Span) -> list[list[Any]]:
    """The grains of these clinicians and rooms, but for those of a visit that is moved."""
    statement = GRAINS.format(clinicians=marks(clinicians), rooms=marks(rooms))
    moving = adapted(Visit, "public_id", wish.moving)
    columns = [(Grain, "at"), (Grain, "clinician"), (Grain, "room"), (Grain, "hold"), (Hold, "expires_at")]
    fields = tuple(field_of(*column) for column in columns)
    return select(statement, [*span.adapted(), *clinicians, *rooms, moving], fields)


def _of_person(wish: Wish, span: _Span) -> list[datetime]:
    """The grains of the patient who asks, but for those of a visit that is moved."""
    if wish.patient is None:
        return []
    patient = Patient.objects.filter(public_id=wish.patient).first()
    if patient is None:
        return []
    same = Patient.objects.same_person(Patient.objects.root_of(patient))
    own = Grain.objects.filter(at__gte=span.begin, at__lt=span.end, patient__in=same)
    if wish.moving is not None:
        own = own.exclude(visit__public_id=wish.moving)
    return list(own.values_list("at", flat=True))


def _same_day(span: _Span, zone: ZoneInfo) -> dict[date, int]:
    """How many visits on each day are of people who had to be seen that day."""
    counts: dict[date, int] = defaultdict(int)
    values = [Urgency.SAME_DAY.value, *span.adapted(), VisitState.CANCELLED.value]
    for (starts_at,) in select(SAME_DAY, values, (field_of(Visit, "starts_at"),)):
        counts[starts_at.astimezone(zone).date()] += 1
    return counts
