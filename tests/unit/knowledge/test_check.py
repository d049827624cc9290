"""What only shows between entries: the check finds it, says where, and says what to do."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from eutonia.knowledge.agreement import background_disagreements, implied_background, thin_conditions
from eutonia.knowledge.check import check_knowledge
from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.model import Doubt
from eutonia.knowledge.vocabulary import Condition, Issue, IssueLevel, Likelihoods, Source
from tests.factories import (
    TEXTBOOK,
    make_affinity,
    make_cluster,
    make_condition,
    make_knowledge,
    make_model,
    make_modifier,
    make_yes_no,
)

SIGNS = tuple(f"sign-{number}" for number in range(8))
A = make_condition("a", dict.fromkeys(SIGNS[:6], 0.6))
B = make_condition("b", dict.fromkeys(SIGNS, 0.2))


def _knowledge(*conditions: Condition, **more: Any) -> Knowledge:
    return make_knowledge(
        [make_yes_no(name, 0.3) for name in SIGNS[:6]] + [make_yes_no(name, 0.25) for name in SIGNS[6:]],
        conditions or (A, B),
        **{"sources": MappingProxyType({TEXTBOOK: Source(TEXTBOOK, "A textbook")}), **more},
    )


def _found(knowledge: Knowledge) -> list[Issue]:
    """The issues about conditions, clusters and the model; a tiny knowledge lacks tests, rules and a seed table."""
    issues = check_knowledge(knowledge).issues
    assert all(issue.what and issue.remedy and issue.where for issue in issues)
    return [issue for issue in issues if issue.where.startswith(("condition", "cluster", "model"))]


def _words(knowledge: Knowledge) -> list[str]:
    return [f"{issue.where}: {issue.what}" for issue in _found(knowledge)]


def test_knowledge_that_agrees_with_itself() -> None:
    assert _found(_knowledge()) == []


def test_a_source_that_is_not_listed() -> None:
    report = check_knowledge(_knowledge(sources=MappingProxyType({})))
    assert not report.is_sound
    assert "The source 'Textbook' is not listed." in {issue.what for issue in report.issues}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"excludes": ("z",)}, "condition a: There is no condition 'z'."),
        ({"goes_with": (make_affinity("z", 2),)}, "condition a: There is no condition 'z'."),
        ({"tests": ("blood",)}, "condition a: There is no test 'blood'."),
        ({"treatments": ("rest",)}, "condition a: There is no treatment 'rest'."),
        ({"goes_with": (make_affinity("a", 2),)}, "condition a: It is said to go with itself."),
        (
            {"goes_with": (make_affinity("b", 2),), "excludes": ("b",)},
            "condition a: It goes with b and excludes it.",
        ),
    ],
)
def test_a_condition_that_does_not_fit_the_others(change: dict[str, Any], expected: str) -> None:
    assert expected in _words(_knowledge(replace(A, **change), B))


def test_two_conditions_that_say_different_things_of_each_other() -> None:
    two, three = (make_affinity("b", 2),), (make_affinity("a", 3),)
    found = _words(_knowledge(replace(A, goes_with=two), replace(B, goes_with=three)))
    assert found == ["condition a: It goes with b 2 times, but b says 3."]
    same = (make_affinity("a", 2),)
    assert _words(_knowledge(replace(A, goes_with=two), replace(B, goes_with=same))) == []
    excluding = _words(_knowledge(replace(A, goes_with=two), replace(B, excludes=("a",))))
    assert excluding == ["condition a: It goes with b and excludes it."]


def test_a_cluster_or_implication_of_nothing() -> None:
    model = make_model(clusters=[make_cluster("night", ["sign-0", "moon"])], implications=[("sign-1", "sun")])
    words = _words(_knowledge(model=model))
    assert "cluster night: There is no finding 'moon'." in words
    assert "model.toml: implications: There is no finding 'sun'." in words


def test_a_doubt_about_nothing() -> None:
    doubts = [Doubt({"sign-0": ("not-sure", "often"), "sun": ("present",)}, "Seldom together.")]
    words = _words(_knowledge(model=make_model(doubts=doubts)))
    assert "model.toml: doubt: There is no answer to sign-0 'often'." in words
    assert "model.toml: doubt: There is no finding 'sun'." in words
    assert not any("not-sure" in word for word in words)


def test_a_finding_that_nobody_needs() -> None:
    knowledge = _knowledge(A, make_condition("b", dict.fromkeys(SIGNS[:6], 0.2)))
    orphans = [issue.where for issue in check_knowledge(knowledge).issues if "serves no rule" in issue.what]
    assert orphans == ["finding sign-6", "finding sign-7"]


def test_pregnancy_counts_once() -> None:
    late = make_yes_no("pregnant-late", 0.05)
    twice = replace(make_condition("c", {"pregnant-late": 0.9}), modifiers=(make_modifier(3, pregnant=True),))
    knowledge = make_knowledge([late], [twice])
    words = [issue.what for issue in check_knowledge(knowledge).issues]
    assert "Pregnancy acts on the prior and, as pregnant-late, as evidence." in words


def test_a_background_that_the_conditions_contradict() -> None:
    # Everybody who comes has a or b, weights 1 and 3: (1 x 0.8 + 3 x 0.4) / 4 = 0.5, but 0.1 is stated.
    knowledge = make_knowledge(
        [make_yes_no("sign", 0.1)],
        [make_condition("a", {"sign": 0.8}, prior=1), make_condition("b", {"sign": 0.4}, prior=3)],
    )
    voices = [(c.prior.value, next(iter(c.likelihoods)).values) for c in knowledge.conditions.values()]
    assert implied_background(knowledge.findings["sign"], voices, total=4) == pytest.approx([0.5, 0.5])
    # A third condition of weight 4 that does not list it shows the background: (4 x 0.5 + 4 x 0.1) / 8 = 0.3
    assert implied_background(knowledge.findings["sign"], voices, total=8) == pytest.approx([0.7, 0.3])
    (disagreement,) = background_disagreements(knowledge)
    assert disagreement[:3] == ("sign", "present", 0.1)
    assert disagreement[3] == pytest.approx(0.5)
    levels = {issue.level for issue in check_knowledge(knowledge).issues if "background" in issue.what}
    assert levels == {IssueLevel.WARNING}


def test_a_condition_that_little_tells_from_its_neighbour() -> None:
    twin = replace(
        A,
        id="a2",
        likelihoods=Likelihoods((*list(A.likelihoods)[:4], *make_condition("x", {"sign-4": 0.2}).likelihoods)),
    )
    assert ("a", "a2", 2) in thin_conditions(_knowledge(A, B, twin))
    assert "condition a: Only 2 findings tell it from a2." in _words(_knowledge(A, B, twin))


def test_the_counts_are_of_numbers_with_and_without_a_source() -> None:
    counts = check_knowledge(_knowledge()).counts
    assert counts["conditions"] == 2
    assert counts["findings"] == 8
    # 8 backgrounds, 6 + 8 likelihoods, 2 priors, 6 numbers of the model
    assert counts["numbers"] == counts["numbers with a source"] == 30
    assert counts["estimates with a range"] == 0


@pytest.fixture(scope="module")
def ours() -> Knowledge:
    return load()


def test_our_own_knowledge_has_no_error(ours: Knowledge) -> None:
    errors = [str(issue) for issue in check_knowledge(ours).issues if issue.level is IssueLevel.ERROR]
    assert errors == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda knowledge: replace(knowledge, sources=MappingProxyType({})),
        lambda knowledge: replace(knowledge, tests=MappingProxyType({})),
        lambda knowledge: replace(knowledge, treatments=MappingProxyType({})),
        lambda knowledge: replace(knowledge, rules=()),
    ],
    ids=["sources", "tests", "treatments", "rules"],
)
def test_our_own_knowledge_would_be_missed(ours: Knowledge, spoil: Callable[[Knowledge], Knowledge]) -> None:
    assert not check_knowledge(spoil(ours)).is_sound
