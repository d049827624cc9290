"""After booking: moved, cancelled, offered to somebody who waits; a lost link; two people and one place."""

import pytest
from playwright.sync_api import expect

from eutonia.clinic.booking.models import Visit, WaitingEntry
from tests.clinic.booking import clinic
from tests.journeys.booking import BOOK, JOIN, KEEP, Booker, Clock, clock, newest
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]


def test_moved_by_the_link(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor)
    booker.books("11am", "Tomorrow")
    visitor.presses("Close this on a shared computer")
    visitor.opens("/visit/")
    visitor.sees_heading("This link does not open your visit")
    booker.opens_link("visit-confirmed")
    assert visitor.page.url == visitor.origin + "/visit/"  # the token has left the address
    visitor.follows("Move it to another time")
    visitor.presses("Move my visit to this time")
    visitor.is_told("Choose a time")
    tomorrow = visitor.page.get_by_role("group", name="Tomorrow")
    expect(tomorrow.get_by_role("radio", name="11am", exact=True)).to_have_count(0)  # the time it has
    tomorrow.get_by_role("radio", name="11:15am", exact=True).check()  # overlaps it
    visitor.presses("Move my visit to this time")
    visitor.sees("Your visit has a new time.")
    visitor.sees("Thursday 26 November 2026 at 11:15am")
    assert newest("visit-changed").to == booker.email
    visitor.follows("Who looked at your record")
    visitor.sees_heading("Who looked at your record")
    visitor.sees("Visit: moved")
    visitor.follows("Back")
    with visitor.page.expect_download() as download:
        visitor.follows("Add it to your calendar")
    file = download.value.path().read_text()
    assert "SEQUENCE:1" in file
    assert "DTSTART;TZID=Europe/London:20261126T111500" in file


def test_cancelled_and_the_place_offered_to_somebody_who_waits(new_visitor: NewVisitor, clock: Clock) -> None:
    asha, ben = Booker(new_visitor()), Booker(new_visitor(), "ben@example.org")
    asha.books("11am", "Tomorrow")
    ben.comes_from_the_site()
    ben.wants(30)
    ben.wishes()
    ben.visitor.presses(JOIN)
    ben.visitor.sees_heading("What suits you?")
    ben.visitor.chooses("Every day", "2 hours")
    for label, value in {"Day": "10", "Month": "12", "Year": "2026"}.items():
        ben.visitor.enters(label, value)
    ben.goes_on()
    ben.is_called("Ben", "Owusu", (1, 2, 1996))
    ben.is_reached()
    ben.proves()
    ben.pays()
    ben.agrees(JOIN)
    ben.visitor.sees_heading("Your place on the waiting list")
    ben.visitor.sees("Thursday 10 December 2026")

    asha.opens_link("visit-confirmed")
    asha.visitor.follows("Cancel it")
    asha.visitor.chooses("I am better")
    asha.visitor.presses("Cancel my visit")
    asha.visitor.sees("Your visit is cancelled.")
    asha.visitor.follows("Take it out of your calendar")

    clock.turn(minutes=30)
    ben.opens_link("offer")
    assert ben.page.url == ben.visitor.origin + "/waiting-list/offer/"
    ben.visitor.sees_heading("A place is free for you")
    ben.visitor.sees("Thursday 26 November 2026 at 11am")
    ben.visitor.sees("It is yours until Wednesday 25 November 2026 at 10am.")
    ben.visitor.presses("Yes, I take this place")
    ben.visitor.sees_heading("Your visit")
    ben.visitor.sees("Thursday 26 November 2026 at 11am")
    visit = Visit.objects.get(patient__given_name="Ben")
    assert visit.starts_at == clinic.at(11, day=clinic.TODAY.replace(day=26))
    assert WaitingEntry.objects.get().state == "placed"


def test_an_offer_declined_late_and_the_list_left(new_visitor: NewVisitor, clock: Clock) -> None:
    asha, ben = Booker(new_visitor()), Booker(new_visitor(), "ben@example.org")
    asha.books("11am", "Tomorrow")
    ben.books("11am", "Friday")
    ben.visitor.follows("See, move or cancel your visit")
    ben.visitor.follows("Tell me if an earlier place becomes free")
    ben.visitor.chooses("Thursday", "1 hour")
    ben.visitor.presses(JOIN)
    ben.visitor.sees("You are on the waiting list.")
    asha.opens_link("visit-confirmed")
    asha.visitor.follows("Cancel it")
    asha.visitor.presses("Cancel my visit")
    ben.opens_link("offer")
    ben.visitor.sees("If you say yes, your visit on Friday 27 November 2026 at 11am moves here.")
    clock.turn(hours=3)
    ben.visitor.presses("Yes, I take this place")
    ben.visitor.sees_heading("This place has gone")
    ben.visitor.opens("/waiting-list/")
    ben.visitor.page.get_by_role("button", name="Leave the list").click()
    ben.visitor.sees("You have left the waiting list.")
    assert Visit.objects.get(patient__email="ben@example.org").starts_at == clinic.at(
        11, day=clinic.TODAY.replace(day=27)
    )


def test_a_lost_link_is_replaced_by_a_code(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor)
    booker.books("11am", "Tomorrow")
    visitor.presses("Close this on a shared computer")
    visitor.opens("/visit/not-a-link-of-ours/")
    visitor.sees_heading("This link does not open your visit")
    visitor.page.get_by_role("button", name="Get in with a code").click()
    for name, heading in (("Somebody Else", "We found no visit"), ("asha lindqvist", "Your visits")):
        visitor.opens("/visit/find/")
        visitor.enters("Your email address or mobile number", booker.email)
        visitor.enters("Full name of the person who will be seen", name)
        for label, value in {"Day": "3", "Month": "4", "Year": "1982"}.items():
            visitor.enters(label, value)
        visitor.presses("Send the code")
        visitor.enters("What is the code?", newest("code").code)
        booker.goes_on()
        visitor.sees_heading(heading)
    visitor.presses("Thursday 26 November 2026 at 11am: First visit to a neurologist")
    visitor.sees_heading("Your visit")
    visitor.presses("Send me a new link to this page")
    visitor.sees("We have sent you a new link.")
    visitor.presses("Close this on a shared computer")
    booker.opens_link("manage-link")
    visitor.sees_heading("Your visit")


def test_two_people_want_one_place_and_the_second_loses_nothing_else(new_visitor: NewVisitor, clock: Clock) -> None:
    asha, ben = Booker(new_visitor()), Booker(new_visitor(), "ben@example.org")
    for booker in (asha, ben):
        booker.comes_from_the_site()
        booker.wants(44)
        booker.wishes(clinician="Example neurologist A")
        booker.visitor.sees_heading("Choose a time")
    asha.takes("10am", "Today")
    asha.visitor.sees_heading("Who will be seen?")
    ben.takes("10am", "Today")
    ben.visitor.is_told(
        "Somebody else has just booked this time. The nearest free times are: 9:15am (Wednesday 25 November), "
        "10:45am (Wednesday 25 November), 9am (Wednesday 25 November)."
    )
    expect(ben.page.get_by_role("radio", name="10am", exact=True).first).to_be_attached()  # of tomorrow
    expect(ben.page.get_by_role("group", name="Today").get_by_role("radio", name="10am", exact=True)).to_have_count(0)
    ben.takes("10:45am", "Today")
    ben.is_kept("10:45am", until="8:10am")


def test_a_hold_that_runs_out_takes_nothing_away(new_visitor: NewVisitor, clock: Clock) -> None:
    asha, ben = Booker(new_visitor()), Booker(new_visitor(), "ben@example.org")
    for booker in (asha, ben):
        booker.comes_from_the_site()
        booker.wants(44)
        booker.wishes(clinician="Example neurologist A")
    asha.takes("10am", "Today")
    asha.is_called("Asha", "Lindqvist", (3, 4, 1982))
    clock.turn(minutes=11)
    asha.visitor.enters("Email address", asha.email)
    asha.visitor.presses("I need more time to type")
    expect(asha.page.get_by_label("Email address", exact=True)).to_have_value(asha.email)  # nothing typed is lost
    asha.is_kept("10am", until="8:21am")
    asha.goes_on()
    asha.needs()
    clock.turn(minutes=11)
    ben.visitor.opens("/book/times/")
    ben.takes("10am", "Today")
    ben.visitor.sees_heading("Who will be seen?")
    asha.proves()
    asha.pays()
    asha.agrees()
    asha.visitor.sees_heading("Choose a time")
    asha.visitor.sees("All that you typed is still there.")
    asha.visitor.page.get_by_role("radio", name="11am", exact=True).first.check()
    asha.visitor.presses(KEEP)
    asha.visitor.sees_heading("Check your answers")  # and not one question again
    asha.visitor.sees("Asha Lindqvist")
    asha.agrees(BOOK)
    asha.visitor.sees_heading("Your visit is booked")
    assert Visit.objects.get().starts_at == clinic.at(11)
