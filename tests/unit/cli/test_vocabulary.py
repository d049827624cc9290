"""``eutonia vocabulary``: what other programs need to know to ask us."""

from eutonia.knowledge.load import Knowledge
from tests.unit.cli.command import Command


def test_every_finding_with_question_values_and_who_answers(eutonia: Command, knowledge: Knowledge) -> None:
    said = eutonia("vocabulary", "--json")
    assert said.code == 0
    findings = {finding["id"]: finding for finding in said.document["findings"]}
    assert list(findings) == list(knowledge.findings)
    for finding in findings.values():
        assert finding["question"].strip()
        assert finding["answered_by"] in {"person", "examiner", "test"}
        assert len(finding["values"]) >= 2
        assert all(set(value) == {"id", "label"} for value in finding["values"])
    assert [value["id"] for value in findings["jaw-stiff"]["values"]] == ["absent", "present"]
    assert findings["jaw-stiff"]["emergency_screen"] is True
    assert findings["when"]["emergency_screen"] is False
    assert {value["id"] for value in findings["when"]["values"]} == {"night", "day", "both"}


def test_a_measured_finding_names_its_units(eutonia: Command) -> None:
    (potassium,) = [one for one in eutonia("vocabulary", "--json").document["findings"] if one["id"] == "lab-potassium"]
    assert potassium["unit"] == "mmol/L"
    assert isinstance(potassium["other_units"], list)
    assert potassium["answered_by"] == "test"


def test_every_condition_with_names_and_code(eutonia: Command, knowledge: Knowledge) -> None:
    conditions = {one["id"]: one for one in eutonia("vocabulary", "--json").document["conditions"]}
    assert list(conditions) == list(knowledge.conditions)
    for condition in conditions.values():
        assert condition["name"].strip()
        assert condition["icd10"]
        assert isinstance(condition["synonyms"], list)
    assert conditions["nocturnal-leg-cramp"]["icd10"][0] == "R25.2"
    assert "night cramps" in conditions["nocturnal-leg-cramp"]["synonyms"]


def test_it_can_be_read_by_people_too(eutonia: Command, knowledge: Knowledge) -> None:
    said = eutonia("vocabulary")
    assert said.code == 0
    assert f"{len(knowledge.findings)} findings" in said.out
    assert f"{len(knowledge.conditions)} conditions" in said.out
    assert "  when [night, day, both]: When does it come?" in said.out
    assert "  jaw-stiff: The jaw is stiff" in said.out
