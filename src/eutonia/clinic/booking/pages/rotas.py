"""Who works when, as the manager's pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID


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
