"""What can be done with the audit: record what happened, note that something was seen, seal."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from eutonia.clinic.audit import canonical
from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.chain import Head
from eutonia.clinic.audit.models import LONGEST_ID, LONGEST_VERB, LONGEST_WHY, AuditEntry
from eutonia.clinic.audit.sealing import BATCH, head, seal_batch
from eutonia.clinic.storing.writes import AT_ONCE, Into

log = logging.getLogger(__name__)

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
    into: Into = AT_ONCE,
) -> None:
    """Write down that somebody did something, in the caller's transaction: both happen or neither.

    ``verb`` is such as ``visit.book``; ``patient`` is the public id of whom it is about. Of ``before`` and
    ``after`` only what differs is kept. They are stored for good, so pass ids and states rather than words
    that somebody may one day ask us to delete.

    Raises :class:`NotInTransaction`, and ``TypeError`` or ``ValueError`` for what cannot be written down.
    """
    if not into.in_transaction:
        raise NotInTransaction(NotInTransaction.__doc__)
    _require_sayable(verb, subject, why)
    was, became = differences(before, after)
    entry = AuditEntry(
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
    into.insert(entry)


def _require_sayable(verb: str, subject: Subject, why: str) -> None:
    """Refuse what one of the two databases would cut short, change or not take."""
    noun, _, act = verb.partition(".")
    if not noun or not act or len(verb) > LONGEST_VERB:
        raise ValueError("a verb looks like visit.book")
    if len(str(subject.id)) > LONGEST_ID or len(why) > LONGEST_WHY or "\x00" in why:
        raise ValueError(f"why has at most {LONGEST_WHY} characters, the id of a subject {LONGEST_ID}; none is NUL")


def seen(actor: Actor, subject: Subject, *, now: datetime, patient: UUID | None = None, why: str = "") -> None:
    """Write down that somebody opened a record (verb ``<kind>.open``), in a transaction of its own if need be."""
    with transaction.atomic():
        record(actor, f"{subject.kind}.open", subject, now=now, patient=patient, why=why)


def seal(*, now: datetime, thorough: bool = False) -> Head:
    """Chain every entry that is not chained yet, and return the head.

    To be called every second or so by the worker; ``thorough`` looks at all entries rather than the recent ones
    and belongs once an hour. The head goes to the log, which is kept apart from the database.
    """
    count = sealed = seal_batch(now=now, thorough=thorough)
    while sealed == BATCH:
        sealed = seal_batch(now=now, thorough=thorough)
        count += sealed
    last = head()
    if count:
        log.info("audit sealed", extra={"facts": {"entries": count, "head": str(last)}})
    return last


def differences(before: Facts | None, after: Facts | None) -> tuple[str, str]:
    """What differs, as the two JSON texts that an entry keeps; empty where there is nothing."""
    if not before or not after:  # then all of it is news
        return _kept(before, ()), _kept(after, ())
    was = {key: canonical.text(value) for key, value in before.items()}
    became = {key: canonical.text(value) for key, value in after.items()}
    same = {key for key in was.keys() & became.keys() if was[key] == became[key]}
    return _kept(before, same), _kept(after, same)


def _kept(facts: Facts | None, same: Collection[str]) -> str:
    kept = {key: value for key, value in (facts or {}).items() if key not in same}
    return canonical.text(kept) if kept else ""
