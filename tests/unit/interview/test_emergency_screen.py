"""The emergency screen: first, short, complete, and over at once where an ambulance is needed."""

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Person, Sex, Urgency
from eutonia.reasoning.answers import Case, screen_findings
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.interview import Interview
from eutonia.reasoning.interview.page import PageKind, Progress
from tests.unit.interview.conversation import hold, says

ANYBODY = Person()
MAN = Person(40, Sex.MALE)  # a fit is an emergency of its own in pregnancy, which nobody has ruled out for ANYBODY
MOST_SCREEN_PAGES = 6
WELL_PERSON_S = 90
ON_SCREEN = {PageKind.SCREEN, PageKind.DETAIL}

# Every sign that leads to a follow-up question, and what it leads to: written from the evidence table, by hand.
FOLLOW_UPS = {
    "stroke-signs": {"stroke-signs-when"},
    "fit-today": {"fit-kind", "past-fit"},
    "recent-head-injury": {"head-injury-red-flags", "head-injury-amber-flags"},
    "overheated": {"heat-not-better"},
    "recent-wound": {"wound-dirty-or-unvaccinated"},
    "bite-or-sting": {"bite-spreading", "animal-bite-rabies-risk", "rabies-symptoms"},
    "withdrawal": {"withdrawal-high-risk", "baclofen-stopped", "parkinson-medicine-stopped"},
    "eyes-neck-tongue-stuck": {"medicine-can-cause-stuck-posture"},
    "agitated-sweating-trembling": {"serotonin-medicine-change"},
    "calf-swollen-warm": {"pe-signs"},
    "dark-urine": {"swelling-after-injury-or-plaster"},
    "foot-drop-new": {"leg-weakness-progressive"},
    "saddle-numbness": {"cannot-pass-urine-or-legs-failing"},
}


@pytest.fixture(scope="module")
def interview(assessor: Assessor) -> Interview:
    return assessor.interview


@pytest.fixture(scope="module")
def screens(knowledge: Knowledge) -> list[PageKind]:
    """The pages of the emergency screen as they are seen by somebody who ticks nothing."""
    return [PageKind.SCREEN] * len(knowledge.screens)


def test_the_emergency_questions_come_before_anything_else(interview: Interview, screens: list[PageKind]) -> None:
    kinds = hold(interview, ANYBODY, says({})).kinds()
    assert kinds[: len(screens) + 1] == [*screens, PageKind.COMPLAINT]


def test_a_well_person_has_answered_every_emergency_question_within_ninety_seconds(
    interview: Interview, knowledge: Knowledge
) -> None:
    pages = [page for page in hold(interview, Person(34, Sex.FEMALE), says({})).pages if page.kind is PageKind.SCREEN]
    assert [name for page in pages for name in page.findings] == list(screen_findings(knowledge))
    assert len(pages) <= MOST_SCREEN_PAGES
    assert sum(page.seconds for page in pages) <= WELL_PERSON_S


def test_with_every_sign_ticked_the_screen_still_has_at_most_six_pages(
    interview: Interview, knowledge: Knowledge, screens: list[PageKind]
) -> None:
    everything = dict.fromkeys(screen_findings(knowledge), PRESENT)
    kinds = hold(interview, ANYBODY, says(everything), carried_on=True).kinds()
    assert sum(kind in ON_SCREEN for kind in kinds) <= MOST_SCREEN_PAGES
    assert kinds[: len(screens) + 1] == [*screens, PageKind.DETAIL]


def test_also_for_somebody_whose_fit_and_stroke_are_no_emergency_the_screen_has_at_most_six_pages(
    interview: Interview, knowledge: Knowledge
) -> None:
    mild = {"fit-kind": "usual-for-me", "stroke-signs-when": "gone-longer-ago", "past-fit": "none"}
    told = {"fit-today": PRESENT, "stroke-signs": PRESENT, "recent-wound": PRESENT, "foot-drop-new": PRESENT, **mild}
    kinds = hold(interview, MAN, says(told)).kinds()
    assert kinds.count(PageKind.SCREEN) == len(knowledge.screens)
    assert kinds.index(PageKind.COMPLAINT) <= MOST_SCREEN_PAGES


@pytest.mark.parametrize("sign", ["not-responding", "breathing-difficulty", "chest-pain-alarm"])
def test_an_answer_that_calls_for_an_ambulance_ends_the_interview_at_once(interview: Interview, sign: str) -> None:
    conversation = hold(interview, ANYBODY, says({sign: PRESENT}))
    assert conversation.kinds() == [PageKind.SCREEN]
    assert sign in conversation.asked()


@pytest.mark.parametrize(
    ("sign", "presumed", "mild"),
    [("stroke-signs", "stroke-signs-when", "gone-longer-ago"), ("fit-today", "fit-kind", "usual-for-me")],
)
def test_an_ambulance_that_rests_on_an_answer_not_yet_given_waits_for_that_one_answer(
    interview: Interview, sign: str, presumed: str, mild: str
) -> None:
    grave = hold(interview, MAN, says({sign: PRESENT}))
    assert grave.kinds() == [PageKind.SCREEN, PageKind.DETAIL]
    assert grave.pages[1].findings == (presumed,)
    harmless = hold(interview, MAN, says({sign: PRESENT, presumed: mild}), pages_at_most=3)
    assert harmless.kinds() == [PageKind.SCREEN, PageKind.DETAIL, PageKind.SCREEN]


def test_where_another_sign_calls_for_an_ambulance_too_nothing_more_is_asked(interview: Interview) -> None:
    told = {"stroke-signs": PRESENT, "not-responding": PRESENT}
    assert hold(interview, ANYBODY, says(told)).kinds() == [PageKind.SCREEN]


def test_the_interview_can_be_carried_on_for_the_ambulance_crew(interview: Interview, screens: list[PageKind]) -> None:
    kinds = hold(interview, ANYBODY, says({"chest-pain-alarm": PRESENT}), carried_on=True).kinds()
    assert kinds[: len(screens)] == screens
    assert {PageKind.COMPLAINT, PageKind.WHERE} <= set(kinds)


def test_an_emergency_below_an_ambulance_does_not_cut_the_screen_short(
    interview: Interview, assessor: Assessor, screens: list[PageKind]
) -> None:
    conversation = hold(interview, ANYBODY, says({"severe-stiffness": PRESENT}))
    assert conversation.kinds()[: len(screens) + 1] == [*screens, PageKind.DETAIL]
    assert assessor.triage.level(conversation.progress.case.answers, ANYBODY) is Urgency.EMERGENCY_DEPARTMENT


def test_without_a_tick_there_is_no_follow_up_page(interview: Interview) -> None:
    assert PageKind.DETAIL not in hold(interview, ANYBODY, says({})).kinds()


@pytest.mark.parametrize("answer", [PRESENT, NOT_SURE])
@pytest.mark.parametrize("sign", FOLLOW_UPS)
def test_a_ticked_sign_is_followed_up_also_when_not_sure(
    interview: Interview, screens: list[PageKind], sign: str, answer: str
) -> None:
    conversation = hold(interview, ANYBODY, says({sign: answer}), carried_on=True, pages_at_most=len(screens) + 1)
    assert conversation.kinds() == [*screens, PageKind.DETAIL]
    assert set(conversation.pages[-1].findings) == FOLLOW_UPS[sign]


def test_all_follow_ups_stand_on_one_page(interview: Interview) -> None:
    told = {"overheated": PRESENT, "dark-urine": NOT_SURE, "recent-wound": PRESENT, "fever": ABSENT}
    conversation = hold(interview, ANYBODY, says(told), carried_on=True)
    details = [page for page in conversation.pages if page.kind is PageKind.DETAIL]
    assert len(details) == 1
    assert set(details[0].findings) == FOLLOW_UPS["overheated"] | FOLLOW_UPS["dark-urine"] | FOLLOW_UPS["recent-wound"]


@pytest.mark.parametrize(("sex", "asked"), [(Sex.MALE, False), (Sex.FEMALE, True), (None, True)])
def test_only_a_man_is_not_asked_about_pregnancy(interview: Interview, sex: Sex | None, asked: bool) -> None:
    conversation = hold(interview, Person(30, sex), says({}))
    assert ("pregnant-warning-signs" in conversation.asked()) is asked


def test_no_page_of_a_mans_interview_speaks_of_pregnancy_or_birth(interview: Interview, knowledge: Knowledge) -> None:
    of_women = {finding.id for finding in knowledge.findings.values() if finding.asked_of is Sex.FEMALE}
    assert {"pregnant-late", "recent-birth", "pregnant-warning-signs"} <= of_women
    told = {"chief-complaint": "cramp", "site-calf": PRESENT, "when": "night"}
    assert not of_women & set(hold(interview, Person(30, Sex.MALE), says(told)).asked())
    assert of_women & set(hold(interview, Person(30, Sex.FEMALE, pregnant=True), says(told)).asked())


def test_what_was_answered_elsewhere_is_not_asked_on_the_screen_again(interview: Interview) -> None:
    start = Progress(Case(ANYBODY, {"fever": ABSENT, "jaw-stiff": ABSENT}))
    asked = hold(interview, ANYBODY, says({}), start=start).asked()
    assert not {"fever", "jaw-stiff"} & set(asked)
    assert "rash-not-fading" in asked
