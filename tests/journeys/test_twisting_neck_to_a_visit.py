"""Somebody whose head is pulled to one side learns about dystonia."""

import pytest

from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

WOMAN = {"about": "me", "age": "45", "sex": "female", "pregnant": "no"}
NECK = {
    "chief-complaint": "twisting",
    "site-neck": "present",
    "side": "one-side",
    "severity": "moderate",
    "when": "day",
    "duration": "constant",
    "since": "months",
    "head-pulled": "present",
    "sensory-trick": "present",
}


def test_a_pulled_head_leads_to_a_neurologist(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(NECK, WOMAN))
    visitor.opens("/assessment/result/")
    person = Questionnaire(visitor)
    person.sees_result("Book a visit in the next weeks")
    person.sees_cause("Neck dystonia (twisted neck)", first=True)
    visitor.follows("Neck dystonia (twisted neck)")
    visitor.sees("dystonia")
