"""Payments, refunds and mistakes: appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.cover.access import CoverPermission, require
from eutonia.clinic.cover.models import Payment, PaymentKind
from eutonia.clinic.cover.problems import CoverNotFound, CoverProblem
from eutonia.clinic.cover.protocols import Charge, PaymentRefused, payment_gateway
from eutonia.clinic.people.models import Patient

LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Bill:
    """Money that is to be taken for a visit. ``key`` is made once per form: a double click pays once."""

    visit: UUID
    patient: UUID
    pence: int
    method: str
    key: str
    reference: str = ""


def take_payment(actor: Actor, bill: Bill, *, now: datetime) -> UUID:
    """Take money for a visit and return the payment's id; the same key returns the first payment again.

    Raises `CoverProblem` for an amount of nothing or a way of paying that is not known.
    """
    require(actor, CoverPermission.TAKE)
    if bill.pence <= 0:
        raise CoverProblem(_("There is no amount."), _("Enter the amount that you took, such as 45.50."))
    try:
        with transaction.atomic():
            if (before := Payment.objects.filter(key=bill.key).first()) is not None:
                return _same(before, bill)
            receipt = _asked(Charge(bill.key, bill.visit, bill.pence, bill.method, bill.reference), back=False)
            return _append(actor, bill, PaymentKind.PAYMENT, None, receipt, "", now=now).public_id
    except IntegrityError:  # the other click of two
        return _same(Payment.objects.get(key=bill.key), bill)


def is_taken(key: str) -> bool:
    """Whether the payment of this form was taken already: the other click of two."""
    return Payment.objects.filter(key=key).exists()


def refund(actor: Actor, payment: UUID, *, pence: int, why: str, key: str, now: datetime) -> UUID:
    """Give back some or all of a payment. Never more than what is left of it."""
    require(actor, CoverPermission.REFUND)
    reason = _reason(why)
    with transaction.atomic():
        row = _locked_payment(payment)
        if (before := row.corrections.filter(key=key).first()) is not None:
            return before.public_id
        if not 0 < pence <= left_of(row):
            raise CoverProblem(
                _("This is more than what is left of the payment, or nothing."),
                _("Enter an amount up to what was paid and not yet given back."),
            )
        bill = Bill(row.visit, row.patient.public_id, pence, row.method, key)
        receipt = _asked(Charge(key, row.visit, pence, row.method), back=True)
        return _append(actor, bill, PaymentKind.REFUND, row, receipt, reason, now=now).public_id


def void(actor: Actor, payment: UUID, *, why: str, now: datetime) -> UUID:
    """Say that a payment was entered by mistake: no money came in. Whoever entered it may, and the insurance role."""
    reason = _reason(why)
    with transaction.atomic():
        row = _locked_payment(payment)
        if actor.id != row.taken_by or actor.id is None:
            require(actor, CoverPermission.REFUND)
        else:
            require(actor, CoverPermission.TAKE)
        if row.corrections.exists():
            raise CoverProblem(
                _("This payment was corrected already."), _("Look at what was given back, and refund the rest.")
            )
        bill = Bill(row.visit, row.patient.public_id, row.pence, row.method, f"void:{row.public_id}")
        return _append(actor, bill, PaymentKind.VOID, row, "", reason, now=now).public_id


def left_of(row: Payment) -> int:
    """What is left of a payment after refunds, in pence; nothing if it was a mistake."""
    return row.pence - sum(row.corrections.values_list("pence", flat=True))


def _append(
    actor: Actor, bill: Bill, kind: PaymentKind, of: Payment | None, reference: str, why: str, *, now: datetime
) -> Payment:
    if actor.id is None:
        raise PermissionDenied("Only a member of staff deals with money.")
    patient = Patient.objects.resolve(bill.patient)
    row = Payment.objects.create(
        visit=bill.visit,
        patient=patient,
        kind=kind,
        of=of,
        pence=bill.pence,
        method=bill.method,
        reference=reference,
        key=bill.key,
        why=why,
        taken_by=actor.id,
        at=now,
    )
    record(
        actor,
        f"payment.{kind.value}",
        Subject("payment", row.public_id),
        now=now,
        patient=patient.public_id,
        after={"visit": bill.visit, "pence": bill.pence, "method": bill.method},
    )
    return row


def _asked(charge: Charge, *, back: bool) -> str:
    gateway = payment_gateway()
    try:
        return (gateway.give_back(charge) if back else gateway.take(charge)).reference
    except PaymentRefused as refused:
        raise CoverProblem(str(refused), _("Choose another way of paying, or ask the provider.")) from refused


def _same(row: Payment, bill: Bill) -> UUID:
    """The payment of this key, if it is the same payment."""
    if (row.visit, row.pence) != (bill.visit, bill.pence):
        raise CoverProblem(_("This form was used for another payment."), _("Open the page again and enter it anew."))
    return row.public_id


def _locked_payment(payment: UUID) -> Payment:
    rows: QuerySet[Payment] = Payment.objects.select_for_update(of=("self",)).select_related("patient")
    row = rows.filter(public_id=payment, kind=PaymentKind.PAYMENT).first()
    if row is None:
        raise CoverNotFound
    return row


def _reason(why: str) -> str:
    reason = why.strip()[:LONGEST_WHY]
    if not reason:
        raise CoverProblem(_("There is no reason."), _("Say in a few words why."))
    return reason
