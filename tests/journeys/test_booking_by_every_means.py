"""Booking on an old phone without scripts, and by keyboard alone; and asking something instead."""

import pytest
from playwright.sync_api import expect

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Enquiry, Visit
from tests.clinic.booking import clinic
from tests.journeys.booking import BOOK, KEEP, Booker, Clock, clock, newest
from tests.journeys.conftest import NewVisitor
from tests.journeys.inspection import NARROW
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]


def test_without_a_script_at_320_px(new_visitor: NewVisitor, clock: Clock) -> None:
    visitor = new_visitor(java_script_enabled=False, viewport=NARROW)
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.goes_on()
    visitor.sees("Enter the age in whole years")
    booker.wants(44)
    booker.wishes()
    visitor.presses(KEEP)
    visitor.sees("Choose a time")
    booker.takes("11am", "Today")
    booker.goes_on()
    visitor.sees("Enter the first names. If there is one name only, enter it here")
    booker.says_who_she_is()
    booker.pays()
    visitor.presses(BOOK)
    visitor.sees("Tick that you agree")
    booker.agrees()
    visitor.sees_heading("Your visit is booked")
    visitor.follows("See, move or cancel your visit")
    visitor.follows("Move it to another time")
    visitor.follows("Later days")
    visitor.page.get_by_role("radio").first.check()
    visitor.presses("Move my visit to this time")
    visitor.sees("Your visit has a new time.")
    assert Visit.objects.get().calendar_sequence == 1


def test_by_keyboard_alone(visitor: Visitor, clock: Clock) -> None:
    keyboard = visitor.page.keyboard

    def ticks(name: str, button: str = "Continue") -> None:
        visitor.tabs_to(name)
        keyboard.press("Space")
        visitor.tabs_to(button)
        keyboard.press("Enter")

    def types(*fields: tuple[str, str]) -> None:
        for name, words in fields:
            visitor.tabs_to(name)
            keyboard.type(words)
        keyboard.press("Enter")

    visitor.opens("/book/")
    first = visitor.page.get_by_role("radio").first
    while not first.evaluate("radio => radio === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")  # through the radios to "None of these"
    expect(visitor.page.get_by_label("None of these", exact=True)).to_be_checked()
    keyboard.press("Enter")
    visitor.sees_heading("Which visit, and for whom?")
    types(("How old is the person who will be seen?", "44"))
    visitor.sees_heading("Who pays, and what you wish")
    ticks("I pay myself")
    visitor.sees_heading("Choose a time")
    visitor.page.get_by_role("radio").first.focus()
    keyboard.press("Space")
    keyboard.press("Enter")
    visitor.sees_heading("Who will be seen?")
    types(("First names", "Asha"), ("Last name", "Lindqvist"), ("Day", "3"), ("Month", "4"), ("Year", "1982"))
    visitor.sees_heading("How can we reach you?")
    types(("Email address", "asha@example.org"))
    visitor.sees_heading("How can we help you best?")
    visitor.tabs_to("Continue")
    keyboard.press("Enter")
    visitor.sees_heading("Where shall we send a code?")
    visitor.tabs_to("Send the code")
    keyboard.press("Enter")
    visitor.sees_heading("Enter the code")
    types(("What is the code?", newest("code").code))
    visitor.sees_heading("Who pays?")
    visitor.tabs_to("Continue")
    keyboard.press("Enter")
    visitor.sees_heading("Check your answers")
    visitor.tabs_to("Change name")
    keyboard.press("Enter")
    visitor.sees_heading("Who will be seen?")
    visitor.tabs_to("Continue")
    keyboard.press("Enter")
    visitor.sees_heading("Check your answers")
    ticks("What I entered is right, and I want this visit.", BOOK)
    visitor.sees_heading("Your visit is booked")


def test_an_answer_is_changed_at_the_last_look(visitor: Visitor, clock: Clock) -> None:
    booker = Booker(visitor)
    booker.comes_from_the_site()
    booker.wants(44)
    booker.wishes()
    booker.takes("11am", "Today")
    booker.says_who_she_is()
    booker.pays()
    visitor.follows("Change email")
    booker.email = "other@example.org"
    booker.is_reached()
    booker.proves()  # another address is another proof
    visitor.sees_heading("Check your answers")
    visitor.follows("Change kind of visit")
    booker.wants(kind="Physiotherapy")
    booker.wishes()
    booker.takes("11am", "Today")
    booker.pays()
    visitor.sees("Physiotherapy")
    visitor.presses("Stop, and delete what I typed")
    visitor.sees_heading("What you typed is deleted")
    visitor.opens("/book/check/")
    visitor.sees_heading("Your booking is not here")


def test_a_question_to_the_clinic_and_its_reply(visitor: Visitor, clock: Clock) -> None:
    visitor.opens("/contact/")
    visitor.follows("Ask us something")
    visitor.sees_heading("Is one of these there now?")
    visitor.opens("/enquire/question/")
    visitor.sees_heading("Is one of these there now?")  # danger first, whoever knows the address
    visitor.chooses("None of these")
    visitor.presses("Continue")
    visitor.sees_heading("Ask us something")
    visitor.presses("Send")
    visitor.is_told("Enter your question")
    visitor.enters("What do you want to ask?", "Can my brother come with me?")
    visitor.enters("Your name", "Asha Lindqvist")
    visitor.enters("Your email address or mobile number", "020 7946 0123")
    visitor.presses("Send")
    visitor.sees("This telephone cannot get text messages. Enter a mobile number, or use your email address.")
    visitor.enters("Your email address or mobile number", "asha@example.org")
    visitor.presses("Send")
    visitor.sees_heading("We have your question")
    visitor.sees("We answer within 2 working days.")
    enquiry = Enquiry.objects.get()
    services.reply(clinic.staff(), enquiry.public_id, "Of course he can.", now=clock.at)
    visitor.opens(newest("reply").link)
    assert visitor.page.url == visitor.origin + "/enquire/reply/"
    visitor.sees("Of course he can.")
    visitor.page.get_by_text("What you asked").click()
    visitor.sees("Can my brother come with me?")
    visitor.opens("/reply/not-a-link-of-ours/")
    visitor.sees_heading("This link does not open a reply")
