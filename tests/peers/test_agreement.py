"""Ours, pyAgrum and pgmpy give the same posterior on networks that all three can hold.

First with a single cause: the cause is one node with a state for each condition and one for none, and each
finding hangs on it. Then with two: a node for each condition, present or absent, a prior in which no three
are present, and findings with a parent for each lister, whose tables are noisy-OR, noisy-max or the louder
of two. Where all listers raise a yes-no finding the peers make the table with their own noisy-OR.
"""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from itertools import product
from math import log
from types import MappingProxyType
from typing import Any

import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Person
from eutonia.reasoning.differential import Belief, Engine
from tests import reference
from tests.factories import (
    make_affinity,
    make_condition,
    make_knowledge,
    make_model,
    make_nominal,
    make_ordered,
    make_yes_no,
)
from tests.peers.networks import Agrum, Node, Pgmpy

NONE, YES, NO = "none", "yes", "no"
NOBODY = Person()
CONDITIONS = ("cramp", "claudication", "tetany", "dystonia")

KNOWLEDGE = make_knowledge(
    [
        make_yes_no("night", 0.2),
        make_yes_no("walking", 0.15),
        make_yes_no("tingling", 0.1),
        make_ordered("duration", [0.3, 0.4, 0.2, 0.1]),
        make_nominal("calcium", [0.05, 0.9, 0.05]),
    ],
    [
        make_condition(
            "cramp",
            {"night": 0.8, "walking": 0.2, "tingling": 0.05, "duration": [0.2, 0.6, 0.15, 0.05]},
            prior=6,
            goes_with=(make_affinity("tetany", 3),),
        ),
        make_condition("claudication", {"night": 0.1, "walking": 0.95, "duration": [0.1, 0.5, 0.3, 0.1]}, prior=2),
        make_condition(
            "tetany",
            {"night": 0.3, "tingling": 0.85, "duration": [0.1, 0.3, 0.4, 0.2], "calcium": [0.7, 0.29, 0.01]},
            prior=1,
        ),
        make_condition("dystonia", {"duration": [0.02, 0.08, 0.3, 0.6], "calcium": [0.04, 0.92, 0.04]}, prior=1),
    ],
    make_model((0.05, 0.8, 0.15)),
)

EVIDENCE: list[dict[str, str]] = [
    {},
    {"night": "present"},
    {"night": "absent", "tingling": "present"},
    {"walking": "present", "duration": "v1"},
    {"duration": "v3", "calcium": "v0"},
    {"night": "present", "walking": "present", "tingling": "present", "duration": "v2", "calcium": "v1"},
    {"night": "absent", "walking": "absent", "tingling": "absent", "duration": "v0", "calcium": "v2"},
]
evidence_cases = pytest.mark.parametrize(
    "evidence", EVIDENCE, ids=lambda evidence: " ".join(evidence.values()) or "none"
)


def _believe(knowledge: Knowledge, evidence: Mapping[str, str]) -> Belief:
    return Engine(knowledge).believe(NOBODY, evidence)


# ---- a single cause ----------------------------------------------------------------------------------------


def _single_cause() -> Knowledge:
    conditions = {
        name: replace(condition, excludes=tuple(other for other in CONDITIONS if other != name))
        for name, condition in KNOWLEDGE.conditions.items()
    }
    return replace(KNOWLEDGE, conditions=MappingProxyType(conditions))


SINGLE = _single_cause()


def _naive_network() -> list[Node]:
    # 5 % none and 80 % one cause, in proportion, since no two can meet; weights 6, 2, 1, 1.
    cause = Node("cause", (NONE, *CONDITIONS), lambda: [0.05 / 0.85, *(0.8 / 0.85 * w / 10 for w in (6, 2, 1, 1))])
    return [cause, *(_child_of_cause(name) for name in SINGLE.findings)]


def _child_of_cause(name: str) -> Node:
    def row(cause: str) -> list[float]:
        said = None if cause == NONE else reference.alone(SINGLE, name, cause)
        return list(said.values()) if said else [value.background.value for value in SINGLE.findings[name].values]

    return Node(name, SINGLE.findings[name].value_ids(), row, ("cause",))


@pytest.fixture(scope="module")
def naive_agrum() -> Agrum:
    return Agrum(_naive_network())


@pytest.fixture(scope="module")
def naive_pgmpy() -> Pgmpy:
    return Pgmpy(_naive_network())


@pytest.mark.parametrize("peer", ["naive_agrum", "naive_pgmpy"])
@evidence_cases
def test_a_single_cause(peer: str, evidence: dict[str, str], request: pytest.FixtureRequest) -> None:
    theirs = request.getfixturevalue(peer).posterior(evidence, "cause")
    belief = _believe(SINGLE, evidence)
    ours = {ranked.condition: ranked.probability for ranked in belief.ranking()}
    assert {NONE: belief.unexplained, **ours} == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("peer", ["naive_agrum", "naive_pgmpy"])
@evidence_cases
def test_the_chance_of_the_next_answer(peer: str, evidence: dict[str, str], request: pytest.FixtureRequest) -> None:
    belief = _believe(SINGLE, evidence)
    for finding in set(SINGLE.findings) - set(evidence):
        theirs = request.getfixturevalue(peer).posterior(evidence, finding)
        assert belief.chances(finding) == pytest.approx(theirs, abs=1e-9)


@evidence_cases
def test_what_a_question_would_tell(naive_agrum: Agrum, evidence: dict[str, str]) -> None:
    worth = _believe(SINGLE, evidence).worth()
    theirs = {finding: log(2) * naive_agrum.mutual_information(evidence, "cause", finding) for finding in worth}
    assert worth == pytest.approx(theirs, abs=1e-9)


# ---- two causes --------------------------------------------------------------------------------------------


def _joint_prior() -> dict[tuple[str, ...], float]:
    """The probability of each assignment of yes and no to the conditions; none for three or more."""
    sets = reference.prior(KNOWLEDGE, NOBODY)
    return {
        states: sets.get(tuple(name for name, state in zip(CONDITIONS, states, strict=True) if state == YES), 0.0)
        for states in product((NO, YES), repeat=len(CONDITIONS))
    }


def _two_cause_network() -> list[Node]:
    joint = _joint_prior()
    causes = [Node(name, (NO, YES), _chain_row(joint), CONDITIONS[:place]) for place, name in enumerate(CONDITIONS)]
    return [*causes, *(_child_of_listers(name) for name in KNOWLEDGE.findings)]


def _chain_row(joint: Mapping[tuple[str, ...], float]) -> Any:
    def row(*before: str) -> list[float]:
        """P(next condition | those before it), from the joint prior; what cannot be is left at even odds."""
        mass = [sum(p for states, p in joint.items() if states[: len(before) + 1] == (*before, s)) for s in (NO, YES)]
        return [m / sum(mass) for m in mass] if sum(mass) > 0.0 else [0.5, 0.5]

    return row


def _child_of_listers(name: str) -> Node:
    listers = tuple(c for c in CONDITIONS if reference.alone(KNOWLEDGE, name, c) is not None)

    def row(*states: str) -> list[float]:
        present = tuple(c for c, state in zip(listers, states, strict=True) if state == YES)
        # three at once cannot be; any distribution will do
        return list(reference.distribution(KNOWLEDGE, name, present[:2]).values())

    return Node(name, KNOWLEDGE.findings[name].value_ids(), row, listers)


@pytest.fixture(scope="module")
def paired_agrum() -> Agrum:
    return Agrum(_two_cause_network())


@pytest.fixture(scope="module")
def paired_pgmpy() -> Pgmpy:
    return Pgmpy(_two_cause_network())


@pytest.mark.parametrize("peer", ["paired_agrum", "paired_pgmpy"])
@evidence_cases
def test_up_to_two_causes(peer: str, evidence: dict[str, str], request: pytest.FixtureRequest) -> None:
    network = request.getfixturevalue(peer)
    theirs = {name: network.posterior(evidence, name)[YES] for name in CONDITIONS}
    ours = {ranked.condition: ranked.probability for ranked in _believe(KNOWLEDGE, evidence).ranking()}
    assert ours == pytest.approx(theirs, abs=1e-9)


# ---- noisy-OR as the peers make it ----------------------------------------------------------------------------

LEAK, BY_A, BY_B = 0.1, 0.4, 0.7  # P(sign) with neither, with a alone, with b alone
NOISY = make_knowledge(
    [make_yes_no("sign", LEAK), make_yes_no("only-b", 0.2)],
    [make_condition("a", {"sign": BY_A}), make_condition("b", {"sign": BY_B, "only-b": 0.9}, prior=2)],
    make_model((0.2, 0.6, 0.2)),  # none 0.2, a 0.2, b 0.4, both 0.2
)
PRIOR_OF_A, PRIOR_OF_B = 0.4, {NO: 0.4 / 0.6, YES: 0.2 / 0.4}  # P(a), and P(b) without and with a
NOISY_EVIDENCE = [{"sign": "present"}, {"sign": "absent"}, {"sign": "present", "only-b": "present"}]


def _activation(alone: float) -> float:
    """The chance that a cause makes the sign by itself, the leak taken out."""
    return 1.0 - (1.0 - alone) / (1.0 - LEAK)


def _noisy_marginals(evidence: Mapping[str, str]) -> dict[str, float]:
    return {ranked.condition: ranked.probability for ranked in _believe(NOISY, evidence).ranking()}


@pytest.mark.parametrize("evidence", NOISY_EVIDENCE)
def test_the_noisy_or_of_pyagrum(evidence: dict[str, str]) -> None:
    pyagrum: Any = import_module("pyagrum")
    net = pyagrum.BayesNet()
    for name in ("a", "b"):
        net.add(pyagrum.LabelizedVariable(name, "", [NO, YES]))
    net.add(pyagrum.LabelizedVariable("only-b", "", ["absent", "present"]))
    net.addNoisyORNet(pyagrum.LabelizedVariable("sign", "", ["absent", "present"]), LEAK)
    net.addArc("a", "b")
    net.addArc("b", "only-b")
    net.addWeightedArc("a", "sign", _activation(BY_A))
    net.addWeightedArc("b", "sign", _activation(BY_B))
    net.cpt("a").fillWith([1 - PRIOR_OF_A, PRIOR_OF_A])
    for a, p in PRIOR_OF_B.items():
        net.cpt("b")[{"a": a}] = [1 - p, p]
    net.cpt("only-b")[{"b": NO}] = [0.8, 0.2]
    net.cpt("only-b")[{"b": YES}] = [0.1, 0.9]
    engine = pyagrum.LazyPropagation(net)
    engine.setEvidence(evidence)
    theirs = {name: engine.posterior(name).tolist()[1] for name in ("a", "b")}
    assert _noisy_marginals(evidence) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("evidence", NOISY_EVIDENCE)
def test_the_noisy_or_of_pgmpy(evidence: dict[str, str]) -> None:
    factors: Any = import_module("pgmpy.factors.discrete")
    TabularCPD, NoisyORCPD = factors.TabularCPD, factors.NoisyORCPD
    net: Any = import_module("pgmpy.models").DiscreteBayesianNetwork(
        [("a", "b"), ("b", "only-b"), ("a", "sign"), ("b", "sign"), ("leak", "sign")]
    )
    states = ["True", "False"]
    net.add_cpds(
        TabularCPD("leak", 2, [[1.0], [0.0]], state_names={"leak": states}),  # a parent that is always there
        TabularCPD("a", 2, [[PRIOR_OF_A], [1 - PRIOR_OF_A]], state_names={"a": states}),
        TabularCPD(
            "b",
            2,
            [[PRIOR_OF_B[YES], PRIOR_OF_B[NO]], [1 - PRIOR_OF_B[YES], 1 - PRIOR_OF_B[NO]]],
            evidence=["a"],
            evidence_card=[2],
            state_names={"b": states, "a": states},
        ),
        TabularCPD(
            "only-b",
            2,
            [[0.9, 0.2], [0.1, 0.8]],
            evidence=["b"],
            evidence_card=[2],
            state_names={"only-b": states, "b": states},
        ),
        NoisyORCPD("sign", [_activation(BY_A), _activation(BY_B), LEAK], evidence=["a", "b", "leak"]),
    )
    assert net.check_model()
    said = {finding: "True" if value == "present" else "False" for finding, value in evidence.items()}
    engine: Any = import_module("pgmpy.inference").VariableElimination(net)
    theirs = {}
    for name in ("a", "b"):
        found = engine.query([name], evidence=said, show_progress=False)
        theirs[name] = float(found.get_value(**{name: "True"}))
    assert _noisy_marginals(evidence) == pytest.approx(theirs, abs=1e-9)
