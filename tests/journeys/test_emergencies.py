"""Every kind of emergency stops the questions at once and says what to do, whichever page it is ticked on."""

import pytest

from eutonia.web.engine import knowledge
from tests.journeys.questionnaire import ADULT, Questionnaire, prepared, sheet_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

AMBULANCE = [
    "not-responding",
    "breathing-difficulty",
    "stroke-signs",
    "chest-pain-alarm",
    "spasms-all-over",
    "jaw-stiff",
    "stimulus-triggered-spasms",
    "possible-poison",
    "confused-or-drowsy",
    "drooling-sweating-small-pupils",
    "diabetic-low",
    "limb-suddenly-numb-or-paralysed",
]
HOSPITAL = [
    "pain-unbearable",
    "severe-stiffness",
    "neck-stiff-or-light-hurts",
    "palpitations-with-weakness",
    "limb-cold-pale",
    "muscle-rock-hard",
    "saddle-numbness",
    "weakness-rising",
]


def ticks(visitor: Visitor, finding: str) -> Questionnaire:
    """Open the page of the emergency questions on which a sign stands, tick it, and answer what it asks at once."""
    screen = knowledge().findings[finding].screen
    assert screen is not None
    prepared(visitor, sheet_of({}, ADULT, pages=sorted(knowledge().screens).index(screen)))
    visitor.opens("/assessment/go-on/")
    person = Questionnaire(visitor)
    person.goes_through({finding: "present", "stroke-signs-when": "now", "fit-kind": "still-going-or-repeated"})
    return person


@pytest.mark.parametrize("finding", AMBULANCE)
def test_999_at_once(visitor: Visitor, finding: str) -> None:
    ticks(visitor, finding).sees_result("Call 999 now")
    visitor.sees("Call 999 and ask for an ambulance")
    visitor.sees("How to reach 999 without speaking")
    visitor.does_not_see("What it may be")


@pytest.mark.parametrize("finding", HOSPITAL)
def test_the_emergency_department_without_further_questions(visitor: Visitor, finding: str) -> None:
    ticks(visitor, finding).sees_result("Go to A&E now")
    visitor.sees("Go to the nearest A&E")
    visitor.does_not_see("What it may be")


def test_an_overdose_has_an_answer_of_its_own(visitor: Visitor) -> None:
    ticks(visitor, "overdose-or-self-harm").sees_result("Call 999 now")
    visitor.sees("Someone to talk to, day and night")
    visitor.sees("116 123")


def test_who_is_hurt_at_home_is_told_whom_to_turn_to(visitor: Visitor) -> None:
    prepared(visitor, sheet_of({"abuse-or-harm": "present", "chief-complaint": "cramp", "site-calf": "present"}))
    visitor.opens("/assessment/result/")
    visitor.sees_heading("See someone today")
    visitor.sees("Someone is hurting, threatening or controlling you")
    visitor.sees("Leave this page now")


def test_a_tick_by_mistake_is_taken_back_without_loss(visitor: Visitor) -> None:
    ticks(visitor, "breathing-difficulty").sees_result("Call 999 now")
    visitor.follows("I ticked this by mistake")
    sign = visitor.page.locator("input[value='breathing-difficulty']")
    assert sign.is_checked()
    sign.uncheck()
    visitor.chooses("None of these")
    visitor.presses("Continue")
    visitor.sees("Emergency questions, page 2 of")


def test_not_sure_is_asked_of_which_and_never_hides_an_emergency(visitor: Visitor) -> None:
    person = ticks(visitor, "no-sign") if "no-sign" in knowledge().findings else Questionnaire(visitor)
    prepared(visitor, sheet_of({}, ADULT, pages=0))
    visitor.opens("/assessment/go-on/")
    visitor.chooses("I am not sure about one or more of these")
    visitor.presses("Continue")
    visitor.sees_heading("Which of these are you not sure about?")
    visitor.presses("Continue")
    visitor.is_told("Choose the ones that you are not sure about, or go back")
    visitor.page.locator("input[value='breathing-difficulty']").check()
    visitor.presses("Continue")
    person.goes_through({})
    person.sees_result("Go to A&E now")
    visitor.sees("You were not sure, so we took care.")
    visitor.presses("Answer more questions while you wait")
    visitor.sees_heading("What troubles you most?")
