"""The sheet: read forgivingly, lost honestly."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eutonia.knowledge.vocabulary import Sex
from eutonia.web.engine import knowledge
from eutonia.web.patient.assessment.sheet import RATHER_NOT, Sheet, read_sheet

FULL = Sheet(
    first={"about": "someone", "able": "no", "age": "34", "sex": "female", "pregnant": "yes"},
    answers={"fever": "present", "when": "night", "jaw-stiff": "not-sure"},
    medicines=[],
    goes_on=True,
)


def test_a_sheet_comes_back_as_it_was_put_away() -> None:
    assert read_sheet(FULL.document(), knowledge()) == (FULL, [])


@pytest.mark.parametrize("broken", [None, 7, "text", [], {}, {"format": 99}, {"format": 1, "first": 3}])
def test_what_is_no_sheet_is_lost_and_told(broken: object) -> None:
    sheet, lost = read_sheet(broken, knowledge())
    assert not sheet.answers
    assert not sheet.first
    assert lost


def test_the_good_part_of_a_broken_sheet_is_kept() -> None:
    document: dict[str, Any] = FULL.document()
    document["first"] |= {"age": "900", "sex": "martian", "nonsense": "x"}
    document["answers"] |= {"no-such-finding": "present", "fever": "purple", "jaw-stiff": 3}
    document["medicines"] = ["no such medicine"]
    sheet, lost = read_sheet(document, knowledge())
    assert sheet.first == {"about": "someone", "able": "no", "pregnant": "yes"}
    assert sheet.answers == {"when": "night"}
    assert sheet.medicines == []
    assert lost == ["one of the first questions", "answers that cannot be read: 3", "a medicine that you added"]
    assert "purple" not in "".join(lost)
    assert read_sheet(sheet.document(), knowledge()) == (sheet, [])


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(json, json, json)
def test_no_session_whatever_is_in_it_breaks_the_reading(first: object, answers: object, medicines: object) -> None:
    document = {"format": 1, "first": first, "answers": answers, "medicines": medicines}
    sheet, _lost = read_sheet(document, knowledge())
    assert sheet.person is not None
    assert read_sheet(sheet.document(), knowledge()) == (sheet, [])


def test_pregnancy_is_asked_only_where_it_can_be() -> None:
    assert "pregnant" in Sheet(first={"age": "30", "sex": "female"}).first_questions()
    assert "pregnant" in Sheet(first={"age": RATHER_NOT, "sex": RATHER_NOT}).first_questions()
    for age, sex in (("30", "male"), ("56", "female"), ("11", "female")):
        assert "pregnant" not in Sheet(first={"age": age, "sex": sex}).first_questions()


def test_a_changed_sex_leaves_no_impossible_person() -> None:
    sheet = Sheet(first={"about": "me", "age": "30", "sex": "male", "pregnant": "yes"})
    assert sheet.person.sex is Sex.MALE
    assert sheet.person.pregnant is None


def test_follow_ups_go_with_their_reason() -> None:
    sheet = Sheet(answers={"fit-today": "absent", "fit-kind": "first-ever", "fever": "present"})
    sheet.forget_stale(knowledge())
    assert sheet.answers == {"fit-today": "absent", "fever": "present"}
    unsure = Sheet(answers={"fit-today": "not-sure", "fit-kind": "first-ever"})
    unsure.forget_stale(knowledge())
    assert "fit-kind" in unsure.answers
