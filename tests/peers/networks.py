"""One small network, told to three engines: ours, pyAgrum and pgmpy.

A network is written as nodes with their tables in plain lists. The peers get the tables; ours gets the
knowledge that they were written from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from typing import Any

Row = Sequence[float]


@dataclass(frozen=True)
class Node:
    """A node with its states, its parents, and a distribution for each assignment of the parents' states."""

    name: str
    states: tuple[str, ...]
    row: Callable[..., Row]
    parents: tuple[str, ...] = ()


class Agrum:
    """The network in pyAgrum."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.gum: Any = import_module("pyagrum")
        self.net = self.gum.BayesNet()
        by_name = {node.name: node for node in nodes}
        for node in nodes:
            self.net.add(self.gum.LabelizedVariable(node.name, "", list(node.states)))
        for node in nodes:
            for parent in node.parents:
                self.net.addArc(parent, node.name)
            for states in product(*(by_name[parent].states for parent in node.parents)):
                given = dict(zip(node.parents, states, strict=True))
                self.net.cpt(node.name)[given] = list(node.row(*states))

    def posterior(self, evidence: Mapping[str, str], node: str) -> dict[str, float]:
        """The distribution of a node given evidence."""
        engine = self._engine(evidence)
        states = self.net.variable(node).labels()
        return dict(zip(states, engine.posterior(node).tolist(), strict=True))

    def mutual_information(self, evidence: Mapping[str, str], one: str, other: str) -> float:
        """What two nodes say of each other given evidence, in bits."""
        information = self.gum.InformationTheory(self._engine(evidence), one, other)
        return float(information.mutualInformationXY())

    def _engine(self, evidence: Mapping[str, str]) -> Any:
        engine = self.gum.LazyPropagation(self.net)
        engine.setEvidence(dict(evidence))
        return engine


class Pgmpy:
    """The network in pgmpy."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        table_of: Any = import_module("pgmpy.factors.discrete").TabularCPD
        by_name = {node.name: node for node in nodes}
        self.net: Any = import_module("pgmpy.models").DiscreteBayesianNetwork()
        self.net.add_nodes_from([node.name for node in nodes])
        for node in nodes:
            self.net.add_edges_from([(parent, node.name) for parent in node.parents])
            parents = [by_name[parent] for parent in node.parents]
            rows = [node.row(*states) for states in product(*(parent.states for parent in parents))]
            table = table_of(
                node.name,
                len(node.states),
                [[row[place] for row in rows] for place in range(len(node.states))],
                evidence=list(node.parents) or None,
                evidence_card=[len(parent.states) for parent in parents] or None,
                state_names={each.name: list(each.states) for each in (node, *parents)},
            )
            self.net.add_cpds(table)
        assert self.net.check_model()
        self.engine: Any = import_module("pgmpy.inference").VariableElimination(self.net)

    def posterior(self, evidence: Mapping[str, str], node: str) -> dict[str, float]:
        """The distribution of a node given evidence."""
        found = self.engine.query([node], evidence=dict(evidence), show_progress=False)
        return dict(zip(found.state_names[node], found.values.tolist(), strict=True))
