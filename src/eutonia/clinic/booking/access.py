"""Who may do what with visits, the waiting list, enquiries and the clinic's world. Denied unless it stands here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.cover.access import speaks_for
from eutonia.clinic.people.models import Patient, User
from eutonia.clinic.people.roles import Role


class Permission(StrEnum):
    """Something that a role of staff may do in this stage."""

    DAY = "see the day and its visits"
    PLACE = "book, move and cancel for somebody"
    RECEIVE = "check in, note late and not come"
    SEE = "begin and end a visit"
    CONFIDE = "read what a young person told in confidence"
    ENQUIRIES = "deal with enquiries and the waiting list"
    MANAGE = "change rotas, closures, rooms, kinds of visit and staff"


CLINICIANS = frozenset({Role.NEUROLOGIST, Role.NEUROPHYSIOLOGIST, Role.PHYSIOTHERAPIST, Role.NURSE})

ROLES = MappingProxyType(
    {
        Permission.DAY: CLINICIANS | {Role.FRONT_DESK, Role.INSURANCE, Role.MANAGER},
        Permission.PLACE: CLINICIANS | {Role.FRONT_DESK, Role.MANAGER},
        Permission.RECEIVE: CLINICIANS | {Role.FRONT_DESK, Role.MANAGER},
        Permission.SEE: CLINICIANS,
        Permission.CONFIDE: CLINICIANS,
        Permission.ENQUIRIES: frozenset({Role.FRONT_DESK, Role.MANAGER}),
        Permission.MANAGE: frozenset({Role.MANAGER}),
    }
)
"""The roles that have each permission. An auditor has none: the audit is their room."""


def may(actor: Actor, permission: Permission) -> bool:
    """Whether somebody may do this as a member of staff."""
    return actor.kind == ActorKind.STAFF and actor.role in ROLES[permission]


def require(actor: Actor, permission: Permission) -> None:
    """Raise ``PermissionDenied`` unless `may`."""
    if not may(actor, permission):
        raise PermissionDenied(f"This account may not {permission}.")


def accounts_that_may(permission: Permission) -> QuerySet[User]:
    """The open accounts that have a permission."""
    return User.objects.filter(is_active=True, role__in=[role.value for role in ROLES[permission]])


def may_act_for(actor: Actor, patient: Patient, permission: Permission = Permission.PLACE, *, now: datetime) -> bool:
    """Whether somebody may book for a patient: the patient, a guardian, or staff with the permission."""
    return may(actor, permission) or speaks_for(actor, patient, now=now)


def require_may_act_for(
    actor: Actor, patient: Patient, permission: Permission = Permission.PLACE, *, now: datetime
) -> None:
    """Raise ``PermissionDenied`` unless `may_act_for`."""
    if not may_act_for(actor, patient, permission, now=now):
        raise PermissionDenied("This is another person's record.")


def may_open(actor: Actor, visit: Visit, *, now: datetime) -> bool:
    """Whether somebody may see a visit: staff who see the day, the patient, a guardian."""
    return may(actor, Permission.DAY) or speaks_for(actor, visit.patient, now=now)


def require_open(actor: Actor, visit: Visit, *, now: datetime) -> None:
    """Raise ``PermissionDenied`` unless `may_open`."""
    if not may_open(actor, visit, now=now):
        raise PermissionDenied("This is another person's visit.")
