"""What the page of one visit shows, worked out before the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from eutonia.clinic.audit.queries import Actor, ActorKind
from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import Permission, VisitPage
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover.queries import CoverPermission, PaymentKind, PaymentLine
from eutonia.clinic.people.queries import colleagues
from eutonia.pathway.consent import Consent
from eutonia.pathway.money import Money
from eutonia.pathway.standing import Payer
from eutonia.pathway.states import VisitAction
from eutonia.web.deeds import capacity
from eutonia.web.staff.desk.words import ACTIONS, METHODS, STEPS, UNDOING, Words

TIMED = (VisitAction.BOOK.value, VisitAction.MOVE.value)
"""Steps that give a visit its time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    at: datetime
    what: Words
    when: datetime | None
    """When the visit then was to be; None for a step that leaves its time as it was."""
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment, refund or mistake, and what can be done about it."""

    line: PaymentLine
    name: str
    method: Words
    who: str
    may_void: bool
    may_refund: bool


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """A visit as staff see it. ``steps`` are done by one press; the rest have pages of their own."""

    visit: VisitPage
    steps: tuple[VisitAction, ...]
    undo: VisitAction | None
    may_move: bool
    may_cancel: bool
    may_no_show: bool
    may_pay: bool
    may_change_payer: bool
    may_record_consent: bool
    may_judge: bool
    may_authorise: bool
    has_confidence: bool | None
    """None: this role may not know."""
    payments: tuple[Paid, ...]
    owed: Money
    history: tuple[Entry, ...]


def staff_visit(actor: Actor, public_id: UUID, *, now: datetime) -> StaffVisit:
    """Open a visit; the query writes down that it was seen. Raises `NotFound`, ``PermissionDenied``."""
    page = queries.visit(actor, public_id, now=now)
    line, names = page.line, colleagues(actor)
    actions = line.actions
    confides = queries.may(actor, Permission.CONFIDE)
    payer_can_change = VisitAction.PAY_SELF in actions or VisitAction.USE_INSURANCE in actions
    return StaffVisit(
        visit=page,
        steps=tuple(action for action in ACTIONS if action in actions and action not in UNDOING),
        undo=next((action for action in actions if action in UNDOING), None),
        may_move=VisitAction.MOVE in actions,
        may_cancel=VisitAction.CANCEL in actions,
        may_no_show=VisitAction.NO_SHOW in actions,
        may_pay=cover.may(actor, CoverPermission.TAKE),
        may_change_payer=payer_can_change and cover.may(actor, CoverPermission.COVER),
        may_record_consent=line.consent is Consent.MISSING and queries.may(actor, Permission.PLACE),
        may_judge=line.age < 16 and queries.may(actor, Permission.SEE),
        may_authorise=line.authorisation is not None and cover.may(actor, CoverPermission.AUTHORISE),
        has_confidence=queries.has_confidence(actor, line.patient) if confides else None,
        payments=tuple(_paid(actor, page, names)),
        owed=owed(page),
        history=tuple(
            Entry(
                step.at,
                STEPS.get(step.action, step.action),
                step.wall if step.action in TIMED else None,
                _who(step.by, names),
                step.why,
            )
            for step in reversed(page.history)
        ),
    )


def owed(page: VisitPage) -> Money:
    """What the patient still owes at the least, by what they were told before booking."""
    return page.told.pays.low.less(page.payments.paid) if page.line.payer is Payer.SELF else Money(0)


def _paid(actor: Actor, page: VisitPage, names: Mapping[UUID, str]) -> Iterable[Paid]:
    corrects = cover.may(actor, CoverPermission.REFUND)
    titles = {
        PaymentKind.PAYMENT: _("Paid"),
        PaymentKind.REFUND: _("Given back"),
        PaymentKind.VOID: _("Entered by mistake"),
    }
    for line in page.payments.lines:
        is_whole = line.kind is PaymentKind.PAYMENT and line.left == line.amount
        own = corrects or (line.taken_by == actor.id and cover.may(actor, CoverPermission.TAKE))
        yield Paid(
            line=line,
            name=titles[line.kind],
            method=METHODS.get(line.method, line.method),
            who=names.get(line.taken_by, ""),
            may_void=is_whole and own,
            may_refund=corrects and line.left.pence > 0,
        )


def _who(actor: Actor, names: Mapping[UUID, str]) -> str:
    name = names.get(actor.id) if actor.id and actor.kind == ActorKind.STAFF else None
    return name or capacity(actor)
