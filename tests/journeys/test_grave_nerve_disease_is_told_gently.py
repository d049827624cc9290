"""Somebody with signs of a grave nerve disease is seen soon, and hears its name from a clinician, not a page."""

import pytest

from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

MAN = {"about": "me", "age": "63", "sex": "male"}
WASTING = {
    "chief-complaint": "twitch",
    "site-hand": "present",
    "site-calf": "present",
    "side": "both-sides",
    "severity": "mild",
    "when": "both",
    "duration": "moment",
    "since": "months",
    "wasting": "present",
    "weakness": "present",
    "visible-twitch": "present",
    "course": "worse",
}


def test_the_urgency_is_told_and_the_label_is_not(visitor: Visitor) -> None:
    prepared(visitor, sheet_of(WASTING, MAN))
    visitor.opens("/assessment/result/")
    person = Questionnaire(visitor)
    person.sees_result("See a specialist within 2 weeks")
    person.sees_cause("A nerve condition that a neurologist should check", first=True)
    for summary in visitor.page.locator("summary").all():
        summary.click()
    for label in ("motor neurone disease (", "Motor neurone disease", "amyotrophic", "Huntington"):
        visitor.does_not_see(label)
