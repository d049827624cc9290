"""The way through the questions follows from the answers alone."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, FindingKind, Person, Sex, Urgency
from eutonia.reasoning.answers import read_case
from eutonia.reasoning.interview.page import PageKind
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment.forecast import forecast, progress_words
from eutonia.web.patient.assessment.walk import SCREENING, Walk, is_medicines, walk

SHEETS = sorted((Path(__file__).parents[2] / "evaluation" / "answers").glob("*.toml"))
SOMEBODY = Person(50, Sex.FEMALE, None)


def answered(answers: dict[str, str], *, pages: int = 60) -> tuple[Walk, dict[str, str]]:
    """Answer page after page from ``answers``, with no, or not sure, for the rest."""
    pool: dict[str, str] = {}
    way = walk(assessor(), SOMEBODY, pool)
    for _ in range(pages):
        if way.is_finished or way.open is None:
            break
        for name in way.open.findings:
            yes_no = knowledge().findings[name].kind is FindingKind.YES_NO
            pool[name] = answers.get(name, ABSENT if yes_no else NOT_SURE)
        way = walk(assessor(), SOMEBODY, pool)
    return way, pool


STIFF = {
    "chief-complaint": "stiffness",
    "site-thigh": PRESENT,
    "site-hand": PRESENT,
    "side": "both-sides",
    "duration": "seconds",
    "since": "years",
    "cold-worsens": PRESENT,
    "family-same": PRESENT,
}
CRAMP = {"chief-complaint": "cramp", "site-calf": PRESENT, "when": "night", "since": "years"}


def test_the_emergency_questions_come_first_and_nothing_is_said_before() -> None:
    way, _ = answered({}, pages=3)
    assert [page.kind for page in way.steps] == [PageKind.SCREEN] * 3
    assert way.level is None
    assert not way.is_finished


def test_the_same_answers_make_the_same_way_in_whatever_order_they_came() -> None:
    way, pool = answered(CRAMP)
    backwards = walk(assessor(), SOMEBODY, dict(reversed(pool.items())))
    assert backwards.steps == way.steps
    assert backwards.case == way.case
    assert way.is_finished


def test_medicines_are_asked_once_of_everybody_with_spasms() -> None:
    way, _ = answered(CRAMP)
    assert sum(is_medicines(page, assessor()) for page in way.steps) == 1


def test_an_ambulance_stops_the_questions_at_once() -> None:
    way, _ = answered({"breathing-difficulty": PRESENT})
    assert way.is_ambulance
    assert len(way.steps) == 1


def test_an_emergency_department_stops_after_the_emergency_questions_unless_the_person_goes_on() -> None:
    way, pool = answered({"muscle-rock-hard": PRESENT})
    assert way.level is Urgency.EMERGENCY_DEPARTMENT
    assert way.open is None
    assert {page.kind for page in way.steps} <= SCREENING
    more = walk(assessor(), SOMEBODY, pool, goes_on=True)
    assert more.open is not None
    assert more.open.kind is PageKind.COMPLAINT


def test_a_symptom_found_by_words_counts_at_once_even_off_the_way() -> None:
    way, pool = answered(CRAMP)
    assert not way.is_ambulance
    beside = next(name for name in ("weight-loss", "smoker", "thirst", "palpitations") if name not in pool)
    more = walk(assessor(), SOMEBODY, {**pool, beside: PRESENT})
    assert more.case.answers[beside] == PRESENT
    ambulance = walk(assessor(), SOMEBODY, {**pool, "breathing-difficulty": PRESENT})
    assert ambulance.is_ambulance


def test_changing_an_answer_keeps_what_still_stands_on_the_way() -> None:
    way, pool = answered(CRAMP)
    changed = walk(assessor(), SOMEBODY, {**pool, "severity": "mild"})
    assert changed.steps[:7] == way.steps[:7]
    for page in changed.steps:
        assert all(changed.case.answers[name] == {**pool, "severity": "mild"}[name] for name in page.findings)


@pytest.mark.parametrize("sex", [*Sex, None])
def test_nobody_is_asked_what_does_not_concern_them(sex: Sex | None) -> None:
    way = walk(assessor(), Person(30, sex), {})
    asked = way.open.findings if way.open else ()
    for name in asked:
        assert knowledge().findings[name].asked_of in (None, sex) or sex is None


def test_progress_does_not_lie() -> None:
    """On the development cases at least nine of ten forecasts hold; the rest are pleasant: fewer questions."""
    held: Counter[bool] = Counter()
    for path in SHEETS:
        given = dict(read_case({"answers": tomllib.loads(path.read_text())["answers"]}, knowledge()).case.answers)
        way, pool = answered(given)
        if way.is_ambulance:
            continue
        number = len(way.steps)
        for place in range(number):
            if way.steps[place].kind in SCREENING:
                continue
            known = {name: pool[name] for page in way.steps[:place] for name in page.findings}
            then = walk(assessor(), SOMEBODY, known)
            assert then.open == way.steps[place]
            told = forecast(then, knowledge())
            held[told.least <= number - place - 1 <= told.most] += 1
    assert held.total() > 100
    assert held[True] / held.total() >= 0.9


def test_a_long_interview_is_not_promised_the_same_end_again_and_again() -> None:
    told = []
    pool: dict[str, str] = {}
    way = walk(assessor(), SOMEBODY, pool)
    while way.open is not None and not way.is_finished:
        if way.open.kind not in SCREENING:
            told.append(progress_words(way, len(way.steps) + 1, knowledge()))
        for name in way.open.findings:
            yes_no = knowledge().findings[name].kind is FindingKind.YES_NO
            pool[name] = STIFF.get(name, ABSENT if yes_no else NOT_SURE)
        way = walk(assessor(), SOMEBODY, pool)
    promised = [words.partition(". ")[2] for words in told if "At most" in words]
    assert any(words.endswith("A few more.") for words in told)
    assert len(set(promised)) == len(promised)
