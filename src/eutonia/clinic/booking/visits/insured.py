"""Where visits and insurers meet: who pays, asking the insurer, and that nothing begins before it is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from eutonia.clinic.audit.actors import SYSTEM, Actor
from eutonia.clinic.booking import rows
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.booking.problems import MoreThanPrice, NotInsuredHere
from eutonia.clinic.booking.rows import today_at
from eutonia.clinic.booking.visits import telling
from eutonia.clinic.booking.visits.making import coverage_for
from eutonia.clinic.cover import authorising, paying
from eutonia.clinic.cover.access import CoverPermission
from eutonia.clinic.cover.access import require as require_cover
from eutonia.clinic.cover.models import Authorisation
from eutonia.clinic.cover.protocols import Sent
from eutonia.clinic.cover.queries import paid_for
from eutonia.clinic.people.registration import today_of
from eutonia.pathway.money import NOTHING, Money
from eutonia.pathway.standing import AuthorisationState, Payer, Standing, Terms
from eutonia.pathway.states import AuthorisationAction, VisitAction, VisitState

OVER = (VisitState.CANCELLED.value, VisitState.LEFT.value, VisitState.NO_SHOW.value)


def pay_self(actor: Actor, visit: UUID, *, now: datetime, why: str = "") -> None:
    """The patient pays this visit themselves. Until it begins."""
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        before = rows.snapshot(row)
        rows.after(row, VisitAction.PAY_SELF, actor, now=now)
        old = row.authorisation
        row.payer, row.coverage, row.authorisation = Payer.SELF.value, None, None
        row.save(update_fields=["payer", "coverage", "authorisation"])
        rows.append(row, VisitAction.PAY_SELF, actor, now=now, before=before, why=why)
        if old is not None:
            _set_aside(actor, old, row, now=now)


def use_insurance(
    actor: Actor, visit: UUID, coverage: UUID, *, now: datetime, authorisation: UUID | None = None, why: str = ""
) -> None:
    """An insurer pays this visit: with an authorisation that is there, or one that somebody must now ask for."""
    with transaction.atomic():
        row = rows.locked(actor, visit, now=now)
        before = rows.snapshot(row)
        rows.after(row, VisitAction.USE_INSURANCE, actor, now=now)
        found, leave = coverage_for(row.patient, row.clinician, coverage, authorisation)
        if found is None:
            raise NotInsuredHere
        today = today_at(row, now)
        leave = leave or authorising.need(actor, found, row.visit_type.procedures, (), today=today, now=now)
        row.payer, row.coverage, row.authorisation = Payer.INSURED.value, found, leave
        row.save(update_fields=["payer", "coverage", "authorisation"])
        rows.append(row, VisitAction.USE_INSURANCE, actor, now=now, before=before, why=why)


def request_authorisation(actor: Actor, authorisation: UUID, *, now: datetime) -> Sent:
    """Ask the insurer, through the gateway of the settings. Returns what a person must still do."""
    return authorising.request(actor, authorisation, today=today_of(now), now=now)


def authorise(
    actor: Actor,
    authorisation: UUID,
    action: AuthorisationAction,
    *,
    now: datetime,
    terms: Terms | None = None,
    note: str = "",
) -> Standing:
    """Take a step with an authorisation, and tell the patients of its coming visits that there is news."""
    require_cover(actor, CoverPermission.AUTHORISE)
    with transaction.atomic():
        standing = authorising.step(actor, authorisation, action, today=today_of(now), now=now, terms=terms, note=note)
        for visit in _live(authorisation):
            sequence = visit.authorisation.entries.count() if visit.authorisation else 0
            telling.tell_cover(visit, sequence, now=now)
    return standing


def expire_authorisations(*, now: datetime) -> int:
    """Mark approvals whose last day is over. Called by the worker. Returns how many."""
    today = today_of(now)
    over = Authorisation.objects.filter(state=AuthorisationState.APPROVED.value, expires_on__lt=today)
    count = 0
    for public_id in list(over.values_list("public_id", flat=True)):
        authorising.expire(SYSTEM, public_id, today=today, now=now)
        count += 1
    return count


def begin_use(row: Visit) -> Callable[[Actor, datetime], None]:
    """Lock the authorisation of a visit that is about to begin, and return what counts it once it has."""
    if row.payer != Payer.INSURED or row.authorisation is None:
        return lambda actor, now: None
    leave = row.authorisation = authorising.locked(row.authorisation.public_id)
    return lambda actor, now: authorising.use(actor, leave, row.public_id, today=today_at(row, now), now=now)


def end_use(actor: Actor, row: Visit, *, now: datetime) -> None:
    """A visit had not begun after all: give its use of the authorisation back."""
    if row.authorisation is not None:
        leave = authorising.locked(row.authorisation.public_id)
        authorising.give_back(actor, leave, row.public_id, today=today_at(row, now), now=now)


def set_aside_if_idle(actor: Actor, row: Visit, *, now: datetime) -> None:
    """Nobody needs to ask the insurer any more once the last visit under an authorisation is cancelled."""
    if row.authorisation is not None:
        _set_aside(actor, row.authorisation, row, now=now)


def take_payment(
    actor: Actor,
    visit: UUID,
    *,
    pence: int,
    method: str,
    key: str,
    now: datetime,
    reference: str = "",
    anyway: bool = False,
) -> UUID:
    """Take money for a visit at the desk; the same key takes it once. Returns the id of the payment.

    Raises `MoreThanPrice` unless ``anyway`` where more would be paid than the price that was shown before booking.
    """
    row = rows.opened(actor, visit, now=now)
    require_cover(actor, CoverPermission.TAKE)
    if not anyway and not paying.is_taken(key):
        _refuse_more(row, pence)
    bill = paying.Bill(row.public_id, row.patient.public_id, pence, method, key, reference)
    return paying.take_payment(actor, bill, now=now)


def _refuse_more(row: Visit, pence: int) -> None:
    price = Money(row.quote_high)
    paid = paid_for([row.public_id]).get(row.public_id, NOTHING) + Money(max(0, pence))
    if paid > price:
        raise MoreThanPrice(paid, price)


def _set_aside(actor: Actor, leave: Authorisation, row: Visit, *, now: datetime) -> None:
    if leave.state != AuthorisationState.NEEDED or _live(leave.public_id).exclude(pk=row.pk).exists():
        return
    authorising.step(actor, leave.public_id, AuthorisationAction.SET_ASIDE, today=today_at(row, now), now=now)


def _live(authorisation: UUID) -> QuerySet[Visit]:
    """Visits under an authorisation that are still to come or are going on."""
    return rows.visits().filter(authorisation__public_id=authorisation).exclude(state__in=OVER)
