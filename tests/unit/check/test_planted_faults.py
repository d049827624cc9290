"""``eutonia knowledge check`` on our knowledge, and on copies of it with one planted fault each."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from eutonia.cli.main import main
from tests.unit.check.conftest import Check

ROOT = Path(__file__).resolve().parents[3]
A_FINDING = """
[finding.green-ears]
term = "Green ears"
question = "Are your ears green?"
by = "person"
burden_s = 4
background = [0.01, 0.005, 0.02]
source = "estimate"
"""
A_RULE = """
[rule.impossible]
urgency = "same-day"
patient = "Somebody should look at this today."
clinician = "Made up."
source = "estimate"
when = {when}
"""
A_STATEMENT = """
[statement.made-up]
says = "Spasms are green"
covered_by = {covered_by}
"""
A_SAFETY_RULE = """
[safety.made-up]
treatments = ["quinine"]
severity = "warn"
when = {when}
why = "Made up."
source = "estimate"
"""

Plant = Callable[[str], str]


def _instead(pattern: str, new: str) -> Plant:
    """Replace the first place that matches."""

    def plant(text: str) -> str:
        changed, times = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
        assert times == 1, f"{pattern} is not there: the test would change nothing"
        return changed

    return plant


def _added(more: str) -> Plant:
    return lambda text: text + more


FAULTS: dict[str, tuple[str, Plant, str, str]] = {
    # name: file, what is planted, words of the problem, words of the place
    "a source that is not listed": (
        "findings/body.toml", _instead(r'^source = ".*"', 'source = "Nobody99"'),
        "The source 'Nobody99' is not listed.", "finding swelling-both-legs",
    ),
    "a number without a range": (
        "findings/body.toml", _instead(r"^background = .*", "background = 0.05"),
        "is not [value, low, high]", "findings/body.toml: swelling-both-legs",
    ),
    "an estimate that feigns certainty": (
        "findings/body.toml", _instead(r"^background = .*", "background = [0.05, 0.05, 0.05]"),
        "has no range", "findings/body.toml: swelling-both-legs",
    ),
    "values that do not add up to one": (
        "findings/spasm.toml", _instead(r'(id = "none".*background = )\[[^]]*\]', r"\1[0.5, 0.4, 0.6]"),
        "adds up to", "findings/spasm.toml: severity",
    ),
    "a finding that is not there": (
        "conditions/nocturnal-leg-cramp.toml", _instead(r"^stretch-relieves", "stretch-releases"),
        "'stretch-releases' is not a finding", "conditions/nocturnal-leg-cramp.toml",
    ),
    "a test that is not there": (
        "conditions/nocturnal-leg-cramp.toml", _instead(r"^tests = .*", 'tests = ["crystal-ball"]'),
        "There is no test 'crystal-ball'.", "condition nocturnal-leg-cramp",
    ),
    "an orphan finding": (
        "findings/body.toml", _added(A_FINDING),
        "serves no rule and only 0 condition(s)", "finding green-ears",
    ),
    "an emergency question on a page that is not there": (
        "findings/emergency.toml", _instead(r"^screen = 1", "screen = 99"),
        "There is no page of the emergency screen '99'.", "finding not-responding",
    ),
    "broken TOML": (
        "triage/01-life.toml", _added("\n[rule.open\n"), "The file is not valid TOML", "triage/01-life.toml",
    ),
    "a rule that nobody can meet": (
        "triage/01-life.toml", _added(A_RULE.format(when='{ all = ["age<12", "age>60", "fever"] }')),
        "The rule can never hold.", "rule impossible",
    ),
    "a rule about nothing": (
        "triage/01-life.toml", _added(A_RULE.format(when='{ all = ["green-ears"] }')),
        "there is no finding 'green-ears'", "rule impossible",
    ),
    "a rule with words that cannot be read": (
        "triage/01-life.toml", _added(A_RULE.format(when='{ all = ["age>>3"] }')),
        "age>>3", "triage/01-life.toml: impossible",
    ),
    "a safety rule with words that cannot be read": (
        "safety.toml", _added(A_SAFETY_RULE.format(when='{ any = ["age>>3"] }')), "age>>3", "safety.toml: made-up",
    ),
    "a seed statement that is covered nowhere": (
        "seed.toml", _added(A_STATEMENT.format(covered_by="[]")),
        "The statement is covered nowhere.", "seed statement made-up",
    ),
    "a seed statement covered by a page that is not there": (
        "seed.toml", _added(A_STATEMENT.format(covered_by='["page:green"]')),
        "There is no 'page:green'.", "seed statement made-up",
    ),
    "a scope that names no answer": (
        "model.toml", _instead(r"^outside = .*", 'outside = ["something-els"]'),
        "There is no answer to the chief complaint 'something-els'.", "model.toml: scope",
    ),
}  # fmt: skip


def _plant(copy: Path, file: str, plant: Plant) -> None:
    path = copy / file
    path.write_text(plant(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_named_and_placed(check: Check, copy: Path, fault: str) -> None:
    file, plant, problem, place = FAULTS[fault]
    _plant(copy, file, plant)
    code, printed = check(copy)
    assert code == 1
    errors = [line for line in printed.splitlines() if line.startswith("error: ")]
    assert any(problem in line and place in line for line in errors), errors
    assert len(errors) == 1, errors


def test_our_knowledge_is_whole_and_its_numbers_are_counted(check: Check, copy: Path) -> None:
    code, printed = check(copy)
    assert code == 0, printed
    assert "error:" not in printed
    counted = dict(re.findall(r"^([\w ]+): ([\d.]+)$", printed, flags=re.MULTILINE))
    assert int(counted["conditions"]) >= 80
    assert int(counted["findings"]) >= 200
    assert int(counted["numbers"]) == int(counted["numbers with a source"]) + int(counted["estimates with a range"])
    assert 0 < float(counted["per cent sourced"]) <= 100
    assert printed.splitlines()[-1] == "The knowledge is whole."


def test_a_program_can_read_the_check(capsys: pytest.CaptureFixture[str], copy: Path, check: Check) -> None:
    """``check`` is asked for only because it sets the cache aside."""
    _plant(copy, "seed.toml", _added(A_STATEMENT.format(covered_by="[]")))
    assert main(["--data", str(copy), "knowledge", "check", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["counts"]["conditions"] >= 80
    (error,) = [issue for issue in document["issues"] if issue["level"] == "error"]
    assert error["where"] == "seed statement made-up"
    assert error["remedy"]
    _plant(copy, "triage/01-life.toml", _added("\n[rule.open\n"))
    assert main(["--data", str(copy), "knowledge", "check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["issues"][0]["where"] == "triage/01-life.toml"


def test_with_broken_knowledge_nobody_is_assessed(capsys: pytest.CaptureFixture[str], copy: Path, check: Check) -> None:
    _plant(copy, "triage/01-life.toml", _added("\n[rule.open\n"))
    assert main(["--data", str(copy), "vocabulary"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "error: triage/01-life.toml: The file is not valid TOML" in said.err


def test_the_table_of_the_seed_page_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "coverage"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "seed-coverage.md").read_text(encoding="utf-8")
