"""Somebody whose calf hurts when he walks adds that in his own words, and is sent to have his arteries looked at."""

import pytest

from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

MAN = {"about": "me", "age": "68", "sex": "male"}
LEG = {
    "chief-complaint": "limb-pain",
    "site-calf": "present",
    "side": "one-side",
    "severity": "moderate",
    "when": "day",
    "duration": "up-to-10-minutes",
    "since": "months",
    "smoker": "present",
}


def test_a_symptom_in_his_own_words_changes_the_result(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(LEG, MAN))
    visitor.opens("/assessment/check/")
    visitor.follows("Add a symptom in your own words")
    visitor.presses("Search")
    visitor.is_told("Type what you notice")
    visitor.enters("Find a symptom in your own words", "walking brings it on")
    visitor.presses("Search")
    visitor.chooses("Does walking bring it on, and rest take it away?")
    visitor.sends("Add to my answers")
    person = Questionnaire(visitor)
    person.goes_through(LEG)  # what he added may raise a further question
    visitor.sees_heading("Check your answers")
    person.sees_result("Book a visit in the next weeks")
    person.sees_cause("Narrowed leg arteries", first=True)
