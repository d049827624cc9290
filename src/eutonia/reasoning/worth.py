"""How much each further question would tell about the cause.

The worth of a finding is the mutual information between its answer and the set of causes, in nats:
the entropy of the answer we expect, less the entropy that would remain if we knew the causes.

Both are expectations over all sets of a function that depends on the listers of the finding alone. Such a
function is a constant, plus a term for each lister in the set, plus a term for each pair of listers; so its
expectation is a short sum over the probabilities of conditions and pairs. The sums of all findings together
are one sparse matrix, which is exact and far smaller than one entry for each answer and set.
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


@dataclass(frozen=True, slots=True)
class WorthMatrix:
    """The sums of all findings as one sparse matrix in compressed rows.

    The rows of a finding are one for each value and one for the remaining entropy. ``value_starts`` are the
    starts of the runs of value rows; ``entropy_rows`` the rows of remaining entropy.
    """

    findings: tuple[str, ...]
    constant: Array
    data: Array
    column: Index
    row_start: Index
    value_rows: Index
    value_starts: Index
    entropy_rows: Index

    def expectations(self, mass: Array) -> Array:
        """Return the value of each row; ``mass`` holds the marginals, then the pairs, then a 0."""
        sums: Array = np.add.reduceat(self.data * mass[self.column], self.row_start)
        return sums + self.constant

    def evaluate(self, expected: Array) -> Array:
        """Return the worth of each finding in nats, never below 0, from the expected value of each row."""
        chance = np.maximum(expected[self.value_rows], 1e-300)
        entropy = -np.add.reduceat(chance * np.log(chance), self.value_starts)
        worth: Array = np.maximum(entropy - expected[self.entropy_rows], 0.0)
        return worth


def build_worth_matrix(space: Space, tables: Sequence[FindingTable]) -> WorthMatrix:
    """Return the matrix over these findings."""
    count = len(space.conditions)
    pair_column = np.full((count, count), -1, dtype=np.int32)
    pairs = space.pairs
    numbers = np.arange(count, count + pairs.stop - pairs.start, dtype=np.int32)
    pair_column[space.first[pairs], space.second[pairs]] = numbers
    pair_column[space.second[pairs], space.first[pairs]] = numbers
    zero_column = count + len(numbers)

    constants: list[float] = []
    data: list[Array] = []
    columns: list[Index] = []
    value_rows, value_starts, entropy_rows = [], [], []
    for table in tables:
        functions = _functions(table.probabilities)
        value_starts.append(len(value_rows))
        for place, function in enumerate(functions):
            (entropy_rows if place == len(functions) - 1 else value_rows).append(len(constants))
            entries, places = _terms(function, table.listers, pair_column)
            constants.append(float(function[0, 0]))
            # a row needs at least one term, or reduceat would take its neighbour's
            data.append(np.append(entries, 0.0))
            columns.append(np.append(places, zero_column).astype(np.int32))
    lengths = [len(entries) for entries in data]
    return WorthMatrix(
        findings=tuple(table.finding.id for table in tables),
        constant=np.array(constants),
        data=np.concatenate(data),
        column=np.concatenate(columns),
        row_start=np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32),
        value_rows=np.array(value_rows, dtype=np.int32),
        value_starts=np.array(value_starts, dtype=np.int32),
        entropy_rows=np.array(entropy_rows, dtype=np.int32),
    )


def _functions(probabilities: Array) -> list[Array]:
    """Return each value's probability and the entropy as functions of two listers."""
    entropy = -np.sum(probabilities * np.log(probabilities), axis=-1)
    return [*np.moveaxis(probabilities, -1, 0), entropy]


def _terms(function: Array, listers: Index, pair_column: Index) -> tuple[Array, Index]:
    """Return the terms of single listers and of pairs, by inclusion and exclusion, and their columns."""
    alone = function[1:, 0] - function[0, 0]
    rows, columns = np.triu_indices(len(listers), k=1)
    places = pair_column[listers[rows], listers[columns]]
    together = function[rows + 1, columns + 1] - function[0, 0] - alone[rows] - alone[columns]
    kept = (places >= 0) & (np.abs(together) > 1e-14)
    return (
        np.concatenate([alone, together[kept]]),
        np.concatenate([listers, places[kept]]).astype(np.int32),
    )
