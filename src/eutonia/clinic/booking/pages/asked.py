"""Waiting, offers and enquiries as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.pages.world import SiteLine
from eutonia.clinic.outbox.channels import Channel
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.money import MoneyRange
from eutonia.pathway.standing import Payer


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Somebody on the waiting list; ``place`` counts from 1, in the order in which they are asked."""

    public_id: UUID
    place: int
    patient: UUID
    patient_name: str
    visit_type: str
    visit_type_name: str
    clinician_name: str
    urgency: Urgency | None
    weekdays: tuple[int, ...]
    first: date
    last: date
    state: str
    joined_at: datetime
    offer_until: datetime | None


@dataclass(frozen=True, slots=True)
class OfferPage:
    """An offered place, behind its link."""

    wall: datetime
    minutes: int
    lay_name: str
    clinician_name: str
    clinician_title: str
    site: SiteLine
    price: MoneyRange
    payer: Payer
    replaces: datetime | None
    """The later visit that it would move, on the wall clock."""
    until: datetime


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """An enquiry in the inbox."""

    public_id: UUID
    name: str
    question: str
    state: str
    state_name: str
    owner: UUID | None
    owner_name: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class EnquiryStep:
    """One step of an enquiry."""

    sequence: int
    action: str
    action_name: str
    words: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class EnquiryPage:
    """An enquiry, opened."""

    line: EnquiryLine
    channel: Channel
    contact: str
    visit: UUID | None
    steps: tuple[EnquiryStep, ...]
