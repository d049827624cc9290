"""The waiting list: joining, leaving, answering an offer, and passing it on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from eutonia.clinic.audit.actors import SYSTEM, Actor, ActorKind, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, require, require_may_act_for
from eutonia.clinic.booking.models import (
    Clinician,
    Hold,
    Offer,
    OfferState,
    Visit,
    VisitType,
    WaitingEntry,
    WaitingState,
)
from eutonia.clinic.booking.problems import BookingProblem, CannotBook, NotFound, OfferGone, SlotTaken
from eutonia.clinic.booking.records import Booked, Details, Slot, WaitingWish
from eutonia.clinic.booking.times import claims
from eutonia.clinic.booking.times.choosing import Chosen
from eutonia.clinic.booking.tokens import digest
from eutonia.clinic.booking.visits.changing import move_to
from eutonia.clinic.booking.visits.consenting import find_patient
from eutonia.clinic.booking.visits.freed import Freed, make_offer, offer_freed, whom_to_ask
from eutonia.clinic.booking.visits.holding import handing_over, plan_of
from eutonia.clinic.booking.visits.making import coverage_for_any, make
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.registration import today_of
from eutonia.pathway.standing import Payer


def join_waiting_list(actor: Actor, wish: WaitingWish, *, now: datetime) -> UUID:
    """Put somebody on the waiting list, and return the id of the entry.

    Raises ``PermissionDenied`` for another person's record, `CannotBook` for a kind of visit that is not there.
    """
    patient = find_patient(wish.patient)
    require_may_act_for(actor, patient, now=now)
    visit_type = VisitType.objects.filter(code=wish.visit_type, is_active=True).first()
    clinician = Clinician.objects.filter(public_id=wish.clinician).first() if wish.clinician else None
    if visit_type is None or (wish.clinician and clinician is None):
        raise CannotBook
    coverage = coverage_for_any(patient, wish.coverage)
    replaces = rows.opened(actor, wish.replaces, now=now) if wish.replaces else None
    with transaction.atomic():
        row = WaitingEntry.objects.create(
            patient=patient,
            visit_type=visit_type,
            clinician=clinician,
            urgency=wish.urgency,
            weekdays=sorted(wish.weekdays),
            first_day=wish.first,
            last_day=wish.last,
            notice_minutes=wish.notice_minutes,
            payer=(Payer.INSURED if coverage else Payer.SELF).value,
            coverage=coverage,
            replaces=replaces,
            state=WaitingState.WAITING,
            joined_at=now,
        )
        _audit(actor, row, "join", now=now)
    return row.public_id


def leave_waiting_list(actor: Actor, entry: UUID, *, now: datetime) -> None:
    """Take somebody off the waiting list. An offer that is open goes to the next."""
    with transaction.atomic():
        row = _locked_entry(entry)
        require_may_act_for(actor, row.patient, Permission.ENQUIRIES, now=now)
        if row.state not in (WaitingState.WAITING, WaitingState.OFFERED):
            return
        open_offer = row.offers.filter(state=OfferState.OPEN).first()
        row.state, row.closed_at = WaitingState.LEFT, now
        row.save(update_fields=["state", "closed_at"])
        _audit(actor, row, "leave", now=now)
        if open_offer is not None:
            _close(actor, open_offer.public_id, OfferState.DECLINED, now=now)


def offer_place(actor: Actor, entry: UUID, slot: Slot, *, now: datetime) -> UUID:
    """Offer a free place to somebody by hand. Raises `SlotTaken` where it is not free or not for them."""
    require(actor, Permission.ENQUIRIES)
    with transaction.atomic():
        row = _locked_entry(entry)
        if row.state != WaitingState.WAITING:
            raise BookingProblem("They have an offer already, or left the list.", "Look at the list again.")
        offer = make_offer(actor, row, slot, now=now)
        if offer is None:
            raise SlotTaken
    return offer.public_id


def accept_offer(token: str, *, now: datetime) -> Booked:
    """Take the offered place: it becomes a visit, or the later visit moves to it. Raises `OfferGone`.

    Whoever holds the link acts as the patient; below 16 as the guardian whom we wrote to.
    """
    with claims.refusals(), transaction.atomic():
        offer = _open_offer(digest(token), now=now)
        entry, hold = offer.entry, offer.hold
        assert hold is not None, "an offer that can be accepted has its hold"
        actor = holder_of(entry.patient, now=now)
        booked = _move(actor, entry.replaces, hold, now=now) if entry.replaces else _book(actor, offer, hold, now=now)
        offer.state, offer.answered_at, offer.hold = OfferState.ACCEPTED, now, None
        offer.save(update_fields=["state", "answered_at", "hold"])
        entry.state, entry.closed_at = WaitingState.PLACED, now
        entry.visit = Visit.objects.get(public_id=booked.visit)
        entry.save(update_fields=["state", "closed_at", "visit"])
        _audit(actor, entry, "accept", now=now)
    return booked


def decline_offer(token: str, *, now: datetime) -> None:
    """Leave the offered place to the next. They stay on the list. Raises `OfferGone`."""
    with transaction.atomic():
        offer = _open_offer(digest(token), now=now)
        _close(holder_of(offer.entry.patient, now=now), offer.public_id, OfferState.DECLINED, now=now)


def expire_offers(*, now: datetime) -> int:
    """Pass on every offer that was not answered in time. Called by the worker. Returns how many."""
    late = Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=now).values_list("public_id", flat=True)
    count = 0
    for public_id in list(late):
        with transaction.atomic():
            count += _close(SYSTEM, public_id, OfferState.EXPIRED, now=now)
    WaitingEntry.objects.filter(state=WaitingState.WAITING, last_day__lt=today_of(now)).update(
        state=WaitingState.LEFT, closed_at=now
    )
    return count


def expire_holds(*, now: datetime) -> int:
    """Let go of holds whose time is over; those of offers are passed on by `expire_offers`. Returns how many."""
    with transaction.atomic():
        late = list(Hold.objects.filter(expires_at__lte=now, offer__isnull=True).values_list("pk", flat=True))
        claims.let_go(late)
    return len(late)


def holder_of(patient: Patient, *, now: datetime) -> Actor:
    """As whom somebody acts who holds a link that we sent for this patient."""
    whom = whom_to_ask(patient, now=now)
    kind = ActorKind.PATIENT if isinstance(whom, Patient) else ActorKind.GUARDIAN
    return Actor(kind, whom.public_id)


def _book(actor: Actor, offer: Offer, hold: Hold, *, now: datetime) -> Booked:
    entry = offer.entry
    details = Details(entry.patient.public_id, coverage=entry.coverage.public_id if entry.coverage else None)
    plan = plan_of(actor, hold, details, f"offer:{offer.public_id}", now=now)
    return make(actor, plan, handing_over(hold), now=now)


def _move(actor: Actor, visit: Visit, hold: Hold, *, now: datetime) -> Booked:
    """Move the later visit into the held place, in the caller's transaction."""
    chosen = Chosen(hold.visit_type, hold.clinician, hold.site, (hold.room,), hold.starts_at)
    claims.let_go([hold.pk])
    return move_to(actor, visit.public_id, chosen, hold.room, now=now, why="offer")


def _close(actor: Actor, offer: UUID, state: OfferState, *, now: datetime) -> bool:
    """End an offer and ask the next. In the caller's transaction. False where somebody was quicker."""
    row = _offers().select_for_update(of=("self",)).filter(public_id=offer, state=OfferState.OPEN).first()
    if row is None:
        return False
    entry, hold = row.entry, row.hold
    row.state, row.answered_at, row.hold = state, now, None
    row.save(update_fields=["state", "answered_at", "hold"])
    if entry.state == WaitingState.OFFERED:
        entry.state = WaitingState.WAITING
        entry.save(update_fields=["state"])
    _audit(actor, entry, state.value, now=now)
    if hold is not None:
        claims.let_go([hold.pk])
        room = hold.room.code if hold.room else ""
        offer_freed(Freed(row.clinician.public_id, room, hold.starts_at, hold.minutes, hold.site.zone), now=now)
    return True


def _open_offer(token_digest: str, *, now: datetime) -> Offer:
    row = _offers().select_for_update(of=("self",)).filter(token_digest=token_digest).first()
    if row is None or row.state != OfferState.OPEN or row.expires_at <= now or row.hold is None:
        raise OfferGone
    return row


def _offers() -> QuerySet[Offer]:
    return Offer.objects.select_related(
        "entry__patient",
        "entry__visit_type",
        "entry__coverage",
        "entry__replaces",
        "clinician",
        "hold__visit_type__price",
        "hold__clinician",
        "hold__room",
        "hold__site",
    )


def _locked_entry(entry: UUID) -> WaitingEntry:
    waiting = WaitingEntry.objects.select_related("patient", "visit_type__price", "coverage__insurer", "replaces")
    row = waiting.select_for_update(of=("self",)).filter(public_id=entry).first()
    if row is None:
        raise NotFound
    return row


def _audit(actor: Actor, row: WaitingEntry, verb: str, *, now: datetime) -> None:
    subject = Subject("waiting", row.public_id)
    after = {"state": row.state}
    record(actor, f"waiting.{verb}", subject, now=now, patient=row.patient.public_id, after=after)
