"""On whose word somebody is seen: the rule of `pathway.consent`, over rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking.access import Permission, may, require
from eutonia.clinic.booking.models import Competence
from eutonia.clinic.booking.problems import ConsentNeeded, NotFound
from eutonia.clinic.people.models import Guardian, Patient, User
from eutonia.clinic.people.registration import today_of
from eutonia.pathway import consent as rules
from eutonia.pathway.consent import Consent


@dataclass(frozen=True, slots=True)
class Agreed:
    """On whose word, and the guardian whose word it is."""

    consent: Consent
    guardian: Guardian | None = None


def agreed(actor: Actor, patient: Patient, day: date, guardian: UUID | None) -> Agreed:
    """On whose word a patient is seen on a day.

    Raises `ConsentNeeded` where nobody has agreed who may; staff may book all the same, and see that it is missing.
    """
    wanted = actor.id if actor.kind == ActorKind.GUARDIAN else guardian
    row = _guardian(patient, wanted) if wanted is not None else None
    judged = None
    if rules.SEEN_FROM <= rules.age_on(patient.birth_date, day) < rules.OWN_FROM:
        judged = latest_judgement(patient)
    found = rules.consent(patient.birth_date, day, guardian=row is not None, competence=judged)
    issue = rules.consent_issue(found)
    if issue is not None and (found is Consent.NOT_HERE or not may(actor, Permission.PLACE)):
        raise ConsentNeeded(issue)
    return Agreed(found, row if found is Consent.GUARDIAN else None)


def latest_judgement(patient: Patient) -> rules.Competence | None:
    """The latest recorded judgement of a young person's competence."""
    rows = Competence.objects.filter(patient__in=Patient.objects.same_person(patient)).select_related("judged_by")
    row = rows.order_by("-at", "-pk").first()
    if row is None:
        return None
    return rules.Competence(row.judged_by.name, today_of(row.at), row.is_competent)


def judge_competence(actor: Actor, patient: UUID, *, is_competent: bool, words: str, now: datetime) -> None:
    """Record a clinician's judgement whether somebody of 12 to 15 understands enough to consent themselves."""
    require(actor, Permission.SEE)
    person = find_patient(patient)
    with transaction.atomic():
        user = User.objects.get(public_id=staff_id(actor))
        row = Competence.objects.create(
            patient=person, judged_by=user, is_competent=is_competent, words=words.strip(), at=now
        )
        record(
            actor,
            "competence.judge",
            Subject("competence", str(row.pk)),
            now=now,
            patient=person.public_id,
            after={"is_competent": is_competent},
        )


def staff_id(actor: Actor) -> UUID:
    """The id of a member of staff. Raises ``PermissionDenied`` for anybody else."""
    if actor.kind != ActorKind.STAFF or actor.id is None:
        raise PermissionDenied("Only a member of staff may do this.")
    return actor.id


def find_patient(public_id: UUID) -> Patient:
    """The patient of an id, after merges. Raises `NotFound`."""
    try:
        return Patient.objects.resolve(public_id)
    except Patient.DoesNotExist:
        raise NotFound from None


def _guardian(patient: Patient, public_id: UUID) -> Guardian | None:
    same = Patient.objects.same_person(patient)
    return Guardian.objects.filter(public_id=public_id, patient__in=same, removed_at__isnull=True).first()
