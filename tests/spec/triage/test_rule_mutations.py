"""Every rule that is deleted, moved to another level, loosened or tightened is noticed by its own examples.

A mutant is noticed when one hand-written example of that rule no longer comes out as written: the level of
the whole triage changes, or the rule fires, counts lower or stays silent against what the table says.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping

import pytest

from eutonia.knowledge.criteria import Criterion, parse_criterion
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import Person, Rule, Urgency
from eutonia.reasoning.triage import Triage
from eutonia.reasoning.triage.truth import Truth, compile_criterion
from tests.spec.triage.cases import Example, examples
from tests.spec.triage.mutants import Mutant, mutants

KNOWLEDGE = load()
OF_RULE: dict[str, list[Example]] = defaultdict(list)
for _example in examples():
    OF_RULE[_example.rule].append(_example)


class Bench:
    """The examples of one rule, each with the level that all other rules give it."""

    def __init__(self, rule: Rule, triage: Triage, none_of_these: Mapping[str, str]) -> None:
        self.rule = rule
        self.examples = [(one, {**none_of_these, **one.said}) for one in OF_RULE[rule.id]]
        self.others = [
            max(
                (one.level for one in triage.result(said, example.person).fired if one.rule.id != rule.id),
                default=Urgency.SELF_CARE,
            )
            for example, said in self.examples
        ]

    def notices(self, level: Urgency, condition: Criterion | None) -> bool:
        """Return True where an example does not come out as written under this level and condition."""
        test: Callable[[Mapping[str, str], Person], Truth] = (
            (lambda _answers, _person: Truth.NO)
            if condition is None
            else compile_criterion(condition, KNOWLEDGE.findings).test
        )
        return any(
            self._outcome(test(said, example.person), level, other) != (example.level, example.outcome)
            for (example, said), other in zip(self.examples, self.others, strict=True)
        )

    @staticmethod
    def _outcome(truth: Truth, level: Urgency, other: Urgency) -> tuple[Urgency, str]:
        if truth is Truth.YES:
            return max(level, other), "fires"
        if truth is Truth.MAYBE and level >= Urgency.SAME_DAY:
            return max(Urgency(level - 1), other), "lower"
        return other, "silent"


@pytest.mark.parametrize("rule", KNOWLEDGE.rules, ids=lambda rule: rule.id)
def test_every_mutant_of_a_rule_is_noticed_by_its_examples(
    rule: Rule, triage: Triage, none_of_these: dict[str, str]
) -> None:
    bench = Bench(rule, triage, none_of_these)
    condition = parse_criterion(rule.when)
    assert not bench.notices(rule.urgency, condition), "the examples must agree with the rule as it is"
    unnoticed = [m.change for m in mutants(rule, condition, KNOWLEDGE.findings) if not _noticed(bench, m)]
    assert not unnoticed, f"add an example to {rule.id} that notices: {'; '.join(unnoticed)}"


def _noticed(bench: Bench, mutant: Mutant) -> bool:
    return bench.notices(mutant.level, mutant.condition)


def test_the_mutants_are_many_and_differ_from_their_rules(knowledge: Knowledge) -> None:
    """Guards the guard: a generator that made no mutants would let everything pass."""
    made = [
        (rule, mutant)
        for rule in knowledge.rules
        for mutant in mutants(rule, parse_criterion(rule.when), knowledge.findings)
    ]
    assert len(made) > 6 * len(knowledge.rules)
    assert all(m.condition != parse_criterion(rule.when) or m.level is not rule.urgency for rule, m in made)
