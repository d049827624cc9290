"""Every clinical number of the knowledge, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Condition, Figure, FindingKind


def figures_of(knowledge: Knowledge) -> Iterator[tuple[str, Figure]]:
    """Yield (place, figure) for each number; the complement of a yes-no number is not counted again."""
    for finding in knowledge.findings.values():
        for value in finding.values[1:] if finding.kind is FindingKind.YES_NO else finding.values:
            yield f"finding {finding.id}, value {value.id}", value.background
    for condition in knowledge.conditions.values():
        yield from _figures_of_condition(condition, knowledge)
    model = knowledge.model
    for name in ("none", "one", "two", "raise_dangerous", "raise_other", "nothing_fits"):
        yield f"model, {name}", getattr(model, name)
    for cluster in model.clusters:
        yield f"model, cluster {cluster.id}", cluster.further
    for test in knowledge.tests.values():
        yield f"test {test.id}, minutes", test.minutes
        yield f"test {test.id}, turnaround", test.turnaround_days


def _figures_of_condition(condition: Condition, knowledge: Knowledge) -> Iterator[tuple[str, Figure]]:
    place = f"condition {condition.id}"
    yield f"{place}, prior", condition.prior
    for modifier in condition.modifiers:
        yield f"{place}, modifier", modifier.factor
    for affinity in condition.goes_with:
        yield f"{place}, goes with {affinity.condition}", affinity.times
    for likelihood in condition.likelihoods:
        yes_no = knowledge.findings[likelihood.finding].kind is FindingKind.YES_NO
        for figure in likelihood.values[1:] if yes_no else likelihood.values:
            yield f"{place}, finding {likelihood.finding}", figure
