"""Lines of the account of who did what, as an auditor reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from eutonia.clinic.audit.queries import Actor, ActorKind, AuditLine
from eutonia.web.deeds import capacity, plain, said

SHORT = 8
"""How many figures of a reference tell two records apart in a list."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line in words. ``who_id`` and ``patient`` narrow the list where they are given."""

    number: int
    at: datetime
    who: str
    who_id: UUID | None
    what: str
    patient: UUID | None
    is_sealed: bool
    why: str
    differences: tuple[Difference, ...]

    @property
    def reference(self) -> str:
        """The first figures of the patient's reference, enough to tell two apart in a list."""
        return str(self.patient)[:SHORT] if self.patient else ""


def shown(lines: Iterable[AuditLine], names: Mapping[UUID, str]) -> tuple[ShownLine, ...]:
    """Lines as an auditor reads them. ``names`` are those of the staff."""
    return tuple(
        ShownLine(
            number=line.number,
            at=line.at,
            who=name_of(line.actor, names),
            who_id=line.actor.id,
            what=said(line.verb),
            patient=line.patient,
            is_sealed=line.is_sealed,
            why=line.why,
            differences=differences(line.before, line.after),
        )
        for line in lines
    )


def name_of(actor: Actor, names: Mapping[UUID, str]) -> str:
    """Who it was: a member of staff by name and role, anybody else by their capacity."""
    role = capacity(actor)
    name = names.get(actor.id) if actor.id and actor.kind == ActorKind.STAFF else None
    return f"{name} ({role.lower()})" if name else role


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs, fact by fact, in the order of their names."""
    keys = sorted({*before, *after})
    return tuple(Difference(plain(key), value(before.get(key)), value(after.get(key))) for key in keys)


def value(found: Any) -> str:
    """A stored value in words."""
    if found is None or found == "":
        return "–"
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, list):
        return ", ".join(map(value, found))
    return _("reference %(start)s") % {"start": str(found)[:SHORT]} if is_reference(found) else str(found)


def is_reference(found: Any) -> bool:
    """Whether a stored value is the reference of another record, of which the first figures are enough to read."""
    try:
        return str(UUID(str(found))) == str(found)
    except ValueError:
        return False
