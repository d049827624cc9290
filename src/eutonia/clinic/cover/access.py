"""Who may do what with prices, insurers, authorisations and payments. Denied unless it stands here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.people.models import Guardian, Patient
from eutonia.clinic.people.registration import today_of
from eutonia.clinic.people.roles import Role
from eutonia.pathway.consent import OWN_FROM, age_on


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


def may_act_for(actor: Actor, patient: Patient, permission: CoverPermission, *, now: datetime) -> bool:
    """Whether somebody may do this for a patient: staff with the permission, the patient, a guardian until 16."""
    return may(actor, permission) or speaks_for(actor, patient, now=now)


def require_may_act_for(actor: Actor, patient: Patient, permission: CoverPermission, *, now: datetime) -> None:
    """Raise ``PermissionDenied`` unless `may_act_for`."""
    if not may_act_for(actor, patient, permission, now=now):
        raise PermissionDenied("This is another person's record.")


def speaks_for(actor: Actor, patient: Patient, *, now: datetime) -> bool:
    """Whether somebody is this patient, or a guardian of theirs while they are under 16."""
    if actor.id is None or actor.kind not in (ActorKind.PATIENT, ActorKind.GUARDIAN):
        return False
    if actor.kind == ActorKind.PATIENT and actor.id == patient.public_id:
        return True
    same = Patient.objects.same_person(patient)
    if actor.kind == ActorKind.PATIENT:
        return same.filter(public_id=actor.id).exists()
    if age_on(patient.birth_date, today_of(now)) >= OWN_FROM:
        return False
    return Guardian.objects.filter(public_id=actor.id, patient__in=same, removed_at__isnull=True).exists()
