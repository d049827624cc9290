"""A day, a month and the work of the desk as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from eutonia.clinic.booking.pages.visits import VisitLine
from eutonia.clinic.booking.pages.world import SiteLine
from eutonia.clinic.cover.queries import AuthorisationRecord
from eutonia.knowledge.vocabulary import Issue


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
