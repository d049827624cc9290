"""Bad input gets a sentence with its remedy, exit code 2, and nothing else: no assessment, no stack trace."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.command import Command, Said


def _case(person: Any = None, **answers: Any) -> str:
    told = {name.replace("_", "-"): value for name, value in answers.items()}
    return json.dumps({"person": {} if person is None else person, "answers": told})


# what is wrong, the text, words of the problem, words of the remedy
TABLE: list[tuple[str, str | bytes, str, str]] = [
    ("unknown finding", _case(calf_swolen_warm="present"), "no finding 'calf-swolen-warm'", "calf-swollen-warm"),
    ("nothing like it", _case(xyzzy="present"), "no finding 'xyzzy'", "eutonia vocabulary --json"),
    ("impossible value", _case(when="thursday"), "'thursday' is not an answer", "'night', 'day', 'both'"),
    ("a bare yes", _case(jaw_stiff=True), "true is not an answer", "'present', 'absent', 'not-sure'"),
    ("wrong unit", _case(lab_potassium={"value": 2.1, "unit": "stone"}), "'stone' is not known", "mmol/L"),
    ("no unit", _case(lab_potassium={"value": 2.1}), "cannot be read", '"unit"'),
    ("negative", _case(lab_potassium={"value": -1, "unit": "mmol/L"}), "cannot be read", "0 or more"),
    ("not measured", _case(jaw_stiff={"value": 1, "unit": "mm"}), "not measured", "Correct the value"),
    ("age 150", _case({"age": 150}), "age of 150 is not possible", "0 to 120"),
    ("age in words", _case({"age": "sixty"}), "'sixty' is not possible", "whole years"),
    ("unknown sex", _case({"sex": "f"}), "sex 'f' is not known", "'female' or 'male'"),
    ("pregnant man", _case({"sex": "male", "pregnant": True}), "male person is said to be pregnant", "correct"),
    (
        "contradictory answers",
        _case(same_distance="present", walking_brings_on="absent"),
        "both cannot be true",
        "Correct one of the two",
    ),
    (
        "pregnancy of a man",
        _case({"sex": "male"}, pregnant_late="present"),
        "pregnant-late is present, but the person is male",
        "Correct the answer or the person",
    ),
    (
        "doubled key",
        '{"answers": {"when": "night", "when": "day"}}',
        "'when' is given twice, with different values",
        "Keep one of the two",
    ),
    ("unknown entry", '{"answer": {}}', "no entry 'answer'", "Did you mean answers"),
    ("screen in other words", '{"emergency_screen": "no"}', "emergency_screen is 'no'", "none-of-these"),
    ("answers as a list", '{"answers": ["when"]}', "answers is not an object", '"answers": {…}'),
    ("broken JSON", '{"answers": {"when": "night"', "line 1, column", "bracket is missing"),
    ("another thing than an object", "[1, 2]", "not an object", '{"person": {…}, "answers": {…}}'),
    ("empty", "", "not JSON", "Mend that place"),
    ("only blanks", " \n ", "not JSON", "Mend that place"),
    ("not UTF-8", '{"answers": {"caf\u00e9": "x"}}'.encode("latin-1"), "not UTF-8", "Save it as UTF-8"),
    ("noise", bytes(range(256)), "not UTF-8", "Save it as UTF-8"),
    ("nested too deeply", "[" * 100_000, "nested too deeply", '"answers": {…}'),
    ("nested garbage", _case(when=[[{"a": [None]}]]), "is not an answer", "'night'"),
    ("an endless number", '{"person": {"age": ' + "9" * 5000 + "}}", "thousands of digits", "as they were measured"),
]
NAMES = [name for name, *_ in TABLE]


def _is_refused(said: Said, problem: str, remedy: str) -> None:
    assert said.code == 2
    assert said.err.startswith("error: ")
    assert problem in said.err
    assert remedy in said.err
    assert "Traceback" not in said.err
    assert "Nothing was assessed. If someone may be in danger, call 999 now." in said.err


@pytest.mark.parametrize(("text", "problem", "remedy"), [row[1:] for row in TABLE], ids=NAMES)
def test_what_cannot_be_read_is_said_with_its_remedy(
    eutonia: Command, text: str | bytes, problem: str, remedy: str
) -> None:
    said = eutonia("assess", "--answers", "-", stdin=text)
    _is_refused(said, problem, remedy)
    assert said.out == ""


@pytest.mark.parametrize("text", [row[1] for row in TABLE], ids=NAMES)
def test_a_program_gets_the_same_as_a_document(eutonia: Command, text: str | bytes) -> None:
    said = eutonia("assess", "--answers", "-", "--json", stdin=text)
    assert said.code == 2
    assert set(said.document) == {"issues"}
    assert any(issue["level"] == "error" for issue in said.document["issues"])
    for issue in said.document["issues"]:
        assert set(issue) == {"level", "what", "remedy", "where"}
        assert issue["what"]
        assert issue["remedy"]
        assert issue["what"] in said.err


def test_every_problem_is_named_at_once(eutonia: Command) -> None:
    said = eutonia("assess", "--answers", "-", stdin=_case({"age": 150}, when="never", jaw_stif="present"))
    assert said.err.count("error: ") == 3
    assert "person: age" in said.err
    assert "answers: when" in said.err
    assert "jaw-stiff" in said.err


def test_a_message_stays_short_whatever_was_sent(eutonia: Command) -> None:
    said = eutonia("assess", "--answers", "-", stdin=_case(when="night " * 10_000))
    assert len(said.err) < 1000


def test_a_file_that_is_not_there(eutonia: Command, tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    _is_refused(eutonia("assess", "--answers", missing), f"{missing} cannot be read", "Name a file that exists")


def test_a_folder_instead_of_a_file(eutonia: Command, tmp_path: Path) -> None:
    _is_refused(eutonia("assess", "--answers", tmp_path), "cannot be read", "Name a file that exists")


def test_an_empty_file(eutonia: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    _is_refused(eutonia("assess", "--answers", tmp_path / "empty.json"), "not JSON", "Mend that place")


def test_a_folder_without_knowledge(eutonia: Command, tmp_path: Path) -> None:
    said = eutonia("--data", tmp_path, "assess", "--answers", "-", stdin="{}")
    assert said.code == 2
    assert said.out == ""
    assert "holds no TOML file" in said.err
    assert "Name the right folder." in said.err


@pytest.mark.parametrize(
    "words", [(), ("diagnose",), ("assess", "--answer-me"), ("cases",), ("knowledge", "burn")], ids=str
)
def test_a_command_that_does_not_exist(eutonia: Command, words: tuple[str, ...]) -> None:
    said = eutonia(*words)
    assert said.code == 2
    assert "usage: eutonia" in said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("noun", "verb"), [("knowledge", "coverage"), ("cases", "evaluate"), ("emg", "batch"), ("phenotype", "rank")]
)
def test_a_noun_without_a_verb_shows_its_verbs(eutonia: Command, noun: str, verb: str) -> None:
    said = eutonia(noun)
    assert (said.code, said.out) == (2, "")
    assert f"usage: eutonia {noun}" in said.err
    assert f"    {verb} " in said.err
