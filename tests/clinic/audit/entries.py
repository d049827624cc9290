"""Entries for the tests of the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from eutonia.clinic.audit import services
from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from tests.guards import lift

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NURSE = Actor(ActorKind.STAFF, UUID(int=1), "nurse")
AUDITOR = Actor(ActorKind.STAFF, UUID(int=2), "auditor")


def write(count: int, *, patient: UUID | None = None, actor: Actor = NURSE) -> None:
    """Write some entries, a minute apart."""
    with transaction.atomic():
        for place in range(count):
            services.record(
                actor,
                "visit.move",
                Subject("visit", uuid4()),
                now=NOW + place * MINUTE,
                patient=patient,
                before={"room": "1", "minutes": 30},
                after={"room": "2", "minutes": 30},
                why="asked by telephone",
            )


class Undone(Exception):
    """Ends `tampering`."""


@contextmanager
def tampering() -> Iterator[None]:
    """Do as an administrator would who took the guards away; all of it is undone at the end."""
    try:
        with transaction.atomic():
            lift(connection)
            yield
            raise Undone
    except Undone:
        pass
