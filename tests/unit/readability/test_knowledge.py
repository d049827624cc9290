"""What the knowledge says to people can be read at about 12, entry by entry, wherever it is shown."""

from collections.abc import Iterator, Mapping

import pytest

from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import AnsweredBy
from tests.unit.readability.measure import measure
from tests.unit.readability.names import NAMES

OLDEST_READER = 12.5
"""A little above that of a page: in an entry of 60 words one long word weighs a quarter of a year."""

OLDEST_READER_OF_SHORT_TEXTS = 11.0
"""Questions and warnings are single sentences, too short to measure one by one: all of a kind together."""


def conditions(known: Knowledge) -> Mapping[str, list[str]]:
    return {
        condition.id: [
            condition.summary,
            condition.why,
            *condition.self_care,
            *condition.prevention,
            *condition.complications,
            *(likelihood.why for likelihood in condition.likelihoods),
        ]
        for condition in known.conditions.values()
    }


def care(known: Knowledge) -> Iterator[tuple[str, list[str]]]:
    for test in known.tests.values():
        texts = [test.why, test.what_happens, test.feels_like, test.preparation, *test.results, *test.not_if.values()]
        yield f"test {test.id}", texts
    for treatment in known.treatments.values():
        yield f"treatment {treatment.id}", [treatment.summary, treatment.evidence, treatment.limits]
    for tip in known.tips:
        yield f"tip {tip.id}", [tip.text, tip.evidence]
    for question in known.questions:
        yield f"question {question.id}", [question.question, *question.answer]
    for complication in known.complications:
        yield f"complication {complication.id}", [complication.text]
    for advice in known.advice.values():
        yield f"advice {advice.id}", [*advice.steps]


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load()


def too_hard(entries: Mapping[str, list[str]]) -> dict[str, float]:
    ages = {name: measure(texts, NAMES).flesch_kincaid_age for name, texts in entries.items()}
    return {name: round(age, 1) for name, age in ages.items() if age > OLDEST_READER}


def test_every_cause_can_be_understood(known: Knowledge) -> None:
    assert not too_hard(conditions(known))


def test_tests_treatments_tips_answers_and_advice_can_be_understood(known: Knowledge) -> None:
    assert not too_hard(dict(care(known)))


def test_questions_of_the_assessment_can_be_understood(known: Knowledge) -> None:
    asked = [finding for finding in known.findings.values() if finding.answered_by is AnsweredBy.PERSON]
    texts = [text for finding in asked for text in (finding.question, finding.help) if text]
    assert len(texts) > 200
    assert measure(texts).flesch_kincaid_age <= OLDEST_READER_OF_SHORT_TEXTS


def test_warnings_can_be_understood(known: Knowledge) -> None:
    assert len(known.rules) > 50
    assert measure([rule.patient for rule in known.rules]).flesch_kincaid_age <= OLDEST_READER_OF_SHORT_TEXTS
