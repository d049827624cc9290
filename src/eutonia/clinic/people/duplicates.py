"""Records that may be of one person, as the front desk sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.people import access
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.look_alikes import Likeness
from eutonia.clinic.people.models import LookAlike, LookAlikeState, Patient
from eutonia.clinic.people.records import PatientMatch, match


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """Two records that may be of one person, and why. The first is the older one."""

    first: PatientMatch
    second: PatientMatch
    reasons: tuple[Likeness, ...]
    noticed_at: datetime


def possible_duplicates(actor: Actor, public_id: UUID, *, now: datetime) -> tuple[PossibleDuplicate, ...]:
    """What looks like this patient and has not been settled. Raises ``PermissionDenied``."""
    access.require(actor, Act.FIND)
    same = Patient.objects.filter(public_id=public_id).first()
    if same is None:
        return ()
    root = Patient.objects.root_of(same)
    return _shown(actor, _unsettled().filter(Q(first=root) | Q(second=root)), now)


def duplicates_to_review(actor: Actor, *, now: datetime, limit: int = 50) -> tuple[PossibleDuplicate, ...]:
    """The work list of whoever may merge, the oldest suspicion first. Raises ``PermissionDenied``."""
    access.require(actor, Act.MERGE)
    return _shown(actor, _unsettled()[:limit], now)


def duplicates_count(actor: Actor) -> int:
    """How long the work list is. Raises ``PermissionDenied``."""
    access.require(actor, Act.MERGE)
    return _unsettled().count()


def _unsettled() -> QuerySet[LookAlike]:
    rows = LookAlike.objects.filter(state=LookAlikeState.OPEN, first__merged_into=None, second__merged_into=None)
    return rows.select_related("first", "second").order_by("noticed_at", "pk")


def _shown(actor: Actor, rows: QuerySet[LookAlike], now: datetime) -> tuple[PossibleDuplicate, ...]:
    """The pairs as they are shown; that each of them was seen is written down."""
    pairs = tuple(
        PossibleDuplicate(
            match(row.first, row.first),
            match(row.second, row.second),
            tuple(Likeness(reason) for reason in row.reasons),
            row.noticed_at,
        )
        for row in rows
    )
    with transaction.atomic():
        for public_id in {each.public_id for pair in pairs for each in (pair.first, pair.second)}:
            audit.seen(actor, Subject("patient-list", public_id), now=now, patient=public_id)
    return pairs
