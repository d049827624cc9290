"""Somebody with cramps on a water tablet is found out by the name on the packet, and told not to stop it alone."""

import pytest

from eutonia.web.engine import knowledge
from eutonia.web.patient.assessment.walk import is_medicines, walk
from tests.journeys.questionnaire import Questionnaire, assessor, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

WOMAN = {"about": "me", "age": "71", "sex": "female"}
CRAMPS = {
    "chief-complaint": "cramp",
    "site-calf": "present",
    "site-foot": "present",
    "side": "both-sides",
    "severity": "moderate",
    "when": "both",
    "duration": "up-to-10-minutes",
    "since": "weeks",
    "new-medicine-before-onset": "present",
    "started-within-year-statin-or-diuretic": "present",
}


def pages_before_medicines() -> int:
    sheet = sheet_of(CRAMPS, WOMAN)
    steps = walk(assessor(), sheet.person, sheet.answers).steps
    return next(number for number, page in enumerate(steps) if is_medicines(page, assessor()))


def test_the_name_on_the_packet_is_enough(visitor: Visitor) -> None:
    medicine = next(item for item in knowledge().medicines if "takes-thiazide-or-loop" in item.findings)
    prepared(visitor, sheet_of(CRAMPS, WOMAN, pages=pages_before_medicines()))
    visitor.opens("/assessment/go-on/")
    visitor.enters("Type the name of a medicine", medicine.brands[0].upper() if medicine.brands else medicine.substance)
    visitor.presses("Find this medicine")
    visitor.sees_heading("Find a medicine by its name")
    visitor.chooses(medicine.substance)
    visitor.presses("Add to my answers")
    visitor.sees(f"You added: {medicine.substance}")
    person = Questionnaire(visitor)
    person.goes_through({**CRAMPS, "takes-thiazide-or-loop": "present"})
    visitor.sees_heading("Check your answers")
    visitor.sees(medicine.substance)
    person.sees_result("Book a visit in the next weeks")
    person.sees_cause("Cramp from water tablets", first=True)
