"""The one door for answers: what can be read is kept, what cannot be read becomes an issue with its remedy."""

from collections.abc import Callable
from typing import Any

import pytest

from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.model import Doubt
from eutonia.knowledge.vocabulary import (
    FindingKind,
    KnowledgeError,
    Measure,
    Measurement,
    Person,
    Sex,
)
from eutonia.reasoning.answers import ReadCase, parse_json, read_case, read_measurement, screen_findings
from tests.factories import make_knowledge, make_model, make_nominal, make_ordered, make_yes_no

POTASSIUM = Measure(
    "mmol/L", "mmol/L", (3.5, 5.0), "Textbook", also={"mEq/L": 1.0, "mg/dL": 0.25}, plausible=(0.5, 15.0)
)
HAEMOGLOBIN = Measure("g/L", "g/L", (130.0, 170.0), "Textbook", edges_female=(115.0, 155.0))


@pytest.fixture
def knowledge() -> Knowledge:
    return make_knowledge(
        [
            make_yes_no("numb"),
            make_yes_no("tingling-fingers"),
            make_yes_no("chest-pain", screen=2),
            make_yes_no("stroke-signs", screen=1),
            make_yes_no("pregnant-late"),
            make_ordered("severity", [0.5, 0.3, 0.2]),
            make_nominal("potassium", [0.1, 0.8, 0.1], measure=POTASSIUM),
            make_nominal("haemoglobin", [0.1, 0.8, 0.1], measure=HAEMOGLOBIN),
        ],
        [],
        make_model(
            implications=[("tingling-fingers", "numb")],
            doubts=[Doubt({"numb": ("present", "not-sure"), "chest-pain": ("absent",)}, "Numb without chest pain.")],
        ),
    )


@pytest.fixture
def read(knowledge: Knowledge) -> Callable[..., ReadCase]:
    return lambda **document: read_case(document, knowledge)


def _problems(read: ReadCase) -> list[str]:
    assert not read.is_sound
    assert all(issue.remedy for issue in read.issues)
    return [issue.what for issue in read.issues]


# ---- what can be read --------------------------------------------------------------------------------------


def test_a_whole_case(read: Callable[..., ReadCase]) -> None:
    found = read(
        person={"age": 63, "sex": "female", "pregnant": False},
        answers={"numb": "absent", "severity": "not-sure", "potassium": {"value": 3.2, "unit": "mmol/L"}},
    )
    assert found.is_sound
    assert found.case.person == Person(63, Sex.FEMALE, False)
    assert found.case.answers == {"numb": "absent", "severity": "not-sure", "potassium": "v0"}


def test_nothing_stated_is_a_case_too(read: Callable[..., ReadCase]) -> None:
    found = read()
    assert found.is_sound
    assert found.case.person == Person()
    assert found.case.answers == {}


def test_none_of_these_answers_the_whole_emergency_screen_but_overrules_nothing(
    read: Callable[..., ReadCase], knowledge: Knowledge
) -> None:
    assert screen_findings(knowledge) == ("stroke-signs", "chest-pain")
    found = read(emergency_screen="none-of-these", answers={"chest-pain": "not-sure"})
    assert found.is_sound
    assert found.case.answers == {"stroke-signs": "absent", "chest-pain": "not-sure"}


@pytest.mark.parametrize(
    ("value", "unit", "bin_"),
    [
        (3.49, "mmol/L", "v0"),
        (3.5, "mmol/L", "v1"),  # an edge is the first number of the next value
        (4.99, "mEq/L", "v1"),
        (5.0, "mmol/L", "v2"),
        (13.6, "mg/dL", "v0"),  # 3.4 mmol/L
        (0.5, "mmol/L", "v0"),
    ],
)
def test_a_measurement_falls_into_its_value(knowledge: Knowledge, value: float, unit: str, bin_: str) -> None:
    assert read_measurement(Measurement("potassium", value, unit), Person(), knowledge) == bin_


@pytest.mark.parametrize(("sex", "bin_"), [(Sex.FEMALE, "v1"), (Sex.MALE, "v0"), (None, "v1")])
def test_the_reference_range_follows_the_sex(knowledge: Knowledge, sex: Sex | None, bin_: str) -> None:
    assert read_measurement(Measurement("haemoglobin", 120, "g/L"), Person(sex=sex), knowledge) == bin_


# ---- what cannot be read -----------------------------------------------------------------------------------


def test_an_unknown_finding_is_named_with_the_nearest(read: Callable[..., ReadCase]) -> None:
    found = read(answers={"tingling-finger": "present", "numb": "present"})
    (issue,) = found.issues
    assert issue.what == "There is no finding 'tingling-finger'."
    assert issue.remedy == "Did you mean tingling-fingers?"
    assert found.case.answers == {"numb": "present"}, "what could be read is kept"


@pytest.mark.parametrize("given", ["yes", "Present", "v9", "", None, True, 1, ["present"], "none-of-these"])
def test_a_value_that_a_finding_does_not_have(read: Callable[..., ReadCase], given: Any) -> None:
    found = read(answers={"numb": given})
    assert "is not an answer to it" in _problems(found)[0]
    assert found.issues[0].remedy == "Give 'present', 'absent', 'not-sure'."
    assert found.issues[0].where == "answers: numb"
    assert found.case.answers == {}


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"value": 3.2, "unit": "mmol"}, "the unit 'mmol' is not known for it: use mmol/L, mEq/L, mg/dL"),
        ({"value": 3.2}, "cannot be read"),
        ({"value": 150, "unit": "mmol/L"}, "150 mmol/L is not plausible: it should lie between 0.5 and 15 mmol/L"),
        ({"value": 61, "unit": "mg/dL"}, "61 mg/dL is not plausible: it should lie between 0.5 and 15 mmol/L"),
        ({"value": 0, "unit": "mmol/L"}, "not plausible"),
        ({"value": "3.2", "unit": "mmol/L"}, "cannot be read"),
        ({"value": -1, "unit": "mmol/L"}, "cannot be read"),
        ({"value": True, "unit": "mmol/L"}, "cannot be read"),
        ({"value": float("nan"), "unit": "mmol/L"}, "cannot be read"),
        ({"value": float("inf"), "unit": "mmol/L"}, "cannot be read"),
        ({"value": 10**400, "unit": "mmol/L"}, "cannot be read"),
        ({"value": 3.2, "unit": ["mmol/L"]}, "cannot be read"),
        ({"value": 3.2, "unit": "mmol/L", "date": "today"}, "cannot be read"),
    ],
)
def test_a_measurement_that_cannot_be_used(read: Callable[..., ReadCase], given: dict[str, Any], what: str) -> None:
    found = read(answers={"potassium": given})
    assert what in _problems(found)[0]
    assert found.case.answers == {}


def test_a_finding_without_a_unit_is_not_measured(read: Callable[..., ReadCase]) -> None:
    assert "numb is not measured" in _problems(read(answers={"numb": {"value": 1, "unit": "mm"}}))[0]


@pytest.mark.parametrize(
    ("person", "what"),
    [
        ({"age": 150}, "An age of 150 is not possible."),
        ({"age": -1}, "An age of -1 is not possible."),
        ({"age": 12.5}, "An age of 12.5 is not possible."),
        ({"age": True}, "An age of true is not possible."),
        ({"age": "63"}, "An age of '63' is not possible."),
        ({"sex": "woman"}, "The sex 'woman' is not known here."),
        ({"sex": ["female"]}, "The sex ['female'] is not known here."),
        ({"pregnant": "no"}, "pregnant is 'no'."),
        ({"sex": "male", "pregnant": True}, "A male person is said to be pregnant"),
        ({"gender": "female"}, "There is no entry 'gender' in person."),
        (None, "person is not an object."),
        ([], "person is not an object."),
    ],
)
def test_a_person_that_cannot_be(read: Callable[..., ReadCase], person: Any, what: str) -> None:
    found = read(person=person, answers={"numb": "present"})
    assert what in _problems(found)[0]
    assert found.case.answers == {"numb": "present"}


def test_answers_that_contradict_each_other(read: Callable[..., ReadCase]) -> None:
    found = read(answers={"tingling-fingers": "present", "numb": "absent"})
    assert "both cannot be true" in _problems(found)[0]
    assert read(answers={"tingling-fingers": "present", "numb": "not-sure"}).is_sound
    assert read(answers={"tingling-fingers": "absent", "numb": "present"}).is_sound


@pytest.mark.parametrize("numb", ["present", "not-sure"])
def test_answers_that_seldom_go_together_are_doubted_and_not_refused(read: Callable[..., ReadCase], numb: str) -> None:
    found = read(answers={"numb": numb, "chest-pain": "absent"})
    assert found.is_sound
    assert [(issue.what, issue.where) for issue in found.issues] == [
        ("Numb without chest pain.", "answers: numb, chest-pain")
    ]
    assert not read(answers={"numb": numb}).issues
    assert not read(answers={"numb": numb, "chest-pain": "present"}).issues
    assert not read(answers={"numb": "absent", "chest-pain": "absent"}).issues


@pytest.mark.parametrize("person", [{"sex": "male"}, {"pregnant": False}])
def test_a_pregnancy_that_cannot_be(read: Callable[..., ReadCase], person: dict[str, Any]) -> None:
    assert "pregnant-late is present" in _problems(read(person=person, answers={"pregnant-late": "present"}))[0]
    assert read(person={}, answers={"pregnant-late": "present"}).is_sound


@pytest.mark.parametrize("screen", ["none", True, ["none-of-these"]])
def test_the_emergency_screen_is_answered_in_one_way_only(read: Callable[..., ReadCase], screen: Any) -> None:
    found = read(emergency_screen=screen)
    assert "emergency_screen is" in _problems(found)[0]
    assert found.case.answers == {}


def test_an_unknown_entry_of_the_document(read: Callable[..., ReadCase]) -> None:
    found = read(answer={"numb": "present"})
    assert _problems(found) == ["There is no entry 'answer' in the document."]
    assert found.issues[0].remedy == "Did you mean answers?"


def test_a_message_stays_short_whatever_was_sent(read: Callable[..., ReadCase]) -> None:
    found = read(answers={"numb": "x" * 100_000}, person={"age": 10**4000})
    assert all(len(str(issue)) < 300 for issue in found.issues)


# ---- the text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "The text is not JSON: Expecting value in line 1, column 1."),
        ('{"person": {"age": 63,}}', "The text is not JSON: "),
        ("{'person': {}}", "The text is not JSON: "),
        ("[]", "The JSON is not an object."),
        ("null", "The JSON is not an object."),
        ('{"answers": {"numb": "present", "numb": "absent"}}', "'numb' is given twice, with different values."),
        ('{"person": {"age": ' + "1" * 5000 + "}}", "The JSON holds a number of thousands of digits."),
        ('{"a":' * 200_000, "The JSON is nested too deeply."),
    ],
)
def test_text_that_is_no_document(text: str, what: str) -> None:
    _, issues = parse_json(text)
    assert issues[0].what.startswith(what)
    assert issues[0].remedy


def test_the_same_answer_twice_is_no_contradiction() -> None:
    document, issues = parse_json('{"answers": {"numb": "present", "numb": "present"}}')
    assert document == {"answers": {"numb": "present"}}
    assert issues == []


# ---- the real knowledge ------------------------------------------------------------------------------------


def test_a_measurement_of_something_unmeasured_raises() -> None:
    with pytest.raises(KnowledgeError, match="numb is not measured: give one of absent, present, not-sure"):
        read_measurement(Measurement("numb", 1, "mm"), Person(), make_knowledge([make_yes_no("numb")], []))


def test_every_item_of_the_emergency_screen_can_be_absent() -> None:
    knowledge = load()
    assert len(screen_findings(knowledge)) > 20
    assert all(knowledge.findings[name].kind is FindingKind.YES_NO for name in screen_findings(knowledge))
