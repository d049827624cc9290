"""Who may read the audit: auditors all of it, a person what is about themselves."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import Actor, ActorKind

AUDITOR = "auditor"
"""The role as `eutonia.clinic.people.roles` spells it; this stage knows no people."""


def may_read(actor: Actor) -> bool:
    """Whether somebody may read every entry."""
    return actor.kind == ActorKind.STAFF and actor.role == AUDITOR


def require_reader(actor: Actor) -> None:
    """Raise ``PermissionDenied`` unless `may_read`."""
    if not may_read(actor):
        raise PermissionDenied("Only an auditor reads the audit.")


def require_reader_of(actor: Actor, patient: UUID) -> None:
    """Raise ``PermissionDenied`` unless somebody may read who looked at a patient: an auditor, or that patient.

    Not a parent or guardian: the list would tell of visits that a young person has in confidence.
    """
    if not may_read(actor) and not (actor.kind == ActorKind.PATIENT and actor.id == patient):
        raise PermissionDenied("Only an auditor and the person themselves see who looked.")
