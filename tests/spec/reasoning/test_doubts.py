"""Answers that seldom go together are asked about once more, and nothing is refused for it."""

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import IssueLevel, Person
from eutonia.reasoning.answers import contradictions

FIRST_TIME = {"since": "years", "frequency": "once", "duration": "seconds"}
NEW_TABLET = {
    "started-within-year-statin-or-diuretic": "present",
    "takes-statin": "absent",
    "takes-thiazide-or-loop": "absent",
    "takes-potassium-sparing": "absent",
}


@pytest.mark.parametrize("answers", [FIRST_TIME, NEW_TABLET], ids=["first-time", "new-tablet"])
def test_they_are_asked_about(answers: dict[str, str], knowledge: Knowledge) -> None:
    assert [issue.level for issue in contradictions(Person(), answers, knowledge)] == [IssueLevel.WARNING]


@pytest.mark.parametrize(
    "change",
    [
        {"since": "weeks"},
        {"frequency": "weekly"},
        {"duration": "constant"},  # what has never stopped since is still the first time
    ],
    ids=str,
)
def test_a_first_time_that_can_well_be_is_not_asked_about(change: dict[str, str], knowledge: Knowledge) -> None:
    assert not contradictions(Person(), FIRST_TIME | change, knowledge)


@pytest.mark.parametrize("name", [name for name in NEW_TABLET if name.startswith("takes-")])
@pytest.mark.parametrize("answer", ["present", "not-sure"])
def test_a_new_tablet_that_is_among_the_medicines_is_not_asked_about(
    name: str, answer: str, knowledge: Knowledge
) -> None:
    assert not contradictions(Person(), NEW_TABLET | {name: answer}, knowledge)
