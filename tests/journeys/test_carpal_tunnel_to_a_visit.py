"""Somebody whose hand tingles at night learns that a nerve may be pressed, and which tests to expect."""

import pytest

from eutonia.web.engine import knowledge
from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

WOMAN = {"about": "me", "age": "48", "sex": "female", "pregnant": "no"}
HAND = {
    "chief-complaint": "weak-or-numb",
    "site-hand": "present",
    "side": "one-side",
    "severity": "moderate",
    "when": "night",
    "duration": "up-to-an-hour",
    "since": "months",
    "thumb-to-ring-tingling": "present",
    "numb-or-tingling": "present",
    "shaking-hand-relieves": "present",
}


def test_from_the_complaint_to_the_tests(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(HAND, WOMAN, pages=len(knowledge().screens)))
    visitor.opens("/assessment/go-on/")
    visitor.sees_heading("What troubles you most?")
    visitor.sees("Question 1. About")
    person = Questionnaire(visitor)
    person.goes_through(HAND)
    visitor.sees_heading("Check your answers")
    person.sees_result("Book a visit in the next weeks")
    person.sees_cause("Pinched nerve at the wrist", first=True)
    visitor.sees("Tests that a clinician may suggest")
