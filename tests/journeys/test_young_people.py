"""A 15-year-old goes on and is advised; an 11-year-old is told kindly where to go, with every emergency message."""

import pytest

from tests.journeys.questionnaire import Questionnaire
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_at_15_a_parent_is_suggested_and_nothing_is_blocked(visitor: Visitor) -> None:
    Questionnaire(visitor).begins(age="15", sex="nobody-chooses-yet")
    visitor.sees("It is a good idea to tell a parent")
    visitor.chooses("Male")
    visitor.presses("Continue")
    visitor.sees("Emergency questions, page 1 of")


def test_at_11_the_way_elsewhere_and_every_emergency_sign(visitor: Visitor) -> None:
    Questionnaire(visitor).begins(age="11", sex="Female")
    visitor.sees_heading("This check is made for people of 12 and older")
    visitor.sees("show this page to a parent")
    visitor.sees("Call 999 now for any of these")
    visitor.sees("Hard to breathe, noisy breathing, or the throat is closing")
    visitor.sees("0800 1111")
    visitor.page.locator("summary", has_text="While you wait: a fit").click()
    visitor.sees("Note the time it started.")
    visitor.opens("/assessment/questions/1/")
    visitor.sees_heading("This check is made for people of 12 and older")
    visitor.follows("Back")
    visitor.sees("How old are you?")
