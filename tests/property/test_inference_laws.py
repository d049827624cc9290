"""Laws that the inference keeps on any knowledge, whatever its numbers say."""

from dataclasses import replace
from math import log
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eutonia.knowledge.vocabulary import NOT_SURE
from eutonia.reasoning.differential import Belief, Engine
from eutonia.reasoning.differential import contributions as contributions_module
from eutonia.reasoning.differential.combine import combine_events, combine_nominal, combine_ordered
from eutonia.reasoning.differential.contributions import contributions
from eutonia.reasoning.differential.uncertainty import intervals
from tests.factories import make_yes_no
from tests.property.strategies import Example, distributions, examples, probabilities, without_ranges

FEW = settings(max_examples=50)  # most of the time goes into making an example
LEFT_OUT = 1e-4  # ten pairs, each below a hundred-thousandth, are left out of the draws


def _believe(example: Example) -> Belief:
    return Engine(example.knowledge).believe(example.person, example.answers)


def _probabilities(belief: Belief) -> dict[str, float]:
    return {ranked.condition: ranked.probability for ranked in belief.ranking()}


# ---- answers -----------------------------------------------------------------------------------------------


@FEW
@given(examples(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(example: Example, random: object) -> None:
    shuffled = list(example.answers.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    engine = Engine(example.knowledge)
    one = engine.believe(example.person, example.answers)
    assert _probabilities(engine.believe(example.person, dict(shuffled))) == _probabilities(one)
    stepwise = engine.start(example.person)
    for finding, value in shuffled:
        stepwise = stepwise.given(finding, value)
    assert stepwise.posterior == pytest.approx(one.posterior, abs=1e-12)
    assert stepwise.worth() == pytest.approx(one.worth(), abs=1e-9)


@FEW
@given(examples())
def test_not_sure_moves_nothing(example: Example) -> None:
    engine = Engine(example.knowledge)
    sure = {finding: value for finding, value in example.answers.items() if value != NOT_SURE}
    all_else_not_sure = {finding: example.answers.get(finding, NOT_SURE) for finding in example.knowledge.findings}
    before, after = engine.believe(example.person, sure), engine.believe(example.person, all_else_not_sure)
    assert after.ranking() == before.ranking()
    assert after.posterior.tolist() == before.posterior.tolist()
    assert contributions_of_all(after) == contributions_of_all(before)


def contributions_of_all(belief: Belief) -> dict[str, object]:
    return {condition: contributions(belief, condition) for condition in belief.engine.space.conditions}


@FEW
@given(examples(), st.sampled_from(["present", "absent"]))
def test_a_finding_that_nobody_lists_is_neutral(example: Example, value: str) -> None:
    extra = make_yes_no("unlisted", 0.3)
    findings = MappingProxyType({**example.knowledge.findings, "unlisted": extra})
    engine = Engine(replace(example.knowledge, findings=findings))
    before = engine.believe(example.person, example.answers)
    after = before.given("unlisted", value)
    assert after.posterior == pytest.approx(before.posterior, abs=1e-12)
    assert "unlisted" not in before.worth()
    assert before.chances("unlisted") == pytest.approx({"absent": 0.7, "present": 0.3})


# ---- probabilities -----------------------------------------------------------------------------------------


@FEW
@given(examples())
def test_probabilities_are_never_0_or_1_and_add_up_to_1(example: Example) -> None:
    belief = _believe(example)
    assert (belief.posterior > 0.0).all()
    assert (belief.posterior < 1.0).all()
    assert belief.posterior.sum() == pytest.approx(1.0)
    for table in belief.engine.tables.values():
        assert (table.probabilities > 0.0).all()
        assert (table.probabilities < 1.0).all()
        assert table.probabilities.sum(axis=-1) == pytest.approx(np.ones(table.probabilities.shape[:2]))
    for finding in example.knowledge.findings:
        assert sum(belief.chances(finding).values()) == pytest.approx(1.0)


@FEW
@given(examples())
def test_the_conditions_add_up_to_the_number_of_causes(example: Example) -> None:
    belief = _believe(example)
    marginals = sum(_probabilities(belief).values())
    one, two = belief.posterior[1 : belief.engine.space.pairs.start].sum(), belief.posterior[belief.engine.space.pairs]
    assert marginals == pytest.approx(one + 2 * two.sum())
    assert belief.unexplained == pytest.approx(1.0 - one - two.sum())
    order = [ranked.probability for ranked in belief.ranking()]
    assert order == sorted(order, reverse=True)


@FEW
@given(examples())
def test_a_question_never_tells_less_than_nothing_nor_more_than_its_answer_holds(example: Example) -> None:
    for finding, nats in _believe(example).worth().items():
        assert 0.0 <= nats <= log(len(example.knowledge.findings[finding].values)) + 1e-12
        assert finding not in example.answers


# ---- two causes --------------------------------------------------------------------------------------------


@given(probabilities, probabilities, probabilities)
def test_two_causes_that_raise_a_finding_make_it_likelier_than_either(b: float, one: float, other: float) -> None:
    both = float(combine_events(np.array(b), np.array(one), np.array(other)))
    if min(one, other) >= b:
        assert both >= max(one, other) - 1e-12
    if max(one, other) <= b:
        assert both <= min(one, other) + 1e-12
    assert 0.0 < both < 1.0


@given(probabilities, probabilities, probabilities)
def test_a_neutral_partner_and_the_order_of_causes_change_nothing(b: float, one: float, other: float) -> None:
    background, first, second = np.array(b), np.array(one), np.array(other)
    assert combine_events(background, first, background) == pytest.approx(one)
    assert combine_events(background, first, second) == pytest.approx(combine_events(background, second, first))


@given(st.integers(2, 5).flatmap(lambda n: st.lists(distributions(n), min_size=3, max_size=3)))
def test_two_causes_that_raise_an_ordered_finding_raise_it_further(drawn: list[list[float]]) -> None:
    background, one, other = (np.array(distribution) for distribution in drawn)
    together = combine_ordered(background, one, other)
    assert together.sum() == pytest.approx(1.0)
    assert (together > 0.0).all()
    at_least = [np.cumsum(d[::-1])[::-1] for d in (background, one, other, together)]
    if (at_least[1] >= at_least[0]).all() and (at_least[2] >= at_least[0]).all():
        assert (at_least[3] >= np.maximum(at_least[1], at_least[2]) - 1e-7).all()
    assert combine_ordered(background, one, background) == pytest.approx(one, abs=1e-7)


@given(st.integers(2, 5).flatmap(lambda n: st.lists(distributions(n), min_size=3, max_size=3)))
def test_of_two_causes_of_a_nominal_finding_one_speaks(drawn: list[list[float]]) -> None:
    background, one, other = (np.array(distribution) for distribution in drawn)
    assert combine_nominal(background, one, other).tolist() in (one.tolist(), other.tolist())
    assert combine_nominal(background, one, background).tolist() == one.tolist()


# ---- contributions -----------------------------------------------------------------------------------------


@FEW
@given(examples())
def test_contributions_add_up_to_the_odds_between_single_causes(example: Example) -> None:
    """What the page prints is what the ranking used: nothing added, nothing hidden but what is below NEUTRAL."""
    start, belief = Engine(example.knowledge).start(example.person), _believe(example)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contributions_module, "NEUTRAL", 0.0)
        weight = {name: _sum_of_weights(belief, name) for name in example.knowledge.conditions}
    names = list(example.knowledge.conditions)
    for place, name in enumerate(names, start=1):
        against_none = log(belief.posterior[place] / belief.posterior[0])
        assert against_none == pytest.approx(log(start.posterior[place] / start.posterior[0]) + weight[name], abs=1e-8)
        prior_odds = log(start.posterior[place] / start.posterior[1])
        odds = log(belief.posterior[place] / belief.posterior[1])
        assert odds == pytest.approx(prior_odds + weight[name] - weight[names[0]], abs=1e-8)


def _sum_of_weights(belief: Belief, condition: str) -> float:
    return sum(contribution.weight for contribution in contributions(belief, condition))


@FEW
@given(examples())
def test_every_contribution_names_an_answer_its_source_and_a_sentence(example: Example) -> None:
    belief = _believe(example)
    for condition in example.knowledge.conditions:
        found = contributions(belief, condition)
        strengths = [abs(contribution.weight) for contribution in found]
        assert strengths == sorted(strengths, reverse=True)
        assert all(strength >= contributions_module.NEUTRAL for strength in strengths)
        for contribution in found:
            assert example.answers[contribution.finding] == contribution.value != NOT_SURE
            assert contribution.source
            assert contribution.sentence


# ---- intervals ---------------------------------------------------------------------------------------------


@FEW
@given(examples())
def test_intervals_lie_between_0_and_1_and_never_vary(example: Example) -> None:
    found = intervals(_believe(example), example.person)
    assert set(found) == set(example.knowledge.conditions)
    assert all(0.0 <= low <= high <= 1.0 for low, high in found.values())
    backwards = dict(reversed(list(example.answers.items())))
    again = intervals(Engine(example.knowledge).believe(example.person, backwards), example.person)
    for condition, interval in again.items():
        assert interval == pytest.approx(found[condition], abs=1e-9)


@FEW
@given(examples())
def test_numbers_without_a_range_give_an_interval_without_a_width(example: Example) -> None:
    certain = replace(example, knowledge=without_ranges(example.knowledge))
    belief = _believe(certain)
    for condition, (low, high) in intervals(belief, certain.person).items():
        assert high - low == pytest.approx(0.0, abs=1e-9)
        assert low == pytest.approx(_probabilities(belief)[condition], abs=LEFT_OUT)
