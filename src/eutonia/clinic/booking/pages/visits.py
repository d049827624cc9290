"""Free times and visits as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.pages.world import SiteLine
from eutonia.clinic.booking.records import OpenSlot
from eutonia.clinic.cover.queries import VisitPayments
from eutonia.knowledge.vocabulary import Issue, Urgency
from eutonia.pathway.consent import Consent
from eutonia.pathway.cover import CoverTold
from eutonia.pathway.money import Money, MoneyRange
from eutonia.pathway.offer import MayBook
from eutonia.pathway.standing import AuthorisationState, Payer
from eutonia.pathway.states import VisitAction, VisitState


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """What somebody can choose from. ``later`` is shown only together with ``may_book.elsewhere``.

    ``first`` and ``last`` are the dates that were looked at; None where nothing can be booked.
    """

    may_book: MayBook
    slots: tuple[OpenSlot, ...]
    later: tuple[OpenSlot, ...]
    first: date | None
    last: date | None

    @property
    def is_full(self) -> bool:
        """Whether something may be booked, and nothing is free in the days that the urgency sees."""
        return self.first is not None and not self.slots


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as a list or board shows it. ``actions`` are what this person can do with it now.

    ``missing`` is what stands in the way of seeing the patient: consent, authorisation, the form.
    ``communication_needs`` and ``interpreter_language`` are for staff, and empty for anybody else.
    """

    public_id: UUID
    patient: UUID
    patient_name: str
    birth_date: date
    age: int
    communication_needs: str
    interpreter_language: str
    visit_type: str
    visit_type_name: str
    mode: str
    clinician: UUID
    clinician_name: str
    site: str
    room: str
    room_name: str
    starts_at: datetime
    wall: datetime
    minutes: int
    state: VisitState
    urgency: Urgency | None
    payer: Payer
    authorisation: UUID | None
    authorisation_state: AuthorisationState | None
    consent: Consent
    missing: tuple[Issue, ...]
    actions: tuple[VisitAction, ...]
    quote: MoneyRange
    paid: Money

    @property
    def ends(self) -> datetime:
        """The end on the wall clock: minutes on a clock that does not change within a visit."""
        return self.wall + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class VisitStep:
    """One entry of a visit's history."""

    sequence: int
    action: str
    state: VisitState
    wall: datetime
    why: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitPage:
    """A visit as the patient, a guardian or staff open it. Never holds what was told in confidence.

    For staff ``history`` is filled, and ``why`` in it; for others it is empty.
    """

    line: VisitLine
    site: SiteLine
    clinician_title: str
    lay_name: str
    preparation: str
    bring: str
    directions: str
    told: CoverTold
    insurer_name: str
    payments: VisitPayments
    guardian_name: str
    is_over: bool
    history: tuple[VisitStep, ...]


@dataclass(frozen=True, slots=True)
class ConfidentialLine:
    """What a young person told in confidence, for clinicians."""

    public_id: UUID
    words: str
    by: Actor
    at: datetime
    visit: UUID | None
