"""Somebody who books a visit in the browser, in the words of a journey; and the clinic's clock, which a journey sets.

The world is the example clinic of tests/clinic/booking. Codes and links are read where they wait to be sent.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

import pytest
from playwright.sync_api import expect

import eutonia.project.clock
from eutonia.clinic.outbox.models import Message
from tests.clinic.booking import clinic
from tests.journeys.visitor import Visitor

WEDNESDAY_AT_8 = clinic.NOW
KEEP, BOOK, JOIN = "Keep this time and go on", "Book this visit", "Join the waiting list"


class Clock:
    """Stands in the place of ``datetime`` where the site reads its clock. It does not tick; a journey turns it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self, zone: tzinfo) -> datetime:
        """The time that the journey has set."""
        return self.at.astimezone(zone)

    def turn(self, **by: int) -> None:
        """Let time pass, for example ``minutes=11``."""
        self.at += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Wednesday 25 November 2026, 8 in the morning, in the example clinic."""
    clinic.open_clinic()
    clock = Clock(WEDNESDAY_AT_8)
    monkeypatch.setattr(eutonia.project.clock, "datetime", clock)
    return clock


def newest(kind: str, to: str = "") -> Message:
    """The newest message of a kind, to an address if one is named."""
    rows = Message.objects.filter(kind=kind).order_by("-id")
    return rows.filter(to=to)[0] if to else rows[0]


class Booker:
    """The pages of booking, filled in by a visitor. ``email`` is where codes and links go."""

    def __init__(self, visitor: Visitor, email: str = "asha@example.org") -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.email = email

    def goes_on(self) -> None:
        """Press Continue."""
        self.visitor.presses("Continue")

    def comes_from_the_site(self, address: str = "/book/") -> None:
        """Through the emergency screen."""
        self.visitor.opens(address)
        self.visitor.chooses("None of these")
        self.goes_on()

    def wants(self, age: int | None = None, kind: str = "First visit to a neurologist") -> None:
        """What kind of visit, and for what age; None where the page knows it."""
        self.visitor.sees_heading("Which visit, and for whom?")
        self.page.get_by_role("radio", name=kind, exact=True).check()
        if age is not None:
            self.page.locator("input[name=age]").fill(str(age))
        self.goes_on()

    def wishes(self, payer: str = "I pay myself", *, share: str = "", clinician: str = "") -> None:
        """Who pays, and what is wished."""
        self.visitor.sees_heading("Who pays, and what you wish")
        if share:
            self.visitor.chooses(share, question="May the clinicians who see you read your answers?")
        self.visitor.chooses(payer)
        if clinician:
            self.visitor.chooses(clinician)
        self.goes_on()

    def takes(self, time: str, day: str | None = None) -> None:
        """Pick a time, in the day whose heading begins so, and have it kept."""
        within = self.page.get_by_role("group", name=re.compile(f"^{day}")) if day else self.page
        within.get_by_role("radio", name=time, exact=True).first.check()
        self.visitor.presses(KEEP)

    def is_kept(self, words: str, until: str) -> None:
        """The page says which time is kept, and until when."""
        kept = self.page.get_by_role("region", name="Your time")
        expect(kept).to_contain_text(words)
        expect(kept).to_contain_text(f"until {until}")

    def is_called(self, given: str, family: str, born: tuple[int, int, int]) -> None:
        """Who will be seen."""
        self.visitor.sees_heading("Who will be seen?")
        self.visitor.enters("First names", given)
        self.visitor.enters("Last name", family)
        for label, value in zip(("Day", "Month", "Year"), born, strict=True):
            self.visitor.enters(label, str(value))
        self.goes_on()

    def comes_with(self, name: str, relationship: str) -> None:
        """The parent or guardian, whose address is the one that is proved."""
        self.visitor.sees_heading("The parent or guardian")
        self.visitor.enters("Your full name", name)
        self.visitor.enters("Who are you to the young person?", relationship)
        self.visitor.chooses("Yes")
        self.visitor.enters("Your email address", self.email)
        self.goes_on()

    def is_reached(self, *, own: bool = True) -> None:
        """How to reach the person; nothing where a guardian gave an address."""
        if own:
            self.visitor.enters("Email address", self.email)
        self.goes_on()

    def needs(self, **given: str) -> None:
        """What helps: labels to words."""
        self.visitor.sees_heading("How can we help you best?")
        for label, words in given.items():
            self.visitor.enters(label, words)
        self.goes_on()

    def confides(self, words: str) -> None:
        """What only clinicians may know."""
        self.visitor.sees_heading("For you alone")
        self.page.get_by_label("For clinicians only").fill(words)
        self.goes_on()

    def proves(self) -> None:
        """Have a code sent, and type it."""
        self.visitor.sees_heading("Where shall we send a code?")
        self.visitor.presses("Send the code")
        self.visitor.sees_heading("Enter the code")
        self.visitor.enters("What is the code?", newest("code", self.email).code)
        self.goes_on()

    def pays(self, payer: str = "") -> None:
        """The last word on who pays; empty: as it was said before."""
        self.visitor.sees_heading("Who pays?")
        if payer:
            self.visitor.chooses(payer)
        self.goes_on()

    def is_member(self, number: str, code: str = "") -> None:
        """The membership of the insurer."""
        self.visitor.enters("Membership number", number)
        if code:
            self.visitor.enters("Authorisation code, if you have one", code)
        self.goes_on()

    def agrees(self, button: str = BOOK) -> None:
        """Tick, and confirm."""
        self.visitor.sees_heading("Check your answers")
        self.page.get_by_role("group", name="Do you agree?").get_by_role("checkbox").check()
        self.visitor.presses(button)

    def says_who_she_is(self) -> None:
        """An adult, from her name to the proof, with nothing that need not be said."""
        self.is_called("Asha", "Lindqvist", (3, 4, 1982))
        self.is_reached()
        self.needs()
        self.proves()

    def books(self, time: str, day: str | None = None, age: int = 44) -> None:
        """The whole way of an adult who pays herself."""
        self.comes_from_the_site()
        self.wants(age)
        self.wishes()
        self.takes(time, day)
        self.says_who_she_is()
        self.pays()
        self.agrees()
        self.visitor.sees_heading("Your visit is booked")

    def opens_link(self, kind: str) -> None:
        """Open the link of the newest message of a kind to this person."""
        self.visitor.opens(newest(kind, self.email).link)
