"""What an insurer's system and a payment provider must be able to do. Implementations are named by the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from eutonia.pathway.standing import AuthorisationState, Terms


@dataclass(frozen=True, slots=True)
class AuthorisationRequest:
    """What an insurer is told. ``key`` is the same when the same request is sent again."""

    key: str
    insurer: str
    insurer_phone: str
    insurer_portal: str
    membership_number: str
    patient_name: str
    birth_date: date
    procedures: tuple[str, ...]
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of sending. ``to_do`` says what a person must do now; empty: nothing, the system did it."""

    reference: str = ""
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class InsurerAnswer:
    """What an insurer answered: a new state, its terms if it approved, and its words."""

    state: AuthorisationState
    terms: Terms | None = None
    words: str = ""


class InsurerGateway(Protocol):
    """Asks insurers for authorisation.

    ``send`` is called before its result is written down, and again with the same key if writing failed: an
    implementation that talks to a network must send the same key once.
    """

    def send(self, request: AuthorisationRequest) -> Sent:
        """Hand the request over, or say what a person must do."""

    def answer(self, request: AuthorisationRequest) -> InsurerAnswer | None:
        """What the insurer says by now; None if nothing yet, or if only a person can find out."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Money to be taken for a visit, or given back. ``reference`` is what the desk has: a receipt number."""

    key: str
    visit: UUID
    pence: int
    method: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider calls the payment."""

    reference: str


class PaymentRefused(Exception):
    """The provider did not take or give back the money. The message says why, without a card's number."""


class PaymentGateway(Protocol):
    """Takes money and gives it back. The same key takes or gives it once."""

    @property
    def methods(self) -> tuple[str, ...]:
        """The ways of paying that it knows."""

    def take(self, charge: Charge) -> Receipt:
        """Take the money. Raises :class:`PaymentRefused`."""

    def give_back(self, charge: Charge) -> Receipt:
        """Give the money back. Raises :class:`PaymentRefused`."""


@cache
def insurer_gateway() -> InsurerGateway:
    """The gateway that the settings name (``EUTONIA_INSURER_GATEWAY``)."""
    gateway: InsurerGateway = import_string(settings.EUTONIA_INSURER_GATEWAY)()
    return gateway


@cache
def payment_gateway() -> PaymentGateway:
    """The gateway that the settings name (``EUTONIA_PAYMENT_GATEWAY``)."""
    gateway: PaymentGateway = import_string(settings.EUTONIA_PAYMENT_GATEWAY)()
    return gateway
