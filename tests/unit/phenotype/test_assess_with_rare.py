"""``eutonia assess`` names rare causes where they matter, and loads nothing for them where they do not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eutonia.cli import rare
from eutonia.cli.main import main
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype import HpoFilesError, Index

TWISTING = {"chief-complaint": "twisting", "twisting-posture": "present", "jerks": "present", "family-same": "present"}
CRAMP = {"chief-complaint": "cramp", "site-calf": "present", "when": "night", "painful": "present"}
PROGRAM = """
import sys
from eutonia.cli.main import main
code = main(["assess", "--answers", sys.argv[1]])
print(code, "eutonia.phenotype.index" in sys.modules, file=sys.stderr)
"""


@pytest.fixture
def case(tmp_path: Path):
    def write(answers: dict[str, str], age: int) -> Path:
        path = tmp_path / "case.json"
        document = {"person": {"age": age}, "emergency_screen": "none-of-these", "answers": answers}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


def test_rare_causes_are_named_in_words(case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--answers", str(case(TWISTING, 15))]) == 0
    out = capsys.readouterr().out
    assert "RARE AND GENETIC CAUSES MATTER" in out
    assert "Others in the family have the same trouble." in out
    assert "OMIM:" in out


def test_and_in_the_document(case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--json", "--answers", str(case(TWISTING, 15))]) == 0
    found = json.loads(capsys.readouterr().out)["rare_causes"]
    assert found["matter"]
    assert found["hpo"]["present"] == ["HP:0001332", "HP:0001336"]
    assert len(found["diseases"]) == rare.TOP
    assert found["diseases"][0]["contributions"]
    assert found["genetic_test"]["sentence"]


def test_a_plain_cramp_loads_no_ranking_and_needs_no_test(case, capsys: pytest.CaptureFixture[str]) -> None:
    path = case(CRAMP, 63)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True)
    assert done.stderr.split()[-2:] == ["0", "False"]
    assert "RARE" not in done.stdout
    assert main(["assess", "--json", "--answers", str(path)]) == 0
    found = json.loads(capsys.readouterr().out)["rare_causes"]
    assert not found["matter"]
    assert found["diseases"] == []
    assert found["genetic_test"] == {"indicated": False, "sentence": rare.NOT_CALLED_FOR, "panels": []}


def test_an_emergency_prints_no_rare_causes(case, capsys: pytest.CaptureFixture[str]) -> None:
    main(["assess", "--answers", str(case(TWISTING | {"breathing-difficulty": "present"}, 15))])
    assert "RARE" not in capsys.readouterr().out


def test_missing_files_are_an_issue_and_never_a_verdict(
    case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(**_: object) -> Index:
        raise HpoFilesError(Issue(IssueLevel.ERROR, "The HPO files are not here.", "Install the extra."))

    monkeypatch.setattr(Index, "load", missing)
    assert main(["assess", "--answers", str(case(TWISTING, 15))]) == 0
    out = capsys.readouterr().out
    assert "The HPO files are not here." in out
    assert "Install the extra." in out
    assert "genetic test is indicated" not in out
