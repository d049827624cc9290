"""Somebody answers for a person who cannot."""

import pytest

from tests.journeys.questionnaire import Questionnaire
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_words_fit_who_answers(visitor: Visitor) -> None:
    person = Questionnaire(visitor)
    person.begins(about="Someone I care for", age="84", sex="Male")
    visitor.sees("Where you cannot tell, say that you are not sure.")
    person.fills({"not-responding": "present"})
    person.goes_on()
    person.sees_result("Call 999 now")
