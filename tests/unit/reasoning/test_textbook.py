"""Each formula of the inference, worked by hand. The comments are the working; the numbers are not ours to choose.

A knowledge with one condition and no pairs is a test for one disease: "none" is the healthy person, and the
background of a finding is how often a healthy person has it.
"""

from math import log
from statistics import NormalDist

import numpy as np
import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Person
from eutonia.reasoning.differential import Belief, Engine, share_of_further, temper
from eutonia.reasoning.differential.combine import combine_events, combine_nominal, combine_ordered, departure
from eutonia.reasoning.differential.contributions import contributions
from eutonia.reasoning.differential.space import weigh_conditions
from eutonia.reasoning.differential.uncertainty import DRAWS, deviates, draw_logits, draw_logs, intervals
from tests.factories import (
    make_affinity,
    make_cluster,
    make_condition,
    make_figure,
    make_knowledge,
    make_model,
    make_modifier,
    make_nominal,
    make_ordered,
    make_yes_no,
)

NOBODY = Person()
Z95 = 1.6448536269514722  # 95 % of a normal distribution lie below it


def _one_disease(prevalence: float, sensitivity: float, false_positive: float) -> Knowledge:
    """A disease with one yes-no test. With no pairs the share of "two causes" (here a tenth) drops out."""
    return make_knowledge(
        [make_yes_no("positive", false_positive)],
        [make_condition("disease", {"positive": sensitivity})],
        make_model((0.9 * (1 - prevalence), 0.9 * prevalence, 0.1)),
    )


def _after(knowledge: Knowledge, **answers: str) -> Belief:
    return Engine(knowledge).believe(NOBODY, answers)


def _probabilities(belief: Belief) -> dict[str, float]:
    return {ranked.condition: ranked.probability for ranked in belief.ranking()}


# ---- Bayes' rule -------------------------------------------------------------------------------------------


def test_bayes_rule_with_one_finding() -> None:
    # Eddy, Probabilistic reasoning in clinical medicine (1982): breast cancer in 1 of 100 women screened,
    # mammography positive in 80 of 100 with cancer and in 9.6 of 100 without.
    # with cancer and positive      0.01 x 0.8   = 0.008
    # without cancer and positive   0.99 x 0.096 = 0.09504
    # cancer given positive         0.008 / (0.008 + 0.09504) = 0.008 / 0.10304 = 7.8 %
    belief = _after(_one_disease(0.01, 0.8, 0.096), positive="present")
    assert _probabilities(belief)["disease"] == pytest.approx(0.008 / 0.10304)
    assert belief.unexplained == pytest.approx(0.09504 / 0.10304)


def test_a_negative_answer_counts_too() -> None:
    # with cancer and negative      0.01 x 0.2   = 0.002
    # without cancer and negative   0.99 x 0.904 = 0.89496
    # cancer given negative         0.002 / 0.89696 = 0.22 %
    belief = _after(_one_disease(0.01, 0.8, 0.096), positive="absent")
    assert _probabilities(belief)["disease"] == pytest.approx(0.002 / 0.89696)


def test_likelihood_ratios_of_the_hunter_criteria() -> None:
    # Serotonin toxicity by the Hunter criteria: sensitivity 84 %, specificity 97 % (BMJ Best Practice).
    # LR+ = 0.84 / 0.03 = 28.  A suspicion of 1 in 10 has odds of 1/9; 28/9 : 1 is 28 in 37.
    # LR- = 0.16 / 0.97.       Odds of 1/9 x 0.16/0.97 = 16/873; that is 16 in 889.
    knowledge = _one_disease(0.1, 0.84, 0.03)
    met = _after(knowledge, positive="present")
    assert _probabilities(met)["disease"] == pytest.approx(28 / 37)
    assert contributions(met, "disease")[0].weight == pytest.approx(log(28))
    not_met = _after(knowledge, positive="absent")
    assert _probabilities(not_met)["disease"] == pytest.approx(16 / 889)
    assert contributions(not_met, "disease")[0].weight == pytest.approx(log(16 / 97))


def test_likelihood_ratios_of_two_tests_multiply() -> None:
    # Odds of 1/9, then LR 4 and LR 6: 24/9 : 1, that is 24 in 33.
    knowledge = make_knowledge(
        [make_yes_no("first", 0.2), make_yes_no("second", 0.1)],
        [make_condition("disease", {"first": 0.8, "second": 0.6})],
        make_model((0.81, 0.09, 0.1)),
    )
    belief = _after(knowledge, first="present", second="present")
    assert _probabilities(belief)["disease"] == pytest.approx(24 / 33)


# ---- before any answer -------------------------------------------------------------------------------------


def test_the_prior_over_sets() -> None:
    # Weights 1, 2 and 3; a and b go together 4 times as often as by chance; b and c exclude each other.
    # one cause (80 %)   a 1/6, b 2/6, c 3/6
    # two causes (10 %)  a+b 1 x 2 x 4 = 8, a+c 1 x 3 = 3: 8/11 and 3/11
    # a is in: 0.8/6 + 0.1, b: 1.6/6 + 0.8/11, c: 2.4/6 + 0.3/11
    knowledge = make_knowledge(
        [make_yes_no("sign")],
        [
            make_condition("a", {"sign": 0.5}, prior=1, goes_with=(make_affinity("b", 4),)),
            make_condition("b", prior=2, excludes=("c",)),
            make_condition("c", prior=3),
        ],
        make_model((0.1, 0.8, 0.1)),
    )
    belief = _after(knowledge)
    assert belief.posterior.tolist() == pytest.approx([0.1, 0.8 / 6, 1.6 / 6, 2.4 / 6, 0.8 / 11, 0.3 / 11])
    expected = {"a": 0.8 / 6 + 0.1, "b": 1.6 / 6 + 0.8 / 11, "c": 2.4 / 6 + 0.3 / 11}
    assert _probabilities(belief) == pytest.approx(expected)


def test_modifiers_multiply_the_weight_of_a_condition() -> None:
    # a: 1 x 3 (65 or older) x 2 (pregnancy, which does not hold) = 3; b: 1. One cause: 3/4 and 1/4.
    older, pregnant = make_modifier(3, age=(65, None)), make_modifier(2, pregnant=True)
    knowledge = make_knowledge(
        [make_yes_no("sign")],
        [
            make_condition("a", {"sign": 0.5}, modifiers=(older, pregnant), excludes=("b",)),
            make_condition("b"),
        ],
        make_model((0.1, 0.8, 0.1)),
    )
    at_70 = Engine(knowledge).start(Person(age=70, pregnant=False))
    assert at_70.posterior.tolist() == pytest.approx([1 / 9, 8 / 9 * 3 / 4, 8 / 9 * 1 / 4])
    age_unknown = Engine(knowledge).start(NOBODY)
    assert age_unknown.posterior.tolist() == pytest.approx([1 / 9, 4 / 9, 4 / 9])


@pytest.mark.parametrize(("age", "weight"), [(None, 1), (39, 1), (40, 3), (64, 3), (65, 6), (66, 2)])
def test_both_ends_of_an_age_range_belong_to_it(age: int | None, weight: float) -> None:
    # 3 from 40 to 65, 2 from 65 on: both at 65.
    middle, old = make_modifier(3, age=(40, 65)), make_modifier(2, age=(65, None))
    condition = make_condition("a", modifiers=(middle, old))
    assert weigh_conditions({"a": condition}, Person(age=age)).tolist() == [weight]


# ---- two causes --------------------------------------------------------------------------------------------


def test_two_causes_that_raise_a_finding() -> None:
    # Noisy-OR with leak 0.1: of those whom the leak spares (0.9), cause a alone spares 0.6/0.9 and b 0.3/0.9.
    # spared by all 0.9 x 0.6/0.9 x 0.3/0.9 = 0.2, so present in 0.8
    assert combine_events(np.array(0.1), np.array(0.4), np.array(0.7)) == pytest.approx(0.8)


def test_two_causes_that_lower_a_finding() -> None:
    # Background 0.2; a halves it, b quarters it: 0.2 x 1/2 x 1/4 = 0.025
    assert combine_events(np.array(0.2), np.array(0.1), np.array(0.05)) == pytest.approx(0.025)


def test_a_cause_that_raises_and_one_that_lowers() -> None:
    # Background 0.2; a raises it to 0.6, b halves: 0.3
    assert combine_events(np.array(0.2), np.array(0.6), np.array(0.1)) == pytest.approx(0.3)


def test_an_ordered_finding_under_two_causes() -> None:
    # Cumulative noisy-max.      mild  moderate  severe     at least moderate   at least severe
    # background                 0.5   0.3       0.2        0.5                 0.2
    # a                          0.3   0.3       0.4        0.7                 0.4
    # b                          0.2   0.5       0.3        0.8                 0.3
    # at least moderate: 1 - 0.5 x 0.3/0.5 x 0.2/0.5 = 1 - 0.12  = 0.88
    # at least severe:   1 - 0.8 x 0.6/0.8 x 0.7/0.8 = 1 - 0.525 = 0.475
    background, a, b = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.3, 0.4]), np.array([0.2, 0.5, 0.3])
    assert combine_ordered(background, a, b) == pytest.approx([0.12, 0.405, 0.475])


def test_an_ordered_finding_of_two_values_is_an_event() -> None:
    # The same as the noisy-OR above: 0.8 for the higher value.
    background, a, b = np.array([0.9, 0.1]), np.array([0.6, 0.4]), np.array([0.3, 0.7])
    assert combine_ordered(background, a, b) == pytest.approx([0.2, 0.8])


def test_a_nominal_finding_under_two_causes() -> None:
    # Background 0.5, 0.25, 0.25.
    # a 0.25, 0.25, 0.5: 0.25 ln(1/2) + 0.25 ln 1 + 0.5 ln 2 = 0.25 ln 2            = 0.1733 nats away
    # b 0.4, 0.35, 0.25: 0.4 ln 0.8 + 0.35 ln 1.4 + 0.25 ln 1 = -0.08926 + 0.11777  = 0.0285 nats away
    # a speaks, whichever comes first.
    background, a, b = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5]), np.array([0.4, 0.35, 0.25])
    assert departure(background, a) == pytest.approx(0.25 * log(2))
    assert departure(background, b) == pytest.approx(0.02851, abs=1e-5)
    assert combine_nominal(background, a, b).tolist() == a.tolist()
    assert combine_nominal(background, b, a).tolist() == a.tolist()


def test_the_posterior_over_none_one_and_two_causes() -> None:
    # Prior: none 0.1, a 0.4, b 0.4, both 0.1. The finding: background 0.1, a 0.4, b 0.7, both 0.8 (see above).
    # present: none 0.01, a 0.16, b 0.28, both 0.08; together 0.53
    knowledge = make_knowledge(
        [make_yes_no("sign", 0.1)],
        [make_condition("a", {"sign": 0.4}), make_condition("b", {"sign": 0.7})],
        make_model((0.1, 0.8, 0.1)),
    )
    belief = _after(knowledge, sign="present")
    assert belief.posterior.tolist() == pytest.approx([0.01 / 0.53, 0.16 / 0.53, 0.28 / 0.53, 0.08 / 0.53])
    assert _probabilities(belief) == pytest.approx({"a": 0.24 / 0.53, "b": 0.36 / 0.53})
    assert belief.unexplained == pytest.approx(0.01 / 0.53)


def test_a_cause_found_explains_the_finding_away() -> None:
    # Pearl's burglary and earthquake. As above, and "b" has a sign of its own, LR 0.9 / 0.1 = 9 for b.
    # after both signs: none 0.01 x 0.1, a 0.16 x 0.1, b 0.28 x 0.9, both 0.08 x 0.9; together 0.341
    # a falls from 0.24/0.53 = 45 % to 0.088/0.341 = 26 %
    knowledge = make_knowledge(
        [make_yes_no("sign", 0.1), make_yes_no("own", 0.1)],
        [make_condition("a", {"sign": 0.4}), make_condition("b", {"sign": 0.7, "own": 0.9})],
        make_model((0.1, 0.8, 0.1)),
    )
    belief = _after(knowledge, sign="present", own="present")
    assert _probabilities(belief) == pytest.approx({"a": 0.088 / 0.341, "b": 0.324 / 0.341})


# ---- several kinds of finding in one person -----------------------------------------------------------------


def test_ordered_and_nominal_answers_weigh_by_their_own_value() -> None:
    # Odds of disease 1 : 1. Severity v2: 0.4 / 0.2 = 2. Potassium v0: 0.3 / 0.1 = 3. Odds 6 : 1.
    knowledge = make_knowledge(
        [make_ordered("severity", [0.5, 0.3, 0.2]), make_nominal("potassium", [0.1, 0.8, 0.1])],
        [make_condition("disease", {"severity": [0.3, 0.3, 0.4], "potassium": [0.3, 0.6, 0.1]})],
        make_model((0.45, 0.45, 0.1)),
    )
    belief = _after(knowledge, severity="v2", potassium="v0")
    assert _probabilities(belief)["disease"] == pytest.approx(6 / 7)


# ---- clusters ----------------------------------------------------------------------------------------------


def _cluster_of_three() -> Knowledge:
    """Odds 1 : 1 and three findings of likelihood ratio 4 that say nearly the same, further ones by half."""
    names = ("night", "woken", "in-bed")
    return make_knowledge(
        [make_yes_no(name, 0.2) for name in names],
        [make_condition("disease", dict.fromkeys(names, 0.8))],
        make_model((0.45, 0.45, 0.1), [make_cluster("night", names, further=0.5)]),
    )


@pytest.mark.parametrize(
    ("asked", "factor", "odds"),
    [
        # one counts in full: 4
        (["night"], 1, 4),
        # two, equally strong, count as 1 + 0.5 = 1.5, each alike by 0.75: (4 x 4)^0.75 = 8
        (["night", "woken"], 3 / 4, 8),
        # three count as 1 + 0.5 + 0.5 = 2, each by 2/3: (4 x 4 x 4)^(2/3) = 16
        (["night", "woken", "in-bed"], 2 / 3, 16),
    ],
)
def test_findings_that_say_the_same_are_tempered(asked: list[str], factor: float, odds: float) -> None:
    knowledge = _cluster_of_three()
    belief = Engine(knowledge).believe(NOBODY, dict.fromkeys(asked, "present"))
    assert temper(0.5, [log(4)] * len(asked)) == pytest.approx(factor)
    assert _probabilities(belief)["disease"] == pytest.approx(odds / (1 + odds))
    weights = [contribution.weight for contribution in contributions(belief, "disease")]
    assert weights == pytest.approx([factor * log(4)] * len(asked))


def test_a_weak_answer_of_a_cluster_hardly_weakens_a_strong_one() -> None:
    # Likelihood ratios 4 and 2. The weaker is half as strong (ln 2 of ln 4), so the two count as 1.5 answers:
    # 1 + 0.5 x 0.5 = 1.25 of 1.5, each by 5/6. Odds (4 x 2)^(5/6) = 2^2.5 = 5.657
    knowledge = make_knowledge(
        [make_yes_no("strong", 0.2), make_yes_no("weak", 0.2)],
        [make_condition("disease", {"strong": 0.8, "weak": 0.4})],
        make_model((0.45, 0.45, 0.1), [make_cluster("signs", ["strong", "weak"], further=0.5)]),
    )
    belief = _after(knowledge, strong="present", weak="present")
    odds = 2**2.5
    assert _probabilities(belief)["disease"] == pytest.approx(odds / (1 + odds))


def test_an_answer_that_says_nothing_does_not_temper() -> None:
    # Two answers, one of no strength at all: they count as one.
    assert temper(0.5, [log(4), 0.0]) == 1.0
    assert temper(0.5, [0.0, 0.0]) == 1.0
    assert temper(0.5, []) == 1.0


def test_not_sure_does_not_temper_its_neighbours() -> None:
    belief = Engine(_cluster_of_three()).believe(NOBODY, {"night": "present", "woken": "not-sure"})
    assert _probabilities(belief)["disease"] == pytest.approx(4 / 5)


# ---- what a question would tell ----------------------------------------------------------------------------


def test_the_worth_of_a_symmetric_channel() -> None:
    # A fair coin seen through a channel that errs in 1 of 10 (Shannon 1948): ln 2 - H(0.1)
    # H(0.1) = -0.1 ln 0.1 - 0.9 ln 0.9 = 0.23026 + 0.09482 = 0.32508; worth 0.69315 - 0.32508 = 0.36806 nats
    belief = _after(_one_disease(0.5, 0.9, 0.1))
    assert belief.worth() == pytest.approx({"positive": 0.36806}, abs=1e-5)
    assert belief.worth() == pytest.approx({"positive": log(2) + 0.1 * log(0.1) + 0.9 * log(0.9)})


def test_the_chance_of_an_answer() -> None:
    # Eddy's women again: 10 304 of 100 000 are positive.
    chances = _after(_one_disease(0.01, 0.8, 0.096)).chances("positive")
    assert chances == pytest.approx({"absent": 0.89696, "present": 0.10304})


def test_a_question_that_everyone_answers_alike_is_worth_nothing() -> None:
    assert _after(_one_disease(0.3, 0.4, 0.4)).worth() == pytest.approx({"positive": 0.0}, abs=1e-15)


def test_a_further_answer_of_a_cluster_is_worth_its_share() -> None:
    # Odds 4 : 1 after "night": P(yes) = 0.8 x 0.8 + 0.2 x 0.2 = 0.68; H(0.68) - H(0.2) = 0.62687 - 0.50040 = 0.12647;
    # half of it, because "night" has said most of it already.
    worth = _after(_cluster_of_three(), night="present").worth()
    assert worth == pytest.approx({"woken": 0.063233, "in-bed": 0.063233}, abs=1e-6)


def test_a_stronger_question_of_a_cluster_keeps_more_of_its_worth() -> None:
    # An answer as strong as any that the question could get
    # leaves the share of 0.5; an answer half as strong leaves 0.5 + 0.5 x (1 - 1/2) = 0.75; none, all of it.
    assert share_of_further(0.5, strongest=log(4), strength=log(4)) == pytest.approx(0.5)
    assert share_of_further(0.5, strongest=log(4), strength=log(2)) == pytest.approx(0.5)
    assert share_of_further(0.5, strongest=log(2), strength=log(4)) == pytest.approx(0.75)
    assert share_of_further(0.5, strongest=0.0, strength=log(4)) == pytest.approx(1.0)


# ---- ranges ------------------------------------------------------------------------------------------------


def test_a_probability_is_drawn_so_that_its_range_is_the_central_90_per_cent() -> None:
    # On the logit scale: 0.2 is -1.3863, 0.05 is -2.9444, 0.5 is 0. A split normal: below the middle a standard
    # deviation of (2.9444 - 1.3863) / 1.6449 = 0.9473, above it 1.3863 / 1.6449 = 0.8428.
    z = deviates(["a number"])
    drawn = draw_logits([make_figure((0.2, 0.05, 0.5))], ["a number"])
    logit = np.log(drawn / (1 - drawn))
    assert logit == pytest.approx(np.where(z < 0, -1.38629 + 0.94726 * z, -1.38629 + 0.84280 * z), abs=1e-4)
    low, middle, high = np.interp([-Z95, 0.0, Z95], np.sort(z[:, 0]), np.sort(logit[:, 0]))
    assert 1 / (1 + np.exp(-np.array([low, middle, high]))) == pytest.approx([0.05, 0.2, 0.5], abs=0.002)


def test_a_factor_is_drawn_on_the_logarithmic_scale() -> None:
    # ln 3 = 1.0986, ln 1.5 = 0.4055, ln 12 = 2.4849: deviations 0.6931 / 1.6449 = 0.4214, 1.3863 / 1.6449 = 0.8428
    z = deviates(["a factor"])
    drawn = np.log(draw_logs([make_figure((3.0, 1.5, 12.0))], ["a factor"]))
    assert drawn == pytest.approx(np.where(z < 0, 1.09861 + 0.42140 * z, 1.09861 + 0.84280 * z), abs=1e-4)


def test_a_factor_of_zero_stays_zero() -> None:
    drawn = draw_logs([make_figure((0.0, 0.0, 0.5)), make_figure((1.0, 0.0, 2.0))], ["never", "perhaps never"])
    assert drawn[:, 0].tolist() == [0.0] * DRAWS
    assert (drawn[:, 1] > 0.0).all()


def test_the_deviates_are_one_from_each_slice_of_the_normal_distribution() -> None:
    # Slices of equal probability; their mid-points are symmetric about 0. Half a slice lies below the lowest.
    z = np.sort(deviates(["any number", "another number"]), axis=0)
    outermost = NormalDist().cdf(z[0, 0])
    assert outermost == pytest.approx(0.5 / DRAWS)
    assert (z + z[::-1]) == pytest.approx(np.zeros((DRAWS, 2)), abs=1e-12)
    assert z[:, 0].tolist() == z[:, 1].tolist()
    unsorted = deviates(["any number", "another number"])
    assert not np.array_equal(unsorted[:, 0], unsorted[:, 1])


def test_an_interval_shows_how_uncertain_an_affinity_is() -> None:
    # Three equal conditions; only how often a and b go together is uncertain: t times, 5 (1 to 25).
    # c is the only cause in 0.8 / 3, and one of two in 0.1 x 2 / (t + 2): from 0.2/27 to 0.2/3.
    together = make_affinity("b", (5, 1, 25))
    knowledge = make_knowledge(
        [make_yes_no("sign")],
        [make_condition("a", {"sign": 0.1}, goes_with=(together,)), make_condition("b"), make_condition("c")],
        make_model((0.1, 0.8, 0.1)),
    )
    low, high = intervals(_after(knowledge), NOBODY)["c"]
    assert low == pytest.approx(0.8 / 3 + 0.2 / 27, abs=0.002)
    assert high == pytest.approx(0.8 / 3 + 0.2 / 3, abs=0.002)
