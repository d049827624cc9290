"""A visit as a calendar file (RFC 5545): neutral words, the zone of the site, the same UID for as long as it lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress

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
    zone = ZoneInfo(visit.zone)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(_timezone(visit.zone, visit.starts_at.year))
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
    calendar.add_component(event)
    content = calendar.to_ical().decode("utf-8")
    return Attachment("booking.ics", f"text/calendar; method={calendar['method']}; charset=utf-8", content)


@lru_cache(maxsize=32)
def _timezone(name: str, year: int) -> Timezone:
    """The rules of a zone around a year, so that a calendar without a list of its own shows the right time."""
    return Timezone.from_tzid(name, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
