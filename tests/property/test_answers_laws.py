"""Whatever is sent as a case, the reader answers in words, and only in words that the vocabulary has."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eutonia.knowledge.vocabulary import NOT_SURE, Issue, IssueLevel, Measure
from eutonia.reasoning.answers import ReadCase, parse_json, read_case
from eutonia.reasoning.differential import Engine
from tests.factories import make_condition, make_knowledge, make_nominal, make_ordered, make_yes_no

KNOWLEDGE = make_knowledge(
    [
        make_yes_no("numb"),
        make_yes_no("chest-pain", screen=1),
        make_ordered("severity", [0.5, 0.3, 0.2]),
        make_nominal("potassium", [0.1, 0.8, 0.1], measure=Measure("mmol/L", "mmol/L", (3.5, 5.0), "Textbook")),
    ],
    [make_condition("cramp", {"numb": 0.2})],
)
ENGINE = Engine(KNOWLEDGE)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from([*KNOWLEDGE.findings, "age", "numbness"]) | st.text(max_size=8)
_values = st.sampled_from(["present", "absent", NOT_SURE, "v0", "v2", "v9"])
_measured = st.fixed_dictionaries(
    {"value": st.integers() | st.floats()}, optional={"unit": st.just("mmol/L") | anything}
)
_person = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 130) | anything,
        "sex": st.sampled_from(["female", "male"]) | anything,
        "pregnant": st.booleans() | anything,
        "name": anything,
    },
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "person": _person | anything,
        "answers": st.dictionaries(_names, _values | _measured | anything, max_size=4) | anything,
        "emergency_screen": st.just("none-of-these") | anything,
        "note": anything,
    },
)


def _holds_only_words_of_the_vocabulary(read: ReadCase) -> None:
    for finding, value in read.case.answers.items():
        assert value in (*KNOWLEDGE.findings[finding].value_ids(), NOT_SURE)
    ENGINE.believe(read.case.person, read.case.answers).ranking()


def _are_printable_with_remedies(issues: tuple[Issue, ...]) -> None:
    for issue in issues:
        assert issue.what.strip()
        assert issue.remedy.strip()
        str(issue).encode()


@given(documents)
def test_any_document_gives_a_case_and_words_for_the_rest(document: dict[str, Any]) -> None:
    read = read_case(document, KNOWLEDGE)
    _holds_only_words_of_the_vocabulary(read)
    _are_printable_with_remedies(read.issues)
    if read.is_sound:
        assert set(read.case.answers) >= set(document.get("answers", {})), "an answer was lost without a word"
        assert set(document) <= {"person", "answers", "emergency_screen"}


@given(documents)
def test_a_document_survives_the_way_through_text(document: dict[str, Any]) -> None:
    parsed, issues = parse_json(json.dumps(document))
    assert issues == []
    assert read_case(parsed, KNOWLEDGE) == read_case(document, KNOWLEDGE)


@given(st.text() | anything.map(json.dumps) | st.text("{}[]:,\"' \n1ea.-", max_size=40))
def test_any_text_gives_a_document_or_words(text: str) -> None:
    document, issues = parse_json(text)
    _are_printable_with_remedies(tuple(issues))
    read = read_case(document, KNOWLEDGE)
    _holds_only_words_of_the_vocabulary(read)
    _are_printable_with_remedies(read.issues)


@given(st.text(), st.text(max_size=30))
def test_a_file_cut_short_is_never_a_sound_case(head: str, tail: str) -> None:
    whole = json.dumps({"person": {}, "answers": {"numb": "present"}})
    cut = whole[: len(head) % len(whole)] + tail.replace("}", "")
    document, issues = parse_json(cut)
    assert issues
    assert all(issue.level is IssueLevel.ERROR for issue in issues)
    assert document == {}
