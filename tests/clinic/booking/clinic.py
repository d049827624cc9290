"""The example clinic for the tests of this room: its world from clinic.toml, a Wednesday, and people to book."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import eutonia.project
from eutonia.clinic.audit.actors import VISITOR, Actor, ActorKind
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Clinician, Grain, Visit, VisitEntry
from eutonia.clinic.booking.records import Booked, Details, Need, Slot
from eutonia.clinic.cover import services as cover
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import services as people
from eutonia.clinic.people.details import GuardianDetails, PatientDetails
from eutonia.clinic.people.models import User
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role
from eutonia.clinic.people.services import create_staff

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 25)  # a Wednesday
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
DOCUMENT = tomllib.loads((Path(eutonia.project.__file__).parent / "example/clinic.toml").read_text(encoding="utf-8"))
SCREENED = Need(screened=True)


def open_clinic(now: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
    """Fill the database with the world of the example clinic, which works since New Year."""
    assert services.seed(DOCUMENT, now=now)


def staff(role: Role = Role.FRONT_DESK) -> Actor:
    """A member of staff with an account."""
    email = f"{role.value}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = create_staff(email=email, name=f"Example {role.value}", role=role, password="a-line-a-wave", now=NOW)
    return Actor(ActorKind.STAFF, user.public_id, role.value)


def register(**changes: Any) -> PatientRecord:
    """An adult; each call another one."""
    number = User.objects.count() + Visit.objects.count()
    usual: dict[str, Any] = {
        "given_name": "Asha",
        "family_name": f"Lindqvist{uuid4().hex[:6]}",
        "birth_date": date(1980, 4, 3),
        "email": f"asha{number}.{uuid4().hex[:6]}@example.org",
    }
    return people.register_patient(staff(), PatientDetails(**(usual | changes)), now=NOW)


def young(age: int = 15, **changes: Any) -> PatientRecord:
    """Somebody of 12 to 17, with her mother."""
    born = date(TODAY.year - age, 6, 1)
    details = PatientDetails(
        **({"given_name": "Mina", "family_name": "Owusu", "birth_date": born, "email": "mina@example.org"} | changes)
    )
    mother = GuardianDetails(name="Eva Owusu", relationship="mother", email="eva@example.org")
    return people.register_patient(staff(), details, now=NOW, guardians=[mother])


def own(patient: PatientRecord) -> Actor:
    """The patient."""
    return Actor(ActorKind.PATIENT, patient.public_id)


def parent(patient: PatientRecord) -> Actor:
    """Their first guardian."""
    return Actor(ActorKind.GUARDIAN, patient.guardians[0].public_id)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """An instant by the clock on the wall in London."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def clinician(code: str = "neurologist-a") -> Clinician:
    """A clinician by code."""
    return Clinician.objects.get(code=code)


def slot(
    hour: int, minute: int = 0, *, day: date = TODAY, who: str = "neurologist-a", kind: str = "new-consultation",
    room: str = "consulting-1",
) -> Slot:  # fmt: skip
    """A slot on the example clinic's wall clock."""
    return Slot(kind, clinician(who).public_id, at(hour, minute, day), room)


def booked(
    chosen: Slot, patient: PatientRecord | None = None, *, now: datetime = NOW, need: Need = SCREENED,
    actor: Actor | None = None, **details: Any,
) -> Booked:  # fmt: skip
    """A visit, held by a visitor and booked by the patient."""
    person = patient or register()
    held = services.hold(VISITOR, chosen, need, now=now)
    return services.book(actor or own(person), held.hold, Details(person.public_id, **details), now=now)


def visit(found: Booked) -> Visit:
    """The row of a visit."""
    return Visit.objects.get(public_id=found.visit)


def insure(patient: PatientRecord, insurer: str = "example-mutual", number: str = "12345678") -> UUID:
    """Make somebody a member of an insurer."""
    return cover.add_coverage(staff(), patient.public_id, insurer, number, now=NOW)


def history(found: Booked) -> list[tuple[str, str]]:
    """The steps of a visit: action and state."""
    rows = VisitEntry.objects.filter(visit__public_id=found.visit).order_by("sequence")
    return list(rows.values_list("action", "state"))


def grains(found: Booked) -> list[datetime]:
    """The grains of a visit."""
    return list(Grain.objects.filter(visit__public_id=found.visit).order_by("at").values_list("at", flat=True))


def messages(kind: str = "") -> list[Message]:
    """Messages in the outbox, the oldest first."""
    rows = Message.objects.exclude(kind="code").order_by("id")
    return list(rows.filter(kind=kind) if kind else rows)


def verbs(subject: UUID) -> list[str]:
    """What the audit says of a visit, the oldest first."""
    return list(AuditEntry.objects.filter(subject_id=str(subject)).order_by("id").values_list("verb", flat=True))


def minutes(count: int) -> timedelta:
    """Minutes."""
    return timedelta(minutes=count)
