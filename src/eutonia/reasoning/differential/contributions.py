"""What each answer adds for or against a condition.

The logarithm of the likelihood ratio against background, times the temper of the answer's cluster. For one
cause these add up: prior odds plus contributions is exactly what the differential uses.
"""

from __future__ import annotations

import math

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Contribution, Finding, FindingKind
from eutonia.reasoning.differential.engine import Belief, temper

NEUTRAL = 0.05  # a smaller weight changes a probability by less than about one part in eighty


def contributions(belief: Belief, condition: str) -> list[Contribution]:
    """Return the contributions of all answers to a condition, the strongest first; neutral ones are left out."""
    found = [
        contribution
        for finding, value in belief.answers.items()
        if value != NOT_SURE
        for contribution in [_contribution(belief, condition, finding, value)]
        if contribution is not None and abs(contribution.weight) >= NEUTRAL
    ]
    return sorted(found, key=lambda contribution: (-abs(contribution.weight), contribution.finding))


def _contribution(belief: Belief, condition: str, finding: str, value: str) -> Contribution | None:
    engine = belief.engine
    said = engine.knowledge.conditions[condition].likelihoods.of(finding)
    if said is None:
        return None
    figures, table = said.values, engine.tables[finding]
    place = table.position(value)
    background = table.finding.values[place].background
    weight = math.log(figures[place].value / background.value) * share_of_answer(belief, finding)
    return Contribution(
        finding=finding,
        value=value,
        weight=weight,
        source=figures[place].source,
        sentence=_sentence(belief, condition, finding, value, weight),
    )


def share_of_answer(belief: Belief, finding: str) -> float:
    """Return the factor by which an answer counts, given what else of its cluster was answered."""
    cluster = belief.engine.cluster_of.get(finding)
    if cluster is None:
        return 1.0
    strengths, _ = belief.clusters[cluster.id]
    return temper(cluster.further.value, strengths)


def _sentence(belief: Belief, condition: str, finding: str, value: str, weight: float) -> str:
    """Return the author's reason where the answer speaks for the condition, else what was answered."""
    knowledge = belief.engine.knowledge
    if weight > 0.0 and value != ABSENT:
        said = knowledge.conditions[condition].likelihoods.of(finding)
        if said is not None and said.why:
            return said.why
    return answer_sentence(knowledge.findings[finding], value)


def answer_sentence(finding: Finding, value: str) -> str:
    """Return what was answered in plain words: the question, then the answer."""
    label = next((item.label for item in finding.values if item.id == value), "Not sure")
    asked = finding.question
    if asked.endswith("?"):
        return f"{asked} {label}."
    if finding.kind is FindingKind.YES_NO:
        return f"{asked}." if value == PRESENT else f"{label}: {asked[:1].lower()}{asked[1:]}."
    return f"{asked}: {label}."
