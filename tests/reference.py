"""The inference again, as slow and plain as its definition: sets of causes listed one by one, no arrays.

The engine in ``eutonia.reasoning`` is fast because it compiles, gathers and sums by inclusion and
exclusion. Nothing of that is here, and nothing is imported from there, so the two can only agree if both
are right (or share a misreading of DESIGN.md). Everything is a dictionary that can be printed and read.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import exp, log, prod

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.model import Cluster
from eutonia.knowledge.vocabulary import (
    NOT_SURE,
    Condition,
    Finding,
    FindingKind,
    Modifier,
    Person,
    Sex,
)

Causes = tuple[str, ...]  # none, one, or two conditions in the order of the knowledge
Distribution = dict[str, float]

FLOOR = 1e-9  # an ordered value that two causes rule out keeps this much before it is normalised


# ---- before any answer -------------------------------------------------------------------------------------


def sets_of_causes(knowledge: Knowledge) -> list[Causes]:
    """None, each alone, and each pair that does not exclude each other."""
    names = list(knowledge.conditions)
    pairs = [pair for pair in combinations(names, 2) if not _exclude_each_other(knowledge, *pair)]
    return [(), *((name,) for name in names), *pairs]


def _exclude_each_other(knowledge: Knowledge, one: str, other: str) -> bool:
    return other in knowledge.conditions[one].excludes or one in knowledge.conditions[other].excludes


def prior(knowledge: Knowledge, person: Person) -> dict[Causes, float]:
    """The probability of each set: first how many causes, then which."""
    weight = {name: _weight(condition, person) for name, condition in knowledge.conditions.items()}
    sets = sets_of_causes(knowledge)
    mass = {causes: prod(weight[name] for name in causes) * _affinity(knowledge, causes) for causes in sets}
    total = [sum(mass[causes] for causes in sets if len(causes) == size) for size in range(3)]
    model = knowledge.model
    share = [model.none.value, model.one.value, model.two.value]
    unnormalised = {causes: share[len(causes)] * mass[causes] / total[len(causes)] for causes in sets}
    return _normalised(unnormalised)


def _weight(condition: Condition, person: Person) -> float:
    weight = condition.prior.value
    for modifier in condition.modifiers:
        if _holds(modifier, person):
            weight *= modifier.factor.value
    return weight


def _holds(modifier: Modifier, person: Person) -> bool:
    """A modifier holds only where everything that it asks for was stated, or cannot be otherwise, and is so."""
    asked = []
    if modifier.age_from is not None:
        asked.append(person.age is not None and person.age >= modifier.age_from)
    if modifier.age_to is not None:
        asked.append(person.age is not None and person.age <= modifier.age_to)
    if modifier.sex is not None:
        asked.append(person.sex == modifier.sex)
    if modifier.pregnant is not None:
        cannot_be = person.sex is Sex.MALE or (person.age is not None and person.age > 60)
        pregnant = False if person.pregnant is None and cannot_be else person.pregnant
        asked.append(pregnant == modifier.pregnant)
    return all(asked)


def _affinity(knowledge: Knowledge, causes: Causes) -> float:
    if len(causes) < 2:
        return 1.0
    one, other = causes
    stated = [
        affinity.times.value
        for holder, partner in ((one, other), (other, one))
        for affinity in knowledge.conditions[holder].goes_with
        if affinity.condition == partner
    ]
    return stated[0] if stated else 1.0


# ---- what causes do to a finding ---------------------------------------------------------------------------


def distribution(knowledge: Knowledge, finding: str, causes: Causes) -> Distribution:
    """How likely each value of a finding is under a set of causes."""
    asked = knowledge.findings[finding]
    background = {value.id: value.background.value for value in asked.values}
    speaking = [said for name in causes if (said := alone(knowledge, finding, name)) is not None]
    if not speaking:
        return background
    if len(speaking) == 1:
        return speaking[0]
    if asked.kind is FindingKind.YES_NO:
        present = both(background["present"], speaking[0]["present"], speaking[1]["present"])
        return {"absent": 1.0 - present, "present": present}
    if asked.kind is FindingKind.ORDERED:
        return _ordered(asked, background, speaking[0], speaking[1])
    return max(speaking, key=lambda said: divergence(said, background))


def alone(knowledge: Knowledge, finding: str, condition: str) -> Distribution | None:
    """What a condition says of a finding, or None where it does not list it."""
    for likelihood in knowledge.conditions[condition].likelihoods:
        if likelihood.finding == finding:
            values = knowledge.findings[finding].value_ids()
            return {value: figure.value for value, figure in zip(values, likelihood.values, strict=True)}
    return None


def both(background: float, first: float, second: float) -> float:
    """An event under two causes: those that raise it by noisy-OR with leak, those that lower it by their ratio."""
    raising = [p for p in (first, second) if p >= background]
    lowering = [p for p in (first, second) if p < background]
    missed = (1.0 - background) * prod((1.0 - p) / (1.0 - background) for p in raising)
    return (1.0 - missed) * prod(p / background for p in lowering)


def _ordered(asked: Finding, background: Distribution, first: Distribution, second: Distribution) -> Distribution:
    values = asked.value_ids()
    at_least = [1.0]
    for place in range(1, len(values)):
        higher = values[place:]
        event = both(*(sum(said[value] for value in higher) for said in (background, first, second)))
        at_least.append(min(at_least[-1], event))
    at_least.append(0.0)
    exactly = {value: max(at_least[i] - at_least[i + 1], FLOOR) for i, value in enumerate(values)}
    return _normalised(exactly)


def divergence(said: Distribution, background: Distribution) -> float:
    """Kullback-Leibler divergence from the background, in nats."""
    return sum(p * log(p / background[value]) for value, p in said.items())


# ---- after the answers -------------------------------------------------------------------------------------


def posterior(knowledge: Knowledge, person: Person, answers: Mapping[str, str]) -> dict[Causes, float]:
    """The probability of each set after the answers."""
    given = {finding: value for finding, value in answers.items() if value != NOT_SURE}
    weighed = {
        causes: p
        * exp(
            sum(
                temper(knowledge, finding, given) * log(distribution(knowledge, finding, causes)[value])
                for finding, value in given.items()
            )
        )
        for causes, p in prior(knowledge, person).items()
    }
    return _normalised(weighed)


def temper(knowledge: Knowledge, finding: str, given: Mapping[str, str]) -> float:
    """The weight of an answer among those of its cluster: as many as their strengths make, further ones by a share."""
    cluster = _cluster_of(knowledge, finding)
    if cluster is None:
        return 1.0
    strengths = [strength(knowledge, other, value) for other, value in given.items() if other in cluster.findings]
    if max(strengths) == 0.0:
        return 1.0
    count = sum(s / max(strengths) for s in strengths)
    return (1.0 + (count - 1.0) * cluster.further.value) / count


def _cluster_of(knowledge: Knowledge, finding: str) -> Cluster | None:
    return next((cluster for cluster in knowledge.model.clusters if finding in cluster.findings), None)


def strength(knowledge: Knowledge, finding: str, value: str) -> float:
    """How far the answer moves the condition that it moves most, for or against, in nats."""
    background = distribution(knowledge, finding, ())[value]
    said = [distribution(knowledge, finding, (name,))[value] for name in knowledge.conditions]
    return max(abs(log(p / background)) for p in said)


def marginals(knowledge: Knowledge, belief: Mapping[Causes, float]) -> dict[str, float]:
    """The probability that each condition is one of the causes."""
    return {name: sum(p for causes, p in belief.items() if name in causes) for name in knowledge.conditions}


def chances(knowledge: Knowledge, belief: Mapping[Causes, float], finding: str) -> Distribution:
    """How likely each answer to a finding is."""
    under = {causes: distribution(knowledge, finding, causes) for causes in belief}
    values = knowledge.findings[finding].value_ids()
    return {value: sum(p * under[causes][value] for causes, p in belief.items()) for value in values}


def mutual_information(knowledge: Knowledge, belief: Mapping[Causes, float], finding: str) -> float:
    """What the answer and the set of causes say of each other, in nats: the sum over both of p log(p / pq)."""
    expected = chances(knowledge, belief, finding)
    return sum(
        p * said * log(said / expected[value])
        for causes, p in belief.items()
        for value, said in distribution(knowledge, finding, causes).items()
    )


def worth(knowledge: Knowledge, person: Person, answers: Mapping[str, str]) -> dict[str, float]:
    """What each finding that was not asked and that some condition lists would tell."""
    belief = posterior(knowledge, person, answers)
    given = {finding: value for finding, value in answers.items() if value != NOT_SURE}
    told: dict[str, float] = {}
    for finding in knowledge.findings:
        listed = any(alone(knowledge, finding, name) for name in knowledge.conditions)
        if finding not in answers and listed:
            told[finding] = mutual_information(knowledge, belief, finding) * share(knowledge, finding, given)
    return told


def share(knowledge: Knowledge, finding: str, given: Mapping[str, str]) -> float:
    """How much of what it would tell alone a question still tells beside the answers of its cluster.

    All of it where none was given; the cluster's share where one as strong was given; in between for a question
    that could be stronger than any answer so far.
    """
    cluster = _cluster_of(knowledge, finding)
    before = [strength(knowledge, f, v) for f, v in given.items() if cluster and f in cluster.findings]
    if cluster is None or not before:
        return 1.0
    could_be = max(strength(knowledge, finding, value) for value in knowledge.findings[finding].value_ids())
    surplus = 0.0 if could_be <= max(before) else 1.0 - max(before) / could_be
    return cluster.further.value + (1.0 - cluster.further.value) * surplus


def _normalised[Key](weights: Mapping[Key, float]) -> dict[Key, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}
