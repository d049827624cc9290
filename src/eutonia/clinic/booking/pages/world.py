"""The clinic's world as pages show it: sites, rooms, kinds of visit, clinicians, the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from eutonia.pathway.money import MoneyRange


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
