"""Reasons in sentences: the very contributions that make the probability, and what was not answered yet."""

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, AnsweredBy, FindingKind, Person, Sex
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessment, Assessor
from eutonia.reasoning.differential.contributions import answer_sentence
from eutonia.reasoning.explain import Explanation, explain
from tests.factories import make_ordered, make_yes_no
from tests.unit.assess.people import made_case


@pytest.fixture(scope="module")
def assessment(assessor: Assessor, knowledge: Knowledge) -> Assessment:
    told = {
        "chief_complaint": "limb-pain",
        "site_calf": PRESENT,
        "walking_brings_on": PRESENT,
        "rest_relieves_standing": PRESENT,
        "smoker": PRESENT,
        "numb_or_tingling": ABSENT,
        "sitting_or_bending_relieves": ABSENT,
        "weakness": NOT_SURE,
    }
    return assessor.assess(made_case(knowledge, Person(67, Sex.MALE), **told))


@pytest.fixture(scope="module")
def explanations(assessment: Assessment, knowledge: Knowledge) -> list[Explanation]:
    return [explain(assessment, cause, knowledge) for cause in assessment.causes]


def test_what_speaks_for_and_against_are_the_strongest_contributions(
    assessment: Assessment, explanations: list[Explanation]
) -> None:
    for cause, explanation in zip(assessment.causes, explanations, strict=True):
        assert explanation.condition == cause.condition
        helping = [item.sentence for item in cause.contributions if item.weight > 0]
        against = [item.sentence for item in cause.contributions if item.weight < 0]
        assert [reason.sentence for reason in explanation.supports] == helping[:5]
        assert [reason.sentence for reason in explanation.opposes] == against[:5]
    assert any(explanation.opposes for explanation in explanations)


def test_every_reason_says_where_it_comes_from(explanations: list[Explanation], knowledge: Knowledge) -> None:
    for explanation in explanations:
        for reason in (*explanation.supports, *explanation.opposes, *explanation.missing):
            assert reason.sentence.strip()
            assert reason.source == "estimate" or reason.source in knowledge.sources


def test_claudication_is_explained_by_walking_and_by_standing_still(explanations: list[Explanation]) -> None:
    first = explanations[0]
    assert first.condition == "peripheral-arterial-disease"
    assert {"walking-brings-on", "rest-relieves-standing"} <= {reason.finding for reason in first.supports}


def test_what_was_not_sure_speaks_neither_for_nor_against(explanations: list[Explanation]) -> None:
    for explanation in explanations:
        assert "weakness" not in {reason.finding for reason in (*explanation.supports, *explanation.opposes)}


def test_what_is_missing_was_not_answered_and_would_speak_for_the_cause(
    assessment: Assessment, explanations: list[Explanation], assessor: Assessor
) -> None:
    case = assessment.case
    shares = {cause.condition: cause.probability for cause in assessment.causes}
    for explanation in explanations:
        assert explanation.missing
        for reason in explanation.missing[:2]:
            assert reason.finding not in case.answers
            then = assessor.engine.believe(case.person, {**case.answers, reason.finding: PRESENT})
            (after,) = [r.probability for r in then.ranking() if r.condition == explanation.condition]
            assert after > shares[explanation.condition]


def test_a_sign_that_is_answered_is_missing_no_more(
    assessment: Assessment, explanations: list[Explanation], assessor: Assessor, knowledge: Knowledge
) -> None:
    named = {reason.finding for reason in explanations[0].missing}
    answered = Case(assessment.case.person, {**assessment.case.answers, **dict.fromkeys(named, ABSENT)})
    after = assessor.assess(answered)
    (same,) = [cause for cause in after.causes if cause.condition == explanations[0].condition]
    assert not named & {reason.finding for reason in explain(after, same, knowledge).missing}


def test_a_missing_sign_is_named_as_a_question_to_the_person_or_as_a_term_to_the_clinician(
    explanations: list[Explanation], knowledge: Knowledge
) -> None:
    for explanation in explanations:
        for reason in explanation.missing:
            finding = knowledge.findings[reason.finding]
            assert finding.kind is FindingKind.YES_NO
            assert reason.sentence in {finding.question, finding.term}


def test_to_the_person_no_sign_or_test_is_named_by_its_medical_term(
    assessment: Assessment, explanations: list[Explanation], knowledge: Knowledge
) -> None:
    def by(explained: list[Explanation]) -> set[AnsweredBy]:
        return {knowledge.findings[reason.finding].answered_by for one in explained for reason in one.missing}

    for_the_person = [explain(assessment, cause, knowledge, for_the_person=True) for cause in assessment.causes]
    assert by(for_the_person) == {AnsweredBy.PERSON}
    assert by(explanations) > {AnsweredBy.PERSON}
    assert [one.supports for one in for_the_person] == [one.supports for one in explanations]


# ---- an answer in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "value", "sentence"),
    [
        ("Does it hurt?", PRESENT, "Does it hurt? Yes."),
        ("Does it hurt?", ABSENT, "Does it hurt? No."),
        ("A blood thinner", PRESENT, "A blood thinner."),
        ("A blood thinner", ABSENT, "No: a blood thinner."),
        ("A blood thinner", NOT_SURE, "Not sure: a blood thinner."),
    ],
)
def test_a_yes_no_answer_in_words(question: str, value: str, sentence: str) -> None:
    assert answer_sentence(make_yes_no("sign", question=question), value) == sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("How bad is it?", "How bad is it? Value 1."), ("Potassium (mmol/L)", "Potassium (mmol/L): Value 1.")],
)
def test_any_other_answer_in_words(question: str, sentence: str) -> None:
    assert answer_sentence(make_ordered("sign", [0.5, 0.5], question=question), "v1") == sentence
