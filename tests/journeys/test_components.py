"""Every component of the design room, on one page, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from eutonia.web.design.site import QUICK_EXIT
from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import Visitor


@pytest.fixture(autouse=True)
def gallery() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.journeys.gallery"):
        yield


def test_answers_arrive_as_what_they_mean(visitor: Visitor) -> None:
    visitor.opens("/gallery/")
    visitor.chooses("Severe", "Weakness", "Numbness")
    visitor.chooses("Calf")
    visitor.enters("Age", "63")
    visitor.enters("Magnesium", "0.71")
    visitor.enters("Day", "3")
    visitor.enters("Month", "March")
    visitor.enters("Year", "2026")
    visitor.presses("Continue")
    for part in (
        "'severity': 'severe'",
        "'signs': ['weak', 'numb']",
        "'where': ['calf']",
        "'age': 63",
        "Decimal('0.71')",
        "datetime.date(2026, 3, 3)",
    ):
        visitor.sees(part)


def test_every_missing_answer_is_told_and_reached(visitor: Visitor) -> None:
    visitor.opens("/gallery/")
    visitor.presses("Continue")
    for error in (
        "Choose how bad it is",
        "Choose what applies, or “None of these”",
        "Choose where it is",
        "Enter your age",
        "Enter the date",
    ):
        visitor.is_told(error)


def test_none_of_these_excludes_the_rest_with_and_without_a_script(new_visitor: NewVisitor) -> None:
    scripted = new_visitor()
    scripted.opens("/gallery/")
    scripted.chooses("Weakness", "None of these")
    expect(scripted.page.get_by_label("Weakness")).not_to_be_checked()
    plain = new_visitor(java_script_enabled=False)
    plain.opens("/gallery/")
    plain.chooses("Weakness", "None of these")
    plain.presses("Continue")
    plain.is_told("Choose what applies, or “None of these”, not both")


@pytest.mark.parametrize("scripted", [True, False])
def test_pressing_the_body_ticks_the_box_and_lights_the_part(new_visitor: NewVisitor, scripted: bool) -> None:
    visitor = new_visitor(java_script_enabled=scripted)
    visitor.opens("/gallery/")
    targets = visitor.page.locator(".eu-body-map__target[data-area=calf]")
    expect(targets).to_have_count(4)
    targets.nth(3).click()
    box = visitor.page.get_by_label("Calf", exact=True)
    expect(box).to_be_checked()
    part = visitor.page.locator(".eu-body-map__shape[data-area=calf]").first
    visitor.page.mouse.move(0, 0)
    expect(part).to_have_css("fill", "rgb(60, 138, 140)")
    targets.nth(0).click()
    expect(box).not_to_be_checked()


def test_the_body_map_adds_nothing_for_a_screen_reader(visitor: Visitor) -> None:
    visitor.opens("/gallery/")
    tree = visitor.page.get_by_role("group", name="Where is it?").aria_snapshot()
    assert len(re.findall(r"checkbox", tree)) == 18
    assert 'checkbox "Calf"' in tree
    assert "Front" not in tree


def test_leaving_quickly_goes_elsewhere_and_not_back(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(leaves_for=(QUICK_EXIT,))
    visitor.opens("/")
    visitor.opens("/gallery/")
    with visitor.page.expect_request(lambda request: request.url.startswith(QUICK_EXIT)) as leaving:
        visitor.follows("Leave this page now")
    assert "referer" not in leaving.value.headers


def test_leaving_quickly_works_without_a_script(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(leaves_for=(QUICK_EXIT,), java_script_enabled=False)
    visitor.opens("/gallery/")
    with visitor.page.expect_request(lambda request: request.url.startswith(QUICK_EXIT)) as leaving:
        visitor.follows("Leave this page now")
    assert "referer" not in leaving.value.headers
