"""``eutonia triage prove`` on a knowledge so small that the proof takes a moment.

That the laws hold on what we ship is proved among the tests of the triage.
"""

from pathlib import Path

import pytest

from tests.unit.cli.command import Command

FINDINGS = """
[screen.1]
question = "Is any of this so?"

[finding.not-responding]
term = "Unresponsive"
question = "Cannot be woken"
by = "person"
burden_s = 2
screen = 1
background = [0.01, 0.005, 0.02]
source = "estimate"

[finding.jaw-stiff]
term = "Trismus"
question = "The jaw is stiff"
by = "person"
burden_s = 2
background = [0.01, 0.005, 0.02]
source = "estimate"
"""
CONDITION = """
id = "cramp"
name = "Cramp"
lay_name = "Cramp"
icd10 = ["R25.2"]
group = "benign"
dangerous = false
urgency = "routine"
settle = "yourself"
summary = "A cramp."
why = "Nobody knows."
refer_to = "Nobody"

[prior]
p = [1.0, 0.5, 2.0]
source = "estimate"

[findings]
jaw-stiff = { p = [0.3, 0.2, 0.4], source = "estimate" }
"""
MODEL = """
[causes]
none = [0.05, 0.02, 0.12]
one = [0.85, 0.75, 0.92]
two = [0.10, 0.05, 0.20]
source = "estimate"

[raises]
dangerous = [0.15, 0.10, 0.25]
other = [0.40, 0.30, 0.50]
nothing_fits = [0.40, 0.30, 0.60]
source = "estimate"

[implications]
pairs = []

[scope]
"""
RULES = """
[rule.danger]
urgency = "emergency-now"
patient = "Call an ambulance."
clinician = "Unresponsive."
source = "estimate"
when = { all = ["not-responding"] }

[rule.today]
urgency = "same-day"
patient = "See someone today."
clinician = "Trismus."
source = "estimate"
when = { all = ["jaw-stiff"] }
"""
IDLE = """
[rule.idle]
urgency = "routine"
patient = "See someone."
clinician = "Trismus again."
source = "estimate"
when = { all = ["jaw-stiff", "not-responding"] }
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    files = {
        "findings/body.toml": FINDINGS,
        "conditions/cramp.toml": CONDITION,
        "model.toml": MODEL,
        "triage/rules.toml": RULES,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_was_proved_is_said_law_by_law_with_the_size_of_the_space(eutonia: Command, small: Path) -> None:
    said = eutonia("--data", small, "triage", "prove")
    assert said.code == 0, said.out
    *laws, space, verdict = said.out.splitlines()
    assert len(laws) >= 6
    assert all(law.startswith("proved: ") for law in laws)
    assert "2 rules over 2 findings" in space
    assert verdict == "All laws hold."


def test_a_law_that_does_not_hold_is_named_and_the_exit_code_says_so(eutonia: Command, small: Path) -> None:
    (small / "triage" / "rules.toml").write_text(RULES + IDLE, encoding="utf-8")
    said = eutonia("--data", small, "triage", "prove")
    assert said.code == 1
    assert "idle" in said.out
    assert "All laws hold." not in said.out
