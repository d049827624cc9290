"""The chain: each link's digest covers its place, its entry and the digest before it.

Whoever changes, removes, adds or moves a sealed entry must rewrite every link after it. Whoever can rewrite them
all (an administrator of the database with the triggers off) is found out by a head that was written down
elsewhere: the sealer puts each in the log, and a backup names its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from eutonia.clinic.audit import canonical
from eutonia.clinic.audit.models import AuditEntry

FORM = 1
"""Number of the way in which entries are written down for hashing; a new way needs a new number."""

BEGINNING = "0" * 64
"""Stands for the digest before the first link."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain at some time. Written down elsewhere, it proves later that nothing was cut off."""

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"

    @staticmethod
    def read(text: str) -> Head:
        """The head that `str` wrote. Raises ``ValueError``."""
        position, _, digest = text.strip().partition(":")
        if not position.isdigit() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError("a head looks like 1234:… with 64 digits from 0 to f, as the log and a backup print it")
        return Head(int(position), digest)


NOTHING_SEALED = Head(0, BEGINNING)


def follow(head: Head, entry: AuditEntry) -> Head:
    """The head after one more entry."""
    position = head.position + 1
    return Head(position, digest(position, head.digest, entry))


def digest(position: int, previous: str, entry: AuditEntry) -> str:
    """SHA-256 over everything an entry says, its place, and the digest before it, in hexadecimal."""
    said = canonical.text([FORM, position, previous, contents(entry)])
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def contents(entry: AuditEntry) -> dict[str, object]:
    """Everything an entry says. The row's own number is left out: a restored database may number anew."""
    return {
        "public_id": entry.public_id,
        "at": entry.at,
        "actor_kind": str(entry.actor_kind),
        "actor_id": entry.actor_id,
        "actor_role": entry.actor_role,
        "verb": entry.verb,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "patient": entry.patient,
        "before": entry.before,
        "after": entry.after,
        "why": entry.why,
    }
