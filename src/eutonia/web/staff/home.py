"""What the start page of the staff shows each role first, with counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from eutonia.clinic.assessment import queries as assessment
from eutonia.clinic.audit import queries as audit
from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover.queries import CoverPermission
from eutonia.clinic.people import queries as people
from eutonia.clinic.people.queries import Account, Act
from eutonia.clinic.people.roles import Role
from eutonia.web.staff import words


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing to go to. ``count`` None: nothing is counted; ``presses``: somebody should look soon."""

    text: str
    page: str
    says: str
    count: int | None = None
    presses: bool = False


CLINICIANS = frozenset({Role.NEUROLOGIST, Role.NEUROPHYSIOLOGIST, Role.PHYSIOTHERAPIST})

type Maker = Callable[[Actor, datetime], Iterator[Tile]]


def tiles(account: Account, actor: Actor, *, now: datetime) -> tuple[Tile, ...]:
    """What somebody may go to, what is most needed first: what presses, then in the order of the day."""
    found = [tile for maker in MAKERS for tile in maker(actor, now)]
    if assessment.may_read_feedback(account):
        found.append(
            Tile(_("What people say about their results"), "staff:feedback", _("Could any of it have harmed somebody?"))
        )
    if account.role in CLINICIANS:
        says = _("With the patient’s code: likely and rare causes, side by side.")
        found.append(Tile(_("Open a result that a patient kept"), "patient:return", says))
    return tuple(sorted(found, key=lambda tile: not tile.presses))


def _find(actor: Actor, now: datetime) -> Iterator[Tile]:
    if people.may(actor, Act.FIND):
        yield Tile(_("Find a patient"), "desk:find", _("By name, date of birth, NHS number or telephone."))


def _duplicates(actor: Actor, now: datetime) -> Iterator[Tile]:
    if people.may(actor, Act.MERGE):
        count = people.duplicates_count(actor)
        says = _("Look at both and say whether they are one person.")
        yield Tile(_("Records that may be of one person"), "desk:duplicates", says, count, presses=count > 0)


def _insurance(actor: Actor, now: datetime) -> Iterator[Tile]:
    if cover.may(actor, CoverPermission.AUTHORISE):
        count = len(cover.work_list(actor, today=words.today(now)))
        says = _("Authorisations that somebody must ask for or answer.")
        yield Tile(_("Insurance: what waits"), "insurance:work", says, count, presses=count > 0)


def _audit(actor: Actor, now: datetime) -> Iterator[Tile]:
    if audit.may_read(actor):
        yield Tile(_("Who looked and who changed what"), "audit:lines", _("By member of staff, patient or day."))
        yield Tile(_("Is the account whole?"), "audit:verification", _("Every line is checked anew."))


MAKERS: tuple[Maker, ...] = (_find, _duplicates, _insurance, _audit)
