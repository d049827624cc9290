"""A visit as a calendar file (RFC 5545): neutral words, the zone of the site, the same UID for as long as it lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Event, Timezone, vCalAddress

from eutonia.clinic.outbox.channels import Attachment

PRODUCT = "-//Eutonia//Booking//EN"
WALL = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """What a calendar may know of a visit. ``sequence`` rises with every change."""

    public_id: UUID
    starts_at: datetime
    minutes: int
    zone: str
    place: str
    organiser: str
    sequence: int


def calendar_file(visit: CalendarVisit, *, now: datetime, is_cancelled: bool = False) -> Attachment:
    """Return the file. A later one with a higher sequence replaces the entry; a cancelled one removes it."""
    method = "CANCEL" if is_cancelled else "PUBLISH"
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"METHOD:{method}")
    whole = (
        "".join(f"{line}\r\n" for line in lines)
        + _timezone(visit.zone, visit.starts_at.year)
        + "BEGIN:VEVENT\r\n"
        + _own(visit, now)
        + _shared(get_language(), visit.place, visit.organiser, "CANCELLED" if is_cancelled else "CONFIRMED")
        + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return Attachment("booking.ics", f"text/calendar; method={method}; charset=utf-8", whole)


def _own(visit: CalendarVisit, now: datetime) -> str:
    """The lines of an event that no other has. Plain numbers and times, so nothing in them needs the library."""
    begins = visit.starts_at.astimezone(ZoneInfo(visit.zone))
    ends = (visit.starts_at + timedelta(minutes=visit.minutes)).astimezone(ZoneInfo(visit.zone))
    return (
        f"UID:{visit.public_id}@eutonia\r\n"
        f"SEQUENCE:{visit.sequence}\r\n"
        f"DTSTAMP:{now.astimezone(UTC):{WALL}}Z\r\n"
        f"DTSTART;TZID={visit.zone}:{begins:{WALL}}\r\n"
        f"DTEND;TZID={visit.zone}:{ends:{WALL}}\r\n"
    )


@lru_cache(maxsize=32)
def _shared(language: str | None, place: str, organiser: str, status: str) -> str:
    """The lines that all events at a place have in the language of this thread; writing them takes most of the time."""
    event = Event()
    event.add("summary", _("Your booking"))  # nothing about health: other people see calendars
    event.add("location", place)
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("status", status)
    event.add("class", "PRIVATE")
    whole = str(event.to_ical(), "utf-8")
    return whole.removeprefix("BEGIN:VEVENT\r\n").removesuffix("END:VEVENT\r\n")


@lru_cache(maxsize=32)
def _timezone(name: str, year: int) -> str:
    """The rules of a zone around a year, so that a calendar without a list of its own shows the right time."""
    rules = Timezone.from_tzid(name, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return str(rules.to_ical(), "utf-8")
