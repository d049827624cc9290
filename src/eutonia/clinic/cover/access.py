"""Who may do what with prices, insurers, authorisations and payments. Denied unless it stands here."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.people.models import Guardian, Patient
from eutonia.clinic.people.roles import Role


class CoverPermission(StrEnum):
    """Something that a role of staff may do in this stage."""

    READ = "see who pays"
    COVER = "enter a patient's insurance"
    AUTHORISE = "deal with insurers"
    TAKE = "take a payment"
    REFUND = "give money back"
    PRICES = "change prices and insurers"


DESK = frozenset({Role.FRONT_DESK, Role.INSURANCE, Role.MANAGER})

ROLES = MappingProxyType(
    {
        CoverPermission.READ: frozenset(Role) - {Role.AUDITOR},
        CoverPermission.COVER: DESK,
        CoverPermission.AUTHORISE: frozenset({Role.INSURANCE, Role.MANAGER}),
        CoverPermission.TAKE: DESK,
        CoverPermission.REFUND: frozenset({Role.INSURANCE, Role.MANAGER}),
        CoverPermission.PRICES: frozenset({Role.MANAGER}),
    }
)


def may(actor: Actor, permission: CoverPermission) -> bool:
    """Whether somebody may do this as a member of staff."""
    return actor.kind == ActorKind.STAFF and actor.role in ROLES[permission]


def require(actor: Actor, permission: CoverPermission) -> None:
    """Raise ``PermissionDenied`` unless `may`."""
    if not may(actor, permission):
        raise PermissionDenied(f"This account may not {permission}.")


def may_act_for(actor: Actor, patient: Patient, permission: CoverPermission) -> bool:
    """Whether somebody may do this for a patient: staff with the permission, the patient, or a guardian."""
    match actor.kind:
        case ActorKind.PATIENT:
            return actor.id is not None and Patient.objects.resolve(actor.id).pk == patient.pk
        case ActorKind.GUARDIAN:
            return Guardian.objects.filter(public_id=actor.id, patient=patient, removed_at__isnull=True).exists()
        case _:
            return may(actor, permission)


def require_may_act_for(actor: Actor, patient: Patient, permission: CoverPermission) -> None:
    """Raise ``PermissionDenied`` unless `may_act_for`."""
    if not may_act_for(actor, patient, permission):
        raise PermissionDenied("This is another person's record.")
