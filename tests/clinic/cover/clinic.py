"""People and insurers for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.cover import services
from eutonia.clinic.people import services as people
from eutonia.clinic.people.details import PatientDetails
from eutonia.clinic.people.roles import Role

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def staff(role: Role = Role.FRONT_DESK) -> Actor:
    """A member of staff in a role, without a row."""
    return Actor(ActorKind.STAFF, uuid4(), role.value)


def manager() -> Actor:
    """Whoever changes prices."""
    return staff(Role.MANAGER)


def register(**changes: Any) -> UUID:
    """A patient."""
    usual: dict[str, Any] = {
        "given_name": "Asha",
        "family_name": f"Lindqvist{uuid4().hex[:6]}",
        "birth_date": date(1980, 4, 3),
        "email": f"{uuid4().hex[:6]}@example.org",
    }
    return people.register_patient(staff(), PatientDetails(**(usual | changes)), now=NOW).public_id


def own(patient: UUID) -> Actor:
    """The patient."""
    return Actor(ActorKind.PATIENT, patient)


def insurer(**changes: Any) -> None:
    """An insurer whose numbers have eight digits."""
    usual = {"code": "mutual", "name": "Mutual", "membership_pattern": "[0-9]{8}", "membership_hint": "8 digits"}
    services.set_insurer(manager(), services.InsurerDetails(**(usual | changes)), now=NOW)
