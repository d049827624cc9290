"""Who may do what with assessments and feedback."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from eutonia.clinic.people.queries import Account
from eutonia.clinic.people.roles import Role

FEEDBACK_READERS = frozenset({Role.MANAGER, Role.NEUROLOGIST})


def may_read_feedback(account: object) -> bool:
    """Whether somebody may read what people told us about results: managers and neurologists."""
    return bool(getattr(account, "is_authenticated", False)) and getattr(account, "role", None) in FEEDBACK_READERS


def require_feedback_reader(account: Account) -> None:
    """Raise ``PermissionDenied`` unless `may_read_feedback`."""
    if not may_read_feedback(account):
        raise PermissionDenied("Only a practice manager or a neurologist reads feedback.")
