"""The ground that a race or a crash runs on: a database of its own, the example clinic in it, people to book.

Imports Django only once it knows which database: `prepare` sets the environment first.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests import postgres

if TYPE_CHECKING:
    from eutonia.clinic.audit.actors import Actor
    from eutonia.clinic.booking.records import Slot

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
"""A Wednesday. The clinic's clock stands still for a race: nobody's hold expires while they type."""


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a fresh database, gone afterwards; None where it cannot be had."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="eutonia-stress-") as folder:
            yield f"sqlite:///{Path(folder) / 'clinic.sqlite3'}"
        return
    programs = postgres.find()
    if programs is None:
        raise SystemExit(f"stress: {postgres.REMEDY}")
    with postgres.Server(programs) as server:
        yield server.url


def prepare(url: str) -> None:
    """Let this process, and those it forks, speak to a database, with every table in it."""
    os.environ["EUTONIA_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "eutonia.project.settings.test"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def open_clinic() -> None:
    """Fill the database with the world of the example clinic, and the accounts of its staff."""
    import tomllib

    import eutonia.project
    from eutonia.clinic.booking import services
    from eutonia.clinic.people.services import ensure_example_staff

    ensure_example_staff(password="a-line-that-was-a-wave", now=NOW)
    file = Path(eutonia.project.__file__).parent / "example/clinic.toml"
    services.seed(tomllib.loads(file.read_text(encoding="utf-8")), now=datetime(2026, 1, 1, tzinfo=UTC))


def people(count: int) -> list[UUID]:
    """Register so many patients."""
    from eutonia.clinic.audit.actors import SYSTEM
    from eutonia.clinic.people.details import PatientDetails
    from eutonia.clinic.people.services import register_patient

    return [
        register_patient(
            SYSTEM,
            PatientDetails(
                given_name=f"Given{number}",
                family_name=f"Family{number * 7919}",
                birth_date=date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
                email=f"person{number}@example.org",
            ),
            now=NOW,
        ).public_id
        for number in range(count)
    ]


def slots(kind: str, count: int) -> list[Slot]:
    """So many free slots of a kind of visit, in order of time."""
    from eutonia.clinic.booking import queries
    from eutonia.clinic.booking.records import Need, Wish

    found = queries.free_times(Wish(kind), Need(screened=True), now=NOW).slots
    if len(found) < count:
        raise SystemExit(f"stress: the clinic has {len(found)} free times of {kind}, fewer than {count}.")
    return [open_slot.slot for open_slot in found[:count]]


def staff(role: str) -> Actor:
    """An account of the example staff."""
    from eutonia.clinic.audit.actors import Actor, ActorKind
    from eutonia.clinic.people.models import User

    return Actor(ActorKind.STAFF, User.objects.get(role=role).public_id, role)


def own(patient: UUID) -> Actor:
    """A patient who acts for themselves."""
    from eutonia.clinic.audit.actors import Actor, ActorKind

    return Actor(ActorKind.PATIENT, patient)


def leave_connections() -> None:
    """Close this process's connections before it forks: two processes must not share one."""
    from django.db import connections

    connections.close_all()


def is_busy(error: Exception) -> bool:
    """Whether the database said that it was locked, or ended one of two that waited for each other."""
    text = str(error).lower()
    return "locked" in text or "deadlock" in text or "timeout" in text


Facts = dict[str, Any]
