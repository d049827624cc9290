"""What can be asked of the audit."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from eutonia.clinic.audit import services
from eutonia.clinic.audit.access import may_read, require_reader, require_reader_of
from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.chain import Head
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.audit.sealing import head
from eutonia.clinic.audit.verifying import Break, Verification, verify

__all__ = [
    "Actor",
    "ActorKind",
    "AuditLine",
    "Break",
    "Filter",
    "Head",
    "Subject",
    "Verification",
    "about",
    "head",
    "lines",
    "may_read",
    "require_reader",
    "verify",
]

PAGE = 100


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as it is shown. ``number`` orders the lines and serves to ask for the next page.

    ``before``, ``after`` and ``why`` are empty for a person who reads about themselves.
    """

    number: int
    at: datetime
    actor: Actor
    verb: str
    subject: Subject
    patient: UUID | None
    is_sealed: bool
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries an auditor wants. What is not given does not narrow. ``verb`` may be the beginning of one."""

    since: datetime | None = None
    until: datetime | None = None
    verb: str = ""
    actor: UUID | None = None
    subject: Subject | None = None
    patient: UUID | None = None


def lines(actor: Actor, wanted: Filter, *, now: datetime, below: int | None = None) -> list[AuditLine]:
    """Up to a hundred entries, the newest first; ``below`` is the number of the last line of the page before.

    Raises ``PermissionDenied`` for whoever is no auditor. That somebody looked is written down too.
    """
    require_reader(actor)
    services.seen(actor, Subject("audit", str(wanted.patient or "all")), now=now, patient=wanted.patient)
    rows = narrowed(wanted)
    if below is not None:
        rows = rows.filter(id__lt=below)
    return [_line(row) for row in rows[:PAGE]]


def about(
    actor: Actor, patient: UUID, *, now: datetime, aliases: Collection[UUID] = (), below: int | None = None
) -> list[AuditLine]:
    """Who saw and changed what about one person, the newest first, up to a hundred.

    ``aliases`` are the ids of records that were merged into this one. Raises ``PermissionDenied`` for all but an
    auditor and the person themselves, who is told who, when and what; not the values, and not what they opened.
    """
    require_reader_of(actor, patient)
    services.seen(actor, Subject("audit", str(patient)), now=now, patient=patient)
    rows = AuditEntry.objects.filter(patient__in=[patient, *aliases]).select_related("link").order_by("-id")
    if not may_read(actor):
        rows = rows.exclude(actor_kind=ActorKind.PATIENT, verb__endswith=".open")
    if below is not None:
        rows = rows.filter(id__lt=below)
    return [_line(row, with_values=may_read(actor)) for row in rows[:PAGE]]


def narrowed(wanted: Filter) -> QuerySet[AuditEntry]:
    """The entries that a filter lets through, the newest first."""
    rows = AuditEntry.objects.select_related("link").order_by("-id")
    given = {
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "verb__startswith": wanted.verb,
        "actor_id": wanted.actor,
        "patient": wanted.patient,
        "subject_kind": wanted.subject.kind if wanted.subject else None,
        "subject_id": str(wanted.subject.id) if wanted.subject else None,
    }
    return rows.filter(**{name: value for name, value in given.items() if value})


def _line(row: AuditEntry, *, with_values: bool = True) -> AuditLine:
    values: dict[str, Any] = {"before": _read(row.before), "after": _read(row.after), "why": row.why}
    return AuditLine(
        number=row.pk,
        at=row.at,
        actor=Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_role),
        verb=row.verb,
        subject=Subject(row.subject_kind, row.subject_id),
        patient=row.patient,
        is_sealed=hasattr(row, "link"),
        **(values if with_values else {}),
    )


def _read(text: str) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}
