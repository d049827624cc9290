"""A page that is printed says the same as on the screen: browsers print no backgrounds, and nobody opens a fold."""

import pytest
from playwright.sync_api import Page

from tests.journeys.questionnaire import prepared, sheet_of
from tests.journeys.test_emergencies import ticks
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

CRAMP = {"chief-complaint": "cramp", "site-calf": "present", "side": "changes", "when": "night", "since": "weeks"}
PALE = """() => {
  const light = part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const pale = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, words = node.data.trim();
    if (!words || element.closest("script, style, .nhsuk-u-visually-hidden") || !element.checkVisibility()) continue;
    const [red, green, blue] = getComputedStyle(element).color.match(/[\\d.]+/g).map(Number);
    const luminance = 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
    if (1.05 / (luminance + 0.05) < 4.5) pale.push(words);
  }
  return pale;
}"""
"""Words that white paper would swallow: less contrast with white than WCAG 2.2 (1.4.3) asks for."""
SHUT = """() => [...document.querySelectorAll("main details.nhsuk-details:not([open]) > :not(summary)")]
  .filter(part => !part.checkVisibility()).map(part => part.textContent.trim().slice(0, 60))"""


def on_paper(page: Page) -> Page:
    """The page as it is printed."""
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("address", ["/emergencies/", "/assessment/", "/causes/stroke-or-tia/", "/young-people/"])
def test_no_word_of_an_emergency_is_pale_on_paper(visitor: Visitor, address: str) -> None:
    visitor.opens(address)
    assert on_paper(visitor.page).evaluate(PALE) == []


def test_what_to_do_in_an_emergency_is_black_on_white(visitor: Visitor) -> None:
    ticks(visitor, "stroke-signs")
    visitor.sees_heading("Call 999 now")
    assert on_paper(visitor.page).evaluate(PALE) == []


def test_a_result_is_black_on_white(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(CRAMP))
    visitor.opens("/assessment/result/")
    assert on_paper(visitor.page).evaluate(PALE) == []


def test_signs_that_are_folded_away_are_printed(visitor: Visitor) -> None:
    visitor.opens("/emergencies/")
    assert visitor.page.evaluate(SHUT) != [], "on the screen they are shut"
    assert on_paper(visitor.page).evaluate(SHUT) == []
