"""Who may see and resend messages that failed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import Actor, ActorKind

MENDERS = frozenset({"front-desk", "manager"})
"""Roles as `eutonia.clinic.people.roles` spells them; this stage knows no people."""


def may_mend(actor: Actor) -> bool:
    """Whether somebody may see messages that failed and send them again: front desk and managers."""
    return actor.kind == ActorKind.STAFF and actor.role in MENDERS


def require_mender(actor: Actor) -> None:
    """Raise ``PermissionDenied`` unless `may_mend`."""
    if not may_mend(actor):
        raise PermissionDenied("Only the front desk and the practice manager see messages that failed.")
