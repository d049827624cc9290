"""Reading triage rules and advice, and what can be wrong with a condition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from eutonia.knowledge.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    ClinicianJudges,
    Criterion,
    IsPregnant,
    SexIs,
    Sign,
    parse_criterion,
    signs,
    words,
)
from eutonia.knowledge.vocabulary import Advice, Finding, KnowledgeError, Rule, Sex, Urgency

# What advice is for; a page answers self-harm and abuse in a way of its own.
ADVICE_KINDS = ("emergency", "self-harm", "abuse", "see-someone", "self-care", "safety-net")

_RULE_KEYS = {"urgency", "criterion", "patient", "clinician", "source", "advice", "when"}
_ADVICE_KEYS = {"title", "steps", "kind", "source"}


def read_rule(identifier: str, entry: dict[str, Any]) -> Rule:
    """Return the triage rule of an entry of triage/*.toml, or raise KnowledgeError."""
    _only(entry, _RULE_KEYS)
    criterion = parse_criterion(entry["when"])
    if any(isinstance(word, ClinicianJudges) for word in words(criterion)):
        raise KnowledgeError("a triage rule rests on answers: take 'clinician' out of its condition")
    number = entry.get("criterion")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise KnowledgeError(f"criterion is the number of a row of the evidence table, not {number!r}")
    return Rule(
        id=identifier,
        urgency=Urgency.from_slug(_text(entry, "urgency")),
        when=MappingProxyType(entry["when"]),
        patient=_text(entry, "patient"),
        clinician=_text(entry, "clinician"),
        source=_text(entry, "source"),
        criterion=number,
        advice=_texts(entry, "advice"),
    )


def read_advice(identifier: str, entry: dict[str, Any]) -> Advice:
    """Return the block of advice of an entry of advice.toml, or raise KnowledgeError."""
    _only(entry, _ADVICE_KEYS)
    kind = _text(entry, "kind")
    if kind not in ADVICE_KINDS:
        raise KnowledgeError(f"{kind!r} is no kind of advice; choose from {', '.join(ADVICE_KINDS)}")
    return Advice(
        id=identifier,
        title=_text(entry, "title"),
        steps=_texts(entry, "steps"),
        kind=kind,
        source=_text(entry, "source"),
    )


def literals_of(when: Mapping[str, object]) -> tuple[Sign, ...]:
    """Return every word of a condition that speaks of a finding; ``problem`` says if it cannot be asked."""
    return tuple(signs(parse_criterion(when)))


def unsatisfiable(when: Mapping[str, object], findings: Mapping[str, Finding]) -> bool:
    """Return True where no person could ever fulfil the condition, as in ``age<12`` together with ``age>60``."""
    criterion = parse_criterion(when)
    if any(isinstance(word, ClinicianJudges) for word in words(criterion)):
        return False
    return next(_ways(criterion, {}, findings), None) is None


# What is still possible on one way to fulfil a condition: for "age", "sex", "pregnant" and each finding.
type _Possible = Mapping[str, frozenset[Any]]


def _ways(criterion: Criterion, possible: _Possible, findings: Mapping[str, Finding]) -> Iterator[_Possible]:
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        needed = {AllOf: len(criterion.parts), AnyOf: 1}.get(type(criterion))
        number = criterion.number if isinstance(criterion, AtLeast) else needed or 1
        for chosen in itertools.combinations(criterion.parts, number):
            yield from _chain(chosen, possible, findings)
        return
    name, values = _demand(criterion, findings)
    left = possible.get(name, values) & values
    pregnant_man = {**possible, name: left}
    is_man = pregnant_man.get("sex") == frozenset({Sex.MALE}) and "pregnant" in pregnant_man
    if left and not is_man:
        yield pregnant_man


def _chain(parts: tuple[Criterion, ...], possible: _Possible, findings: Mapping[str, Finding]) -> Iterator[_Possible]:
    if not parts:
        yield possible
        return
    for way in _ways(parts[0], possible, findings):
        yield from _chain(parts[1:], way, findings)


def _demand(word: Criterion, findings: Mapping[str, Finding]) -> tuple[str, frozenset[Any]]:
    if isinstance(word, AgeIs):
        return "age", frozenset(age for age in range(121) if word.holds(age))
    if isinstance(word, SexIs):
        return "sex", frozenset({word.sex})
    if isinstance(word, IsPregnant):
        return "pregnant", frozenset({True})
    assert isinstance(word, Sign)
    return word.finding, word.matching(findings[word.finding])


def _only(entry: Mapping[str, object], allowed: set[str]) -> None:
    if strangers := set(entry) - allowed:
        raise KnowledgeError(f"it has unknown entries {', '.join(sorted(strangers))}: remove or correct them")


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(f"{key} must be text")
    return value


def _texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise KnowledgeError(f"{key} must be a list of texts")
    return tuple(value)
