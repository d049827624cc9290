"""Reading up on spasms: every kind of public page in a real browser, and the ways people take through them.

The harness inspects each page that was sent: axe, titles, links, and its width at 320 px.
"""

import pytest
from playwright.sync_api import expect

from eutonia.web.design.site import QUICK_EXIT
from eutonia.web.information.places import PLACES
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor

SMALL = {"width": 320, "height": 640}

ENTRIES = [
    "/causes/nocturnal-leg-cramp/",
    "/causes/motor-neurone-disease/",
    "/causes/stroke-or-tia/",
    "/causes/hypocalcaemia/",
    "/tests/emg/",
    "/treatments/botulinum-toxin/",
]
"""A page of each kind that is made for an entry of the knowledge: harmless, feared, an emergency, be seen today."""


@pytest.mark.parametrize("name", [name for name in PLACES if name != "home"])
def test_every_place_is_sound(visitor: Visitor, name: str) -> None:
    visitor.opens(f"/{name}/")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("address", ENTRIES)
def test_every_kind_of_entry_is_sound(visitor: Visitor, address: str) -> None:
    visitor.opens(address)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def test_from_the_start_page_to_a_cause_its_treatment_and_the_assessment(visitor: Visitor) -> None:
    visitor.opens("/")
    visitor.sees_heading("Help with muscle spasms")
    visitor.page.get_by_role("main").get_by_role("link", name="Causes", exact=True).click()
    visitor.sees_heading("Causes of muscle spasms")
    visitor.follows("Harmless causes")
    visitor.follows("Night leg cramps")
    visitor.sees_heading("Night leg cramps")
    visitor.sees("You can often settle this yourself")
    visitor.page.get_by_text("The usual pattern").click()
    visitor.sees("Mostly at night or in bed (about 7 in 10)")
    visitor.page.get_by_role("link", name="Stretching (treatment)").click()
    visitor.sees_heading("Stretching")
    visitor.page.get_by_role("button", name="Start the assessment").click()
    visitor.sees("If someone may die or be badly hurt, call 999")


def test_in_an_emergency_help_is_two_presses_away_and_says_where_it_comes_from(visitor: Visitor) -> None:
    visitor.opens("/")
    visitor.page.get_by_role("navigation").get_by_role("link", name="Emergencies").click()
    visitor.follows("Go to A&E now")
    expect(visitor.page.get_by_role("heading", name="Go to A&E now", level=2)).to_be_in_viewport()
    visitor.page.get_by_role("link", name="Source 1", exact=True).first.click()
    expect(visitor.page.locator("#source-1")).to_be_in_viewport()
    expect(visitor.page).to_have_url(visitor.origin + "/emergencies/#source-1")


def test_someone_who_is_watched_can_leave_at_once(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(leaves_for=(QUICK_EXIT,))
    visitor.opens("/emergencies/#abuse")
    visitor.sees("0808 2000 247")
    with visitor.page.expect_request(QUICK_EXIT):
        visitor.follows("Leave this page now")


def test_by_keyboard_alone_a_fold_opens_and_a_source_is_reached(visitor: Visitor) -> None:
    visitor.opens("/causes/nocturnal-leg-cramp/")
    visitor.tabs_to("The usual pattern")
    visitor.page.keyboard.press("Enter")
    visitor.sees("Calf or lower leg (about 8 in 10)")
    visitor.tabs_to("NHS: leg cramps")


def test_without_a_script_on_a_small_screen(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False, viewport=SMALL)
    visitor.opens("/questions/")
    visitor.follows("Does tonic water help against cramps?")
    visitor.sees("We do not recommend it.")
    fold = visitor.page.locator("section", has=visitor.page.locator("#tonic-water")).locator("details")
    fold.locator("summary").click()
    expect(fold.get_by_role("link").first).to_be_visible()


def test_the_price_of_a_visit_and_the_way_there(visitor: Visitor) -> None:
    visitor.opens("/")
    visitor.follows("What a visit costs")
    visitor.sees("The prices are made up")
    visitor.follows("Ask the clinic about a price")
    visitor.sees_heading("Contact and how to find us")
    visitor.sees("W1G 0AR")
    expect(visitor.page.get_by_role("link", name="020 7946 0123")).to_have_attribute("href", "tel:02079460123")
