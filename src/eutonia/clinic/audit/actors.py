"""Who acts, and on what."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """In which capacity somebody acts."""

    STAFF = "staff", _("Member of staff")
    PATIENT = "patient", _("Patient")
    GUARDIAN = "guardian", _("Parent or guardian")
    VISITOR = "visitor", _("Visitor to the site")
    SYSTEM = "system", _("The system itself")


NAMELESS = frozenset({ActorKind.VISITOR, ActorKind.SYSTEM})
"""Kinds that act without being somebody we know."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``id`` is the public id of an account, a patient or a guardian; ``role`` is a role of staff.

    Staff, patients and guardians always have an id; a visitor or the system never has.
    Raises ``ValueError`` for an actor that cannot be.
    """

    kind: ActorKind
    id: UUID | None
    role: str = ""

    def __post_init__(self) -> None:
        if (self.id is None) != (self.kind in NAMELESS):
            raise ValueError(f"a {self.kind} needs {'no id' if self.kind in NAMELESS else 'an id'}")
        if bool(self.role) != (self.kind == ActorKind.STAFF):
            raise ValueError("staff have a role, and nobody else has one")


SYSTEM = Actor(ActorKind.SYSTEM, None)
"""The worker, acting by itself."""

VISITOR = Actor(ActorKind.VISITOR, None)
"""Somebody on the public pages, whom we do not know."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What was acted on: a kind such as ``visit``, and the public id of one of its kind."""

    kind: str
    id: UUID | str

    def __post_init__(self) -> None:
        if not self.kind or not str(self.id):
            raise ValueError("a subject has a kind and an id")
