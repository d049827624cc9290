"""Every example person comes out as a clinician wrote it down."""

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Urgency
from eutonia.reasoning.triage import Triage
from tests.spec.triage.cases import Example, examples

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_person_gets_the_level_that_was_written_down(
    example: Example, triage: Triage, none_of_these: dict[str, str]
) -> None:
    result = triage.result({**none_of_these, **example.said}, example.person)
    assert result.screen_complete
    assert result.urgency is example.level, [f"{one.rule.id}: {one.level.slug}" for one in result.fired]
    fired = {one.rule.id: one for one in result.fired}
    if example.outcome == "silent":
        assert example.rule not in fired
    else:
        assert example.rule in fired, sorted(fired)
        assert fired[example.rule].maybe == (example.outcome == "lower")
        assert set(fired[example.rule].because) <= set(example.said)
        assert fired[example.rule].because


def test_every_rule_has_an_example_that_fires_and_no_example_is_of_a_rule_that_is_gone(knowledge: Knowledge) -> None:
    rules = {rule.id for rule in knowledge.rules}
    assert {example.rule for example in EXAMPLES if example.outcome == "fires"} == rules
    assert {example.rule for example in EXAMPLES} <= rules


def test_every_criterion_of_the_evidence_has_a_rule(knowledge: Knowledge) -> None:
    assert {rule.criterion for rule in knowledge.rules} >= set(range(1, 76))


def test_every_rule_decides_the_level_of_one_of_its_own_examples(
    knowledge: Knowledge, triage: Triage, none_of_these: dict[str, str]
) -> None:
    """Without its rule, that person would be told to wait longer."""
    idle = []
    for rule in knowledge.rules:
        mine = [example for example in EXAMPLES if example.rule == rule.id and example.outcome == "fires"]
        for example in mine:
            answers = {**none_of_these, **example.said}
            rest = [one.level for one in triage.result(answers, example.person).fired if one.rule.id != rule.id]
            if max(rest, default=Urgency.SELF_CARE) < example.level == rule.urgency:
                break
        else:
            if rule.urgency > Urgency.SELF_CARE:
                idle.append(rule.id)
    assert not idle
