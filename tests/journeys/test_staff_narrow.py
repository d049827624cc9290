"""Staff pages on small screens: what is wider says so, records stand below each other, no label breaks in a word."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from eutonia.clinic.booking import services
from eutonia.clinic.booking.records import WaitingWish
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.journeys.booking import Clock
from tests.journeys.inspection import NARROW
from tests.journeys.staffing import NewMember, clock, member, placed

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock", "member"]

DESK = {"width": 1100, "height": 900}
BOARD, MONTH = "/staff/desk/day/2026-11-25/clinicians/", "/staff/desk/month/2026/11/"
OVERFLOWS = "place => place.scrollWidth > place.clientWidth"


def with_visits() -> None:
    """A visit for each who works on Wednesday."""
    for slot in (
        clinic.slot(9),
        clinic.slot(10, who="neurophysiologist", kind="emg", room="emg"),
        clinic.slot(11, who="nurse", kind="bloods", room="treatment"),
    ):
        placed(slot, clinic.register(given_name="Charlotte", family_name="Fitzgerald"))


def says_so(page: Page) -> tuple[bool, bool]:
    """Whether the wide table of a page overflows its place, and whether the page says so."""
    page.wait_for_load_state("networkidle")
    return page.locator(".eu-scroll").evaluate(OVERFLOWS), page.locator("[data-wide]").is_visible()


@pytest.mark.parametrize(("address", "sentence"), [(BOARD, "Is this board wider"), (MONTH, "Is this month wider")])
def test_a_table_that_is_wider_than_its_place_says_so_and_no_other(
    member: NewMember, address: str, sentence: str
) -> None:
    with_visits()
    desk = member(viewport=DESK)
    desk.opens(address)
    assert says_so(desk.page) == (False, False)
    desk.page.set_viewport_size(NARROW)
    expect(desk.page.locator("[data-wide]")).to_contain_text(sentence)
    expect(desk.page.locator("[data-wide]")).to_be_visible()
    assert says_so(desk.page) == (True, True)
    scroller = desk.page.locator(".eu-scroll")
    scroller.focus()
    desk.page.keyboard.press("ArrowRight")
    expect(scroller).not_to_have_js_property("scrollLeft", 0)
    desk.page.set_viewport_size(DESK)
    expect(desk.page.locator("[data-wide]")).to_be_hidden()


def test_a_board_with_as_many_columns_as_a_clinic_fits_a_desk(member: NewMember) -> None:
    """Six of the width that a column needs for its longest word and their time fit 1100 pixels."""
    with_visits()
    desk = member(viewport=DESK)
    desk.opens(BOARD)
    columns = desk.page.locator(".eu-board thead th").count() - 1
    assert columns >= 3
    needs = desk.page.locator(".eu-board__table").evaluate(
        "table => { table.style.width = 'min-content'; return table.scrollWidth; }"
    )
    time = desk.page.locator(".eu-board__corner").evaluate("cell => cell.offsetWidth")
    room = desk.page.locator(".eu-board").evaluate("place => place.clientWidth")
    assert 6 * (needs - time) / columns + time <= room


def test_two_records_are_compared_detail_by_detail_on_a_telephone(member: NewMember) -> None:
    """Both records are seen without moving anything sideways, each value under the name of its record."""
    one = clinic.register(given_name="Anna", family_name="Vasquez")
    other = clinic.register(given_name="Ana", family_name="Vasquez")
    desk = member(viewport=NARROW)
    desk.opens(f"/staff/desk/duplicates/{one.public_id}/{other.public_id}/")
    row = desk.page.get_by_role("row").filter(has_text="Given names")
    expect(row).to_contain_text("Anna")
    for cell in row.get_by_role("cell").all():
        box = cell.bounding_box()
        assert box is not None
        assert 0 <= box["x"]
        assert box["x"] + box["width"] <= NARROW["width"]
    expect(row.get_by_text("The first record")).to_be_visible()
    expect(row.get_by_text("The second record")).to_be_visible()
    desk.page.set_viewport_size(DESK)
    expect(row.get_by_text("The first record")).to_be_hidden()


def test_what_details_were_before_needs_no_moving_sideways(member: NewMember) -> None:
    """On a telephone every value before and after is seen whole, under its name."""
    person = clinic.register(given_name="Anna", family_name="Vasquez", email="anna.vasquez-lind@example.org")
    desk = member(viewport=NARROW)
    desk.opens(f"/staff/desk/patient/{person.public_id}/change/")
    desk.page.get_by_label("Family name").fill("Okafor")
    desk.presses("Save")
    desk.opens(f"/staff/desk/patient/{person.public_id}/history/")
    expect(desk.page.get_by_role("row").filter(has_text="Vasquez").first).to_contain_text("Okafor")
    for cell in desk.page.get_by_role("cell").all():
        fits, end = cell.evaluate("cell => [cell.scrollWidth <= cell.clientWidth, cell.getBoundingClientRect().right]")
        assert fits
        assert end <= NARROW["width"]


@pytest.mark.parametrize("width", [320, 700, 1100])
def test_no_label_breaks_inside_a_word(member: NewMember, clock: Clock, width: int) -> None:
    """At every width each label has room for its longest word."""
    person = clinic.register(given_name="Rosa", family_name="Lind")
    booked = placed(clinic.slot(9), person, coverage=clinic.insure(person))
    visit = clinic.visit(booked)
    assert visit.authorisation is not None
    insurance = member(Role.INSURANCE, viewport={"width": width, "height": 900})
    for address in (f"/staff/desk/visit/{booked.visit}/", f"/staff/insurance/{visit.authorisation.public_id}/"):
        insurance.opens(address)
        broken = insurance.page.locator("dt").evaluate_all(BROKEN)
        assert broken == [], address


def test_an_offer_on_the_waiting_list_fits_a_telephone(member: NewMember) -> None:
    person = clinic.register(given_name="Rosa", family_name="Lind")
    day = clinic.NOW.date()
    wish = WaitingWish(person.public_id, "new-consultation", day, day + timedelta(days=9))
    entry = services.join_waiting_list(clinic.own(person), wish, now=clinic.NOW)
    services.offer_place(clinic.staff(), entry, clinic.slot(14), now=clinic.NOW)
    desk = member(viewport=NARROW)
    desk.opens("/staff/inbox/waiting/")
    desk.sees("Has an offer until")
    assert not desk.page.locator("html").evaluate(OVERFLOWS)


BROKEN = """labels => labels.filter(label => {
  const style = getComputedStyle(label);
  const room = label.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const ruler = document.createElement("span");
  ruler.style.cssText = "position:absolute;visibility:hidden;white-space:nowrap";
  label.append(ruler);
  const widest = Math.max(...label.textContent.trim().split(/\\s+/).map(word => {
    ruler.textContent = word;
    return ruler.getBoundingClientRect().width;
  }));
  ruler.remove();
  return widest > room + 0.5;
}).map(label => label.textContent.trim())"""
"""Labels whose longest word is wider than their room."""
