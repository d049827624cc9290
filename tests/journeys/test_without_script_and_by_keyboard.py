"""The assessment on an old phone without scripts, and by keyboard alone."""

import pytest

from eutonia.web.engine import knowledge
from tests.journeys.conftest import NewVisitor
from tests.journeys.inspection import NARROW
from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = {
    "chief-complaint": "cramp",
    "site-calf": "present",
    "side": "changes",
    "severity": "moderate",
    "when": "night",
    "duration": "up-to-10-minutes",
    "since": "weeks",
}
SCREENS = len(knowledge().screens)


def test_from_start_to_result_without_a_script_at_320_px(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False, viewport=NARROW)
    visitor.opens("/assessment/")
    visitor.presses("Start now")
    visitor.chooses("Me")
    visitor.presses("Continue")
    visitor.presses("Continue")
    visitor.sees("Enter the age in years, or tick “Rather not say”")
    visitor.chooses("Rather not say")
    visitor.presses("Continue")
    visitor.chooses("Rather not say")
    visitor.presses("Continue")
    visitor.sees_heading("Are you pregnant, or could you be?")
    visitor.chooses("No")
    visitor.presses("Continue")
    visitor.chooses("None of these")
    visitor.presses("Continue")
    visitor.sees("Emergency questions, page 2 of")
    visitor.chooses("None of these", "The jaw is stiff, locked or hard to open")
    visitor.presses("Continue")
    visitor.sees("Choose what applies, or “None of these”, not both")
    visitor.page.get_by_label("None of these", exact=True).uncheck()
    visitor.presses("Continue")
    visitor.sees_heading("Call 999 now")


def test_the_body_map_by_pressing_the_drawing_without_a_script(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False)
    prepared(visitor, sheet_of(ANSWERS, pages=SCREENS + 1))
    visitor.opens("/assessment/go-on/")
    visitor.sees_heading("Where is it?")
    box = visitor.page.locator("label.eu-body-map__target[data-area='calf']").first.bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert visitor.page.get_by_label("Calf or lower leg", exact=True).is_checked()
    visitor.chooses("Both sides together")
    visitor.presses("Continue")
    visitor.sees_heading("How bad is it at its worst?")


def test_by_keyboard_alone(visitor: Visitor) -> None:
    keyboard = visitor.page.keyboard
    visitor.opens("/assessment/")
    visitor.tabs_to("Start now")
    keyboard.press("Enter")
    visitor.sees_heading("Who is it about?")
    visitor.tabs_to("Me")
    keyboard.press("Space")
    visitor.tabs_to("Continue")
    keyboard.press("Enter")
    visitor.sees_heading("How old are you?")
    visitor.tabs_to("How old are you?")
    keyboard.type("63")
    keyboard.press("Enter")
    visitor.sees_heading("What is your sex?")
    visitor.tabs_to("Female")
    keyboard.press("Space")
    keyboard.press("Enter")
    visitor.sees("Emergency questions, page 1 of")
    visitor.tabs_to("None of these")
    keyboard.press("Space")
    visitor.tabs_to("Continue")
    keyboard.press("Enter")
    visitor.sees("Emergency questions, page 2 of")
    visitor.tabs_to("Why we ask")
    keyboard.press("Enter")
    visitor.sees("these signs can be an emergency")


def test_the_result_opens_by_keyboard(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(ANSWERS))
    visitor.opens("/assessment/result/")
    Questionnaire(visitor).sees_cause("Night leg cramps", first=True)
    visitor.tabs_to("Why this is in the list: Night leg cramps")
    visitor.page.keyboard.press("Enter")
    visitor.sees("What speaks for it")
