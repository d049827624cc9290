"""What pages show of the clinic's world, of visits and of the day: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.records import OpenSlot
from eutonia.clinic.cover.queries import AuthorisationRecord, VisitPayments
from eutonia.clinic.outbox.channels import Channel
from eutonia.knowledge.vocabulary import Issue, Urgency
from eutonia.pathway.consent import Consent
from eutonia.pathway.cover import CoverTold
from eutonia.pathway.money import Money, MoneyRange
from eutonia.pathway.offer import MayBook
from eutonia.pathway.standing import AuthorisationState, Payer
from eutonia.pathway.states import VisitAction, VisitState

# ---- the world ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site, with how to get there."""

    code: str
    name: str
    address: str
    postcode: str
    phone: str
    email: str
    zone: str
    holidays: str
    step_free: str
    travel: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room."""

    code: str
    site: str
    name: str
    directions: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class VisitTypeLine:
    """A kind of visit, with its price. ``price_code`` and ``rooms`` are codes."""

    code: str
    name: str
    lay_name: str
    mode: str
    minutes: int
    buffer_before: int
    buffer_after: int
    notice_minutes: int
    is_first: bool
    is_open: bool
    price: MoneyRange
    price_code: str
    procedures: tuple[str, ...]
    preparation: str
    bring: str
    rooms: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class ClinicianLine:
    """Somebody who sees patients. ``insurers`` and ``visit_types`` are codes; ``account`` the id of their account."""

    public_id: UUID
    code: str
    name: str
    title: str
    specialties: tuple[str, ...]
    languages: tuple[str, ...]
    ages_from: int
    ages_to: int
    insurers: tuple[str, ...]
    visit_types: tuple[str, ...]
    account: UUID | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """The rules of booking."""

    horizon_days: int
    kept_back: int
    kept_back_type: str
    kept_back_opens: time
    kept_back_days_before: int
    reminder_hours: tuple[int, ...]
    offer_minutes: int


@dataclass(frozen=True, slots=True)
class World:
    """All that the manager edits, but for rotas."""

    sites: tuple[SiteLine, ...]
    rooms: tuple[RoomLine, ...]
    visit_types: tuple[VisitTypeLine, ...]
    clinicians: tuple[ClinicianLine, ...]
    policy: PolicyLine | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """Weekly work."""

    public_id: UUID
    clinician: UUID
    clinician_name: str
    site: str
    room: str
    weekday: int
    starts: time
    ends: time
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """Work on one day."""

    public_id: UUID
    clinician: UUID
    clinician_name: str
    site: str
    room: str
    day: date
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Somebody away, or a room out of use; ``whose`` is its name."""

    public_id: UUID
    whose: str
    clinician: UUID | None
    room: str
    first: date
    last: date
    starts: time
    ends: time
    why: str


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """Days on which a site is closed. ``public_id`` None: a bank holiday, which ``is_open`` all the same or not."""

    public_id: UUID | None
    site: str
    first: date
    last: date
    why: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class RotaPage:
    """When people work, from today on."""

    sessions: tuple[SessionLine, ...]
    extras: tuple[ExtraLine, ...]
    absences: tuple[AbsenceLine, ...]
    closures: tuple[ClosureLine, ...]


# ---- choosing a time ------------------------------------------------------------------------------------------


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


# ---- visits ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as a list or board shows it. ``actions`` are what this person can do with it now.

    ``missing`` is what stands in the way of seeing the patient: consent, authorisation, the form.
    """

    public_id: UUID
    patient: UUID
    patient_name: str
    birth_date: date
    age: int
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
class Gap:
    """A stretch of a clinician's work in which nothing is booked, by the wall clock."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """Its length."""
        return int((self.ends - self.starts).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Column:
    """The day of one clinician, or of one room (without work and gaps)."""

    key: str
    name: str
    title: str
    work: tuple[Gap, ...]
    gaps: tuple[Gap, ...]
    visits: tuple[VisitLine, ...]


@dataclass(frozen=True, slots=True)
class DayBoard:
    """A day at a site: the same visits by clinician, by room, and as one list in order of time."""

    day: date
    site: SiteLine
    closed: str
    clinicians: tuple[Column, ...]
    rooms: tuple[Column, ...]
    visits: tuple[VisitLine, ...]


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day of a month: visits still standing, free starts for first visits, and why it is closed."""

    day: date
    visits: int
    free: int
    closed: str


@dataclass(frozen=True, slots=True)
class DayProblem:
    """Something that should be mended before a visit."""

    visit: VisitLine
    kind: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class WorkLine:
    """An authorisation that waits for somebody, with its coming visits, the soonest first."""

    record: AuthorisationRecord
    visits: tuple[VisitLine, ...]


@dataclass(frozen=True, slots=True)
class ConfidentialLine:
    """What a young person told in confidence, for clinicians."""

    public_id: UUID
    words: str
    by: Actor
    at: datetime
    visit: UUID | None


# ---- waiting list and enquiries -------------------------------------------------------------------------------


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
