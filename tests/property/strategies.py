"""Small random knowledge, persons and answers for hypothesis.

Numbers are drawn so that a failure prints readably (hundredths and whole weights), and so that nothing is
decided by the last bit of a float: near-ties of a nominal finding's two voices are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import (
    NOT_SURE,
    Condition,
    Figure,
    Finding,
    FindingKind,
    Likelihood,
    Likelihoods,
    Modifier,
    Person,
    Sex,
)
from tests import reference
from tests.factories import (
    Number,
    make_affinity,
    make_cluster,
    make_condition,
    make_knowledge,
    make_model,
    make_modifier,
    make_nominal,
    make_ordered,
    make_yes_no,
)

NEAR_TIE = 1e-6


@dataclass(frozen=True)
class Example:
    """Knowledge with a person and answers to some of its findings."""

    knowledge: Knowledge
    person: Person
    answers: Mapping[str, str]


# ---- numbers -----------------------------------------------------------------------------------------------

probabilities: SearchStrategy[float] = st.integers(1, 999).map(lambda thousandths: thousandths / 1000)


@st.composite
def ranged(draw: DrawFn, value: float) -> tuple[float, float, float]:
    """A probability with a range about it, in which it may lie at an end."""
    shrink = st.integers(0, 100).map(lambda hundredths: hundredths / 100)
    low = value - draw(shrink) * 0.9 * value
    high = value + draw(shrink) * 0.9 * (1.0 - value)
    return (value, min(low, value), max(high, value))


@st.composite
def distributions(draw: DrawFn, size: int) -> list[Number]:
    """A distribution over that many values, none of them below one in a thousand or so."""
    weights = draw(st.lists(st.integers(1, 100), min_size=size, max_size=size))
    return [weight / sum(weights) for weight in weights]


# ---- knowledge ---------------------------------------------------------------------------------------------


@st.composite
def findings(draw: DrawFn, name: str) -> Finding:
    """A finding of any kind, with a range about each number."""
    kind = draw(st.sampled_from(FindingKind))
    if kind is FindingKind.YES_NO:
        return make_yes_no(name, draw(ranged(draw(probabilities))))
    values = draw(distributions(draw(st.integers(2, 4))))
    with_range = [draw(ranged(number)) for number in values if isinstance(number, float)]
    return make_ordered(name, with_range) if kind is FindingKind.ORDERED else make_nominal(name, with_range)


@st.composite
def modifiers(draw: DrawFn) -> Modifier:
    """A factor for some age, sex or pregnancy."""
    factor = draw(st.integers(1, 500)) / 100
    start = draw(st.none() | st.integers(0, 80))
    end = draw(st.none() | st.integers(start or 0, 120))
    sex = draw(st.none() | st.sampled_from(Sex))
    pregnant = draw(st.none() | st.booleans())
    if (start, end, sex, pregnant) == (None, None, None, None):
        start = 40
    return make_modifier((factor, factor / 2, factor * 2), (start, end), sex, pregnant)


@st.composite
def _conditions(draw: DrawFn, asked: list[Finding], names: list[str]) -> list[Condition]:
    pairs = list(combinations(names, 2))
    kin = {pair: draw(st.sampled_from(["chance", "together", "exclude"])) for pair in pairs}
    made = []
    for name in names:
        listed = draw(st.lists(st.sampled_from(asked), unique_by=lambda finding: finding.id))
        made.append(
            make_condition(
                name,
                {finding.id: draw(_said(finding)) for finding in listed},
                prior=(lambda p: (p, p / 2, p * 2))(draw(st.integers(1, 1000)) / 100),
                modifiers=tuple(draw(st.lists(modifiers(), max_size=2))),
                goes_with=tuple(
                    make_affinity(other, draw(st.integers(1, 300)) / 10)
                    for (one, other), how in kin.items()
                    if one == name and how == "together"
                ),
                excludes=tuple(one for (one, other), how in kin.items() if other == name and how == "exclude"),
            )
        )
    return made


@st.composite
def _said(draw: DrawFn, finding: Finding) -> Number | list[Number]:
    if finding.kind is FindingKind.YES_NO:
        return draw(ranged(draw(probabilities)))
    values = draw(distributions(len(finding.values)))
    return [draw(ranged(number)) for number in values if isinstance(number, float)]


@st.composite
def small_knowledge(draw: DrawFn, most_conditions: int = 5, most_findings: int = 5) -> Knowledge:
    """Two to five conditions and one to five findings, some of them in clusters."""
    asked = [draw(findings(f"f{i}")) for i in range(draw(st.integers(1, most_findings)))]
    names = [f"c{i}" for i in range(draw(st.integers(2, most_conditions)))]
    cluster_of = {finding.id: draw(st.sampled_from(["none", "k0", "k1"])) for finding in asked}
    clusters = [
        make_cluster(name, members, (lambda p: (p, p / 2, (1 + p) / 2))(draw(probabilities)))
        for name in ("k0", "k1")
        if (members := [finding for finding, cluster in cluster_of.items() if cluster == name])
    ]
    none, one, two = (draw(st.integers(1, 100)) for _ in range(3))
    total = none + one + two
    causes = [(share, share / 2, (1 + share) / 2) for share in (none / total, one / total)]
    rest = 1.0 - causes[0][0] - causes[1][0]
    model = make_model((causes[0], causes[1], (rest, rest / 2, (1 + rest) / 2)), clusters)
    made = make_knowledge(asked, draw(_conditions(asked, names)), model)
    assume(not _near_tie(made))
    return made


def _near_tie(knowledge: Knowledge) -> bool:
    """True where two conditions depart from a nominal background by almost, but not exactly, as much."""
    for finding in knowledge.findings.values():
        if finding.kind is FindingKind.NOMINAL:
            background = {value.id: value.background.value for value in finding.values}
            said = [reference.alone(knowledge, finding.id, name) for name in knowledge.conditions]
            for one, other in combinations([distribution for distribution in said if distribution], 2):
                gap = reference.divergence(one, background) - reference.divergence(other, background)
                if one != other and abs(gap) < NEAR_TIE:
                    return True
    return False


# ---- persons and answers -----------------------------------------------------------------------------------


@st.composite
def persons(draw: DrawFn) -> Person:
    """Anybody, with what was not stated left out."""
    sex = draw(st.none() | st.sampled_from(Sex))
    pregnant = draw(st.sampled_from([None, False]) if sex is Sex.MALE else st.sampled_from([None, False, True]))
    return Person(draw(st.none() | st.integers(0, 120)), sex, pregnant)


@st.composite
def answers_to(draw: DrawFn, knowledge: Knowledge) -> dict[str, str]:
    """Answers to some of the findings, in some order; some of them "not sure"."""
    asked = draw(st.permutations(list(knowledge.findings.values())))
    chosen = asked[: draw(st.integers(0, len(asked)))]
    return {finding.id: draw(st.sampled_from([*finding.value_ids(), NOT_SURE])) for finding in chosen}


@st.composite
def examples(draw: DrawFn, most_conditions: int = 5, most_findings: int = 5) -> Example:
    """A whole example."""
    made = draw(small_knowledge(most_conditions, most_findings))
    return Example(made, draw(persons()), draw(answers_to(made)))


def without_ranges(knowledge: Knowledge) -> Knowledge:
    """The same knowledge with every range shrunk to its number."""

    def certain(figure: Figure) -> Figure:
        return replace(figure, low=figure.value, high=figure.value)

    def certain_likelihood(likelihood: Likelihood) -> Likelihood:
        return replace(likelihood, values=tuple(map(certain, likelihood.values)))

    findings = {
        name: replace(
            finding,
            values=tuple(replace(value, background=certain(value.background)) for value in finding.values),
        )
        for name, finding in knowledge.findings.items()
    }
    conditions = {
        name: replace(
            condition,
            prior=certain(condition.prior),
            likelihoods=Likelihoods(map(certain_likelihood, condition.likelihoods)),
            modifiers=tuple(replace(item, factor=certain(item.factor)) for item in condition.modifiers),
            goes_with=tuple(replace(item, times=certain(item.times)) for item in condition.goes_with),
        )
        for name, condition in knowledge.conditions.items()
    }
    model = knowledge.model
    return replace(
        knowledge,
        findings=MappingProxyType(findings),
        conditions=MappingProxyType(conditions),
        model=replace(
            model,
            none=certain(model.none),
            one=certain(model.one),
            two=certain(model.two),
            clusters=tuple(replace(cluster, further=certain(cluster.further)) for cluster in model.clusters),
        ),
    )
