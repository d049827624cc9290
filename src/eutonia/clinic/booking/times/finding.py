"""From rows to the pure search for free times, and back: one search for each site, in the zone of that site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eutonia.clinic.booking.known import Known
from eutonia.clinic.booking.models import Clinician, Mode, Policy, Room, Site, VisitType
from eutonia.clinic.booking.records import OpenSlot, Slot, Wish
from eutonia.clinic.booking.times.taken import taken_on
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway import availability, rota
from eutonia.pathway.availability import Candidate, FreeTime, Kept, Place, Rotas, Taken, Wanted
from eutonia.pathway.consent import age_on

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Search:
    """One site with all that a search there looks at. Clinicians and rooms go by their primary keys."""

    known: Known
    site: Site
    zone: ZoneInfo
    visit_type: VisitType
    wanted: Wanted
    rotas: Rotas
    taken: Taken
    policy: availability.Policy
    rooms: tuple[int, ...]
    expired: frozenset[int]
    """Holds whose time is over, met on the way; whoever claims their grains clears them."""

    def free(self, *, now: datetime) -> tuple[FreeTime, ...]:
        """Every free time."""
        return availability.free_times(self.wanted, self.rotas, self.taken, now=now, zone=self.zone, policy=self.policy)

    def why_not(self, time: FreeTime, *, now: datetime) -> availability.NotFree | None:
        """Why one time is not free; None where it is."""
        return availability.why_not_free(
            time, self.wanted, self.rotas, self.taken, now=now, zone=self.zone, policy=self.policy
        )

    def room(self, pk: rota.Key | None) -> Room | None:
        """The room of a primary key."""
        return None if pk is None else self.known.rooms[int(pk)]

    def slot(self, found: FreeTime) -> OpenSlot:
        """A free time as pages show it."""
        clinician, room = self.known.clinicians[int(found.clinician)], self.room(found.room)
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
    world: Known,
    visit_type: VisitType,
    people: Iterable[Clinician],
    wish: Wish,
    first: date,
    last: date,
    *,
    now: datetime,
    by_staff: bool = False,
) -> list[Search]:
    """What a wish looks at on the dates from ``first`` to ``last``, site by site. Staff may book at shorter notice."""
    sites = [site for site in world.active_sites() if not wish.site or site.code == wish.site]
    clinicians = [person.pk for person in people]
    return [
        _search(world, site, visit_type, clinicians, wish, first, last, now=now, by_staff=by_staff) for site in sites
    ]


def suiting(world: Known, visit_type: VisitType, wish: Wish, first: date, last: date) -> list[Clinician]:
    """Those who give a kind of visit and suit a wish on one of the dates at least."""
    return [
        row
        for row in world.givers(visit_type.pk)
        if (wish.clinician is None or row.public_id == wish.clinician)
        and (not wish.insurer or wish.insurer in world.insurers_of.get(row.pk, ()))
        and (not wish.language or wish.language in row.languages)
        and (suits(row, wish, first) or suits(row, wish, last))
    ]


def suits(clinician: Clinician, wish: Wish, day: date) -> bool:
    """Whether a clinician sees people of this age on that day."""
    age = age_on(wish.birth_date, day) if wish.birth_date else wish.age
    return age is None or clinician.ages_from <= age <= clinician.ages_to


def _search(
    world: Known,
    site: Site,
    visit_type: VisitType,
    people: list[int],
    wish: Wish,
    first: date,
    last: date,
    *,
    now: datetime,
    by_staff: bool,
) -> Search:
    zone = ZoneInfo(site.zone)
    rooms = world.fitting_rooms(visit_type.pk, site.pk)
    policy, kept_people, kept_rooms = _policy(world, site, visit_type, by_staff=by_staff)
    everybody, everywhere = {*people, *kept_people}, {*rooms, *kept_rooms}
    taken, expired = taken_on(wish, everybody, everywhere, first, last, zone, now=now)
    return Search(
        known=world,
        site=site,
        zone=zone,
        visit_type=visit_type,
        wanted=Wanted(_place(visit_type, people, rooms), first, last, same_day=wish.urgency == Urgency.SAME_DAY),
        rotas=world.rotas_at(site.pk, everybody, first - DAY, last + DAY),
        taken=taken,
        policy=policy,
        rooms=tuple(rooms),
        expired=expired,
    )


def _place(visit_type: VisitType, clinicians: Iterable[int], rooms: list[int]) -> Place:
    where = tuple(rooms) if visit_type.mode == Mode.IN_PERSON else None
    return Place(
        visit_type.minutes,
        tuple(Candidate(clinician, where) for clinician in clinicians),
        before=visit_type.buffer_before,
        after=visit_type.buffer_after,
    )


def _policy(
    world: Known, site: Site, visit_type: VisitType, *, by_staff: bool
) -> tuple[availability.Policy, list[int], list[int]]:
    """The rules, with the clinicians and rooms of the places that are kept back."""
    notice = timedelta(0) if by_staff else timedelta(minutes=visit_type.notice_minutes)
    row: Policy | None = world.policy
    if row is None or not row.kept_back:
        return availability.Policy(notice), [], []
    kind = world.visit_types[row.kept_back_type_id]
    people = [person.pk for person in world.givers(kind.pk)]
    rooms = world.fitting_rooms(kind.pk, site.pk)
    kept = Kept(_place(kind, people, rooms), row.kept_back, row.kept_back_opens, row.kept_back_days_before)
    return availability.Policy(notice, kept), people, rooms
