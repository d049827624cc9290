"""Accounts of staff as a manager sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.people import access
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role


class NoSuchAccount(LookupError):
    """There is no account with this id. Go back to the list of staff."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An account of staff as a manager sees it. ``is_self``: it is the manager's own."""

    public_id: UUID
    name: str
    email: str
    role: Role
    is_active: bool
    has_password: bool
    has_second_factor: bool
    last_sign_in: datetime | None
    is_self: bool


def staff(actor: Actor) -> tuple[StaffMember, ...]:
    """Every account, the open ones first, by name. Raises ``PermissionDenied``."""
    access.require(actor, Act.RUN_STAFF)
    factor = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    rows = User.objects.annotate(has_factor=factor).order_by("-is_active", "name", "pk")
    return tuple(member(actor, row, has_factor=row.has_factor) for row in rows)


def staff_member(actor: Actor, public_id: UUID) -> StaffMember:
    """One account. Raises ``PermissionDenied``, :class:`NoSuchAccount`."""
    access.require(actor, Act.RUN_STAFF)
    row = User.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchAccount(NoSuchAccount.__doc__)
    return member(actor, row)


def colleagues(actor: Actor) -> dict[UUID, str]:
    """Who is who among the staff, closed accounts too: names by public id. For whoever works here, nobody else."""
    if actor.kind != ActorKind.STAFF:
        raise PermissionDenied("Only staff see who works here.")
    return dict(User.objects.values_list("public_id", "name"))


def has_second_factor(account: object) -> bool:
    """Whether an account has a second factor: an authenticator app. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def recovery_codes_left(account: object) -> int:
    """How many recovery codes of an account still work."""
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def member(actor: Actor, row: User, *, has_factor: bool | None = None) -> StaffMember:
    """A row as a manager sees it."""
    return StaffMember(
        public_id=row.public_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        is_active=row.is_active,
        has_password=row.has_usable_password(),
        has_second_factor=has_second_factor(row) if has_factor is None else has_factor,
        last_sign_in=row.last_login,
        is_self=row.public_id == actor.id,
    )
