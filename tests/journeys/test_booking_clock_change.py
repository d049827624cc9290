"""The night in which the clocks change: page, message and calendar file tell one and the same time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.journeys.booking import Booker, Clock, clock, newest
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]

BACK, FORWARD = date(2026, 10, 25), date(2027, 3, 28)
"""Sundays on which the clocks of London change (in Great Britain: the last ones of October and of March)."""


@pytest.mark.parametrize(
    ("day", "offset", "note"),
    [
        (BACK, "+00:00", "The clocks go back in the night before."),
        (FORWARD, "+01:00", "The clocks go forward in the night before."),
    ],
)
def test_the_time_is_that_of_the_clock_on_the_wall(
    visitor: Visitor, clock: Clock, day: date, offset: str, note: str
) -> None:
    clock.at = datetime(day.year, day.month, day.day - 1, 12, tzinfo=UTC)  # Saturday noon, on the old clock
    extra = services.ExtraDetails(clinic.clinician().public_id, "welbeck-street", day, time(9), time(12))
    services.add_extra(clinic.staff(Role.MANAGER), extra, now=clock.at)
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.wants(44)
    booker.wishes()
    visitor.sees(note)
    booker.takes("9:30am", "Tomorrow, Sunday")
    old = clock.at.astimezone(ZoneInfo("Europe/London"))
    kept = "1:10pm" if old.hour == 13 else "12:10pm"  # noon by the sun: 1pm in summer
    visitor.sees(f"We keep it for you until {kept}.")
    booker.says_who_she_is()
    booker.pays()
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    words = f"Sunday {day.day} {day:%B} {day.year} at 9:30am"
    visitor.sees(words)
    visitor.sees(note)
    visit = Visit.objects.get()
    assert visit.starts_at == datetime.fromisoformat(f"{day}T09:30:00{offset}")
    booker.opens_link("visit-confirmed")
    visitor.sees(words)
    for text in (newest("visit-confirmed").attachment, downloaded(visitor)):
        event = next(iter(icalendar.Calendar.from_ical(text).walk("VEVENT")))
        assert f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T093000" in text
        assert event.decoded("dtstart") == visit.starts_at


def downloaded(visitor: Visitor) -> str:
    """The calendar file that the page gives."""
    with visitor.page.expect_download() as download:
        visitor.follows("Add it to your calendar")
    return download.value.path().read_text(encoding="utf-8")
