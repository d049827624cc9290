"""Lists of what waits for staff: authorisations, the waiting list, enquiries; and what was told in confidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, QuerySet

from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.services import seen
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, accounts_that_may, require, require_may_act_for
from eutonia.clinic.booking.lines import name_of, site_line, visit_lines
from eutonia.clinic.booking.models import (
    ConfidentialNote,
    Enquiry,
    EnquiryState,
    Offer,
    OfferState,
    WaitingEntry,
    WaitingState,
)
from eutonia.clinic.booking.pages.asked import EnquiryLine, EnquiryPage, EnquiryStep, OfferPage, WaitingLine
from eutonia.clinic.booking.pages.days import WorkLine
from eutonia.clinic.booking.pages.visits import ConfidentialLine
from eutonia.clinic.booking.problems import NotFound, OfferGone
from eutonia.clinic.booking.records import wall_time
from eutonia.clinic.booking.tokens import digest
from eutonia.clinic.booking.visits.consenting import find_patient
from eutonia.clinic.booking.visits.insured import OVER
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people.models import Patient
from eutonia.clinic.people.registration import today_of
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.money import Money, MoneyRange
from eutonia.pathway.standing import Payer

YEAR = timedelta(days=365)


def work_list(actor: Actor, *, now: datetime) -> tuple[WorkLine, ...]:
    """Authorisations that wait for somebody; the one with the soonest visit first."""
    records = cover.work_list(actor, today=today_of(now))
    coming = rows.visits().filter(authorisation__public_id__in=[record.public_id for record in records])
    lines = visit_lines(actor, coming.exclude(state__in=OVER).order_by("starts_at"), now=now)
    found = [
        WorkLine(record, tuple(line for line in lines if line.authorisation == record.public_id)) for record in records
    ]
    return tuple(sorted(found, key=lambda work: (not work.visits, work.visits[0].starts_at if work.visits else now)))


def confidential_notes(actor: Actor, patient: UUID, *, now: datetime) -> tuple[ConfidentialLine, ...]:
    """What a young person told in confidence, for clinicians only. Written down as seen."""
    require(actor, Permission.CONFIDE)
    person = find_patient(patient)
    seen(actor, Subject("confidential-notes", person.public_id), now=now, patient=person.public_id)
    notes = ConfidentialNote.objects.select_related("visit").filter(patient__in=Patient.objects.same_person(person))
    return tuple(
        ConfidentialLine(
            row.public_id,
            row.words,
            Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_role),
            row.at,
            row.visit.public_id if row.visit else None,
        )
        for row in notes.order_by("-at")
    )


def waiting_list(actor: Actor, *, now: datetime) -> tuple[WaitingLine, ...]:
    """Everybody who waits, in the order in which they are asked."""
    require(actor, Permission.ENQUIRIES)
    seen(actor, Subject("waiting-list", "all"), now=now)
    return _waiting(_in_line())


def my_waiting(actor: Actor, patient: UUID, *, now: datetime) -> tuple[WaitingLine, ...]:
    """What a person waits for: for themselves, a guardian, staff. Says nothing of others, so no place in the line."""
    person = find_patient(patient)
    require_may_act_for(actor, person, Permission.ENQUIRIES, now=now)
    lines = _waiting(_in_line().filter(patient__in=Patient.objects.same_person(person)))
    return tuple(replace(line, place=0) for line in lines)


def offer(token: str, *, now: datetime) -> OfferPage:
    """An offered place, behind its link. Raises `OfferGone`."""
    offers = Offer.objects.select_related(
        "entry__replaces__site", "hold__visit_type__price", "hold__clinician", "hold__site"
    )
    row = offers.filter(token_digest=digest(token), state=OfferState.OPEN, expires_at__gt=now).first()
    if row is None or row.hold is None:
        raise OfferGone
    hold, entry = row.hold, row.entry
    price = hold.visit_type.price
    return OfferPage(
        wall=wall_time(hold.starts_at, hold.site.zone),
        minutes=hold.minutes,
        lay_name=hold.visit_type.lay_name,
        clinician_name=hold.clinician.name,
        clinician_title=hold.clinician.title,
        site=site_line(hold.site),
        price=MoneyRange(Money(price.low_pence), Money(price.high_pence)),
        payer=Payer(entry.payer),
        replaces=wall_time(entry.replaces.starts_at, entry.replaces.site.zone) if entry.replaces else None,
        until=wall_time(row.expires_at, hold.site.zone),
    )


def enquiries(
    actor: Actor, *, now: datetime, state: str = "", start: int = 0, limit: int = 50
) -> tuple[EnquiryLine, ...]:
    """The inbox: what is open, the oldest first; of one state if it is named."""
    require(actor, Permission.ENQUIRIES)
    seen(actor, Subject("enquiry-list", state or "open"), now=now)
    found = Enquiry.objects.select_related("owner")
    found = found.filter(state__in=[state] if state else [EnquiryState.NEW, EnquiryState.OWNED])
    return tuple(_enquiry(row) for row in found.order_by("received_at")[start : start + limit])


def enquiry_counts(actor: Actor) -> dict[str, int]:
    """How many enquiries there are of each state."""
    require(actor, Permission.ENQUIRIES)
    counted = dict(Enquiry.objects.values_list("state").annotate(count=Count("pk")))
    return {state.value: counted.get(state.value, 0) for state in EnquiryState}


def enquiry_keepers(actor: Actor) -> dict[UUID, str]:
    """Who can look after an enquiry: names of open accounts by public id. Nobody else could open it."""
    require(actor, Permission.ENQUIRIES)
    return dict(accounts_that_may(Permission.ENQUIRIES).values_list("public_id", "name"))


def enquiry(actor: Actor, enquiry: UUID, *, now: datetime) -> EnquiryPage:
    """Open an enquiry; written down as seen."""
    require(actor, Permission.ENQUIRIES)
    row = Enquiry.objects.select_related("owner", "visit").filter(public_id=enquiry).first()
    if row is None:
        raise NotFound
    seen(actor, Subject("enquiry", row.public_id), now=now)
    steps = tuple(
        EnquiryStep(
            entry.sequence,
            entry.action,
            entry.get_action_display(),
            entry.words,
            Actor(ActorKind(entry.actor_kind), entry.actor_id, entry.actor_role),
            entry.at,
        )
        for entry in row.entries.all()
    )
    visit = row.visit.public_id if row.visit else None
    return EnquiryPage(_enquiry(row), Channel(row.channel), row.contact, visit, steps)


# ---- rows to lines --------------------------------------------------------------------------------------------


def _in_line() -> QuerySet[WaitingEntry]:
    waiting = WaitingEntry.objects.select_related("patient", "visit_type", "clinician").prefetch_related("offers")
    waiting = waiting.filter(state__in=(WaitingState.WAITING, WaitingState.OFFERED))
    return waiting.order_by(F("urgency").desc(nulls_last=True), "joined_at", "pk")


def _waiting(found: QuerySet[WaitingEntry]) -> tuple[WaitingLine, ...]:
    return tuple(
        WaitingLine(
            public_id=row.public_id,
            place=place,
            patient=row.patient.public_id,
            patient_name=name_of(row.patient),
            visit_type=row.visit_type.code,
            visit_type_name=row.visit_type.name,
            clinician_name=row.clinician.name if row.clinician else "",
            urgency=None if row.urgency is None else Urgency(row.urgency),
            weekdays=tuple(row.weekdays),
            first=row.first_day,
            last=row.last_day,
            state=row.state,
            joined_at=row.joined_at,
            offer_until=next((each.expires_at for each in row.offers.all() if each.state == OfferState.OPEN), None),
        )
        for place, row in enumerate(found, start=1)
    )


def _enquiry(row: Enquiry) -> EnquiryLine:
    return EnquiryLine(
        public_id=row.public_id,
        name=row.name,
        question=row.question,
        state=row.state,
        state_name=row.get_state_display(),
        owner=row.owner.public_id if row.owner else None,
        owner_name=row.owner.name if row.owner else "",
        received_at=row.received_at,
    )
