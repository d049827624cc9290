"""From a document to a case: who it is about and what was answered.

This is the one door for every answer: a web page, a file, a laboratory value and a recording come in here.
Nothing is guessed: what cannot be read becomes an Issue with its remedy, and the rest is kept.
"""

from __future__ import annotations

import json
import math
import reprlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import (
    ABSENT,
    NOT_SURE,
    PRESENT,
    Finding,
    FindingKind,
    Issue,
    IssueLevel,
    KnowledgeError,
    Measurement,
    Person,
    Sex,
)

NONE_OF_THESE = "none-of-these"

_SHORT = reprlib.Repr(maxstring=80, maxlevel=2)


@dataclass(frozen=True, slots=True)
class Case:
    """A person and their answers: finding id to value id, or ``not-sure``. What is not there was not stated."""

    person: Person = field(default_factory=Person)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case with what could not be read. The case holds all that could."""

    case: Case
    issues: tuple[Issue, ...]

    @property
    def is_sound(self) -> bool:
        """True where no issue is an error."""
        return all(issue.level is not IssueLevel.ERROR for issue in self.issues)


def parse_json(text: str) -> tuple[dict[str, Any], list[Issue]]:
    """Return the object of a JSON text and the issues; a key given twice is a contradiction, not a choice."""
    issues: list[Issue] = []

    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in pairs:
            if key in read and read[key] != value:
                what = f"{_shown(key)} is given twice, with different values."
                issues.append(_error(what, "Keep one of the two."))
            read[key] = value
        return read

    try:
        document = json.loads(text, object_pairs_hook=refuse_twice)
    except json.JSONDecodeError as error:
        return {}, [
            _error(
                f"The text is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
                "Mend that place; often a quote, a comma or a bracket is missing.",
            )
        ]
    except ValueError:  # Python refuses to read numbers of thousands of digits
        return {}, [_error("The JSON holds a number of thousands of digits.", "Give numbers as they were measured.")]
    except RecursionError:
        return {}, [_error("The JSON is nested too deeply.", 'Give {"person": {…}, "answers": {…}}.')]
    if not isinstance(document, dict):
        return {}, [_error("The JSON is not an object.", 'Give {"person": {…}, "answers": {…}}.')]
    return document, issues


def read_case(document: Mapping[str, Any], knowledge: Knowledge) -> ReadCase:
    """Return the case of a document ``{"person": …, "answers": …, "emergency_screen": "none-of-these"}``."""
    issues: list[Issue] = []
    known = ("person", "answers", "emergency_screen")
    issues += _unknown_keys(document, known, "the document")
    person = _read_person(_mapping(document, "person", issues), issues)
    answers: dict[str, str] = {}
    for name, given in _mapping(document, "answers", issues).items():
        answer = _read_answer(name, given, person, knowledge, issues)
        if answer is not None:
            answers[name] = answer
    screen = document.get("emergency_screen")
    if screen == NONE_OF_THESE:
        answers = {**dict.fromkeys(screen_findings(knowledge), ABSENT), **answers}
    elif screen is not None:
        issues.append(
            _error(
                f"emergency_screen is {_shown(screen)}.",
                f"Write {NONE_OF_THESE!r}, or leave it out.",
                "emergency_screen",
            )
        )
    issues += contradictions(person, answers, knowledge)
    return ReadCase(Case(person, answers), tuple(issues))


def screen_findings(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the findings of the emergency screen, page by page."""
    on_screen = [finding for finding in knowledge.findings.values() if finding.screen is not None]
    return tuple(finding.id for finding in sorted(on_screen, key=lambda finding: finding.screen or 0))


def contradictions(person: Person, answers: Mapping[str, str], knowledge: Knowledge) -> list[Issue]:
    """Return an error for each pair of answers that cannot both be true, a warning for those that seldom are."""
    issues = [
        Issue(IssueLevel.WARNING, doubt.says, "Look at them again.", f"answers: {', '.join(doubt.answers)}")
        for doubt in knowledge.model.doubts
        if doubt.arises(answers)
    ]
    for implication in knowledge.model.implications:
        if answers.get(implication.finding) == PRESENT and answers.get(implication.implies) == ABSENT:
            one, other = knowledge.findings[implication.finding], knowledge.findings[implication.implies]
            issues.append(
                _error(
                    f"“{one.question}” is answered yes, but “{other.question}” no; both cannot be true.",
                    "Correct one of the two.",
                    f"answers: {one.id}, {other.id}",
                )
            )
    if person.sex is Sex.MALE or person.pregnant is False:
        for name in ("pregnant-late", "pregnant-warning-signs"):
            if name == "pregnant-warning-signs" and person.sex is not Sex.MALE:
                continue  # it also covers the weeks after birth
            if answers.get(name) == PRESENT:
                issues.append(
                    _error(
                        f"{name} is present, but the person is {'male' if person.sex is Sex.MALE else 'not pregnant'}.",
                        "Correct the answer or the person.",
                        f"answers: {name}",
                    )
                )
    return issues


def read_measurement(measurement: Measurement, person: Person, knowledge: Knowledge) -> str:
    """Return the value into which a measurement falls, or raise KnowledgeError with the reason.

    Where the sex is not stated and the range depends on it, the stricter range is used.
    """
    finding = knowledge.findings[measurement.finding]
    if finding.measure is None:
        raise KnowledgeError(f"{finding.id} is not measured: give one of {', '.join(_accepted(finding))}")
    measure = finding.measure
    factors = {measure.unit: 1.0, measure.ucum: 1.0, **measure.also}
    if measurement.unit not in factors:
        raise KnowledgeError(f"the unit {_shown(measurement.unit)} is not known for it: use {', '.join(factors)}")
    female = measure.edges_female is not None and person.sex is not Sex.MALE
    edges = measure.edges_female if female and measure.edges_female else measure.edges
    number = measurement.value * factors[measurement.unit]
    lowest, highest = measure.plausible
    if not lowest <= number <= highest:
        raise KnowledgeError(
            f"{measurement.value:g} {measurement.unit} is not plausible: it should lie between {lowest:g} and"
            f" {highest:g} {measure.unit}"
        )
    return finding.value_ids()[bisect_right(edges, number)]


def _read_answer(name: str, given: Any, person: Person, knowledge: Knowledge, issues: list[Issue]) -> str | None:
    finding = knowledge.findings.get(name)
    if finding is None:
        what = f"There is no finding {_shown(name)}."
        issues.append(_error(what, _did_you_mean(name, knowledge.findings), "answers"))
        return None
    where = f"answers: {name}"
    if isinstance(given, Mapping):
        return _read_measured(finding, given, person, knowledge, issues)
    if isinstance(given, str) and given in _accepted(finding):
        return given
    issues.append(_error(f"{_shown(given)} is not an answer to it.", f"Give {_choices(finding)}.", where))
    return None


def _read_measured(
    finding: Finding, given: Mapping[str, Any], person: Person, knowledge: Knowledge, issues: list[Issue]
) -> str | None:
    where = f"answers: {finding.id}"
    value, unit = _number(given.get("value")), given.get("unit")
    if set(given) != {"value", "unit"} or value is None or not isinstance(unit, str):
        remedy = 'Give {"value": number, "unit": "…"}, with a number of 0 or more.'
        issues.append(_error("The measurement cannot be read.", remedy, where))
        return None
    try:
        return read_measurement(Measurement(finding.id, value, unit), person, knowledge)
    except KnowledgeError as error:
        issues.append(_error(f"The measurement cannot be used: {error}.", "Correct the value or its unit.", where))
        return None


def _number(given: Any) -> float | None:
    """Return a number of 0 or more, or None for anything else, such as true, infinity or 400 digits."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    try:
        number = float(given)
    except OverflowError:
        return None
    return number if 0.0 <= number < math.inf else None


def _accepted(finding: Finding) -> tuple[str, ...]:
    return (*finding.value_ids(), NOT_SURE)


def _choices(finding: Finding) -> str:
    order = (PRESENT, ABSENT) if finding.kind is FindingKind.YES_NO else finding.value_ids()
    choices = ", ".join(repr(value) for value in (*order, NOT_SURE))
    return f'{choices}, or {{"value": number, "unit": "{finding.measure.unit}"}}' if finding.measure else choices


def _read_person(given: Mapping[str, Any], issues: list[Issue]) -> Person:
    issues += _unknown_keys(given, ("age", "sex", "pregnant"), "person")
    age, sex, pregnant = given.get("age"), given.get("sex"), given.get("pregnant")
    if age is not None and (isinstance(age, bool) or not isinstance(age, int) or not 0 <= age <= 120):
        issues.append(
            _error(f"An age of {_shown(age)} is not possible.", "Give whole years from 0 to 120.", "person: age")
        )
        age = None
    if sex is not None and sex not in [item.value for item in Sex]:
        remedy = "Give 'female' or 'male', or leave it out."
        issues.append(_error(f"The sex {_shown(sex)} is not known here.", remedy, "person: sex"))
        sex = None
    if pregnant is not None and not isinstance(pregnant, bool):
        issues.append(
            _error(f"pregnant is {_shown(pregnant)}.", "Give true or false, or leave it out.", "person: pregnant")
        )
        pregnant = None
    try:
        return Person(age, Sex(sex) if sex else None, pregnant)
    except KnowledgeError as error:
        issues.append(_error(f"{str(error).capitalize()}.", "Then try again.", "person"))
        return Person(age, None, None)


def _mapping(document: Mapping[str, Any], key: str, issues: list[Issue]) -> Mapping[str, Any]:
    given = document.get(key, {})
    if isinstance(given, Mapping):
        return given
    issues.append(_error(f"{key} is not an object.", f'Give "{key}": {{…}}.', key))
    return {}


def _unknown_keys(given: Mapping[str, Any], known: tuple[str, ...], where: str) -> list[Issue]:
    return [
        _error(f"There is no entry {_shown(key)} in {where}.", _did_you_mean(key, known), where)
        for key in given
        if key not in known
    ]


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    import difflib  # only an error needs it, and every start would pay for it

    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return "Choose one that `eutonia vocabulary --json` lists."


def _shown(given: object) -> str:
    """Return what was given, short and printable, so that a message stays one whatever was sent."""
    if given is None or isinstance(given, bool):
        return json.dumps(given)  # as it was written: true, false or null
    return _SHORT.repr(given)


def _error(what: str, remedy: str, where: str = "") -> Issue:
    return Issue(IssueLevel.ERROR, what, remedy, where)
