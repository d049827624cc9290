"""The fast engine and the plain reference give the same numbers on any small knowledge."""

import pytest
from hypothesis import given

from eutonia.reasoning.differential import Belief, Engine
from tests import reference
from tests.property.strategies import Example, examples


def _posterior(belief: Belief) -> dict[reference.Causes, float]:
    """The engine's posterior with its sets spelt out."""
    space = belief.engine.space
    names = [*space.conditions, None]
    sets = [
        tuple(name for name in (names[one], names[other]) if name is not None)
        for one, other in zip(space.first, space.second, strict=True)
    ]
    return dict(zip(sets, belief.posterior.tolist(), strict=True))


@given(examples())
def test_the_belief_agrees(example: Example) -> None:
    knowledge, person, answers = example.knowledge, example.person, example.answers
    expected = reference.posterior(knowledge, person, answers)

    engine = Engine(knowledge)
    at_once = engine.believe(person, answers)
    stepwise = engine.start(person)
    for finding, value in answers.items():
        stepwise = stepwise.given(finding, value)

    for belief in (at_once, stepwise):
        assert _posterior(belief) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert belief.answers == answers
    ranking = {ranked.condition: ranked.probability for ranked in at_once.ranking()}
    assert ranking == pytest.approx(reference.marginals(knowledge, expected), rel=1e-9, abs=1e-12)
    assert at_once.unexplained == pytest.approx(expected[()], rel=1e-9, abs=1e-12)


@given(examples())
def test_what_further_questions_would_tell_agrees(example: Example) -> None:
    knowledge, person, answers = example.knowledge, example.person, example.answers
    worth = reference.worth(knowledge, person, answers)
    believed = reference.posterior(knowledge, person, answers)

    belief = Engine(knowledge).believe(person, answers)

    assert belief.worth() == pytest.approx(worth, abs=1e-9)
    for finding in knowledge.findings:
        assert belief.chances(finding) == pytest.approx(reference.chances(knowledge, believed, finding), abs=1e-9)
