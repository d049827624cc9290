"""What the engine must reach on the development cases.

The cases are kept beside the repository, in ``../shared/cases/dev``. Without them these tests are skipped.
"""

import gc
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from eutonia.cli.main import main
from eutonia.knowledge.load import Knowledge
from eutonia.reasoning.answers import read_case

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "cases" / "dev"
SHEETS = Path(__file__).parent / "answers"

needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="the development cases are not beside this repository (../shared/cases/dev)"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What ``eutonia cases evaluate`` says, once for all tests."""
    patch, said = pytest.MonkeyPatch(), tmp_path_factory.mktemp("report") / "report.json"
    with patch.context() as patched, said.open("w", encoding="utf-8") as out:
        patched.setenv("EUTONIA_CACHE", str(said.parent))
        patched.setattr("sys.stdout", out)
        assert main(["cases", "evaluate", str(CASES), "--answers", str(SHEETS), "--json"]) == 0
    gc.enable()  # a command switches it off, because it is over soon; we are not
    report: Mapping[str, Any] = json.loads(said.read_text(encoding="utf-8"))
    return report


def _misses(report: Mapping[str, Any]) -> list[str]:
    """A line for each case whose urgency is not right, for whoever reads a red test."""
    return [
        f"{case['id']}: {case['urgency']}, right is {' or '.join(case['acceptable_urgency'])}"
        for case in report["cases"]
        if not case["urgency_right"]
    ]


@needs_cases
def test_every_emergency_is_found(report: Mapping[str, Any]) -> None:
    assert report["summary"]["emergencies"] >= 10
    assert report["summary"]["emergencies_found"] == report["summary"]["emergencies"], _misses(report)


@needs_cases
def test_nobody_is_told_to_wait_two_levels_too_long(report: Mapping[str, Any]) -> None:
    assert report["summary"]["under_triage_by_two"] == 0, _misses(report)


@needs_cases
def test_the_urgency_is_right_in_four_of_five_at_least(report: Mapping[str, Any]) -> None:
    assert report["summary"]["urgency_right"] >= 0.80, _misses(report)


@needs_cases
def test_at_most_two_are_sent_to_an_emergency_level_for_nothing(report: Mapping[str, Any]) -> None:
    assert report["summary"]["sent_to_emergency_wrongly"] <= 2, _misses(report)


@needs_cases
def test_the_right_cause_is_among_the_first_three(report: Mapping[str, Any]) -> None:
    missed = [case["id"] for case in report["cases"] if case["in_scope_gold"] and (case["rank"] or 99) > 3]
    assert report["summary"]["top_3"] >= 0.85, missed


@needs_cases
def test_nobody_is_kept_long(report: Mapping[str, Any]) -> None:
    summary = report["summary"]
    assert 1 <= summary["screen_pages_most"] <= 6
    assert summary["pages_median"] <= 12
    assert summary["pages_95"] <= 20


@needs_cases
def test_there_is_a_line_for_every_case(report: Mapping[str, Any]) -> None:
    ids = [yaml.safe_load(path.read_text(encoding="utf-8"))["id"] for path in sorted(CASES.glob("*.yaml"))]
    assert [case["id"] for case in report["cases"]] == ids
    assert report["summary"]["cases"] == len(ids) > 30


# ---- the answer sheets, which are ours ------------------------------------------------------------------------


def _sheets() -> list[Path]:
    return sorted(SHEETS.glob("*.toml"))


@pytest.mark.parametrize("path", _sheets(), ids=lambda path: path.stem)
def test_an_answer_sheet_reads_without_an_error(path: Path, knowledge: Knowledge) -> None:
    sheet = tomllib.loads(path.read_text(encoding="utf-8"))
    read = read_case({"person": sheet.get("person", {}), "answers": sheet["answers"]}, knowledge)
    assert read.is_sound, [str(issue) for issue in read.issues]
    assert len(read.case.answers) >= 3
    assert set(sheet["gold_conditions"]) <= set(knowledge.conditions)


@needs_cases
def test_every_case_has_its_sheet_and_every_sheet_its_case() -> None:
    cases = {yaml.safe_load(path.read_text(encoding="utf-8"))["id"]: path for path in CASES.glob("*.yaml")}
    assert {path.stem for path in _sheets()} == set(cases)


@needs_cases
def test_only_a_case_of_ours_names_causes_that_count() -> None:
    for path in CASES.glob("*.yaml"):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        sheet = tomllib.loads((SHEETS / f"{case['id']}.toml").read_text(encoding="utf-8"))
        assert case["in_scope"] or not sheet["gold_conditions"], case["id"]
