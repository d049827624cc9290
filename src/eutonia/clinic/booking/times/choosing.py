"""From a slot that somebody chose to rows that can be claimed, if it is offered to them and free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.access import Permission, may
from eutonia.clinic.booking.known import Known, kept, known, lately
from eutonia.clinic.booking.models import Clinician, Mode, Room, Site, VisitType
from eutonia.clinic.booking.problems import AgeNotSeen, CannotBook, NotOffered, PatientBusy, SlotTaken
from eutonia.clinic.booking.records import Need, OpenSlot, Slot, Wish, wall_time
from eutonia.clinic.booking.times.claims import Claim, has_begun_with_another
from eutonia.clinic.booking.times.finding import Search, searches, suiting, suits
from eutonia.pathway.availability import FreeTime, NotFree, nearest
from eutonia.pathway.grains import footprint, is_on_grain
from eutonia.pathway.offer import FirstStep, MayBook, may_book

DEFAULT_HORIZON = 90
NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A slot as rows, found free a moment ago. ``rooms`` are those that are free, the chosen one first.

    ``expired`` are holds whose time is over, which the claim clears where they are in the way.
    """

    visit_type: VisitType
    clinician: Clinician
    site: Site
    rooms: tuple[Room | None, ...]
    starts_at: datetime
    expired: frozenset[int] = frozenset()

    def claim(self, room: Room | None) -> Claim:
        """What is claimed for it in one of the rooms."""
        kind = self.visit_type
        around = footprint(self.starts_at, kind.minutes, before=kind.buffer_before, after=kind.buffer_after)
        return Claim(self.clinician.pk, room.pk if room else None, around, self.expired)


def offered(need: Need) -> MayBook:
    """What somebody may book, by their urgency (`pathway.offer`)."""
    return may_book(need.urgency, screened=need.screened, horizon=horizon())


def horizon() -> int:
    """How many days ahead the clinic plans, today included."""
    policy = lately().policy
    return policy.horizon_days if policy else DEFAULT_HORIZON


def require_offered(need: Need, day: date, today: date) -> None:
    """Raise `NotOffered` where the urgency does not allow a visit on that day.

    A later day is allowed within ``later_days``: the page shows it together with where else to go.
    """
    found = offered(need)
    if found.first is not FirstStep.NONE or day >= today + timedelta(days=max(found.days, found.later_days)):
        raise NotOffered(found)


def choose(actor: Actor, slot: Slot, wish: Wish, *, now: datetime) -> Chosen:
    """Return a slot as rows. ``wish`` says who asks: age, patient, a visit that is moved.

    Looks, and holds nothing: the claim decides. Raises `SlotTaken`, `PatientBusy`, `CannotBook`,
    `AgeNotSeen`.
    """
    others = partial(nearest_slots, wish, slot.starts_at, now=now)
    if wish.moving is None and _is_gone(slot, now=now):
        raise SlotTaken(others)
    world = known()
    clinician, visit_type = world.clinician(slot.clinician), world.visit_type(slot.visit_type)
    if clinician is None or visit_type is None or visit_type.pk not in world.kinds_of.get(clinician.pk, ()):
        raise CannotBook
    if not is_on_grain(slot.starts_at):
        raise CannotBook
    reasons, person = [], set[datetime]()
    for search in _searches(world, slot, wish, clinician, visit_type, by_staff=may(actor, Permission.PLACE), now=now):
        free, why = _rooms(search, slot, clinician, now=now)
        if free:
            _require_age(clinician, wish, slot.starts_at.astimezone(search.zone).date())
            return Chosen(visit_type, clinician, search.site, free, slot.starts_at, search.expired)
        reasons.append(why)
        person.update(search.taken.person)
    if person.intersection(footprint(slot.starts_at, visit_type.minutes).visit):
        raise PatientBusy
    if NotFree.TAKEN in reasons:
        raise SlotTaken(others)
    raise CannotBook(min(reasons, key=list(NotFree).index, default=NotFree.NOT_OFFERED))


def nearest_slots(wish: Wish, starts_at: datetime, *, now: datetime) -> tuple[OpenSlot, ...]:
    """Up to three free slots around a time that has gone, the nearest first."""
    world = known()
    visit_type = world.visit_type(wish.visit_type)
    if visit_type is None:
        return ()
    first, last = max((starts_at - NEAR).date(), now.date()), (starts_at + NEAR).date()
    people = suiting(world, visit_type, wish, first, last)
    found: list[tuple[Search, FreeTime]] = []
    for search in searches(world, visit_type, people, wish, first, last, now=now):
        found += [(search, time) for time in nearest(search.free(now=now), starts_at)]
    closest = sorted(found, key=lambda pair: (abs(pair[1].start - starts_at), pair[1].start))
    return tuple(search.slot(time) for search, time in closest[:3])


def wish_of(
    visit_type: str, *, birth_date: date | None = None, age: int | None = None, need: Need | None = None,
    patient: UUID | None = None, moving: UUID | None = None,
) -> Wish:  # fmt: skip
    """The wish that a chosen slot is checked by."""
    urgency = need.urgency if need else None
    return Wish(visit_type, urgency=urgency, birth_date=birth_date, age=age, patient=patient, moving=moving)


def _is_gone(slot: Slot, *, now: datetime) -> bool:
    """The quick way out of a race of many: whether this clinician is taken when the slot begins.

    A primary key never changes, so the world may be of any edition; one that is not there says nothing.
    """
    world = kept()
    clinician = world.clinician(slot.clinician) if world else None
    return clinician is not None and has_begun_with_another(clinician.pk, slot.starts_at, now=now)


def _searches(
    world: Known,
    slot: Slot,
    wish: Wish,
    clinician: Clinician,
    visit_type: VisitType,
    *,
    by_staff: bool,
    now: datetime,
) -> list[Search]:
    """A search of one day and one diary for each site that it can be at."""
    found = []
    for site in world.active_sites():
        day = wall_time(slot.starts_at, site.zone).date()
        narrow = replace(wish, site=site.code)
        found += searches(world, visit_type, [clinician], narrow, day, day, now=now, by_staff=by_staff)
    return found


def _rooms(
    search: Search, slot: Slot, clinician: Clinician, *, now: datetime
) -> tuple[tuple[Room | None, ...], NotFree]:
    """The rooms in which a slot is free, the chosen one first; else why it is not."""
    if search.visit_type.mode != Mode.IN_PERSON:
        why = search.why_not(FreeTime(slot.starts_at, clinician.pk), now=now)
        return ((None,), NotFree.NOT_OFFERED) if why is None else ((), why)
    rooms = sorted((search.known.rooms[pk] for pk in search.rooms), key=lambda room: room.code != slot.room)
    reasons = {room: search.why_not(FreeTime(slot.starts_at, clinician.pk, room.pk), now=now) for room in rooms}
    free = tuple(room for room, why in reasons.items() if why is None)
    return free, next((why for why in reasons.values() if why is not None), NotFree.NOT_OFFERED)


def _require_age(clinician: Clinician, wish: Wish, day: date) -> None:
    if not suits(clinician, wish, day):
        raise AgeNotSeen
