"""From answers to the probability of each cause.

An Engine holds what is compiled once from the knowledge; a Belief is what one person's answers have made of
it. A belief never changes: an answer gives a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.model import Cluster
from eutonia.knowledge.vocabulary import NOT_SURE, Person
from eutonia.reasoning.differential.arrays import Array, Index
from eutonia.reasoning.differential.space import Space, build_space, causes_of, prior_over_sets, weigh_conditions
from eutonia.reasoning.differential.tables import FindingTable, FindingTables
from eutonia.reasoning.differential.worth import WorthMatrix, build_worth_matrix
from eutonia.reasoning.differential.worth_store import read_matrix, write_matrix

ENGINE_VERSION = "2"
"""Raised whenever the same answers may give another result; 2: who cannot be pregnant counts as not pregnant."""


class Ranked(NamedTuple):
    """A condition with its probability, 0 to 1. Over all conditions these need not add up to 1.

    A tuple, because every answer makes a hundred of them and a dataclass takes four times as long.
    """

    condition: str
    probability: float


class Engine:
    """The knowledge compiled for inference. It holds no person's data and may be shared between threads.

    ``cache`` is a folder that may keep what was compiled between starts.
    """

    def __init__(self, knowledge: Knowledge, cache: Path | None = None) -> None:
        self.knowledge = knowledge
        self._cache = cache
        self.space: Space = build_space(knowledge.conditions)
        self.tables: Mapping[str, FindingTable] = FindingTables(knowledge.findings, knowledge.conditions)
        self.clusters: Mapping[str, Cluster] = {cluster.id: cluster for cluster in knowledge.model.clusters}
        self.cluster_of: Mapping[str, Cluster] = {
            finding: cluster for cluster in knowledge.model.clusters for finding in cluster.findings
        }
        self._cells: dict[str, Index] = {}
        self._columns: dict[tuple[str, str], Array] = {}
        self._strengths: dict[tuple[str, str], float] = {}
        self._places: dict[str, list[tuple[int, float, float]]] = {}

    @cached_property
    def worth_matrix(self) -> WorthMatrix:
        """The worth of every finding that some condition lists."""
        key = f"{self.knowledge.version}-{ENGINE_VERSION}"
        stored = read_matrix(self._cache, key) if self._cache else None
        if stored is not None:
            return stored
        matrix = build_worth_matrix(self.space, [table for table in self.tables.values() if len(table.listers)])
        if self._cache:
            write_matrix(self._cache, key, matrix)
        return matrix

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The place of each finding in the worth matrix."""
        return {finding: place for place, finding in enumerate(self.worth_matrix.findings)}

    def places_of(self, cluster: str) -> list[tuple[int, float, float]]:
        """For each finding of a cluster: place in the worth matrix, greatest strength, share of a further answer."""
        if cluster not in self._places:
            told = self.clusters[cluster]
            known = [finding for finding in told.findings if finding in self.place_of]
            self._places[cluster] = [
                (self.place_of[finding], self._greatest_strength(finding), told.further.value) for finding in known
            ]
        return self._places[cluster]

    def _greatest_strength(self, finding: str) -> float:
        return max(self.strength(finding, value) for value in self.knowledge.findings[finding].value_ids())

    def strength(self, finding: str, value: str) -> float:
        """Return the largest absolute log likelihood ratio that an answer has for any condition."""
        key = (finding, value)
        if key not in self._strengths:
            table = self.tables[finding]
            alone = np.log(table.alone[:, table.position(value)])
            self._strengths[key] = float(np.abs(alone - alone[0]).max())
        return self._strengths[key]

    def column(self, finding: str, value: str) -> Array:
        """Return the logarithm of the probability of an answer under every set of causes."""
        key = (finding, value)
        if key not in self._columns:
            table = self.tables[finding]
            if finding not in self._cells:
                self._cells[finding] = table.cell(self.space)
            logs = np.log(table.probabilities[..., table.position(value)].ravel())
            self._columns[key] = logs[self._cells[finding]]
        return self._columns[key]

    def start(self, person: Person) -> Belief:
        """Return the belief before any answer."""
        weights = weigh_conditions(self.knowledge.conditions, person)
        prior = prior_over_sets(self.space, weights, causes_of(self.knowledge.model))
        return Belief(self, np.log(prior), {}, {})

    def believe(self, person: Person, answers: Mapping[str, str]) -> Belief:
        """Return the belief after these answers, whatever their order."""
        belief = self.start(person)
        for finding in sorted(answers):
            belief = belief.given(finding, answers[finding])
        return belief


@dataclass(frozen=True)
class Belief:
    """The probability of every set of causes after some answers.

    ``log_weights`` are logarithms up to a constant. ``answers`` holds what was taken in; "not sure" is kept
    but moves nothing. ``clusters`` holds for each cluster the strengths and the plain sum of its columns.
    """

    engine: Engine
    log_weights: Array
    answers: Mapping[str, str]
    clusters: Mapping[str, tuple[tuple[float, ...], Array]]

    def given(self, finding: str, value: str) -> Belief:
        """Return the belief after one more answer. Raises KeyError or ValueError for what is not known."""
        if finding in self.answers:
            raise ValueError(f"{finding} has been answered: build the belief anew from the changed answers")
        answers = {**self.answers, finding: value}
        if value == NOT_SURE:
            self.engine.tables[finding]  # an unknown finding is refused all the same
            return replace(self, answers=answers)
        column = self.engine.column(finding, value)
        cluster = self.engine.cluster_of.get(finding)
        if cluster is None:
            return replace(self, log_weights=self.log_weights + column, answers=answers)
        strengths, total = self.clusters.get(cluster.id, ((), np.zeros_like(column)))
        more = (*strengths, self.engine.strength(finding, value))
        before = temper(cluster.further.value, strengths) * total
        after = temper(cluster.further.value, more) * (total + column)
        return replace(
            self,
            log_weights=self.log_weights + (after - before),
            answers=answers,
            clusters={**self.clusters, cluster.id: (more, total + column)},
        )

    @cached_property
    def posterior(self) -> Array:
        """The probability of every set of causes."""
        weights = np.exp(self.log_weights - self.log_weights.max())
        normalised: Array = weights / weights.sum()
        return normalised

    @cached_property
    def marginals(self) -> Array:
        """The probability of each condition, in the order of the space."""
        return self.engine.space.marginals(self.posterior)

    @property
    def unexplained(self) -> float:
        """The probability that none of our causes is at work."""
        return float(self.posterior[0])

    def probability_of_any(self, conditions: Collection[str]) -> float:
        """Return the probability that at least one of these conditions is a cause."""
        space = self.engine.space
        chosen = np.array([name in conditions for name in space.conditions] + [False])
        return float(self.posterior[chosen[space.first] | chosen[space.second]].sum())

    def ranking(self) -> list[Ranked]:
        """Return all conditions, the most likely first; equal ones in the order of the space."""
        return self.likeliest(len(self.marginals))

    def likeliest(self, count: int) -> list[Ranked]:
        """Return the first so many of the ranking."""
        order = np.argsort(-self.marginals, kind="stable")[:count]
        names = map(self.engine.space.conditions.__getitem__, order.tolist())
        return list(map(Ranked, names, self.marginals[order].tolist()))

    @cached_property
    def _expected(self) -> Array:
        pairs = self.posterior[self.engine.space.pairs]
        return self.engine.worth_matrix.expectations(self.marginals, pairs)

    def worth(self) -> dict[str, float]:
        """Return how much each finding that was not asked would tell about the cause, in nats."""
        matrix = self.engine.worth_matrix
        values = matrix.evaluate(self._expected)
        for cluster, (strengths, _) in self.clusters.items():
            for place, strongest, further in self.engine.places_of(cluster):
                values[place] *= share_of_further(further, max(strengths), strongest)
        found = dict(zip(matrix.findings, values.tolist(), strict=True))
        for finding in self.answers:
            found.pop(finding, None)
        return found

    def chances(self, finding: str) -> dict[str, float]:
        """Return how likely each answer to a finding is, as far as we know now."""
        asked = self.engine.knowledge.findings[finding]
        place = self.engine.place_of.get(finding)
        if place is None:
            return {value.id: value.background.value for value in asked.values}
        chances = self.engine.worth_matrix.chances(self._expected, place)
        return dict(zip(asked.value_ids(), chances, strict=True))


def temper(further: float, strengths: Sequence[float]) -> float:
    """Return the factor on the plain sum of the columns of a cluster.

    The strongest answer counts in full and the others by the share ``further``. Answers are counted by their
    strength against the strongest, so that answers which say next to nothing do not weaken one that does.
    """
    strongest = max(strengths, default=0.0)
    if strongest == 0.0:
        return 1.0
    count = sum(strengths) / strongest
    return (1.0 + (count - 1.0) * further) / count


def share_of_further(further: float, strongest: float, strength: float) -> float:
    """Return about how much a further answer adds of what it would add alone, beside the strongest so far."""
    if strength == 0.0:
        return further
    return further + (1.0 - further) * max(0.0, 1.0 - strongest / strength)
