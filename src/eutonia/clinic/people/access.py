"""Who may do what with people. What is not in the table is refused.

A patient and a guardian act for one person only; the rules for them stand below the table.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.people.roles import Role

log = logging.getLogger(__name__)


class Act(StrEnum):
    """What can be done with people."""

    FIND = "find a patient"
    OPEN = "open a patient's details"
    REGISTER = "register a patient"
    CHANGE = "change a patient's details"
    GUARDIANS = "add or remove a guardian"
    MERGE = "merge two records of one person"
    RUN_STAFF = "make, change and close accounts of staff"


DESK = frozenset({Role.FRONT_DESK, Role.INSURANCE, Role.NURSE, Role.MANAGER})
CLINICIANS = frozenset({Role.NEUROLOGIST, Role.NEUROPHYSIOLOGIST, Role.PHYSIOTHERAPIST, Role.NURSE})

ROLES: dict[Act, frozenset[Role]] = {
    Act.FIND: DESK | CLINICIANS,
    Act.OPEN: DESK | CLINICIANS,
    Act.REGISTER: DESK,
    Act.CHANGE: DESK,
    Act.GUARDIANS: DESK,
    Act.MERGE: frozenset({Role.FRONT_DESK, Role.MANAGER}),
    Act.RUN_STAFF: frozenset({Role.MANAGER}),
}
"""Which role may do what. The auditor sees who looked at whom, and so need not look."""

SYSTEM_MAY = frozenset({Act.REGISTER, Act.GUARDIANS, Act.RUN_STAFF})
"""What happens without a person: the example clinic, and the first manager made at the command line."""

OWN_FIELDS = frozenset(
    {
        "email",
        "phone",
        "address",
        "postcode",
        "gp_practice",
        "communication_needs",
        "interpreter_language",
        "emergency_contact_name",
        "emergency_contact_phone",
    }
)
"""What a patient may change by themselves. Name, date of birth and NHS number say who somebody is: the desk's."""


def may(actor: Actor, act: Act) -> bool:
    """Whether somebody may do this to anybody: staff by their role, the system by its short list."""
    if actor.kind == ActorKind.SYSTEM:
        return act in SYSTEM_MAY
    return actor.kind == ActorKind.STAFF and actor.role in ROLES[act]


def require(actor: Actor, act: Act) -> None:
    """Raise ``PermissionDenied`` unless `may`."""
    if not may(actor, act):
        raise refusal(actor, act)


def refusal(actor: Actor, act: Act) -> PermissionDenied:
    """The refusal, noted in the log: who was refused what, and never whom it was about."""
    facts = {"actor": actor.kind.value, "role": actor.role, "act": act.name}
    if actor.kind == ActorKind.STAFF:
        facts["account"] = str(actor.id)
    log.warning("refused", extra={"facts": facts})
    return PermissionDenied(f"You may not {act.value}.")


def is_self(actor: Actor, identities: frozenset[UUID]) -> bool:
    """Whether the actor is the patient who bears one of these ids: the record's own, or one of its aliases."""
    return actor.kind == ActorKind.PATIENT and actor.id in identities
