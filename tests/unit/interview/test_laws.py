"""What holds for every interview, whoever answers and however."""

import json
import re
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Finding, FindingKind, Person, Sex, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.interview.page import Page, PageKind, Progress
from tests.unit.interview.conversation import Answering, Conversation, hold, says

# screen with its follow-ups, complaint, "is it one of these", where, four questions, adaptive, closing
MOST_PAGES = 6 + 1 + 1 + 1 + 4 + 12 + 1
LETTERS = {
    PageKind.SCREEN: "S",
    PageKind.DETAIL: "d",
    PageKind.COMPLAINT: "C",
    PageKind.WHERE: "W",
    PageKind.SINGLE: "q",
    PageKind.LIST: "l",
    PageKind.CLOSING: "Z",
}
# Follow-ups stand at the end of the screen (d), but for one that decides about an ambulance, and once more as a
# list wherever a sign was ticked later.
SHAPE = re.compile(r"(Sd?){3,5}d?Cl?Wq{4}[ql]{0,15}(Zl?)?")

persons = st.builds(
    Person, st.sampled_from([None, 12, 20, 34, 50, 63, 80, 101]), st.sampled_from([None, *Sex]), st.none()
)


@dataclass(frozen=True)
class Respondent:
    """Somebody who ticks much or little, is sometimes not sure, and sometimes passes over a question.

    The same person gives the same answer wherever it is asked.
    """

    yes: float
    unsure: float
    passes_over: float
    character: int

    def answering(self, knowledge: Knowledge) -> Answering:
        def answer(page: Page) -> dict[str, str]:
            given = {name: self._answer(knowledge.findings[name]) for name in page.findings}
            return {name: value for name, value in given.items() if value is not None}

        return answer

    def _answer(self, finding: Finding) -> str | None:
        dice = Random(f"{self.character} {finding.id}")
        if dice.random() < self.passes_over:
            return None
        if dice.random() < self.unsure:
            return NOT_SURE
        if finding.kind is FindingKind.YES_NO:
            return PRESENT if dice.random() < self.yes else ABSENT
        return dice.choice(finding.value_ids())


respondents = st.builds(
    Respondent,
    yes=st.sampled_from([0.0, 0.03, 0.15, 0.5, 1.0]),
    unsure=st.sampled_from([0.0, 0.1, 1.0]),
    passes_over=st.sampled_from([0.0, 0.2, 1.0]),
    character=st.integers(0, 10**6),
)


@pytest.fixture(scope="module")
def late_follow_ups(knowledge: Knowledge) -> int:
    """How many follow-ups can also be led to by a question that comes after the screen."""
    return sum(
        finding.room == "emergency-detail" and any(knowledge.findings[sign].screen is None for sign in finding.asked_if)
        for finding in knowledge.findings.values()
    )


@settings(max_examples=20)
@given(respondent=respondents, person=persons, carried_on=st.booleans())
def test_every_interview_ends_asks_nothing_twice_and_keeps_its_shape(
    assessor: Assessor,
    knowledge: Knowledge,
    late_follow_ups: int,
    respondent: Respondent,
    person: Person,
    carried_on: bool,
) -> None:
    conversation = hold(assessor.interview, person, respondent.answering(knowledge), carried_on=carried_on)
    asked = conversation.asked()
    assert len(asked) == len(set(asked))
    assert len(conversation.pages) <= MOST_PAGES + late_follow_ups
    for page in conversation.pages:
        assert page.findings
        assert page.title.strip()
        assert page.reason.strip()
        assert page.seconds > 0
    shape = "".join(LETTERS[kind] for kind in conversation.kinds())
    if _calls_an_ambulance(assessor, conversation) and not carried_on:
        assert re.match(r"(Sd?)+", shape)
    else:
        assert SHAPE.fullmatch(shape), shape


def _calls_an_ambulance(assessor: Assessor, conversation: Conversation) -> bool:
    case = conversation.progress.case
    return assessor.triage.level(case.answers, case.person) is Urgency.EMERGENCY_NOW


@settings(max_examples=6)
@given(respondent=respondents, person=persons)
def test_an_interview_can_be_put_away_and_taken_up_again_at_any_page(
    assessor: Assessor, knowledge: Knowledge, respondent: Respondent, person: Person
) -> None:
    answering = respondent.answering(knowledge)
    progress = Progress(Case(person))
    while (page := assessor.interview.next_page(progress)) is not None:
        progress = _from_store(_to_store(progress), person).after(page, answering(page))
    assert progress == hold(assessor.interview, person, answering).progress


def _to_store(progress: Progress) -> str:
    return json.dumps(
        {
            "answers": dict(reversed([*progress.case.answers.items()])),
            "asked": sorted(progress.asked),
            "pages": progress.pages,
            "adaptive": progress.adaptive,
            "closed": progress.closed,
        }
    )


def _from_store(stored: str, person: Person) -> Progress:
    kept = json.loads(stored)
    return Progress(
        Case(person, kept["answers"]), frozenset(kept["asked"]), kept["pages"], kept["adaptive"], kept["closed"]
    )


@settings(max_examples=6)
@given(one=respondents, other=respondents, person=persons, place=st.integers(0, 20))
def test_a_changed_answer_changes_only_what_comes_after_it(
    assessor: Assessor, knowledge: Knowledge, one: Respondent, other: Respondent, person: Person, place: int
) -> None:
    first, second = one.answering(knowledge), other.answering(knowledge)
    before = hold(assessor.interview, person, first)
    changed = min(place, len(before.pages) - 1)

    def answering(page: Page) -> dict[str, str]:
        return dict(second(page) if page == before.pages[changed] else first(page))

    after = hold(assessor.interview, person, answering)
    assert after.pages[: changed + 1] == before.pages[: changed + 1]
    answers = after.progress.case.answers
    for name in answers:
        parents = knowledge.findings[name].asked_if
        assert not parents or any(answers.get(parent, ABSENT) != ABSENT for parent in parents), name


def test_a_tick_taken_back_takes_its_follow_up_back(assessor: Assessor) -> None:
    told = {"recent-wound": PRESENT, "wound-dirty-or-unvaccinated": PRESENT}
    ticked = hold(assessor.interview, Person(), says(told), pages_at_most=6)
    taken_back = hold(assessor.interview, Person(), says({**told, "recent-wound": ABSENT}), pages_at_most=6)
    assert "wound-dirty-or-unvaccinated" in ticked.progress.case.answers
    assert "wound-dirty-or-unvaccinated" not in taken_back.progress.case.answers
    assert PageKind.DETAIL in ticked.kinds()
    assert PageKind.DETAIL not in taken_back.kinds()
