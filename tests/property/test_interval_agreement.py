"""Intervals against the plain reference: one number is uncertain, all others are certain.

Then the order in which draws are paired cannot matter, and the interval must be the 5th and 95th percentile
of what the reference gives when the number is set, in turn, to the mid-point of each slice of its range.
"""

from collections.abc import Callable
from dataclasses import replace
from math import exp, log
from statistics import NormalDist
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Condition, Figure, FindingKind, Likelihoods
from eutonia.reasoning.differential import Engine, uncertainty
from eutonia.reasoning.differential.uncertainty import DRAWS
from tests import reference
from tests.property.strategies import Example, examples, without_ranges

Set = Callable[[Knowledge, Figure], Knowledge]
NORMAL = NormalDist()
Z95 = NORMAL.inv_cdf(0.95)
DEVIATES = [NORMAL.inv_cdf((place + 0.5) / DRAWS) for place in range(DRAWS)]


# ---- one number of a knowledge: where it stands, and how to set it ------------------------------------------


def _distribution_with(values: tuple[Figure, ...], place: int, figure: Figure, kind: FindingKind) -> tuple[Figure, ...]:
    """Set one value of a distribution; the rest gives way so that it adds up to 1."""
    if kind is FindingKind.YES_NO:
        return (replace(figure, value=1 - figure.value, low=1 - figure.high, high=1 - figure.low), figure)
    changed = [figure if i == place else old for i, old in enumerate(values)]
    total = sum(item.value for item in changed)
    if abs(total - 1.0) < 1e-12:
        return tuple(changed)
    return tuple(Figure(f.value / total, f.value / total, f.value / total, f.source) for f in changed)


def _in_background(finding: str, place: int) -> Set:
    def set_number(knowledge: Knowledge, figure: Figure) -> Knowledge:
        old = knowledge.findings[finding]
        figures = _distribution_with(tuple(value.background for value in old.values), place, figure, old.kind)
        values = tuple(replace(value, background=new) for value, new in zip(old.values, figures, strict=True))
        changed = {**knowledge.findings, finding: replace(old, values=values)}
        return replace(knowledge, findings=MappingProxyType(changed))

    return set_number


def _in_likelihood(condition: str, finding: str, place: int) -> Set:
    def set_number(knowledge: Knowledge, figure: Figure) -> Knowledge:
        old, kind = knowledge.conditions[condition], knowledge.findings[finding].kind
        said = Likelihoods(
            replace(item, values=_distribution_with(item.values, place, figure, kind))
            if item.finding == finding
            else item
            for item in old.likelihoods
        )
        return _with_condition(knowledge, replace(old, likelihoods=said))

    return set_number


def _in_prior(condition: str) -> Set:
    return lambda knowledge, figure: _with_condition(knowledge, replace(knowledge.conditions[condition], prior=figure))


def _in_modifier(condition: str, place: int) -> Set:
    def set_number(knowledge: Knowledge, figure: Figure) -> Knowledge:
        old = knowledge.conditions[condition]
        modifiers = [replace(m, factor=figure) if i == place else m for i, m in enumerate(old.modifiers)]
        return _with_condition(knowledge, replace(old, modifiers=tuple(modifiers)))

    return set_number


def _in_affinity(condition: str, place: int) -> Set:
    def set_number(knowledge: Knowledge, figure: Figure) -> Knowledge:
        old = knowledge.conditions[condition]
        kin = [replace(item, times=figure) if i == place else item for i, item in enumerate(old.goes_with)]
        return _with_condition(knowledge, replace(old, goes_with=tuple(kin)))

    return set_number


def _with_condition(knowledge: Knowledge, condition: Condition) -> Knowledge:
    changed = {**knowledge.conditions, condition.id: condition}
    return replace(knowledge, conditions=MappingProxyType(changed))


# ---- drawing one -------------------------------------------------------------------------------------------


def _numbers(knowledge: Knowledge) -> list[tuple[Set, Figure, bool]]:
    """Every number: how to set it, what it is, and whether it is a probability (else a factor)."""
    found: list[tuple[Set, Figure, bool]] = []
    for name, finding in knowledge.findings.items():
        for place, value in list(enumerate(finding.values))[_first(finding.kind) :]:
            found.append((_in_background(name, place), value.background, True))
    for name, condition in knowledge.conditions.items():
        found.append((_in_prior(name), condition.prior, False))
        found += [(_in_modifier(name, i), m.factor, False) for i, m in enumerate(condition.modifiers)]
        found += [(_in_affinity(name, i), kin.times, False) for i, kin in enumerate(condition.goes_with)]
        for said in condition.likelihoods:
            for place, figure in list(enumerate(said.values))[_first(knowledge.findings[said.finding].kind) :]:
                found.append((_in_likelihood(name, said.finding, place), figure, True))
    return found


def _first(kind: FindingKind) -> int:
    return 1 if kind is FindingKind.YES_NO else 0  # "absent" is the complement of "present", no number of its own


@st.composite
def one_uncertain(draw: DrawFn) -> tuple[Example, Set, Figure, bool]:
    """An example in which a single number has a range, and that number."""
    example = draw(examples(most_conditions=4, most_findings=3))
    certain = without_ranges(example.knowledge)
    certain = replace(certain, model=replace(certain.model, clusters=()))  # strengths in a cluster are not drawn
    set_number, figure, is_probability = draw(st.sampled_from(_numbers(certain)))
    low, high = draw(st.floats(0.1, 0.9)), draw(st.floats(0.1, 0.9))
    ranged = replace(
        figure,
        low=figure.value * low,
        high=figure.value + (1 - figure.value) * high if is_probability else figure.value / high,
    )
    return replace(example, knowledge=set_number(certain, ranged)), set_number, ranged, is_probability


def _slices(figure: Figure, is_probability: bool) -> list[float]:
    """The mid-point of each slice of a range, on the logit or the logarithmic scale."""
    scale = (lambda p: log(p / (1 - p))) if is_probability else log
    back = (lambda x: 1 / (1 + exp(-x))) if is_probability else exp
    middle, low, high = scale(figure.value), scale(figure.low), scale(figure.high)
    return [back(middle + z / Z95 * (middle - low if z < 0 else high - middle)) for z in DEVIATES]


def _percentile(numbers: list[float], share: float) -> float:
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    whole = int(place)
    return ordered[whole] + (place - whole) * (ordered[min(whole + 1, len(ordered) - 1)] - ordered[whole])


@settings(max_examples=30)
@given(one_uncertain())
def test_an_interval_is_what_the_reference_gives_over_the_range(drawn: tuple[Example, Set, Figure, bool]) -> None:
    example, set_number, figure, is_probability = drawn
    belief = Engine(example.knowledge).believe(example.person, example.answers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uncertainty, "_LEAST_MASS", 0.0)  # leave out no pair, however light
        found = uncertainty.intervals(belief, example.person)

    over_the_range = []
    for value in _slices(figure, is_probability):
        knowledge = set_number(example.knowledge, Figure(value, value, value, figure.source))
        posterior = reference.posterior(knowledge, example.person, example.answers)
        over_the_range.append(reference.marginals(knowledge, posterior))
    for condition, (low, high) in found.items():
        numbers = [marginals[condition] for marginals in over_the_range]
        assert low == pytest.approx(_percentile(numbers, 0.05), abs=1e-9)
        assert high == pytest.approx(_percentile(numbers, 0.95), abs=1e-9)
