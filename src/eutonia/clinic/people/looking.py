"""Who looked at a person and changed what, as the person themselves may read it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eutonia.clinic.audit import queries as audit
from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.people import access
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.models import Patient


def who_looked(actor: Actor, *, now: datetime, below: int | None = None) -> list[audit.AuditLine]:
    """The account of the patient who asks, the newest line first, up to a hundred; records merged into theirs too.

    ``below`` is the number of the last line of the page before. Raises ``PermissionDenied`` for all but a patient:
    to a parent it would tell of what a young person has in confidence, and an auditor has a list of their own.
    """
    if actor.kind != ActorKind.PATIENT or actor.id is None:
        raise access.refusal(actor, Act.OPEN)
    return audit.about(actor, actor.id, now=now, aliases=_others(actor.id), below=below)


def _others(public_id: UUID) -> set[UUID]:
    try:
        root = Patient.objects.resolve(public_id)
    except Patient.DoesNotExist as error:
        raise access.refusal(Actor(ActorKind.PATIENT, public_id), Act.OPEN) from error
    return {row.public_id for row in Patient.objects.same_person(root)} - {public_id}
