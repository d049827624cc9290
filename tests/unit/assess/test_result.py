"""What an assessment holds: versions to replay it, causes with honest intervals, and now and then "nothing fits"."""

import pytest

from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, AnsweredBy, FindingKind, Person, Sex
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessment, Assessor
from eutonia.reasoning.differential import ENGINE_VERSION, Engine
from tests.unit.assess.people import made_case

WOMAN = Person(63, Sex.FEMALE)


@pytest.fixture(scope="module")
def night_cramp(assessor: Assessor, knowledge: Knowledge) -> Assessment:
    return assessor.assess(
        made_case(
            knowledge,
            WOMAN,
            chief_complaint="cramp",
            site_calf=PRESENT,
            when="night",
            severity="severe",
            duration="up-to-10-minutes",
            stretch_relieves=PRESENT,
            takes_thiazide_or_loop=PRESENT,
            weakness=ABSENT,
            numb_or_tingling=NOT_SURE,
        )
    )


def test_a_result_names_the_versions_that_made_it(night_cramp: Assessment, knowledge: Knowledge) -> None:
    assert (night_cramp.versions.knowledge, night_cramp.versions.engine) == (knowledge.version, ENGINE_VERSION)
    assert all((night_cramp.versions.knowledge, night_cramp.versions.engine))


@pytest.mark.parametrize("person", [Person(60, Sex.MALE), Person(61, Sex.FEMALE)])
def test_who_cannot_be_pregnant_and_is_not_asked_is_told_no_cause_of_pregnancy(
    person: Person, assessor: Assessor, knowledge: Knowledge
) -> None:
    """A cramp that would fit pregnancy very well, in somebody whom nobody asks whether they are pregnant."""
    answers = {"chief_complaint": "cramp", "site_calf": PRESENT, "when": "night", "duration": "up-to-10-minutes"}
    told = {cause.condition for cause in assessor.assess(made_case(knowledge, person, **answers)).causes}
    assert told
    assert not told & {"pregnancy-leg-cramp", "pre-eclampsia"}
    asked = assessor.assess(made_case(knowledge, Person(30, Sex.FEMALE), **answers))
    assert "pregnancy-leg-cramp" in {cause.condition for cause in asked.causes}


def test_the_same_answers_give_the_same_result_to_the_last_digit_anywhere(night_cramp: Assessment) -> None:
    elsewhere = Assessor(Engine(load()))
    in_another_order = dict(reversed([*night_cramp.case.answers.items()]))
    assert elsewhere.assess(Case(night_cramp.case.person, in_another_order)) == night_cramp


def test_causes_come_with_the_likeliest_first_and_each_in_its_interval(night_cramp: Assessment) -> None:
    shares = [cause.probability for cause in night_cramp.causes]
    assert shares == sorted(shares, reverse=True)
    assert 3 <= len(shares) <= 8
    assert all(share >= 0.01 for share in shares[3:])
    for cause in night_cramp.causes:
        low, high = cause.interval
        assert 0.0 < low < cause.probability < high < 1.0


def test_a_night_cramp_on_a_water_tablet_is_put_down_to_both(night_cramp: Assessment) -> None:
    assert [cause.condition for cause in night_cramp.causes[:2]] == ["nocturnal-leg-cramp", "diuretic-cramp"]
    assert not night_cramp.nothing_fits


def test_every_contribution_is_of_an_answer_that_says_something(night_cramp: Assessment) -> None:
    for cause in night_cramp.causes:
        for contribution in cause.contributions:
            assert night_cramp.case.answers[contribution.finding] == contribution.value != NOT_SURE
            assert contribution.weight != 0.0
            assert contribution.source
            assert contribution.sentence
    (water_tablet,) = [cause for cause in night_cramp.causes if cause.condition == "diuretic-cramp"]
    assert water_tablet.contributions[0].finding == "takes-thiazide-or-loop"


def test_nothing_in_our_list_fits_somebody_who_denies_every_sign_of_it(
    assessor: Assessor, knowledge: Knowledge
) -> None:
    denied = {
        finding.id: ABSENT
        for finding in knowledge.findings.values()
        if finding.kind is FindingKind.YES_NO and finding.answered_by is AnsweredBy.PERSON
    }
    assessment = assessor.assess(Case(Person(40, Sex.MALE), {**denied, "chief-complaint": "limb-pain"}))
    assert assessment.nothing_fits
    assert assessment.unexplained > 0.4
    assert assessment.causes[0].probability < assessment.unexplained


def test_a_laboratory_value_comes_in_by_the_same_door(assessor: Assessor, knowledge: Knowledge) -> None:
    tetany = {"hands_clawed": PRESENT, "tingling_mouth_and_fingers": PRESENT, "numb_or_tingling": PRESENT}
    before = assessor.assess(made_case(knowledge, WOMAN, **tetany))
    after = assessor.assess(made_case(knowledge, WOMAN, lab_calcium="very-low", **tetany))
    assert _share(after, "hypocalcaemia") > _share(before, "hypocalcaemia")
    assert after.causes[0].condition == "hypocalcaemia"


def _share(assessment: Assessment, condition: str) -> float:
    return next((cause.probability for cause in assessment.causes if cause.condition == condition), 0.0)


def test_what_to_ask_next_is_what_the_interview_asks(assessor: Assessor, knowledge: Knowledge) -> None:
    nothing_said = assessor.assess(Case(WOMAN)).next_page
    assert nothing_said is not None
    assert nothing_said.screen == 1
    after_screen = assessor.assess(made_case(knowledge, WOMAN)).next_page
    assert after_screen is not None
    assert after_screen.findings == ("chief-complaint",)
