"""``eutonia assess``: a case in; urgency, causes, tests, advice and the next question out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.command import Command

NIGHT_CRAMP: dict[str, Any] = {
    "person": {"age": 63, "sex": "female", "pregnant": False},
    "emergency_screen": "none-of-these",
    "answers": {
        "chief-complaint": "cramp",
        "site-calf": "present",
        "when": "night",
        "severity": "severe",
        "stretch-relieves": "present",
        "numb-or-tingling": "absent",
        "weakness": "not-sure",
    },
}
DANGER = {**NIGHT_CRAMP, "answers": {**NIGHT_CRAMP["answers"], "breathing-difficulty": "present"}}


def _with(**answers: Any) -> str:
    told = {name.replace("_", "-"): value for name, value in answers.items()}
    return json.dumps({**NIGHT_CRAMP, "answers": {**NIGHT_CRAMP["answers"], **told}})


# ---- for programs ----------------------------------------------------------------------------------------------


def test_a_file_and_standard_input_give_the_same_document(eutonia: Command, tmp_path: Path) -> None:
    file = tmp_path / "a case.json"
    file.write_text(json.dumps(NIGHT_CRAMP), encoding="utf-8")
    from_file = eutonia("assess", "--answers", file, "--json")
    from_input = eutonia("assess", "--answers", "-", "--json", stdin=json.dumps(NIGHT_CRAMP))
    assert from_file.code == from_input.code == 0
    assert from_file.out == from_input.out
    assert not from_file.err


def test_the_document_has_the_shape_that_other_programs_rely_on(eutonia: Command) -> None:
    document = eutonia("assess", "--answers", "-", "--json", stdin=json.dumps(NIGHT_CRAMP)).document
    assert {"versions", "urgency", "urgency_reasons", "in_scope", "differential"} <= set(document)
    assert {"next_question", "tests", "advice", "issues"} <= set(document)
    assert set(document["versions"]) == {"knowledge", "engine"}
    assert document["urgency"] == "self-care"
    assert document["in_scope"] is True
    assert document["issues"] == []
    for reason in document["urgency_reasons"]:
        assert {"level", "patient", "clinician", "source"} <= set(reason)
    first = document["differential"][0]
    assert first["condition"] == "nocturnal-leg-cramp"
    assert first["icd10"][0] == "R25.2"
    low, high = first["interval"]
    assert 0 < low < first["probability"] < high < 1
    assert {"finding", "value", "weight", "source", "sentence"} == set(first["contributions"][0])
    assert "call-999" not in [advice["id"] for advice in document["advice"]]


def test_the_next_question_comes_with_its_reason_and_its_choices(eutonia: Command) -> None:
    asked = eutonia("assess", "--answers", "-", "--json", stdin=json.dumps(NIGHT_CRAMP)).document["next_question"]
    assert asked["title"]
    assert asked["reason"]
    assert asked["seconds"] > 0
    assert asked["findings"][0]["values"]


def test_an_open_emergency_screen_is_said_and_not_filled_in(eutonia: Command) -> None:
    open_screen = {key: value for key, value in NIGHT_CRAMP.items() if key != "emergency_screen"}
    document = eutonia("assess", "--answers", "-", "--json", stdin=json.dumps(open_screen)).document
    assert document["urgency"] is None
    assert "breathing-difficulty" in document["emergency_questions_not_asked"]
    assert document["next_question"]["kind"] == "screen"


def test_an_ambulance_ends_the_questions(eutonia: Command) -> None:
    document = eutonia("assess", "--answers", "-", "--json", stdin=json.dumps(DANGER)).document
    assert document["urgency"] == "emergency-now"
    assert document["next_question"] is None
    assert document["advice"][0]["id"] == "call-999"


def test_a_measurement_counts_as_the_value_into_which_it_falls(eutonia: Command) -> None:
    measured = eutonia(
        "assess", "--answers", "-", "--json", stdin=_with(lab_potassium={"value": 2.1, "unit": "mmol/L"})
    ).document
    named = eutonia("assess", "--answers", "-", "--json", stdin=_with(lab_potassium="very-low")).document
    assert measured == named
    assert measured["urgency"].startswith("emergency")


def test_nothing_stated_is_a_case_too(eutonia: Command) -> None:
    document = eutonia("assess", "--answers", "-", "--json", stdin="{}").document
    assert document["urgency"] is None
    assert len(document["differential"]) >= 3


# ---- for people ------------------------------------------------------------------------------------------------


def test_the_page_says_how_soon_first_then_what_to_do_then_the_causes(eutonia: Command) -> None:
    said = eutonia("assess", "--answers", "-", stdin=json.dumps(NIGHT_CRAMP))
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "YOU CAN LOOK AFTER THIS YOURSELF"
    places = [
        said.out.index(words)
        for words in ("LIKELY CAUSES", "Night leg cramps  #", "WHY Night leg cramps? (Idio", "for: ")
    ]
    assert places == sorted(places)
    assert "WHAT YOU CAN DO FOR NIGHT LEG CRAMPS" in said.out
    assert "Stretch the calf" in said.out
    assert "Not yet reviewed by a clinician" in said.out
    assert all(len(line) <= 100 for line in lines if "#" not in line)


def test_in_an_emergency_nothing_distracts(eutonia: Command) -> None:
    said = eutonia("assess", "--answers", "-", stdin=json.dumps(DANGER))
    assert said.code == 0
    assert said.out.startswith("EMERGENCY: CALL 999 NOW")
    assert "HOW TO REACH 999 WITHOUT SPEAKING" in said.out
    assert "LIKELY CAUSES" not in said.out
    assert "TESTS" not in said.out


def test_an_open_screen_is_said_in_words_with_the_way_to_close_it(eutonia: Command) -> None:
    said = eutonia("assess", "--answers", "-", stdin='{"answers": {"when": "night"}}')
    assert said.out.startswith("HOW SOON: cannot be said yet")
    assert '"emergency_screen": "none-of-these"' in said.out
    assert "call 999" in said.out


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"chief_complaint": "something-else", "eye_red_sticky": "present"}, "other than muscle spasms"),
        ({"calf_swollen_warm": "present"}, "SEE SOMEONE TODAY"),
        ({"saddle_numbness": "present"}, "GO TO AN EMERGENCY DEPARTMENT"),
        ({"takes_thiazide_or_loop": "present"}, "BOOK A ROUTINE VISIT"),
        ({"weakness": "present", "wasting": "present", "weakness_slowly_worse": "present"}, "WITHIN TWO WEEKS"),
    ],
)
def test_each_level_and_each_limit_has_its_words(eutonia: Command, answers: dict[str, str], words: str) -> None:
    said = eutonia("assess", "--answers", "-", stdin=_with(**answers))
    assert words in said.out


def test_where_nothing_fits_the_page_says_so(eutonia: Command) -> None:
    listed = eutonia("vocabulary", "--json").document["findings"]
    denied = {
        one["id"]: "absent"
        for one in listed
        if one["answered_by"] == "person" and [value["id"] for value in one["values"]] == ["absent", "present"]
    }
    said = eutonia("assess", "--answers", "-", stdin=json.dumps({"answers": {**denied, "chief-complaint": "twitch"}}))
    assert "Nothing in our list fits well." in said.out


def test_the_example_of_the_help_can_be_assessed(eutonia: Command) -> None:
    words = eutonia("assess", "--help").out
    example = words[words.index("{") : words.rindex("}") + 1]
    assert eutonia("assess", "--answers", "-", stdin=example).code == 0
    assert set(json.loads(example)) == {"person", "emergency_screen", "answers"}
