"""What pages show of prices, insurers, authorisations and payments: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.cover.models import PaymentKind
from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.money import Money, MoneyRange
from eutonia.pathway.standing import AuthorisationState, Standing
from eutonia.pathway.states import AuthorisationAction


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of the price list."""

    code: str
    name: str
    group: str
    group_name: str
    price: MoneyRange
    is_active: bool


@dataclass(frozen=True, slots=True)
class InsurerLine:
    """An insurer as one chooses it."""

    public_id: UUID
    code: str
    name: str
    membership_pattern: str
    membership_hint: str
    phone: str
    portal: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """That a patient is a member of an insurer."""

    public_id: UUID
    insurer: str
    insurer_name: str
    membership_number: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class AuthorisationStep:
    """One entry of the history of an authorisation."""

    sequence: int
    action: str
    state: AuthorisationState
    note: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class AuthorisationRecord:
    """An authorisation as the insurance role opens it. ``actions`` are what its state leaves this person to do."""

    public_id: UUID
    patient: UUID
    patient_name: str
    birth_date: date
    coverage: CoverageLine
    insurer: InsurerLine
    standing: Standing
    procedures: tuple[str, ...]
    diagnoses: tuple[str, ...]
    missing: tuple[Issue, ...]
    actions: tuple[AuthorisationAction, ...]
    history: tuple[AuthorisationStep, ...]


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment, refund or mistake. ``left`` is what can still be given back."""

    public_id: UUID
    kind: PaymentKind
    of: UUID | None
    amount: Money
    method: str
    reference: str
    why: str
    taken_by: UUID
    at: datetime
    left: Money


@dataclass(frozen=True, slots=True)
class VisitPayments:
    """What was paid for a visit: the lines, and what is left in the till after refunds and mistakes."""

    lines: tuple[PaymentLine, ...]
    paid: Money
