"""``eutonia assess`` without a file: the interview in a terminal, answered by numbers."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, PRESENT, Person
from eutonia.reasoning.answers import Case
from tests.unit.cli.command import Command, Said

NONE = "none of these, on every page of the emergency screen that is still to come"
WELL_MAN = ["40", "m", NONE]
FIRST_CHOICE = ["1"] * 60

Talk = Callable[..., Said]


@pytest.fixture
def talk(eutonia: Command, knowledge: Knowledge) -> Talk:
    """Answer the questions with these lines, and close the input after them."""

    def talk_in_lines(*lines: str, json: bool = False) -> Said:
        typed: list[str] = []
        for line in lines:
            pages_to_come = len(knowledge.screens) - max(0, len(typed) - 2)  # age and sex came first
            typed += ["0"] * pages_to_come if line == NONE else [line]
        return eutonia("assess", *["--json"] * json, stdin="".join(f"{line}\n" for line in typed))

    return talk_in_lines


def test_a_whole_interview_ends_with_the_assessment(talk: Talk) -> None:
    said = talk(*WELL_MAN, *FIRST_CHOICE)
    assert said.code == 0
    questions = ["Age in years", "Sex:", "call 999", "What troubles you most?", "Where is it?", "How bad is it"]
    assert all(question in said.out for question in questions)
    assert "LIKELY CAUSES" in said.out
    assert "Traceback" not in said.err


def test_danger_is_named_before_the_first_question(talk: Talk) -> None:
    said = talk()
    assert said.out.index("call 999") < said.out.index("Age in years")


def test_every_page_shows_its_reason(talk: Talk) -> None:
    lines = talk(*WELL_MAN, *FIRST_CHOICE).out.splitlines()
    reason = dict(pairwise(lines))
    assert reason["What troubles you most?"].startswith("  (So that we ask what fits")
    assert reason["When does it come?"].startswith("  (Every doctor asks this")


def test_an_emergency_ends_the_questions_and_says_999(talk: Talk) -> None:
    said = talk("40", "m", "1")
    assert said.code == 0
    assert "EMERGENCY: CALL 999 NOW" in said.out
    assert "What troubles you most?" not in said.out


def test_only_somebody_who_may_be_pregnant_is_asked(talk: Talk) -> None:
    asked = {
        person: "Pregnant?" in talk(*person).out
        for person in [("40", "m"), ("30", "f"), ("30", ""), ("", ""), ("70", "f"), ("9", "f")]
    }
    assert asked == {
        ("40", "m"): False, ("30", "f"): True, ("30", ""): True, ("", ""): True, ("70", "f"): False, ("9", "f"): False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "wrong", "right", "words"),
    [
        ((), "forty", "40", "Give whole years from 0 to 120."),
        ((), "150", "40", "Give whole years from 0 to 120."),
        ((), "-3", "40", "Give whole years from 0 to 120."),
        ((), "9" * 5000, "40", "Give whole years from 0 to 120."),
        (("40",), "man", "m", "Give f, m, or nothing."),
        (("30", "f"), "perhaps", "n", "Give y, n, or nothing."),
        (("40", "m"), "", "0", "Give numbers, or 0 for none of these."),
        (("40", "m"), "99", "0", "99 is not in the list"),
        (("40", "m"), "one", "0", "one is not in the list"),
        (("40", "m"), "?", "0", "? is not in the list"),
        (("40", "m"), "0 2", "0", "0 means none of these: give it alone."),
        (WELL_MAN, "0", "1", "Give a number from 1 to 9, ?, or nothing."),
        (WELL_MAN, "cramp", "1", "Give a number from 1 to 9, ?, or nothing."),
    ],
)
def test_what_cannot_be_read_is_asked_again_with_the_reason(
    talk: Talk, before: tuple[str, ...], wrong: str, right: str, words: str
) -> None:
    stopped = talk(*before, wrong)
    assert words in stopped.out
    corrected = talk(*before, wrong, right)
    never_wrong = talk(*before, right)
    at_fault = corrected.out.index(words)
    assert corrected.out[:at_fault].rstrip() == never_wrong.out[: len(corrected.out[:at_fault].rstrip())]
    assert corrected.out.endswith(never_wrong.out[-60:])


def test_not_sure_of_a_grave_sign_counts_one_level_lower(talk: Talk) -> None:
    said = talk("40", "m", "1?", NONE, *FIRST_CHOICE)  # perhaps he cannot be woken
    assert "EMERGENCY: GO TO AN EMERGENCY DEPARTMENT" in said.out


@pytest.mark.parametrize("answer", ["?", ""])
def test_a_question_can_be_left_open(talk: Talk, answer: str) -> None:
    said = talk(*WELL_MAN, answer)
    assert "Where is it?" in said.out


def test_a_follow_up_question_that_stands_alone_is_shown_in_full(talk: Talk, knowledge: Knowledge) -> None:
    wound = knowledge.findings["recent-wound"]
    beside = [finding.id for finding in knowledge.findings.values() if finding.screen == wound.screen]
    tick = str(beside.index("recent-wound") + 1)
    said = talk("40", "m", *["0"] * (wound.screen - 1 if wound.screen else 0), tick, NONE)
    asked = said.out[said.out.index("More about what you ticked") :]
    assert "fewer than 5 tetanus jabs?" in " ".join(asked.split())
    assert "1. Yes" in asked


def test_no_question_is_shown_twice(talk: Talk) -> None:
    lines = talk(*WELL_MAN, *FIRST_CHOICE).out.splitlines()
    assert lines.count("What troubles you most?") == lines.count("How bad is it at its worst?") == 1


@pytest.mark.parametrize("lines", [(), ("40",), ("40", "m", "0"), tuple(WELL_MAN), (*WELL_MAN, "1", "1")])
def test_whoever_closes_the_input_is_not_left_without_a_word(talk: Talk, lines: tuple[str, ...]) -> None:
    said = talk(*lines)
    assert said.code == 130
    assert said.out.endswith("Stopped. Nothing was kept. If in doubt, call 111; in an emergency 999.\n")
    assert "LIKELY CAUSES" not in said.out
    assert "Traceback" not in said.err


def test_letters_that_are_not_utf_8_are_a_wrong_answer_and_no_crash(eutonia: Command) -> None:
    said = eutonia("assess", stdin="vierzig ä\n".encode("latin-1") + b"40\nm\n")
    assert said.code == 130
    assert "Give whole years from 0 to 120." in said.out
    assert "Sex:" in said.out


def test_answers_that_contradict_each_other_are_named_with_the_result(
    eutonia: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"walking-brings-on": ABSENT, "same-distance": PRESENT}
    monkeypatch.setattr("eutonia.cli.terminal.interview_in_terminal", lambda *_: Case(Person(40), answers))
    said = eutonia("assess")
    assert "both cannot be true. Correct one of the two." in said.err
    assert "HOW SOON" in said.out


def test_with_json_the_questions_go_to_one_stream_and_the_document_to_the_other(talk: Talk) -> None:
    said = talk(*WELL_MAN, *FIRST_CHOICE, json=True)
    assert said.code == 0
    assert json.loads(said.out)["urgency"]
    assert "What troubles you most?" in said.err
