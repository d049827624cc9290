"""What the start page of the staff shows each role first, with counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from eutonia.clinic.assessment import queries as assessment
from eutonia.clinic.audit import queries as audit
from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.booking import queries as booking
from eutonia.clinic.booking.queries import Permission
from eutonia.clinic.booking.services import NotFound
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover.queries import CoverPermission
from eutonia.clinic.outbox import queries as outbox
from eutonia.clinic.people import queries as people
from eutonia.clinic.people.queries import Account, Act, Role
from eutonia.pathway.states import VisitState
from eutonia.web.staff import words


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing to go to: the name of a page, or an address.

    ``count`` None: nothing is counted; ``presses``: somebody should look soon.
    """

    text: str
    page: str
    says: str
    count: int | None = None
    presses: bool = False

    @property
    def href(self) -> str:
        """Its address."""
        return self.page if self.page.startswith("/") else reverse(self.page)


OPENS_RESULTS = frozenset({Role.NEUROLOGIST, Role.NEUROPHYSIOLOGIST, Role.PHYSIOTHERAPIST})

type Maker = Callable[[Actor, datetime], Iterator[Tile]]


def tiles(account: Account, actor: Actor, *, now: datetime) -> tuple[Tile, ...]:
    """What somebody may go to, what is most needed first: what presses, then in the order of the day."""
    found = [tile for maker in MAKERS for tile in _made_by(maker, actor, now)]
    if assessment.may_read_feedback(account):
        found.append(
            Tile(_("What people say about their results"), "staff:feedback", _("Could any of it have harmed somebody?"))
        )
    return tuple(sorted(found, key=lambda tile: not tile.presses))


def _made_by(maker: Maker, actor: Actor, now: datetime) -> tuple[Tile, ...]:
    """The tiles of one maker; none where it counts at a site and the clinic has none yet, as on its first day."""
    try:
        return tuple(maker(actor, now))
    except NotFound:
        return ()


def _my_day(actor: Actor, now: datetime) -> Iterator[Tile]:
    if booking.may(actor, Permission.SEE):
        yield Tile(_("My day"), "desk:mine", _("Who comes to you, who is here, what is missing."))


def _today(actor: Actor, now: datetime) -> Iterator[Tile]:
    if booking.may(actor, Permission.DAY):
        states = booking.states_today(actor, now=now)
        expected = states[VisitState.BOOKED] + states[VisitState.LATE]
        here = states[VisitState.ARRIVED] + states[VisitState.SEEN]
        says = _("%(expected)s still expected, %(here)s here now.") % {"expected": expected, "here": here}
        yield Tile(_("Today"), "desk:today", says, states.total() - states[VisitState.CANCELLED])


def _kept_result(actor: Actor, now: datetime) -> Iterator[Tile]:
    if actor.role in OPENS_RESULTS:
        says = _("With the patient’s code: likely and rare causes, side by side.")
        yield Tile(_("Open a result that a patient kept"), "patient:return", says)


def _tomorrow(actor: Actor, now: datetime) -> Iterator[Tile]:
    if booking.may(actor, Permission.PLACE):
        tomorrow = words.today(now) + timedelta(days=1)
        found = booking.problems(actor, tomorrow, now=now)
        says = _("Consent, authorisation, questions, or nobody there.")
        page = reverse("desk:problems", args=[tomorrow])
        yield Tile(_("What is missing tomorrow"), page, says, len(found), presses=bool(found))


def _stranded(actor: Actor, now: datetime) -> Iterator[Tile]:
    if booking.may(actor, Permission.MANAGE) and (found := booking.stranded(actor, now=now)):
        says = _("Somebody is away, a room is out of use or the clinic is closed.")
        yield Tile(_("Visits that cannot take place as booked"), "desk:stranded", says, len(found), presses=True)


def _find(actor: Actor, now: datetime) -> Iterator[Tile]:
    if people.may(actor, Act.FIND):
        yield Tile(_("Find a patient"), "desk:find", _("By name, date of birth, NHS number or telephone."))
    if people.may(actor, Act.REGISTER):
        yield Tile(_("Register a patient"), "desk:register", _("Search first: they may be here already."))


def _inbox(actor: Actor, now: datetime) -> Iterator[Tile]:
    if booking.may(actor, Permission.ENQUIRIES):
        counts = booking.enquiry_counts(actor)
        says = _("%(new)s new, %(owned)s looked after.") % {"new": counts["new"], "owned": counts["owned"]}
        waiting = counts["new"] + counts["owned"]
        yield Tile(_("Enquiries"), "inbox:enquiries", says, waiting, presses=counts["new"] > 0)
        says = _("Who would come sooner, and who has an offer.")
        yield Tile(_("Waiting list"), "inbox:waiting", says, booking.waiting_count(actor))


def _messages(actor: Actor, now: datetime) -> Iterator[Tile]:
    if outbox.may_mend(actor) and (count := outbox.health(now=now).failed):
        says = _("Call these people instead.")
        yield Tile(_("Messages that could not be delivered"), "manager:messages", says, count, presses=True)


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


def _clinic(actor: Actor, now: datetime) -> Iterator[Tile]:
    if booking.may(actor, Permission.MANAGE):
        yield Tile(_("Clinic"), "manager:home", _("Rotas, closures, kinds of visit, prices, insurers, staff."))


def _audit(actor: Actor, now: datetime) -> Iterator[Tile]:
    if audit.may_read(actor):
        yield Tile(_("Who looked and who changed what"), "audit:lines", _("By member of staff, patient or day."))
        yield Tile(_("Is the account whole?"), "audit:verification", _("Every line is checked anew."))


MAKERS: tuple[Maker, ...] = (
    _my_day,
    _today,
    _kept_result,
    _tomorrow,
    _stranded,
    _inbox,
    _insurance,
    _find,
    _messages,
    _duplicates,
    _clinic,
    _audit,
)
