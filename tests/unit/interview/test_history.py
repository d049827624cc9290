"""After the screen: what troubles most, where, the four questions of every spasm history, then what tells most."""

from dataclasses import replace

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, AnsweredBy, Person, Sex
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.interview import Interview
from eutonia.reasoning.interview.page import PageKind, Progress
from tests.unit.interview.conversation import Conversation, hold, says

WOMAN = Person(63, Sex.FEMALE)
LONGEST_LIST = 16
FOUR = ["severity", "when", "duration", "since"]
NIGHT_CRAMP = {
    "chief-complaint": "cramp",
    "site-calf": PRESENT,
    "severity": "severe",
    "when": "night",
    "duration": "up-to-10-minutes",
    "since": "years",
    "stretch-relieves": PRESENT,
    "hard-knot": PRESENT,
    "painful": PRESENT,
    "wakes-from-sleep": PRESENT,
}


@pytest.fixture(scope="module")
def interview(assessor: Assessor) -> Interview:
    return assessor.interview


@pytest.fixture(scope="module")
def night_cramp(interview: Interview) -> Conversation:
    return hold(interview, WOMAN, says(NIGHT_CRAMP))


def test_complaint_then_place_then_the_four_questions(night_cramp: Conversation) -> None:
    after = [page for page in night_cramp.pages if page.kind is not PageKind.SCREEN]
    assert [page.kind for page in after[:2]] == [PageKind.COMPLAINT, PageKind.WHERE]
    assert after[0].findings == ("chief-complaint",)
    assert {"site-calf", "site-neck", "site-whole-body", "side"} <= set(after[1].findings)
    assert [page.findings for page in after[2:6]] == [(name,) for name in FOUR]
    assert not any(page.adaptive for page in after[:6])


def test_then_only_pages_that_were_chosen_by_what_they_tell_and_last_one_list(night_cramp: Conversation) -> None:
    rest = [page for page in night_cramp.pages if page.kind is not PageKind.SCREEN][6:]
    assert rest
    assert rest[-1].kind is PageKind.CLOSING
    assert all(page.adaptive for page in rest[:-1])
    assert len(rest[-1].findings) <= LONGEST_LIST


@pytest.mark.parametrize("answer", ["cramp", "limb-pain", NOT_SURE])
def test_a_complaint_of_ours_leads_straight_to_the_place(interview: Interview, answer: str) -> None:
    kinds = hold(interview, WOMAN, says({"chief-complaint": answer})).kinds()
    assert kinds[kinds.index(PageKind.COMPLAINT) + 1] is PageKind.WHERE


def test_another_complaint_is_asked_at_once_for_the_signs_that_say_how_soon(
    interview: Interview, knowledge: Knowledge
) -> None:
    conversation = hold(interview, WOMAN, says({"chief-complaint": "something-else"}))
    place = conversation.kinds().index(PageKind.COMPLAINT)
    page = conversation.pages[place + 1]
    assert page.kind is PageKind.LIST
    assert page.title == "Is it one of these?"
    assert set(page.findings) == set(knowledge.model.scope.signs_of_elsewhere)
    assert conversation.pages[place + 2].kind is PageKind.WHERE


def test_what_is_known_already_is_not_asked(interview: Interview) -> None:
    start = Progress(Case(WOMAN, {"chief-complaint": "cramp", "when": "night", "since": NOT_SURE}))
    asked = hold(interview, WOMAN, says(NIGHT_CRAMP), start=start).asked()
    assert [name for name in FOUR if name in asked] == ["severity", "duration"]
    assert "chief-complaint" not in asked


def test_a_question_that_was_passed_over_does_not_come_back(interview: Interview) -> None:
    asked = hold(interview, WOMAN, says({})).asked()
    assert len(asked) == len(set(asked))


def test_a_person_is_never_asked_what_only_a_test_or_an_examiner_can_tell(
    interview: Interview, knowledge: Knowledge
) -> None:
    for told in ({}, NIGHT_CRAMP, {"chief-complaint": "weak-or-numb", "weakness": PRESENT, "wasting": PRESENT}):
        asked = hold(interview, WOMAN, says(told)).asked()
        assert {knowledge.findings[name].answered_by for name in asked} == {AnsweredBy.PERSON}


def test_every_page_says_what_it_asks_why_and_about_how_long_it_takes(night_cramp: Conversation) -> None:
    for page in night_cramp.pages:
        assert page.title.strip()
        assert page.reason.strip()
        assert 0 < page.seconds < 120
        assert page.findings


def test_a_reason_names_the_two_causes_that_the_answer_tells_apart(
    night_cramp: Conversation, knowledge: Knowledge
) -> None:
    names = {condition.patient_name.lower() for condition in knowledge.conditions.values()}
    told_apart = [page.reason for page in night_cramp.pages if page.reason.startswith("This helps to tell ")]
    assert told_apart
    for reason in told_apart:
        assert sum(name in reason for name in names) >= 2


def test_a_calf_that_hurts_by_day_is_asked_whether_walking_brings_it_on(interview: Interview) -> None:
    told = {
        "chief-complaint": "limb-pain",
        "site-calf": PRESENT,
        "side": "both-sides",
        "severity": "moderate",
        "when": "day",
        "duration": "up-to-10-minutes",
        "since": "months",
        "walking-brings-on": PRESENT,
    }
    assert "walking-brings-on" in hold(interview, Person(67, Sex.MALE), says(told)).asked()


def test_pages_are_counted_as_they_are_chosen(night_cramp: Conversation) -> None:
    assert night_cramp.progress.adaptive == sum(page.adaptive for page in night_cramp.pages) > 0


def test_after_twelve_chosen_pages_only_the_closing_list_is_left(interview: Interview, knowledge: Knowledge) -> None:
    vague = {"chief-complaint": "limb-pain", **dict.fromkeys(FOUR, NOT_SURE)}
    asked = {name for name, finding in knowledge.findings.items() if finding.screen or finding.room == "where"}
    so_far = Progress(Case(WOMAN, vague), frozenset(asked))
    chosen, last = interview.next_page(so_far), interview.next_page(replace(so_far, adaptive=12))
    assert chosen is not None
    assert last is not None
    assert chosen.adaptive
    assert last.kind is PageKind.CLOSING


def test_a_clear_story_needs_fewer_pages_than_the_limit(night_cramp: Conversation) -> None:
    assert night_cramp.progress.adaptive < 8


def test_a_question_that_only_follows_from_a_yes_is_not_asked_after_a_no(interview: Interview) -> None:
    no = {"jerks": ABSENT, "march": ABSENT, "twisting-posture": ABSENT}
    asked = hold(interview, WOMAN, says({**no, "chief-complaint": "jerks-or-shaking"})).asked()
    assert not {"past-fit", "medicine-can-cause-stuck-posture"} & set(asked)


def test_a_sign_ticked_late_is_still_followed_up_at_once(interview: Interview) -> None:
    told = {"chief-complaint": "jerks-or-shaking", "jerks": PRESENT, "march": PRESENT}
    conversation = hold(interview, WOMAN, says(told))
    asked = conversation.asked()
    assert "past-fit" in asked
    place = next(n for n, page in enumerate(conversation.pages) if {"jerks", "march"} & set(page.findings))
    follow_up = conversation.pages[place + 1]
    assert follow_up.findings == ("past-fit",)
    assert follow_up.kind is not PageKind.SCREEN


def test_a_follow_up_after_the_screen_counts_as_a_page_of_the_interview(interview: Interview) -> None:
    told = {"chief-complaint": "jerks-or-shaking", "jerks": PRESENT}
    conversation = hold(interview, WOMAN, says(told))
    screen = conversation.kinds().index(PageKind.COMPLAINT)
    assert any("past-fit" in page.findings for page in conversation.pages[screen:])
    assert conversation.progress.pages == len(conversation.pages) - screen


@pytest.mark.parametrize("answer", [ABSENT, NOT_SURE, PRESENT, None])
def test_what_an_answer_rules_out_is_not_asked_and_anything_less_than_a_no_rules_nothing_out(
    interview: Interview, answer: str | None
) -> None:
    """Nobody who said that no muscle is weak is asked how the weakness went on."""
    known = {"twitches-move-about": PRESENT, "wasting": PRESENT}  # slowly growing weakness would tell much
    start = Progress(Case(WOMAN, known | ({} if answer is None else {"weakness": answer})))
    asked = hold(interview, WOMAN, says({}), start=start).asked()
    assert ("weakness-slowly-worse" in asked) == (answer != ABSENT)
