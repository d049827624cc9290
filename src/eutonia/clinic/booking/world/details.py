"""The clinic's world as the manager enters it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from eutonia.pathway.rota import MIDNIGHT


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """A site. ``holidays``: whose bank holidays are kept, such as ``GB-ENG``; empty: none."""

    code: str
    name: str
    address: str
    postcode: str
    phone: str
    email: str
    zone: str
    holidays: str = ""
    step_free: str = ""
    travel: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RoomDetails:
    """A room of a site."""

    code: str
    site: str
    name: str
    directions: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class VisitTypeDetails:
    """A kind of visit. ``price`` and ``rooms`` are codes."""

    code: str
    name: str
    lay_name: str
    mode: str
    minutes: int
    price: str
    notice_minutes: int = 60
    buffer_before: int = 0
    buffer_after: int = 0
    is_first: bool = False
    is_open: bool = False
    procedures: tuple[str, ...] = ()
    preparation: str = ""
    bring: str = ""
    rooms: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ClinicianDetails:
    """Somebody who sees patients. ``account`` is the id of their account, if they have one."""

    code: str
    name: str
    title: str
    languages: tuple[str, ...]
    ages_from: int
    ages_to: int
    specialties: tuple[str, ...] = ()
    visit_types: tuple[str, ...] = ()
    insurers: tuple[str, ...] = ()
    account: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PolicyDetails:
    """The rules of booking."""

    horizon_days: int
    kept_back: int
    kept_back_type: str
    kept_back_opens: time
    kept_back_days_before: int
    reminder_hours: tuple[int, ...]
    offer_minutes: int


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """Weekly work by the clock on the wall. ``room`` empty: whichever fits and is free."""

    clinician: UUID
    site: str
    weekday: int
    starts: time
    ends: time
    first: date
    last: date | None = None
    room: str = ""


@dataclass(frozen=True, slots=True)
class ExtraDetails:
    """Work on one day beyond the weekly rota."""

    clinician: UUID
    site: str
    day: date
    starts: time
    ends: time
    room: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceDetails:
    """A clinician (by id) who is away, or a room (by code) that is out of use; exactly one of them.

    From ``starts`` on the ``first`` day to ``ends`` on the ``last``; without times, whole days.
    """

    first: date
    last: date
    clinician: UUID | None = None
    room: str = ""
    starts: time = MIDNIGHT
    ends: time = MIDNIGHT
    why: str = ""

    def __post_init__(self) -> None:
        if (self.clinician is None) == (not self.room):
            raise ValueError("an absence is of a clinician or of a room")
