"""Proof that the audit is as it was written: every link computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched, chain
from uuid import UUID

from django.db import connection

from eutonia.clinic.audit import triggers
from eutonia.clinic.audit.chain import NOTHING_SEALED, Head, digest
from eutonia.clinic.audit.models import AuditEntry, AuditLink
from eutonia.clinic.audit.sealing import head, unsealed

PATIENCE = timedelta(hours=1)
"""An entry that is older than this and still outside the chain means that nobody seals."""

MOST_LISTED = 100
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the audit is not as it was written. ``position`` is the place in the chain, if it has one."""

    position: int | None
    entry: UUID | None
    what: str

    def __str__(self) -> str:
        place = f"link {self.position}" if self.position is not None else "outside the chain"
        return f"{place}{f', entry {self.entry}' if self.entry else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What the proof found: counts, the head, and the breaks in order (the first hundred; ``broken`` counts all)."""

    entries: int
    sealed: int
    head: Head
    breaks: tuple[Break, ...]
    broken: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken == 0


def verify(*, now: datetime, expected: Head | None = None) -> Verification:
    """Compute the whole chain anew. ``expected`` is a head written down earlier, which the chain must still hold."""
    breaks: list[Break] = []
    broken = 0
    for found in chain(_links(), _outside(now), _cut_off(expected), _unguarded()):
        broken += 1
        if len(breaks) < MOST_LISTED:
            breaks.append(found)
    sealed = AuditLink.objects.count()
    return Verification(AuditEntry.objects.count(), sealed, head(), tuple(breaks), broken)


def _links() -> Iterator[Break]:
    """Breaks along the chain. Each link is measured against the digest stored before it, so a change names itself."""
    before = NOTHING_SEALED
    for chunk in batched(AuditLink.objects.order_by("position").iterator(chunk_size=CHUNK), CHUNK):
        entries = AuditEntry.objects.in_bulk([link.entry_id for link in chunk])
        for link in chunk:
            if link.position != before.position + 1:
                missing = link.position - before.position - 1
                yield Break(link.position, None, f"{missing} links before this one are gone")
            entry = entries.get(link.entry_id)
            if entry is None:
                yield Break(link.position, None, "its entry is gone")
            elif link.digest != digest(link.position, before.digest, entry):
                yield Break(link.position, entry.public_id, "the entry, its place or its digest was changed")
            before = Head(link.position, link.digest)


def _outside(now: datetime) -> Iterator[Break]:
    """Entries that should be in the chain by now."""
    for entry in unsealed(thorough=True).filter(at__lt=now - PATIENCE).iterator(chunk_size=CHUNK):
        yield Break(None, entry.public_id, "written over an hour ago and not sealed; is the worker running?")


def _cut_off(expected: Head | None) -> Iterator[Break]:
    """A head that was written down and is there no more."""
    if expected is None or expected == NOTHING_SEALED:
        return
    found = AuditLink.objects.filter(position=expected.position).values_list("digest", flat=True).first()
    if found is None:
        yield Break(expected.position, None, "the chain once reached this far and was cut off")
    elif found != expected.digest:
        yield Break(expected.position, None, "the chain was rewritten since its head was written down")


def _unguarded() -> Iterator[Break]:
    for name in triggers.missing(connection):
        yield Break(None, None, f"the trigger {name} is gone, so entries can be changed; run migrate to put it back")
