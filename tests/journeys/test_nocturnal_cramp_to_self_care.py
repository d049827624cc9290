"""Somebody whose calf cramps at night learns how to look after it, page by page, with nothing prepared."""

import pytest

from tests.journeys.questionnaire import Questionnaire
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT_CRAMP = {
    "chief-complaint": "cramp",
    "site-calf": "present",
    "side": "changes",
    "severity": "severe",
    "when": "night",
    "duration": "up-to-10-minutes",
    "since": "years",
    "frequency": "monthly",
    "stretching-relieves": "present",
    "painful": "present",
}


def test_from_the_start_page_to_self_care(visitor: Visitor) -> None:
    person = Questionnaire(visitor)
    person.begins(age="63", sex="Female")
    visitor.sees_heading("Is any of this happening now, or did it happen today?")
    visitor.sees("Emergency questions, page 1 of 4")
    person.goes_through(NIGHT_CRAMP)
    visitor.sees_heading("Check your answers")
    person.sees_result("You can look after this yourself")
    person.sees_cause("Night leg cramps", first=True)
    visitor.sees("What you can do yourself")
    visitor.sees("What would change this")
    visitor.sees("If you would rather be seen")
    visitor.sees("the numbers need not add up")
    visitor.page.locator("summary").first.click()
    visitor.sees("What speaks for it")
    visitor.presses("Book a visit all the same")
    visitor.sees_heading("Which visit, and for whom?")
