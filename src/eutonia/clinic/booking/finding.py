"""From rows to the pure search for free times, and back: one search for each site, in the zone of that site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from eutonia.clinic.booking.bank_holidays import bank_holidays
from eutonia.clinic.booking.models import (
    Absence,
    Clinician,
    Closure,
    ExtraSession,
    Grain,
    OpenHoliday,
    Policy,
    Room,
    Session,
    Site,
    Visit,
    VisitType,
)
from eutonia.clinic.booking.problems import CannotBook
from eutonia.clinic.booking.records import OpenSlot, Slot, Wish
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway import availability, rota
from eutonia.pathway.availability import Candidate, FreeTime, Kept, Place, Rotas, Taken, Wanted
from eutonia.pathway.consent import age_on
from eutonia.pathway.states import VisitState

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Search:
    """One site with all that a search there looks at. Clinicians and rooms go by their primary keys."""

    site: Site
    zone: ZoneInfo
    visit_type: VisitType
    wanted: Wanted
    rotas: Rotas
    taken: Taken
    policy: availability.Policy
    clinicians: dict[int, Clinician]
    rooms: dict[int, Room]

    def free(self, *, now: datetime) -> tuple[FreeTime, ...]:
        """Every free time."""
        return availability.free_times(self.wanted, self.rotas, self.taken, now=now, zone=self.zone, policy=self.policy)

    def why_not(self, time: FreeTime, *, now: datetime) -> availability.NotFree | None:
        """Why one time is not free; None where it is."""
        return availability.why_not_free(
            time, self.wanted, self.rotas, self.taken, now=now, zone=self.zone, policy=self.policy
        )

    def slot(self, found: FreeTime) -> OpenSlot:
        """A free time as pages show it."""
        clinician = self.clinicians[int(found.clinician)]
        room = None if found.room is None else self.rooms[int(found.room)]
        return OpenSlot(
            slot=Slot(self.visit_type.code, clinician.public_id, found.start, room.code if room else ""),
            wall=found.start.astimezone(self.zone),
            clinician_name=clinician.name,
            clinician_title=clinician.title,
            site=self.site.code,
            site_name=self.site.name,
            room_name=room.name if room else "",
        )


def searches(
    wish: Wish,
    first: date,
    last: date,
    *,
    now: datetime,
    by_staff: bool = False,
    clinician: Clinician | None = None,
    visit_type: VisitType | None = None,
) -> list[Search]:
    """What a wish looks at on the dates from ``first`` to ``last``, site by site.

    Staff may book at shorter notice. ``clinician`` narrows it to one diary, which is quicker; it and ``visit_type``
    spare looking them up again.
    """
    if visit_type is None:
        kinds = VisitType.objects.prefetch_related("rooms")
        visit_type = kinds.filter(code=wish.visit_type, is_active=True).first()
    if visit_type is None:
        raise CannotBook
    people = [clinician] if clinician else _clinicians(wish, visit_type, first, last)
    sites = Site.objects.filter(is_active=True)
    if wish.site:
        sites = sites.filter(code=wish.site)
    return [_search(site, wish, visit_type, people, first, last, now=now, by_staff=by_staff) for site in sites]


def suits(clinician: Clinician, wish: Wish, day: date) -> bool:
    """Whether a clinician sees people of this age on that day."""
    age = age_on(wish.birth_date, day) if wish.birth_date else wish.age
    return age is None or clinician.ages_from <= age <= clinician.ages_to


def _clinicians(wish: Wish, visit_type: VisitType, first: date, last: date) -> list[Clinician]:
    found = Clinician.objects.filter(is_active=True, visit_types=visit_type)
    if wish.clinician is not None:
        found = found.filter(public_id=wish.clinician)
    if wish.insurer:
        found = found.filter(insurers__code=wish.insurer)
    return [
        clinician
        for clinician in found
        if (not wish.language or wish.language in clinician.languages)
        and (suits(clinician, wish, first) or suits(clinician, wish, last))
    ]


def _search(
    site: Site,
    wish: Wish,
    visit_type: VisitType,
    people: list[Clinician],
    first: date,
    last: date,
    *,
    now: datetime,
    by_staff: bool,
) -> Search:
    zone = ZoneInfo(site.zone)
    policy = Policy.objects.select_related("kept_back_type").filter(pk=1).first()
    kept_people, kept_rooms = _kept(policy, site)
    rooms = {room.pk: room for room in visit_type.rooms.all() if room.site_id == site.pk and room.is_active}
    everybody = {clinician.pk for clinician in people} | set(kept_people)
    return Search(
        site=site,
        zone=zone,
        visit_type=visit_type,
        wanted=Wanted(
            _place(visit_type, [clinician.pk for clinician in people], list(rooms)),
            first,
            last,
            same_day=wish.urgency == Urgency.SAME_DAY,
        ),
        rotas=rotas_of(site, everybody, rooms.keys() | set(kept_rooms), first, last),
        taken=_taken(wish, everybody, rooms.keys() | set(kept_rooms), first, last, zone, now=now),
        policy=_policy(policy, visit_type, kept_people, kept_rooms, by_staff=by_staff),
        clinicians={clinician.pk: clinician for clinician in people},
        rooms=rooms,
    )


def _place(visit_type: VisitType, clinicians: Iterable[int], rooms: list[int]) -> Place:
    where = tuple(rooms) if visit_type.mode == "in-person" else None
    return Place(
        visit_type.minutes,
        tuple(Candidate(clinician, where) for clinician in clinicians),
        before=visit_type.buffer_before,
        after=visit_type.buffer_after,
    )


def _kept(policy: Policy | None, site: Site) -> tuple[list[int], list[int]]:
    """The clinicians and rooms of the places that are kept back at a site."""
    if policy is None or not policy.kept_back:
        return [], []
    kind = policy.kept_back_type
    clinicians = kind.clinicians.filter(is_active=True).values_list("pk", flat=True)
    return list(clinicians), list(kind.rooms.filter(site=site, is_active=True).values_list("pk", flat=True))


def _policy(
    policy: Policy | None, visit_type: VisitType, clinicians: list[int], rooms: list[int], *, by_staff: bool
) -> availability.Policy:
    notice = timedelta(0) if by_staff else timedelta(minutes=visit_type.notice_minutes)
    if policy is None or not policy.kept_back:
        return availability.Policy(notice)
    place = _place(policy.kept_back_type, clinicians, rooms)
    return availability.Policy(
        notice, Kept(place, policy.kept_back, policy.kept_back_opens, policy.kept_back_days_before)
    )


def rotas_of(site: Site, clinicians: set[int], rooms: set[int], first: date, last: date) -> Rotas:
    """Who works when at a site, on the dates from ``first`` to ``last``, by primary keys."""
    sessions = defaultdict(list)
    for row in Session.objects.filter(site=site, clinician__in=clinicians):
        limit = None if row.room_id is None else frozenset({row.room_id})
        sessions[row.clinician_id].append(
            rota.Session(row.weekday, row.starts, row.ends, row.first_day, row.last_day, limit)
        )
    extras = defaultdict(list)
    for extra in ExtraSession.objects.filter(site=site, clinician__in=clinicians, day__range=(first - DAY, last + DAY)):
        limit = None if extra.room_id is None else frozenset({extra.room_id})
        extras[extra.clinician_id].append(rota.Extra(extra.day, extra.starts, extra.ends, limit))
    away, shut = defaultdict(list), defaultdict(list)
    gone = Absence.objects.filter(Q(clinician__in=clinicians) | Q(room__in=rooms))
    for absence in gone.filter(first_day__lte=last + DAY, last_day__gte=first - DAY):
        span = rota.Absence(absence.first_day, absence.last_day, absence.starts, absence.ends)
        if absence.clinician_id is not None:
            away[absence.clinician_id].append(span)
        elif absence.room_id is not None:
            shut[absence.room_id].append(span)
    return Rotas(
        {pk: rota.Rota(tuple(sessions[pk]), tuple(extras[pk]), tuple(away[pk])) for pk in clinicians},
        tuple(closures(site, first - DAY, last + DAY)),
        {pk: tuple(spans) for pk, spans in shut.items()},
    )


def closures(site: Site, first: date, last: date) -> Iterator[rota.Absence]:
    """The days on which a site is closed: what the manager entered, and bank holidays unless the manager says open."""
    for row in Closure.objects.filter(site=site, first_day__lte=last, last_day__gte=first):
        yield rota.Absence(row.first_day, row.last_day)
    open_all_the_same = set(
        OpenHoliday.objects.filter(site=site, day__range=(first, last)).values_list("day", flat=True)
    )
    for day in bank_holidays(site.holidays, first, last):
        if day not in open_all_the_same:
            yield rota.Absence(day, day)


def _taken(
    wish: Wish, clinicians: set[int], rooms: set[int], first: date, last: date, zone: ZoneInfo, *, now: datetime
) -> Taken:
    begin = rota.instant(first - DAY, rota.MIDNIGHT, zone)
    end = rota.end_instant(last + DAY, rota.MIDNIGHT, zone)
    whose = Q(clinician__in=clinicians) | Q(room__in=rooms)
    if wish.patient is not None:
        whose |= Q(patient__public_id=wish.patient)
    found = Grain.objects.filter(whose, at__gte=begin, at__lt=end)
    found = found.filter(Q(hold__isnull=True) | Q(hold__expires_at__gt=now))
    if wish.moving is not None:
        found = found.filter(Q(visit__isnull=True) | ~Q(visit__public_id=wish.moving))
    of_clinician: dict[rota.Key, list[datetime]] = defaultdict(list)
    of_room: dict[rota.Key, list[datetime]] = defaultdict(list)
    of_person = []
    for at, clinician, room, patient in found.values_list("at", "clinician_id", "room_id", "patient__public_id"):
        of_clinician[clinician].append(at)
        if room is not None:
            of_room[room].append(at)
        if wish.patient is not None and patient == wish.patient:
            of_person.append(at)
    return Taken(of_clinician, of_room, of_person, _same_day(begin, end, zone))


def _same_day(begin: datetime, end: datetime, zone: ZoneInfo) -> dict[date, int]:
    """How many visits on each day are of people who had to be seen that day."""
    counts: dict[date, int] = defaultdict(int)
    rows = Visit.objects.filter(urgency=Urgency.SAME_DAY, starts_at__gte=begin, starts_at__lt=end)
    for starts_at in rows.exclude(state=VisitState.CANCELLED).values_list("starts_at", flat=True):
        counts[starts_at.astimezone(zone).date()] += 1
    return counts
