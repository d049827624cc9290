"""Young people: consent by telephone, and what is told in confidence."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.access import Permission, may, require
from eutonia.clinic.booking.problems import BookingProblem
from eutonia.clinic.booking.visits.consenting import agreed, find_patient
from eutonia.clinic.booking.visits.making import note
from eutonia.clinic.cover.access import speaks_for
from eutonia.clinic.people import writing

LONGEST_NOTE = 4000


def record_consent(actor: Actor, visit: UUID, *, now: datetime, guardian: UUID | None = None) -> None:
    """Write down that a parent or guardian agreed, or that a recorded judgement of competence makes it needless."""
    require(actor, Permission.PLACE)
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        before = rows.snapshot(row)
        found = agreed(actor, row.patient, row.starts_at.astimezone(rows.zone_of(row)).date(), guardian)
        row.consent, row.consent_by = found.consent.value, found.guardian
        row.save(update_fields=["consent", "consent_by"])
        subject = Subject("visit", row.public_id)
        after = rows.snapshot(row)
        record(actor, "visit.consent", subject, now=now, patient=row.patient.public_id, before=before, after=after)


def confide(actor: Actor, patient: UUID, words: str, *, now: datetime, visit: UUID | None = None) -> UUID:
    """Keep what somebody told in confidence: written by themselves or by a clinician, read by clinicians only."""
    person = find_patient(patient)
    is_theirs = actor.kind == ActorKind.PATIENT and speaks_for(actor, person, now=now)
    if not is_theirs and not may(actor, Permission.CONFIDE):
        raise PermissionDenied("This is between the patient and a clinician.")
    text = writing.lines(words)
    if not text or len(text) > LONGEST_NOTE:
        raise BookingProblem(_("There are no words, or too many."), _("Write up to 4,000 characters."))
    with transaction.atomic():
        row = rows.opened(actor, visit, now=now) if visit else None
        return note(actor, person, row, text, now=now)
