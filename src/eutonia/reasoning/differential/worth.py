"""How much each further question would tell about the cause.

The worth of a finding is the mutual information between its answer and the set of causes, in nats:
the entropy of the answer we expect, less the entropy that would remain if we knew the causes.

Both are expectations over all sets of a function that depends on the listers of the finding alone. Such a
function is a constant, plus a term for each lister in the set, plus a term for each pair of listers; so its
expectation is a short sum over the probabilities of conditions and of pairs. That is exact. The terms of
single listers make a small dense matrix. The terms of pairs stand in blocks, each a matrix over the pairs of
some findings: the probabilities of the pairs are gathered once for all functions of a finding, and no large
array is made on the way, which would cost more than the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eutonia.reasoning.differential.arrays import Array, Index, Numbers
from eutonia.reasoning.differential.space import Space
from eutonia.reasoning.differential.tables import FindingTable

_BLOCK = 65_536  # numbers in a block, half a megabyte; a finding is never split
_LEAST = 1e-300  # keeps the logarithm of a chance that rounds to nothing finite


@dataclass(frozen=True, slots=True)
class WorthMatrix:
    """The sums of all findings.

    A finding with n values has n functions: the remaining entropy, then the probability of each value but the
    first, which is what the others leave. Each is a row. ``entropy_rows`` are those of the entropies, finding by
    finding; ``value_rows`` the others, and ``value_owner`` the places of their findings. ``single`` holds the
    terms of single listers: (row, condition).

    Each line of ``blocks`` says from where to where a block stands: its pairs in ``pair``, its terms in ``data``,
    its rows, and in ``start`` where each of its findings begins among its pairs.
    """

    findings: tuple[str, ...]
    constant: Array
    single: Array
    pair: Index
    data: Array
    start: Index
    blocks: Index
    entropy_rows: Index
    value_rows: Index
    value_owner: Index

    def expectations(self, marginals: Array, pairs: Array) -> Array:
        """Return the value of each row, given the probability of each condition and of each pair."""
        mass = np.append(pairs, 0.0)
        expected: Array = self.single @ marginals
        expected += self.constant
        for pair, pair_end, term, term_end, row, row_end, start, start_end in self.blocks.tolist():
            terms = self.data[term:term_end].reshape(-1, pair_end - pair)
            weighed = terms * mass.take(self.pair[pair:pair_end])
            expected[row:row_end] += np.add.reduceat(weighed, self.start[start:start_end], axis=1).ravel()
        return expected

    def evaluate(self, expected: Array) -> Array:
        """Return the worth of each finding in nats, never below 0, from the expected value of each row."""
        count, chance = len(self.findings), expected[self.value_rows]
        rest = 1.0 - np.bincount(self.value_owner, chance, count)
        entropy = _surprise(rest) + np.bincount(self.value_owner, _surprise(chance), count)
        worth: Array = np.maximum(entropy - expected[self.entropy_rows], 0.0)
        return worth

    def chances(self, expected: Array, place: int) -> list[float]:
        """Return the probability of each value of the finding at that place."""
        others = expected[self.value_rows[self.value_owner == place]].tolist()
        return [1.0 - sum(others), *others]


def _surprise(chance: Array) -> Array:
    kept = np.maximum(chance, _LEAST)
    terms: Array = -kept * np.log(kept)
    return terms


@dataclass(frozen=True, slots=True)
class _Terms:
    """The functions of one finding, or of a block of findings side by side.

    ``constant``: (function, finding). ``single``: (function, finding, condition). ``together``: (function, pair).
    """

    constant: Array
    single: Array
    pairs: Index
    together: Array
    start: Index


def build_worth_matrix(space: Space, tables: Sequence[FindingTable]) -> WorthMatrix:
    """Return the matrix over these findings."""
    tables = sorted(tables, key=lambda table: table.alone.shape[-1])
    numbers = _pair_numbers(space)
    blocks = list(_blocks([_terms(table, numbers, len(space.conditions)) for table in tables]))
    rows = _ranges([block.constant.size for block in blocks])
    findings = _ranges([block.constant.shape[1] for block in blocks])
    row_numbers = [np.arange(*row).reshape(block.constant.shape) for row, block in zip(rows, blocks, strict=True)]
    owners = [np.broadcast_to(np.arange(*span), r.shape) for span, r in zip(findings, row_numbers, strict=True)]
    pairs = _ranges([len(block.pairs) for block in blocks])
    terms = _ranges([block.together.size for block in blocks])
    places = [
        (*pair, *term, *row, *span)
        for block, pair, term, row, span in zip(blocks, pairs, terms, rows, findings, strict=True)
        if block.together.any()  # else no two of the listers can be met together, as where causes exclude each other
    ]
    return WorthMatrix(
        findings=tuple(table.finding.id for table in tables),
        constant=_joined([block.constant for block in blocks]),
        single=_joined([block.single for block in blocks]).reshape(-1, len(space.conditions)),
        pair=_joined([block.pairs for block in blocks]).astype(np.int32),
        data=_joined([block.together for block in blocks]),
        start=_joined([block.start for block in blocks]).astype(np.int32),
        blocks=np.array(places, dtype=np.int32).reshape(-1, 8),
        entropy_rows=_joined([row[0] for row in row_numbers]).astype(np.int32),
        value_rows=_joined([row[1:] for row in row_numbers]).astype(np.int32),
        value_owner=_joined([owner[1:] for owner in owners]).astype(np.int32),
    )


def _joined(parts: Sequence[Numbers]) -> Array:
    joined: Array = np.concatenate([np.empty(0), *(part.ravel() for part in parts)])
    return joined


def _ranges(lengths: Sequence[int]) -> list[tuple[int, int]]:
    ends = np.cumsum(lengths).tolist()
    return list(zip([0, *ends], ends, strict=False))


def _pair_numbers(space: Space) -> Index:
    """Return the number of each pair of conditions, either way round, or -1 where the two exclude each other."""
    count, pairs = len(space.conditions), space.pairs
    numbers = np.full((count, count), -1, dtype=np.int32)
    numbers[space.first[pairs], space.second[pairs]] = np.arange(pairs.stop - pairs.start)
    numbers[space.second[pairs], space.first[pairs]] = np.arange(pairs.stop - pairs.start)
    return numbers


def _terms(table: FindingTable, numbers: Index, conditions: int) -> _Terms:
    """Return the functions of one finding by inclusion and exclusion: what a lister changes, and what two do besides.

    The list of pairs ends with the number of no pair, so that it is never empty.
    """
    probabilities, listers = table.probabilities, table.listers
    entropy = -np.sum(probabilities * np.log(probabilities), axis=-1)
    functions = np.stack([entropy, *np.moveaxis(probabilities, -1, 0)[1:]])
    constant = functions[:, 0, :1]
    alone = functions[:, 1:, 0] - constant
    single = np.zeros((len(functions), 1, conditions))
    single[:, 0, listers] = alone
    rows, columns = np.triu_indices(len(listers), k=1)
    pairs = numbers[listers[rows], listers[columns]]
    met = pairs >= 0
    rows, columns = rows[met], columns[met]
    together = functions[:, rows + 1, columns + 1] - constant - alone[:, rows] - alone[:, columns]
    no_pair = int(numbers.max(initial=-1)) + 1
    return _Terms(
        constant,
        single,
        np.append(pairs[met], no_pair),
        np.pad(together, ((0, 0), (0, 1))),
        np.zeros(1, dtype=np.int32),
    )


def _blocks(terms: Sequence[_Terms]) -> Iterator[_Terms]:
    """Yield neighbours with as many functions side by side, as long as they fit into a block."""
    run: list[_Terms] = []
    size = 0
    for each in terms:
        if run and (len(each.constant) != len(run[0].constant) or size + each.together.size > _BLOCK):
            yield _side_by_side(run)
            run, size = [], 0
        run.append(each)
        size += each.together.size
    if run:
        yield _side_by_side(run)


def _side_by_side(run: Sequence[_Terms]) -> _Terms:
    lengths = [len(each.pairs) for each in run]
    return _Terms(
        constant=np.concatenate([each.constant for each in run], axis=1),
        single=np.concatenate([each.single for each in run], axis=1),
        pairs=np.concatenate([each.pairs for each in run]),
        together=np.concatenate([each.together for each in run], axis=1),
        start=np.array([first for first, _ in _ranges(lengths)], dtype=np.int32),
    )
