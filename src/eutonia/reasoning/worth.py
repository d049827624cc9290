"""How much each further question would tell about the cause.

The worth of a finding is the mutual information between its answer and the set of causes, in nats:
the entropy of the answer we expect, less the entropy that would remain if we knew the causes.

Both are expectations over all sets of a function that depends on the listers of the finding alone. Such a
function is a constant, plus a term for each lister in the set, plus a term for each pair of listers; so its
expectation is a short sum over the probabilities of conditions and of pairs. The terms of single listers make
a small dense matrix, those of pairs a sparse one in which only pairs that hold any mass are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.reasoning.space import Space
from eutonia.reasoning.tables import FindingTable

Array = NDArray[np.float64]
Index = NDArray[np.int32]


LEAST_MASS = 1e-7  # thousands of pairs below this together hold less than a thousandth


@dataclass(frozen=True, slots=True)
class WorthMatrix:
    """The sums of all findings.

    The rows of a finding are one for each value and one for the remaining entropy. ``single`` holds the terms
    of single listers: (row, condition). The terms of pair k are ``pair_data[pair_start[k]:pair_start[k + 1]]``
    in the rows ``pair_row`` of the same places. ``value_starts`` are the starts of the runs of value rows.
    """

    findings: tuple[str, ...]
    constant: Array
    single: Array
    pair_data: Array
    pair_row: Index
    pair_start: Index
    value_rows: Index
    value_starts: Index
    entropy_rows: Index

    def expectations(self, marginals: Array, pairs: Array, least_mass: float = LEAST_MASS) -> Array:
        """Return the value of each row, given the probability of each condition and of each pair.

        Pairs below ``least_mass`` are taken to act independently; with 0 the sum is exact.
        """
        heavy = np.flatnonzero(pairs > least_mass)
        lengths = self.pair_start[heavy + 1] - self.pair_start[heavy]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.pair_start[heavy] - ends + lengths, lengths)
        weights = self.pair_data[places] * np.repeat(pairs[heavy], lengths)
        together = np.bincount(self.pair_row[places], weights, len(self.constant))
        expected: Array = self.constant + self.single @ marginals + together
        return expected

    def evaluate(self, expected: Array) -> Array:
        """Return the worth of each finding in nats, never below 0, from the expected value of each row."""
        chance = np.maximum(expected[self.value_rows], 1e-300)
        entropy = -np.add.reduceat(chance * np.log(chance), self.value_starts)
        worth: Array = np.maximum(entropy - expected[self.entropy_rows], 0.0)
        return worth


def build_worth_matrix(space: Space, tables: Sequence[FindingTable]) -> WorthMatrix:
    """Return the matrix over these findings."""
    number_of = _pair_numbers(space)
    constant: list[float] = []
    singles: list[Array] = []
    terms: list[tuple[Array, Index]] = []
    value_rows: list[int] = []
    value_starts: list[int] = []
    entropy_rows: list[int] = []
    for table in tables:
        functions = _functions(table.probabilities)
        value_starts.append(len(value_rows))
        for place, function in enumerate(functions):
            (entropy_rows if place == len(functions) - 1 else value_rows).append(len(constant))
            constant.append(float(function[0, 0]))
            single = np.zeros(len(space.conditions))
            single[table.listers] = function[1:, 0] - function[0, 0]
            singles.append(single)
            terms.append(_pair_terms(function, table.listers, number_of))
    rows = np.repeat(np.arange(len(terms)), [len(data) for data, _ in terms])
    numbers = np.concatenate([number for _, number in terms])
    order = np.argsort(numbers, kind="stable")
    pairs = space.pairs.stop - space.pairs.start
    return WorthMatrix(
        findings=tuple(table.finding.id for table in tables),
        constant=np.array(constant),
        single=np.array(singles),
        pair_data=np.concatenate([data for data, _ in terms])[order],
        pair_row=rows[order].astype(np.int32),
        pair_start=np.searchsorted(numbers[order], np.arange(pairs + 1)).astype(np.int32),
        value_rows=np.array(value_rows, dtype=np.int32),
        value_starts=np.array(value_starts, dtype=np.int32),
        entropy_rows=np.array(entropy_rows, dtype=np.int32),
    )


def _pair_numbers(space: Space) -> Index:
    """Return the number of each pair of conditions, either way round, or -1 where the two exclude each other."""
    count, pairs = len(space.conditions), space.pairs
    numbers = np.full((count, count), -1, dtype=np.int32)
    numbers[space.first[pairs], space.second[pairs]] = np.arange(pairs.stop - pairs.start)
    numbers[space.second[pairs], space.first[pairs]] = np.arange(pairs.stop - pairs.start)
    return numbers


def _functions(probabilities: Array) -> list[Array]:
    """Return each value's probability and the entropy as functions of two listers."""
    entropy = -np.sum(probabilities * np.log(probabilities), axis=-1)
    return [*np.moveaxis(probabilities, -1, 0), entropy]


def _pair_terms(function: Array, listers: Index, number_of: Index) -> tuple[Array, Index]:
    """Return by inclusion and exclusion what a pair adds to its two singles, and the number of the pair."""
    alone = function[1:, 0] - function[0, 0]
    rows, columns = np.triu_indices(len(listers), k=1)
    numbers = number_of[listers[rows], listers[columns]]
    together = function[rows + 1, columns + 1] - function[0, 0] - alone[rows] - alone[columns]
    kept = (numbers >= 0) & (np.abs(together) > 1e-14)
    return together[kept], numbers[kept]
