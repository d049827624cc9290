"""Lines of the account of who did what, as an auditor reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from eutonia.clinic.audit.queries import Actor, ActorKind, AuditLine
from eutonia.web.deeds import capacity, said
from eutonia.web.staff.audit.facts import SHORT, Fact, Names, facts


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
    facts: tuple[Fact, ...]

    @property
    def reference(self) -> str:
        """The first figures of the patient's reference, enough to tell two apart in a list."""
        return str(self.patient)[:SHORT] if self.patient else ""


def shown(lines: Iterable[AuditLine], names: Names) -> tuple[ShownLine, ...]:
    """Lines as an auditor reads them."""
    return tuple(
        ShownLine(
            number=line.number,
            at=line.at,
            who=name_of(line.actor, names.people),
            who_id=line.actor.id,
            what=deed(line, names),
            patient=line.patient,
            is_sealed=line.is_sealed,
            why=line.why,
            facts=facts(line.verb, line.before, line.after, names),
        )
        for line in lines
    )


def deed(line: AuditLine, names: Names) -> str:
    """What was done, and to which of the clinic's own things: a room, a price, a colleague's account."""
    what, which = said(line.verb), names.of(line.subject)
    own = line.actor.id is not None and str(line.subject.id) == str(line.actor.id)
    return _("%(what)s (%(which)s)") % {"what": what, "which": which} if which and not own else what


def name_of(actor: Actor, names: Mapping[UUID, str]) -> str:
    """Who it was: a member of staff by name and role, anybody else by their capacity."""
    role = capacity(actor)
    name = names.get(actor.id) if actor.id and actor.kind == ActorKind.STAFF else None
    return f"{name} ({role.lower()})" if name else role
