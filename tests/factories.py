"""Builders of small things for tests. A builder asks only for what a test is about; the rest is plain and valid.

Numbers are written as figures of a made-up textbook, which need no range; give a triple
``(value, low, high)`` where the range matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.model import Cluster, Doubt, Implication, Model, Scope
from eutonia.knowledge.vocabulary import (
    ABSENT,
    PRESENT,
    Affinity,
    AnsweredBy,
    Condition,
    Figure,
    Finding,
    FindingKind,
    FindingValue,
    Group,
    Likelihood,
    Likelihoods,
    Modifier,
    Settle,
    Sex,
    Urgency,
)

Number = float | tuple[float, float, float]
TEXTBOOK = "Textbook"


def make_figure(number: Number, source: str = TEXTBOOK) -> Figure:
    """A number, or a number with its range."""
    value, low, high = number if isinstance(number, tuple) else (number, number, number)
    return Figure(value, low, high, source)


def _complement(number: Number) -> Number:
    if isinstance(number, tuple):
        value, low, high = number
        return (1.0 - value, 1.0 - high, 1.0 - low)
    return 1.0 - number


# ---- findings ----------------------------------------------------------------------------------------------


def make_yes_no(name: str, background: Number = 0.1, **more: Any) -> Finding:
    """A finding that is present or absent."""
    figures = (make_figure(_complement(background)), make_figure(background))
    values = (FindingValue(ABSENT, "No", figures[0]), FindingValue(PRESENT, "Yes", figures[1]))
    return _finding(name, FindingKind.YES_NO, values, more)


def make_ordered(name: str, background: Sequence[Number], **more: Any) -> Finding:
    """A finding with values v0, v1, … in rising order."""
    return _finding(name, FindingKind.ORDERED, _values(background), more)


def make_nominal(name: str, background: Sequence[Number], **more: Any) -> Finding:
    """A finding with values v0, v1, … in no order."""
    return _finding(name, FindingKind.NOMINAL, _values(background), more)


def _values(background: Sequence[Number]) -> tuple[FindingValue, ...]:
    return tuple(
        FindingValue(f"v{place}", f"Value {place}", make_figure(number)) for place, number in enumerate(background)
    )


def _finding(name: str, kind: FindingKind, values: tuple[FindingValue, ...], more: dict[str, Any]) -> Finding:
    plain: dict[str, Any] = {
        "term": name.capitalize(),
        "question": f"Is there {name}?",
        "answered_by": AnsweredBy.PERSON,
        "burden_s": 5.0,
        "room": "history",
    }
    return Finding(id=name, kind=kind, values=values, **{**plain, **more})


# ---- conditions --------------------------------------------------------------------------------------------


def make_condition(
    name: str, says: Mapping[str, Number | Sequence[Number]] | None = None, prior: Number = 1.0, **more: Any
) -> Condition:
    """A condition. ``says`` maps a finding to the probability of present, or to a list over its values."""
    plain: dict[str, Any] = {
        "name": name.capitalize(),
        "lay_name": name.capitalize(),
        "icd10": ("R25.2",),
        "group": Group.BENIGN,
        "dangerous": False,
        "urgency": Urgency.ROUTINE,
        "settle": Settle.YOURSELF,
        "summary": f"{name.capitalize()} in a sentence.",
        "why": "Because it is so.",
    }
    likelihoods = Likelihoods(make_likelihood(finding, said) for finding, said in (says or {}).items())
    return Condition(id=name, prior=make_figure(prior), likelihoods=likelihoods, **{**plain, **more})


def make_likelihood(finding: str, said: Number | Sequence[Number], why: str = "") -> Likelihood:
    """What a condition says about a finding: the probability of present, or a list over the values."""
    if isinstance(said, list):
        return Likelihood(finding, tuple(make_figure(number) for number in said), why)
    assert isinstance(said, float | int | tuple), "a list is a distribution; a tuple is a number with its range"
    return Likelihood(finding, (make_figure(_complement(said)), make_figure(said)), why)


def make_affinity(condition: str, times: Number) -> Affinity:
    """Met together with that condition so many times as often as by chance."""
    return Affinity(condition, make_figure(times))


def make_modifier(
    factor: Number,
    age: tuple[int | None, int | None] = (None, None),
    sex: Sex | None = None,
    pregnant: bool | None = None,
) -> Modifier:
    """A factor on the prior for such persons."""
    return Modifier(make_figure(factor), *age, sex, pregnant)


# ---- the whole ---------------------------------------------------------------------------------------------


def make_cluster(name: str, findings: Iterable[str], further: Number = 0.5) -> Cluster:
    """Findings that say nearly the same thing."""
    return Cluster(name, tuple(findings), make_figure(further))


def make_model(
    causes: tuple[Number, Number, Number] = (0.05, 0.85, 0.10),
    clusters: Iterable[Cluster] = (),
    implications: Iterable[tuple[str, str]] = (),
    doubts: Iterable[Doubt] = (),
) -> Model:
    """The numbers of the model, with none, one and two causes at 5, 85 and 10 %."""
    none, one, two = (make_figure(share) for share in causes)
    return Model(
        none=none,
        one=one,
        two=two,
        clusters=tuple(clusters),
        raise_dangerous=make_figure(0.15),
        raise_other=make_figure(0.40),
        nothing_fits=make_figure(0.40),
        implications=tuple(Implication(*pair) for pair in implications),
        doubts=tuple(doubts),
        scope=Scope(**{part.name: () for part in fields(Scope)}),
    )


def make_knowledge(
    findings: Iterable[Finding], conditions: Iterable[Condition], model: Model | None = None, **more: Any
) -> Knowledge:
    """Knowledge that holds these findings and conditions and nothing else."""
    empty: MappingProxyType[str, Any] = MappingProxyType({})
    plain: dict[str, Any] = {
        "rules": (),
        "advice": empty,
        "sources": empty,
        "screens": empty,
        "tests": empty,
        "treatments": empty,
        "safety_rules": (),
        "medicines": (),
        "tips": (),
        "questions": (),
        "complications": (),
        "seed": (),
    }
    return Knowledge(
        version="test",
        findings=MappingProxyType({finding.id: finding for finding in findings}),
        conditions=MappingProxyType({condition.id: condition for condition in conditions}),
        model=model or make_model(),
        **{**plain, **more},
    )
