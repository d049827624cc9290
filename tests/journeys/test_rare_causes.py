"""A clinician looks beside the differential: is it a rare disease, and is a genetic test indicated?"""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.questionnaire import Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

GIRL = {"about": "me", "age": "15", "sex": "female", "pregnant": "no"}
TWISTING = {
    "chief-complaint": "twisting",
    "site-foot": "present",
    "twisting-posture": "present",
    "when": "day",
    "since": "years",
    "onset-before-20": "present",
    "family-same": "present",
}
NIGHT_CRAMP = {
    "chief-complaint": "cramp",
    "site-calf": "present",
    "severity": "severe",
    "when": "night",
    "duration": "up-to-10-minutes",
    "since": "years",
    "painful": "present",
}
LINK = "For a clinician: likely and rare causes"


def arrives(visitor: Visitor, answers: dict[str, str], first: dict[str, str]) -> None:
    """From the result, past the page that says whom the next is for."""
    sheet = sheet_of(answers, first)
    sheet.answers |= answers
    prepared(visitor, sheet)
    visitor.opens("/assessment/result/")
    visitor.follows(LINK)
    visitor.sees_heading("The next page is for a clinician")
    visitor.presses("Show the page")
    visitor.sees_heading(LINK)


def opens_reasons(visitor: Visitor, name: str) -> None:
    visitor.page.locator("summary").filter(has_text=f"for {name}").first.click()


def test_a_young_person_who_twists_and_whose_family_does_too(visitor: Visitor) -> None:
    arrives(visitor, TWISTING, GIRL)
    visitor.sees("Rare causes matter here.")
    visitor.sees("It began before the age of 30, when inherited causes are more common")
    visitor.sees("Others in the family have the same trouble.")
    visitor.sees("Diseases that fit best")
    opens_reasons(visitor, "Dystonia")
    expect(visitor.page.locator("details[open]")).to_contain_text("PMID:")
    visitor.enters("Find an HPO term", "jerk")
    visitor.sees("found as “Jerking”")  # before any button is pressed
    visitor.presses("Present Myoclonus")
    visitor.sees("HP:0001336, added by you")
    visitor.enters("Age at onset", "9")
    visitor.presses("Use this age")
    opens_reasons(visitor, "Dystonia 11, myoclonic")
    visitor.sees("It began between 5 and 15 years")
    visitor.sees("NHS Genomic Test Directory")
    visitor.presses("Take back Myoclonus")
    visitor.does_not_see("added by you")


def test_a_plain_cramp_at_night_needs_no_genetic_test(visitor: Visitor) -> None:
    arrives(visitor, NIGHT_CRAMP, {"about": "me", "age": "63", "sex": "male"})
    visitor.sees("Nothing that was answered calls for rare causes")
    visitor.sees("No genetic test is indicated")
    visitor.does_not_see("Diseases that fit best")
    visitor.follows("Back to the result")
    Questionnaire(visitor).sees_result("You can look after this yourself")


def test_without_a_script_on_a_small_screen(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(java_script_enabled=False, viewport={"width": 320, "height": 640})
    arrives(visitor, NIGHT_CRAMP, {"about": "me", "age": "63", "sex": "male"})
    visitor.enters("Find an HPO term", "grip myotonia")
    visitor.presses("Search")
    visitor.presses("Present Handgrip myotonia")
    visitor.sees("HP:0012899, added by you")
    visitor.sees("Diseases that fit best")
    visitor.sees("Skeletal muscle channelopathy")
    visitor.enters("Find an HPO term", "")
    visitor.presses("Search")
    visitor.is_told("Type a sign, or the id of a term")
