"""A place became free: offer it to one person on the waiting list, fairly, for a short time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from eutonia.clinic.audit.actors import SYSTEM, Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking.known import lately
from eutonia.clinic.booking.models import (
    Hold,
    Offer,
    OfferState,
    Room,
    Visit,
    WaitingEntry,
    WaitingState,
)
from eutonia.clinic.booking.problems import AgeNotSeen, CannotBook, PatientBusy, SlotTaken
from eutonia.clinic.booking.records import Need, Slot
from eutonia.clinic.booking.times import claims
from eutonia.clinic.booking.times.choosing import Chosen, choose, wish_of
from eutonia.clinic.booking.tokens import digest, new_token, offer_link
from eutonia.clinic.booking.visits.telling import address_of
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.services import queue
from eutonia.clinic.people.models import Guardian, Patient
from eutonia.clinic.people.registration import today_of
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.consent import OWN_FROM, age_on

SHORTEST_OFFER = timedelta(minutes=15)
"""Less time than this to answer is no offer."""
NIGHT_FROM, NIGHT_TO = time(21), time(8)
"""When nobody is expected to read a message, on the clock of the clinic: an estimate of ours."""


@dataclass(frozen=True, slots=True)
class Freed:
    """A place that became free: a clinician's time, in a room, of so many minutes."""

    clinician: UUID
    room: str
    starts_at: datetime
    minutes: int
    zone: str

    @classmethod
    def of(cls, visit: Visit) -> Freed:
        """The place that a visit has now."""
        room = visit.room.code if visit.room else ""
        return cls(visit.clinician.public_id, room, visit.starts_at, visit.minutes, visit.site.zone)


def offer_freed(freed: Freed, *, now: datetime) -> None:
    """Offer a place to whoever comes first of those whom it suits. In the caller's transaction.

    First is who is more urgent, and of those who has waited longest. Nobody is offered the same place twice.
    """
    for entry in suited(freed, now=now):
        slot = Slot(entry.visit_type.code, freed.clinician, freed.starts_at, freed.room)
        if make_offer(SYSTEM, entry, slot, now=now) is not None:
            return


def suited(freed: Freed, *, now: datetime) -> Iterator[WaitingEntry]:
    """Those on the waiting list whom a place suits, the first to be asked first."""
    day = freed.starts_at.astimezone(ZoneInfo(freed.zone)).date()
    waiting = WaitingEntry.objects.select_related("patient", "visit_type__price", "coverage__insurer", "replaces")
    waiting = waiting.filter(
        Q(clinician__isnull=True) | Q(clinician__public_id=freed.clinician),
        state=WaitingState.WAITING,
        first_day__lte=day,
        last_day__gte=day,
        visit_type__minutes__lte=freed.minutes,
        visit_type__clinicians__public_id=freed.clinician,
    ).exclude(offers__starts_at=freed.starts_at, offers__clinician__public_id=freed.clinician)
    for entry in waiting.order_by(F("urgency").desc(nulls_last=True), "joined_at", "pk"):
        soonest = now + timedelta(minutes=entry.notice_minutes)
        sooner = entry.replaces is None or freed.starts_at < entry.replaces.starts_at
        if (not entry.weekdays or day.weekday() in entry.weekdays) and freed.starts_at >= soonest and sooner:
            yield entry


def make_offer(actor: Actor, entry: WaitingEntry, slot: Slot, *, now: datetime) -> Offer | None:
    """Hold a place for one person and tell them. None where it is not free, or too near, or not for them."""
    expires_at = offer_ends(slot.starts_at, now)
    if expires_at - now < SHORTEST_OFFER or not _insurer_fits(entry, slot):
        return None
    urgency = None if entry.urgency is None else Urgency(entry.urgency)
    wish = wish_of(
        slot.visit_type,
        birth_date=entry.patient.birth_date,
        need=Need(urgency, screened=True),
        patient=entry.patient.public_id,
    )
    token = new_token()
    try:
        chosen = choose(actor, slot, wish, now=now)
        with claims.refusals(), transaction.atomic():
            offer = _write(entry, chosen, chosen.rooms[0], digest(token), expires_at, now=now)
    except (SlotTaken, PatientBusy, CannotBook, AgeNotSeen):
        return None
    record(
        actor,
        "offer.make",
        Subject("offer", offer.public_id),
        now=now,
        patient=entry.patient.public_id,
        after={"entry": entry.public_id, "starts_at": slot.starts_at, "expires_at": expires_at},
    )
    address = address_of(whom_to_ask(entry.patient, now=now))
    if address is not None:
        queue(
            "offer",
            channel=address.channel,
            to=address.to,
            link=offer_link(token),
            now=now,
            # An e-mail wakes nobody; a text message waits until the offer begins.
            send_at=_offer_begins(slot.starts_at, now) if address.channel is Channel.SMS else None,
            useful_until=expires_at,
            key=f"offer:{offer.public_id}",
        )
    return offer


def whom_to_ask(patient: Patient, *, now: datetime) -> Patient | Guardian:
    """The patient; below 16 a guardian, if there is one."""
    if age_on(patient.birth_date, today_of(now)) >= OWN_FROM:
        return patient
    same = Patient.objects.same_person(patient)
    return Guardian.objects.filter(patient__in=same, removed_at__isnull=True).first() or patient


def _write(
    entry: WaitingEntry, chosen: Chosen, room: Room | None, token_digest: str, expires_at: datetime, *, now: datetime
) -> Offer:
    hold = Hold.objects.create(
        public_id=uuid4(),
        visit_type=chosen.visit_type,
        clinician=chosen.clinician,
        room=room,
        site=chosen.site,
        starts_at=chosen.starts_at,
        minutes=chosen.visit_type.minutes,
        expires_at=expires_at,
        created_at=now,
        urgency=entry.urgency,
        actor_kind=SYSTEM.kind,
    )
    claims.take_for_hold(chosen.claim(room), hold, now=now)
    entry.state = WaitingState.OFFERED
    entry.save(update_fields=["state"])
    return Offer.objects.create(
        entry=entry,
        hold=hold,
        clinician=chosen.clinician,
        starts_at=chosen.starts_at,
        state=OfferState.OPEN,
        token_digest=token_digest,
        made_at=now,
        expires_at=expires_at,
    )


def offer_ends(starts_at: datetime, now: datetime) -> datetime:
    """When an offer ends: after the time of the policy, and never later than half-way to the visit, both from now.

    By night both are counted from the morning, so that nobody sleeps through an offer; except where the visit leaves
    no time for that.
    """
    policy = lately().policy
    begins = _offer_begins(starts_at, now)
    return begins + min(timedelta(minutes=policy.offer_minutes if policy else 120), (starts_at - begins) / 2)


def _offer_begins(starts_at: datetime, now: datetime) -> datetime:
    awake = _morning_after(now)
    return awake if starts_at - awake >= 2 * SHORTEST_OFFER else now


def _morning_after(now: datetime) -> datetime:
    """The end of the night in which ``now`` is; ``now`` itself by day."""
    here = timezone.localtime(now)
    if NIGHT_TO <= here.time() < NIGHT_FROM:
        return now
    day = here.date() + timedelta(days=here.time() >= NIGHT_FROM)
    return timezone.make_aware(datetime.combine(day, NIGHT_TO))


def _insurer_fits(entry: WaitingEntry, slot: Slot) -> bool:
    if entry.coverage is None:
        return True
    return entry.visit_type.clinicians.filter(public_id=slot.clinician, insurers=entry.coverage.insurer).exists()
