"""Visits from rows to what lists and pages show; in one go, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.booking.models import Site, Visit
from eutonia.clinic.booking.pages.visits import VisitLine
from eutonia.clinic.booking.pages.world import SiteLine
from eutonia.clinic.booking.remedies import Remedies
from eutonia.clinic.booking.rows import facts_of, zone_of
from eutonia.clinic.cover.authorising import who
from eutonia.clinic.cover.queries import paid_for, uses_of
from eutonia.clinic.people.models import Patient
from eutonia.knowledge.vocabulary import Issue, IssueLevel, Urgency
from eutonia.pathway.consent import Consent, age_at
from eutonia.pathway.money import NOTHING, Money, MoneyRange
from eutonia.pathway.standing import AuthorisationState, Payer, why_not_authorised
from eutonia.pathway.states import VisitState
from eutonia.pathway.steps import VisitFacts, visit_actions

TO_COME = (VisitState.BOOKED, VisitState.LATE, VisitState.ARRIVED)

NO_CONSENT = Issue(
    IssueLevel.ERROR,
    "Nobody who may has agreed to this visit.",
    "Ask the parent or guardian and record it, or record a judgement of competence.",
)
NO_FORM = Issue(
    IssueLevel.WARNING,
    "There are no answers of the assessment for this first visit.",
    "Ask the patient to answer the questions, at home or in the waiting room.",
)


def visit_lines(actor: Actor, rows: Iterable[Visit], *, now: datetime) -> tuple[VisitLine, ...]:
    """Visits as lists show them, with what this person can do with each now."""
    visits = list(rows)
    paid = paid_for(visit.public_id for visit in visits)
    used = uses_of(visit.authorisation_id for visit in visits if visit.authorisation_id is not None)
    remedies = Remedies.of(actor, visits)
    return tuple(
        _line(actor, visit, facts_of(visit, used=used.get(visit.authorisation_id or 0, 0)), paid, remedies, now=now)
        for visit in visits
    )


def missing(visit: Visit, facts: VisitFacts, remedies: Remedies) -> Iterator[tuple[str, Issue]]:
    """What stands in the way of seeing the patient, by kind: consent, authorisation, form."""
    if facts.state not in TO_COME:
        return
    if visit.consent == Consent.MISSING:
        yield "consent", NO_CONSENT
    day = visit.starts_at.astimezone(zone_of(visit)).date()
    for why in why_not_authorised(facts.payer, facts.standing, day, procedures=facts.procedures):
        yield "authorisation", remedies.issue(visit, why)
    if visit.visit_type.is_first and visit.assessment is None:
        yield "form", NO_FORM


def name_of(patient: Patient) -> str:
    """Both names, or the one there is."""
    return " ".join(filter(None, (patient.given_name, patient.family_name)))


def site_line(row: Site) -> SiteLine:
    """A site as pages show it."""
    return SiteLine(
        code=row.code,
        name=row.name,
        address=row.address,
        postcode=row.postcode,
        phone=row.phone,
        email=row.email,
        zone=row.zone,
        holidays=row.holidays,
        step_free=row.step_free,
        travel=row.travel,
        is_active=row.is_active,
    )


def _line(
    actor: Actor, visit: Visit, facts: VisitFacts, paid: Mapping[UUID, Money], remedies: Remedies, *, now: datetime
) -> VisitLine:
    zone = zone_of(visit)
    leave = visit.authorisation
    for_staff = actor.kind == ActorKind.STAFF  # a young person may have written what a parent must not read
    return VisitLine(
        public_id=visit.public_id,
        patient=visit.patient.public_id,
        patient_name=name_of(visit.patient),
        birth_date=visit.patient.birth_date,
        age=age_at(visit.patient.birth_date, visit.starts_at, zone),
        communication_needs=visit.patient.communication_needs if for_staff else "",
        interpreter_language=visit.patient.interpreter_language if for_staff else "",
        visit_type=visit.visit_type.code,
        visit_type_name=visit.visit_type.name,
        mode=visit.visit_type.mode,
        clinician=visit.clinician.public_id,
        clinician_name=visit.clinician.name,
        site=visit.site.code,
        room=visit.room.code if visit.room else "",
        room_name=visit.room.name if visit.room else "",
        starts_at=visit.starts_at,
        wall=visit.starts_at.astimezone(zone),
        minutes=visit.minutes,
        state=VisitState(visit.state),
        urgency=None if visit.urgency is None else Urgency(visit.urgency),
        payer=Payer(visit.payer),
        authorisation=leave.public_id if leave else None,
        authorisation_state=AuthorisationState(leave.state) if leave else None,
        consent=Consent(visit.consent),
        missing=tuple(issue for _kind, issue in missing(visit, facts, remedies)),
        actions=visit_actions(facts, who(actor), now=now, zone=zone),
        quote=MoneyRange(Money(visit.quote_low), Money(visit.quote_high)),
        paid=paid.get(visit.public_id, NOTHING),
    )
