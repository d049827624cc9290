"""Keeping a time while somebody types, and booking it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.access import Permission, require, require_may_act_for, require_open
from eutonia.clinic.booking.known import known
from eutonia.clinic.booking.models import Hold, Room, Visit
from eutonia.clinic.booking.problems import AgeNotSeen, HoldGone, SlotTaken
from eutonia.clinic.booking.records import Booked, Details, Held, Need, Slot, Wish, wall_time
from eutonia.clinic.booking.times import claims
from eutonia.clinic.booking.times.choosing import Chosen, choose, require_offered, wish_of
from eutonia.clinic.booking.times.finding import suits
from eutonia.clinic.booking.visits.consenting import agreed, find_patient
from eutonia.clinic.booking.visits.making import Plan, coverage_for, make
from eutonia.clinic.cover.authorising import who
from eutonia.clinic.people import writing
from eutonia.clinic.people.registration import today_of
from eutonia.clinic.storing.rows import find
from eutonia.clinic.storing.writes import Writes, fleeting
from eutonia.pathway.grains import footprint
from eutonia.pathway.standing import Payer
from eutonia.pathway.states import VisitAction
from eutonia.pathway.steps import VisitFacts, visit_after

HELD_FOR = timedelta(minutes=10)
LONGEST_CODE = 40


def hold(actor: Actor, slot: Slot, need: Need, *, now: datetime, age: int | None = None) -> Held:
    """Keep a time for 10 minutes, for whoever has the id that is returned.

    ``need`` decides which days may be booked; ``age`` (in years, where known) which clinicians. Raises `NotOffered`,
    `SlotTaken` (which knows the next free times), `CannotBook`, `AgeNotSeen`.
    """
    chosen = choose(actor, slot, wish_of(slot.visit_type, age=age, need=need), now=now)
    day = wall_time(slot.starts_at, chosen.site.zone).date()
    require_offered(need, day, wall_time(now, chosen.site.zone).date())
    for room in chosen.rooms:
        try:
            return _held(_hold_in(actor, chosen, room, need, now=now), chosen)
        except SlotTaken:
            continue  # another room may be free
    raise SlotTaken


def release(hold: UUID, *, now: datetime) -> None:
    """Give a time back before its ten minutes are over. No harm if it is gone."""
    with transaction.atomic():
        claims.let_go(Hold.objects.filter(public_id=hold, offer__isnull=True).values_list("pk", flat=True))


def book(actor: Actor, hold: UUID, details: Details, *, now: datetime) -> Booked:
    """Turn a held time into a visit. A second call with the same hold finds the first visit again.

    The patient, a guardian of a patient under 16, or staff may. Raises `HoldGone`, `ConsentNeeded`, `AgeNotSeen`,
    `NotInsuredHere`, `PatientBusy`, and ``PermissionDenied`` for another person's record.
    """
    key = f"hold:{hold}"
    try:
        row = _hold_row(hold)
        plan = plan_of(actor, row, details, key, now=now)
        with claims.refusals():
            return make(actor, plan, handing_over(row), now=now)
    except (HoldGone, IntegrityError):  # a second click, or the other of two
        if (before := _booked_before(actor, key, now=now)) is not None:
            return before
        raise


def place(actor: Actor, slot: Slot, details: Details, *, now: datetime, key: str, need: Need | None = None) -> Booked:
    """Book somebody at the front desk, without a hold. ``key`` is made once per form: a double click books once.

    Staff may book at any notice, on any day, and while consent is still missing. Raises as `hold` and `book` do.
    """
    require(actor, Permission.PLACE)
    if (before := _booked_before(actor, f"desk:{key}", now=now)) is not None:
        return before
    patient = find_patient(details.patient)
    agreed(actor, patient, today_of(slot.starts_at), details.guardian)  # before "not with this clinician": "not here"
    wish = wish_of(slot.visit_type, birth_date=patient.birth_date, need=need, patient=patient.public_id)
    chosen = choose(actor, slot, wish, now=now)
    row = _as_hold(actor, chosen, chosen.rooms[0], need or Need(screened=True), now=now)
    for room in chosen.rooms:
        row.room = room
        plan = plan_of(actor, row, details, f"desk:{key}", now=now)
        claim = chosen.claim(room)
        try:
            with claims.refusals():
                return make(actor, plan, lambda visit: claims.take_for_visit(claim, visit, now=now), now=now)  # noqa: B023
        except SlotTaken:
            continue
    raise SlotTaken


def plan_of(actor: Actor, row: Hold, details: Details, key: str, *, now: datetime) -> Plan:
    """Everything that must be so before a hold becomes a visit."""
    patient = find_patient(details.patient)
    require_may_act_for(actor, patient, now=now)
    new = VisitFacts(None, Payer.INSURED if details.coverage else Payer.SELF, row.starts_at)
    visit_after(new, VisitAction.BOOK, who(actor), now=now, zone=ZoneInfo(row.site.zone))
    day = wall_time(row.starts_at, row.site.zone).date()
    consented = agreed(actor, patient, day, details.guardian)
    if not suits(row.clinician, Wish(row.visit_type.code, birth_date=patient.birth_date), day):
        raise AgeNotSeen
    coverage, authorisation = coverage_for(patient, row.clinician, details.coverage, details.authorisation)
    return Plan(
        patient=patient,
        visit_type=row.visit_type,
        clinician=row.clinician,
        room=row.room,
        site=row.site,
        starts_at=row.starts_at,
        agreed=consented,
        key=key,
        urgency=row.urgency,
        assessment=row.assessment,
        coverage=coverage,
        authorisation=authorisation,
        in_confidence=details.in_confidence.strip(),
        insurer_code=writing.one_line(details.insurer_code)[:LONGEST_CODE],
    )


def handing_over(row: Hold) -> Callable[[Visit], None]:
    """What gives the grains of a hold to a visit, and ends the hold. It raises `HoldGone` where it is over."""
    kind = row.visit_type
    held = footprint(row.starts_at, row.minutes, before=kind.buffer_before, after=kind.buffer_after)
    return claims.handing_over(row, held)


def _hold_row(hold: UUID) -> Hold:
    row = find(Hold, "public_id", hold)
    if row is None:
        raise HoldGone
    world = known()  # spares four joins
    row.visit_type, row.clinician = world.visit_types[row.visit_type_id], world.clinicians[row.clinician_id]
    row.site, row.room = world.sites[row.site_id], None if row.room_id is None else world.rooms[row.room_id]
    return row


def _hold_in(actor: Actor, chosen: Chosen, room: Room | None, need: Need, *, now: datetime) -> Hold:
    row, writes = _as_hold(actor, chosen, room, need, now=now), Writes()
    writes.insert(row)
    claims.take_for_hold(chosen.claim(room), row, now=now, into=writes)
    with claims.refusals():
        writes.write(fleeting)
    return row


def _as_hold(actor: Actor, chosen: Chosen, room: Room | None, need: Need, *, now: datetime) -> Hold:
    return Hold(
        public_id=uuid4(),
        visit_type=chosen.visit_type,
        clinician=chosen.clinician,
        room=room,
        site=chosen.site,
        starts_at=chosen.starts_at,
        minutes=chosen.visit_type.minutes,
        expires_at=now + HELD_FOR,
        created_at=now,
        urgency=need.urgency,
        assessment=need.assessment,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )


def _held(row: Hold, chosen: Chosen) -> Held:
    price = chosen.visit_type.price
    return Held(
        hold=row.public_id,
        slot=Slot(chosen.visit_type.code, chosen.clinician.public_id, row.starts_at, row.room.code if row.room else ""),
        wall=wall_time(row.starts_at, chosen.site.zone),
        minutes=row.minutes,
        expires_at=row.expires_at,
        quote=(price.low_pence, price.high_pence),
    )


def _booked_before(actor: Actor, key: str, *, now: datetime) -> Booked | None:
    visit = Visit.objects.select_related("patient").filter(booked_key=key).first()
    if visit is None:
        return None
    require_open(actor, visit, now=now)
    return Booked(visit.public_id, None, is_new=False)
