"""What the conditions say about each finding, compiled once.

A finding is listed by few conditions, and a set of causes meets it only through those. So a finding keeps
a small table over its own listers, with row and column 0 for "not a lister", and the probability of an
answer under every set is one gather from that table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eutonia.knowledge.vocabulary import Condition, Finding, FindingKind
from eutonia.reasoning.differential.arrays import Array, Index
from eutonia.reasoning.differential.combine import combine_events, combine_nominal, combine_ordered
from eutonia.reasoning.differential.space import Space


@dataclass(frozen=True)
class FindingTable:
    """The distributions of one finding.

    ``listers`` holds positions of conditions. ``alone[i, v]`` is the probability of value v under the lister
    i - 1 alone, where 0 stands for no lister.
    """

    finding: Finding
    listers: Index
    alone: Array

    @cached_property
    def probabilities(self) -> Array:
        """The probability of each value under two listers together: (lister or none, lister or none, value)."""
        table = combine(self.finding.kind, self.alone[0], self.alone[:, None, :], self.alone[None, :, :])
        table[0], table[:, 0] = self.alone, self.alone
        return table

    def cell(self, space: Space) -> Index:
        """Return for each set its place in the flattened first two axes of ``probabilities``."""
        local = np.zeros(len(space.conditions) + 1, dtype=np.int32)
        local[self.listers] = np.arange(1, len(self.listers) + 1, dtype=np.int32)
        cells: Index = local[space.first] * np.int32(len(self.listers) + 1) + local[space.second]
        return cells

    def position(self, value: str) -> int:
        """Return the place of a value among the values of the finding."""
        return self.finding.value_ids().index(value)


class FindingTables(Mapping[str, FindingTable]):
    """The table of every finding, each made when it is first needed."""

    def __init__(self, findings: Mapping[str, Finding], conditions: Mapping[str, Condition]) -> None:
        self._findings = findings
        self._conditions = tuple(conditions.values())
        self._made: dict[str, FindingTable] = {}

    def __getitem__(self, name: str) -> FindingTable:
        if name not in self._made:
            said = ((place, condition.likelihoods.of(name)) for place, condition in enumerate(self._conditions))
            alone = [(place, [figure.value for figure in each.values]) for place, each in said if each]
            self._made[name] = build_table(self._findings[name], alone)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)


def build_table(finding: Finding, alone: list[tuple[int, list[float]]]) -> FindingTable:
    """Return the table of a finding from what each lister says alone."""
    background = np.array([value.background.value for value in finding.values])
    rows = np.array([background, *(values for _, values in alone)])
    return FindingTable(finding, np.array([position for position, _ in alone], dtype=np.int32), rows)


def combine(kind: FindingKind, background: Array, first: Array, second: Array) -> Array:
    """Return the distributions under two causes, by the rule for that kind of finding."""
    first, second = np.broadcast_arrays(first, second)
    if kind is FindingKind.ORDERED:
        return combine_ordered(background, first, second)
    if kind is FindingKind.NOMINAL:
        return combine_nominal(background, first, second)
    present = combine_events(background[..., 1], first[..., 1], second[..., 1])
    return np.stack([1.0 - present, present], axis=-1)
