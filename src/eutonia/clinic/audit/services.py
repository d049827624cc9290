"""What can be done with the audit: record what happened, note that something was seen, seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from eutonia.clinic.audit import canonical
from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.models import AuditEntry

Facts = Mapping[str, Any]


class NotInTransaction(Exception):
    """An audit entry must be written in the transaction of what it tells of. Use ``transaction.atomic``."""


def record(
    actor: Actor,
    verb: str,
    subject: Subject,
    *,
    now: datetime,
    patient: UUID | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
    why: str = "",
) -> None:
    """Write down that somebody did something, in the caller's transaction: both happen or neither.

    ``verb`` is such as ``visit.book``; ``patient`` is the public id of whom it is about. Of ``before`` and
    ``after`` only what differs is kept. They are stored for good, so pass ids and states rather than words
    that somebody may one day ask us to delete.

    Raises :class:`NotInTransaction`, and ``TypeError`` or ``ValueError`` for what cannot be written down.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(NotInTransaction.__doc__)
    was, became = differences(before, after)
    AuditEntry.objects.create(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        verb=verb,
        subject_kind=subject.kind,
        subject_id=str(subject.id),
        patient=patient,
        before=was,
        after=became,
        why=why,
    )


def seen(actor: Actor, subject: Subject, *, now: datetime, patient: UUID | None = None, why: str = "") -> None:
    """Write down that somebody opened a record (verb ``<kind>.open``), in a transaction of its own if need be."""
    with transaction.atomic():
        record(actor, f"{subject.kind}.open", subject, now=now, patient=patient, why=why)


def differences(before: Facts | None, after: Facts | None) -> tuple[str, str]:
    """What differs, as the two JSON texts that an entry keeps; empty where there is nothing."""
    was = {key: canonical.text(value) for key, value in (before or {}).items()}
    became = {key: canonical.text(value) for key, value in (after or {}).items()}
    same = {key for key in was.keys() & became.keys() if was[key] == became[key]}
    return _kept(before, same), _kept(after, same)


def _kept(facts: Facts | None, same: set[str]) -> str:
    kept = {key: value for key, value in (facts or {}).items() if key not in same}
    return canonical.text(kept) if kept else ""
