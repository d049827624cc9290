"""``eutonia cases evaluate`` on made-up cases."""

import textwrap
from pathlib import Path

import pytest

from eutonia.knowledge.load import Knowledge
from tests.unit.cli.command import Command

NIGHT_CRAMP = """
    id: night
    in_scope: true
    age: 63
    sex: F
    gold_diagnosis: Night cramp
    acceptable_urgency: [self-care, routine]
"""
NIGHT_SHEET = """
    gold_conditions = ["nocturnal-leg-cramp"]

    [answers]
    chief-complaint = "cramp"
    site-calf = "present"
    when = "night"
    severity = "severe"
    duration = "up-to-10-minutes"
    stretch-relieves = "present"
"""
HEART = """
    id: heart
    in_scope: false
    age: 58
    sex: M
    gold_diagnosis: Myocardial infarction
    acceptable_urgency: [emergency-now]
"""
HEART_SHEET = """
    gold_conditions = []

    [answers]
    chief-complaint = "something-else"
    chest-pain-alarm = "present"
"""


class Folder:
    """A folder of cases beside one of answer sheets."""

    def __init__(self, place: Path) -> None:
        self.cases, self.sheets = place / "cases", place / "sheets"
        self.cases.mkdir()
        self.sheets.mkdir()

    def add(self, name: str, case: str | bytes, sheet: str | bytes | None) -> None:
        self._write(self.cases / f"{name}.yaml", case)
        if sheet is not None:
            self._write(self.sheets / f"{name}.toml", sheet)

    @staticmethod
    def _write(path: Path, content: str | bytes) -> None:
        path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())

    def words(self, *more: str) -> list[str]:
        return ["cases", "evaluate", str(self.cases), "--answers", str(self.sheets), *more]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.add("night", NIGHT_CRAMP, NIGHT_SHEET)
    made.add("heart", HEART, HEART_SHEET)
    return made


def test_each_case_is_played_and_the_figures_are_given(eutonia: Command, folder: Folder, knowledge: Knowledge) -> None:
    said = eutonia(*folder.words("--json"))
    assert said.code == 0
    summary = said.document["summary"]
    assert (summary["cases"], summary["emergencies"], summary["emergencies_found"]) == (2, 1, 1)
    assert summary["urgency_right"] == summary["top_1"] == summary["scope_right"] == 1.0
    heart, night = said.document["cases"]
    assert (heart["id"], heart["urgency"], heart["in_scope"], heart["rank"]) == ("heart", "emergency-now", False, None)
    assert (night["id"], night["urgency"], night["rank"]) == ("night", "self-care", 1)
    assert night["screen_pages"] == len(knowledge.screens)
    assert heart["screen_pages"] == 1
    assert heart["questions"] == 0 < night["questions"]


def test_a_miss_is_a_line_that_says_what_was_given_and_what_is_right(eutonia: Command, folder: Folder) -> None:
    wrong = NIGHT_CRAMP.replace("[self-care, routine]", "[same-day]").replace("night", "wrong")
    folder.add("wrong", wrong, NIGHT_SHEET.replace("nocturnal-leg-cramp", "tetanus"))
    said = eutonia(*folder.words())
    assert said.code == 0
    (miss,) = [line for line in said.out.splitlines() if line.startswith("miss ")]
    assert miss.startswith("miss wrong (Night cramp): urgency self-care (ordinary-cramp), right is same-day; ")
    assert "first are nocturnal-leg-cramp" in miss
    assert "urgency right: 0.667" in said.out
    assert "under triage by two: 1" in said.out


def test_what_an_emergency_page_does_not_show_is_denied_and_all_else_is_not_stated(
    eutonia: Command, folder: Folder
) -> None:
    folder.add("night", NIGHT_CRAMP, 'gold_conditions = ["nocturnal-leg-cramp"]\n[answers]\nwhen = "night"')
    (_, night) = eutonia(*folder.words("--json")).document["cases"]
    assert night["urgency"] == "self-care"


def test_where_nothing_can_be_counted_no_figure_is_made_up(eutonia: Command, tmp_path: Path) -> None:
    only_heart = Folder(tmp_path)
    only_heart.add("heart", HEART, HEART_SHEET)
    assert "top 3: none to count" in eutonia(*only_heart.words()).out


def test_a_folder_of_sheets_that_is_not_there_is_said_once(eutonia: Command, folder: Folder) -> None:
    said = eutonia("cases", "evaluate", folder.cases, "--answers", folder.sheets / "nowhere")
    assert said.code == 2
    assert said.err.count("error: ") == 1
    assert "Name the folder of sheets." in said.err


@pytest.mark.parametrize(
    ("case", "sheet", "words"),
    [
        (NIGHT_CRAMP, None, "there is no answer sheet night.toml"),
        (NIGHT_CRAMP, "[answers", "The case or its sheet cannot be used"),
        (NIGHT_CRAMP, 'gold_conditions = ["\xff"]'.encode("latin-1"), "The case or its sheet cannot be used"),
        (NIGHT_CRAMP, "gold_conditions = 5", "The case or its sheet cannot be used"),
        ("id: [night", NIGHT_SHEET, "The case or its sheet cannot be used"),
        ("- a\n- list", NIGHT_SHEET, "The case or its sheet cannot be used"),
        ("", NIGHT_SHEET, "The case or its sheet cannot be used"),
        ("id: n\xe4cht".encode("latin-1"), NIGHT_SHEET, "The case or its sheet cannot be used"),
        ("[" * 1000, NIGHT_SHEET, "The case or its sheet cannot be used"),
        (NIGHT_CRAMP.replace("id: night", ""), NIGHT_SHEET, "the entry 'id' is missing"),
        (NIGHT_CRAMP.replace("in_scope: true", ""), NIGHT_SHEET, "the entry 'in_scope' is missing"),
        (NIGHT_CRAMP.replace("self-care, ", "soon, "), NIGHT_SHEET, "'soon' is no urgency"),
        (NIGHT_CRAMP.replace("[self-care, routine]", "[]"), NIGHT_SHEET, "acceptable_urgency"),
        (NIGHT_CRAMP.replace("[self-care, routine]", "routine"), NIGHT_SHEET, "acceptable_urgency"),
    ],
)
def test_a_case_that_cannot_be_used_stops_the_evaluation_and_is_named(
    eutonia: Command, folder: Folder, case: str | bytes, sheet: str | bytes | None, words: str
) -> None:
    (folder.sheets / "night.toml").unlink()
    folder.add("night", case, sheet)
    said = eutonia(*folder.words())
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("error: night.yaml: ")
    assert words in said.err
    assert "Mend the file" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('calf-swolen = "present"', "There is no finding 'calf-swolen'."),
        ('when = "tuesday"', "'tuesday' is not an answer to it."),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_warning_and_counts_as_not_stated(
    eutonia: Command, folder: Folder, line: str, words: str
) -> None:
    kept = "\n".join(one for one in textwrap.dedent(NIGHT_SHEET).splitlines() if not one.startswith("when"))
    folder.add("night", NIGHT_CRAMP, f"{kept}\n{line}")
    said = eutonia(*folder.words("--json"))
    assert said.code == 0
    assert f"warning: night.toml, answers{': when' if 'when' in line else ''}: {words}" in said.err
    assert len(said.document["cases"]) == 2


def test_a_right_cause_that_the_vocabulary_lacks_is_a_warning(eutonia: Command, folder: Folder) -> None:
    folder.add("night", NIGHT_CRAMP, NIGHT_SHEET.replace('"nocturnal', '"green-ears", "nocturnal'))
    said = eutonia(*folder.words())
    assert said.code == 0
    assert "gold_conditions names green-ears, which the vocabulary does not have." in said.err


def test_a_folder_that_is_empty_or_not_there(eutonia: Command, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        said = eutonia("cases", "evaluate", place, "--answers", tmp_path)
        assert said.code == 2
        assert "There is no case to evaluate. Name a folder of *.yaml files" in said.err


def test_without_answer_sheets_nothing_is_guessed(eutonia: Command) -> None:
    said = eutonia("cases", "evaluate", ".")
    assert said.code == 2
    assert "--answers" in said.err
