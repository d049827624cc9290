"""Seen today: from the result to a confirmed visit; and the honest page where today is full."""

import pytest
from playwright.sync_api import expect

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Clinician, Visit
from eutonia.knowledge.vocabulary import Urgency
from tests.clinic.booking import clinic
from tests.journeys.booking import Booker, Clock, clock, newest
from tests.journeys.questionnaire import prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]

DARK_URINE = {"chief-complaint": "cramp", "dark-urine": "present"}
FIRST_FIT = {"chief-complaint": "cramp", "fit-today": "present"}


def test_from_the_result_to_a_visit_today(visitor: Visitor, clock: Clock) -> None:
    prepared(visitor, sheet_of(DARK_URINE))
    visitor.opens("/assessment/result/")
    visitor.sees_heading("See someone today")
    visitor.presses("Book a visit today")
    booker = Booker(visitor)
    expect(visitor.page.locator("input[name=age]")).to_have_value("63")
    booker.wants()
    booker.wishes(share="Yes")
    visitor.sees_heading("Choose a time")
    expect(visitor.page.get_by_role("group", name="Today, Wednesday 25 November")).to_be_visible()
    visitor.does_not_see("Tomorrow, Thursday 26 November")
    visitor.sees("The whole way, if every test is needed")
    booker.takes("9:15am", "Today")
    booker.is_kept("Wednesday 25 November 2026 at 9:15am", until="8:10am")
    booker.is_called("Asha", "Lindqvist", (3, 4, 1963))
    booker.is_reached()
    booker.needs(**{"GP surgery": "Welbeck practice"})
    booker.proves()
    booker.pays()
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    visitor.sees("45 minutes, until about 10am. All times are London time.")
    visitor.sees("The door from the street has no step.")
    visitor.sees("film one of your spasms")
    visit = Visit.objects.get()
    assert visit.urgency == Urgency.SAME_DAY
    assert visit.assessment is not None
    assert visit.starts_at == clinic.at(9, 15)
    assert newest("visit-confirmed").to == "asha@example.org"


def test_where_today_is_full_it_says_where_else_to_go_today_and_later_days_stand_below(
    visitor: Visitor, clock: Clock
) -> None:
    for who in Clinician.objects.filter(visit_types__code="new-consultation"):
        services.add_absence(
            clinic.staff(clinic.Role.MANAGER),
            services.AbsenceDetails(first=clinic.TODAY, last=clinic.TODAY, clinician=who.public_id),
            now=clock.at,
        )
    prepared(visitor, sheet_of(DARK_URINE))
    visitor.opens("/assessment/result/")
    visitor.presses("Book a visit today")
    booker = Booker(visitor)
    booker.wants()
    booker.wishes(share="No")
    visitor.sees_heading("Today is full: where else to go today")
    visitor.sees("Call NHS 111 or go to 111.nhs.uk")
    elsewhere = visitor.page.get_by_text("Call your GP surgery and ask for an urgent appointment today.")
    later = visitor.page.get_by_role("heading", name="Later days")
    expect(later).to_be_visible()
    above, below = elsewhere.bounding_box(), later.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
    visitor.does_not_see("Join the waiting list")


def test_an_emergency_is_never_offered_a_booking(visitor: Visitor, clock: Clock) -> None:
    prepared(visitor, sheet_of(FIRST_FIT))
    visitor.opens("/assessment/result/")
    visitor.sees_heading("Call 999 now")
    visitor.does_not_see("Book a visit")
    visitor.opens("/book/")
    visitor.sees_heading("Call 999 now")
    visitor.opens("/waiting-list/join/")
    visitor.sees_heading("Call 999 now")


def test_straight_from_the_site_danger_comes_first(visitor: Visitor, clock: Clock) -> None:
    visitor.opens("/")
    visitor.follows("Book a visit")
    visitor.sees_heading("Is one of these there now?")
    visitor.presses("Continue")
    visitor.is_told("Choose a line, or “None of these”")
    visitor.page.get_by_role("radio").first.check()
    visitor.presses("Continue")
    visitor.sees_heading("Call 999 now")
    expect(visitor.page.get_by_role("link", name="Call 999", exact=True)).to_have_attribute("href", "tel:999")
    visitor.follows("I chose this by mistake")
    visitor.page.get_by_role("radio").nth(1).check()
    visitor.presses("Continue")
    visitor.sees_heading("Go to A&E now")
    visitor.opens("/book/times/")
    visitor.sees_heading("Your booking is not here")
