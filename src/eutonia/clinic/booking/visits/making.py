"""Making a visit: everything that becomes true at once when somebody is booked, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.models import Clinician, ConfidentialNote, Room, Site, Visit, VisitType
from eutonia.clinic.booking.problems import NotInsuredHere
from eutonia.clinic.booking.records import Booked, wall_time
from eutonia.clinic.booking.visits import telling
from eutonia.clinic.booking.visits.consenting import Agreed
from eutonia.clinic.cover import authorising
from eutonia.clinic.cover.models import Authorisation, Coverage
from eutonia.clinic.people.models import Patient
from eutonia.clinic.storing.writes import Writes
from eutonia.pathway.standing import Payer
from eutonia.pathway.states import VisitAction, VisitState


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a new visit will be. ``key`` says what it was booked from: the same key books once."""

    patient: Patient
    visit_type: VisitType
    clinician: Clinician
    room: Room | None
    site: Site
    starts_at: datetime
    agreed: Agreed
    key: str
    urgency: int | None = None
    assessment: UUID | None = None
    coverage: Coverage | None = None
    authorisation: Authorisation | None = None
    in_confidence: str = ""
    insurer_code: str = ""
    """The code of an authorisation that the patient says they have."""


def make(actor: Actor, plan: Plan, take: Callable[[Visit], None], *, now: datetime) -> Booked:
    """Write a visit, its grains, its first entry, the audit and the messages, or nothing.

    ``take`` claims the grains for the visit; it, or the database behind it, has the last word.
    """
    if plan.coverage is None or plan.authorisation is not None:
        return _write(actor, plan, take, now=now)
    with transaction.atomic():
        needed = _need_authorisation(actor, plan, plan.coverage, now=now)
        return _write(actor, replace(plan, authorisation=needed), take, now=now)


def note(actor: Actor, patient: Patient, visit: Visit | None, words: str, *, now: datetime) -> UUID:
    """Keep what a young person told in confidence. In the caller's transaction."""
    row = ConfidentialNote.objects.create(
        patient=patient,
        visit=visit,
        words=words.strip(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        at=now,
    )
    record(
        actor, "confidential-note.add", Subject("confidential-note", row.public_id), now=now, patient=patient.public_id
    )
    return row.public_id


def coverage_for(
    patient: Patient, clinician: Clinician, coverage: UUID | None, authorisation: UUID | None
) -> tuple[Coverage | None, Authorisation | None]:
    """The membership, and the authorisation under it, that pay for a visit; None for who pays themselves.

    Raises `NotInsuredHere` where it is not this patient's, has ended, or does not recognise the clinician.
    """
    found = coverage_for_any(patient, coverage)
    if found is None:
        return None, None
    if not clinician.insurers.filter(pk=found.insurer_id).exists():
        raise NotInsuredHere
    if authorisation is None:
        return found, None
    leave = Authorisation.objects.filter(public_id=authorisation, coverage=found).first()
    if leave is None:
        raise NotInsuredHere
    return found, leave


def coverage_for_any(patient: Patient, coverage: UUID | None) -> Coverage | None:
    """A patient's own membership that has not ended; None for who pays themselves. Raises `NotInsuredHere`."""
    if coverage is None:
        return None
    same = Patient.objects.same_person(patient)
    rows = Coverage.objects.select_related("insurer").filter(patient__in=same, ended_at__isnull=True)
    found = rows.filter(public_id=coverage).first()
    if found is None:
        raise NotInsuredHere
    return found


def _write(actor: Actor, plan: Plan, take: Callable[[Visit], None], *, now: datetime) -> Booked:
    visit, writes = _new(plan, now=now), Writes()
    writes.insert(visit)
    writes.then(partial(take, visit))
    rows.append(visit, VisitAction.BOOK, actor, now=now, into=writes)
    if plan.in_confidence:
        writes.then(partial(note, actor, plan.patient, visit, plan.in_confidence, now=now))
    link = telling.tell_booked(visit, now=now, into=writes)
    writes.write()
    return Booked(visit.public_id, link, is_new=True)


def _new(plan: Plan, *, now: datetime) -> Visit:
    price = plan.visit_type.price
    return Visit(
        public_id=uuid4(),
        patient=plan.patient,
        visit_type=plan.visit_type,
        clinician=plan.clinician,
        room=plan.room,
        site=plan.site,
        starts_at=plan.starts_at,
        minutes=plan.visit_type.minutes,
        state=VisitState.BOOKED.value,
        urgency=plan.urgency,
        assessment=plan.assessment,
        payer=Payer.SELF.value if plan.coverage is None else Payer.INSURED.value,
        coverage=plan.coverage,
        authorisation=plan.authorisation,
        quote_low=price.low_pence,
        quote_high=price.high_pence,
        consent=plan.agreed.consent.value,
        consent_by=plan.agreed.guardian,
        booked_key=plan.key,
        created_at=now,
    )


def _need_authorisation(actor: Actor, plan: Plan, coverage: Coverage, *, now: datetime) -> Authorisation:
    """Nobody has asked the insurer yet: the visit is booked, and cannot begin before somebody has."""
    said = plan.insurer_code
    note = _("The patient gave this code: %(code)s") % {"code": said} if said else ""
    today = wall_time(now, plan.site.zone).date()
    return authorising.need(actor, coverage, plan.visit_type.procedures, (), today=today, now=now, note=note)
