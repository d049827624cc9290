"""A visit as a calendar file (RFC 5545): neutral words, the zone of the site, the same UID for as long as it lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Event, Timezone, vCalAddress

from eutonia.clinic.outbox.channels import Attachment

PRODUCT = "-//Eutonia//Booking//EN"


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
        + _event(visit, now, is_cancelled).to_ical().decode("utf-8")
        + "END:VCALENDAR\r\n"
    )
    return Attachment("booking.ics", f"text/calendar; method={method}; charset=utf-8", whole)


def _event(visit: CalendarVisit, now: datetime, is_cancelled: bool) -> Event:
    zone = ZoneInfo(visit.zone)
    event = Event()
    event.add("uid", f"{visit.public_id}@eutonia")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", visit.starts_at.astimezone(zone))
    event.add("dtend", (visit.starts_at + timedelta(minutes=visit.minutes)).astimezone(zone))
    event.add("summary", _("Your booking"))  # nothing about health: other people see calendars
    event.add("location", visit.place)
    event.add("organizer", vCalAddress(f"mailto:{visit.organiser}"))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


@lru_cache(maxsize=32)
def _timezone(name: str, year: int) -> str:
    """The rules of a zone around a year, so that a calendar without a list of its own shows the right time."""
    rules = Timezone.from_tzid(name, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return str(rules.to_ical(), "utf-8")
