"""People and actors for the tests of this room. Everybody is plain and valid unless a test says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import services
from eutonia.clinic.people.details import Contact, GuardianDetails, PatientDetails
from eutonia.clinic.people.proof import ProvedContact
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def staff_actor(role: Role = Role.FRONT_DESK) -> Actor:
    """A member of staff in a role, without a row."""
    return Actor(ActorKind.STAFF, uuid4(), role.value)


DESK = staff_actor()
MANAGER = staff_actor(Role.MANAGER)


def details(**changes: Any) -> PatientDetails:
    """Somebody."""
    usual: dict[str, Any] = {
        "given_name": "Asha",
        "family_name": "Lindqvist",
        "birth_date": date(1990, 4, 3),
        "email": "asha@example.org",
        "phone": "07700 900101",
    }
    return PatientDetails(**(usual | changes))


def register(actor: Actor = DESK, now: datetime = NOW, **changes: Any) -> PatientRecord:
    """A patient."""
    return services.register_patient(actor, details(**changes), now=now)


def other(**changes: Any) -> PatientRecord:
    """A patient who has nothing in common with the usual one."""
    usual = {
        "given_name": "Benedikt",
        "family_name": "Owusu",
        "birth_date": date(1961, 12, 30),
        "email": "ben@example.com",
        "phone": "07700 900202",
    }
    return register(**(usual | changes))


def young(**changes: Any) -> PatientRecord:
    """A fifteen-year-old with her mother."""
    usual = {"given_name": "Mina", "birth_date": date(2011, 6, 1), "email": "mina@example.org", "phone": ""}
    return services.register_patient(DESK, details(**(usual | changes)), now=NOW, guardians=[mother()])


def mother(**changes: Any) -> GuardianDetails:
    """A mother."""
    usual = {"name": "Eva Lindqvist", "relationship": "mother", "email": "eva@example.org"}
    return GuardianDetails(**(usual | changes))


def proof(address: str = "asha@example.org", at: datetime = NOW) -> ProvedContact:
    """A contact that was proved."""
    channel = Channel.EMAIL if "@" in address else Channel.SMS
    return ProvedContact(Contact(channel, address), at)


def patient_actor(public_id: UUID) -> Actor:
    """A patient who acts for themselves."""
    return Actor(ActorKind.PATIENT, public_id)


def guardian_actor(record: PatientRecord) -> Actor:
    """The first guardian of a patient."""
    return Actor(ActorKind.GUARDIAN, record.guardians[0].public_id)


def verbs(about: UUID) -> list[str]:
    """What the audit says of a person, the oldest first."""
    return list(AuditEntry.objects.filter(patient=about).order_by("id").values_list("verb", flat=True))


def sent_code() -> str:
    """The code in the newest message."""
    return Message.objects.filter(kind="code").latest("id").code
