"""People as other rooms see them: frozen, without a way to the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.people.details import GuardianDetails, PatientDetails
from eutonia.clinic.people.models import Guardian, Patient


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    """A parent or guardian with the id that names them as an actor."""

    public_id: UUID
    details: GuardianDetails


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """A patient as one person may see them.

    ``aliases`` are the ids of records that were merged into this one. ``version`` goes back with a change, so
    that nobody overwrites what they have not seen. ``is_limited``: what the person alone may see is left out.
    """

    public_id: UUID
    details: PatientDetails
    guardians: tuple[GuardianRecord, ...]
    aliases: tuple[UUID, ...]
    version: int
    created_at: datetime
    is_limited: bool = False

    @property
    def full_name(self) -> str:
        """Both names, or the one there is."""
        return self.details.full_name


@dataclass(frozen=True, slots=True)
class PatientMatch:
    """A patient as a list shows them: enough to tell two people apart, no more.

    ``found_as`` is the name of an alias, where that is what was found.
    """

    public_id: UUID
    full_name: str
    birth_date: date
    postcode: str
    phone: str
    nhs_number: str
    found_as: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Somebody whom we know: as whom they act, and for which patient."""

    actor: Actor
    patient: UUID

    def as_session(self) -> dict[str, str]:
        """The form in which a session in the database carries it; never to be put into a cookie or a link."""
        return {"kind": self.actor.kind, "id": str(self.actor.id), "patient": str(self.patient)}

    @classmethod
    def of_session(cls, kept: object) -> Self | None:
        """What a session carries; None for anything else."""
        if not isinstance(kept, Mapping):
            return None
        try:
            return cls(Actor(ActorKind(kept["kind"]), UUID(kept["id"])), UUID(kept["patient"]))
        except (KeyError, ValueError, TypeError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class DetailsChange:
    """One change of a patient's details: what each field was and became."""

    version: int
    at: datetime
    by: Actor
    before: dict[str, str]
    after: dict[str, str]


def guardian_record(row: Guardian) -> GuardianRecord:
    """A guardian's row as other rooms see it."""
    return GuardianRecord(row.public_id, GuardianDetails.stored(row))


def patient_record(root: Patient) -> PatientRecord:
    """A patient's row in full, with guardians and aliases, for whoever may see all of it."""
    same = Patient.objects.same_person(root)
    guardians = Guardian.objects.filter(patient__in=same, removed_at=None)
    return PatientRecord(
        public_id=root.public_id,
        details=PatientDetails.stored(root),
        guardians=tuple(guardian_record(row) for row in guardians),
        aliases=tuple(row.public_id for row in same.order_by("pk") if row.pk != root.pk),
        version=root.version,
        created_at=root.created_at,
    )


def match(row: Patient, root: Patient) -> PatientMatch:
    """A line of a list: the patient ``root``, found by its own row or by that of an alias."""
    name, found = PatientDetails.stored(root).full_name, PatientDetails.stored(row).full_name
    return PatientMatch(
        public_id=root.public_id,
        full_name=name,
        birth_date=root.birth_date,
        postcode=root.postcode,
        phone=root.phone,
        nhs_number=root.nhs_number,
        found_as=found if found != name else "",
    )
