"""The conditions of a triage rule: what a clinician writes under ``when``, read into a small tree.

A condition is a table with one of three keys, and tables may stand inside tables::

    { all = ["fever", { any = ["cannot-walk", "severity>=severe"] }] }
    { any = ["jaw-stiff", "throat-spasm-water"] }
    { at_least = 2, of = ["fever", "neck-stiff-or-light-hurts", "rash-not-fading"] }

A word in it is one of:

=====================================  ==============================================================
``jaw-stiff``                          the yes-no finding is present
``fit-kind=first-ever|usual-for-me``   the answer is one of these values
``severity>=moderate``, ``...<=...``   the answer is this value of an ordered finding, or beyond it
``age>=60``, ``age<16``, ``age<=..``   age in years (also ``age>..``)
``sex=female``, ``pregnant``           as they say
=====================================  ==============================================================

There is no "not" and no ``finding=absent``: with more signs a rule can only come nearer to firing. Age, sex
and pregnancy that are not stated count as true, so that missing them never switches a rule off.

Two optional keys mark words of their own table, or of tables inside it:

``decides``
    this word decides between two levels of one criterion: "not sure" counts as a full yes.
``presumed``
    this follow-up question is presumed to be answered yes until it is answered; "not sure" stays a yes.

Rules on the safety of treatments may also say ``{ clinician = "QTc above 500 ms" }``: what only a clinician
can judge. It never holds by itself.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from eutonia.knowledge.vocabulary import ABSENT, PRESENT, Finding, FindingKind, KnowledgeError, Sex

_SIGN = re.compile(r"(?P<finding>[a-z0-9-]+?)(?:(?P<how>>=|<=|=)(?P<values>[a-z0-9|-]+))?")
_AGE = re.compile(r"age(?P<how>>=|<=|>|<)(?P<years>\d{1,3})")
_KEYS = ("all", "any", "at_least")
_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


class Match(Enum):
    """How a sign compares an answer with its values."""

    IS = "="
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Sign:
    """A word about a finding. ``decides`` and ``presumed`` as the module says."""

    finding: str
    how: Match = Match.IS
    values: tuple[str, ...] = (PRESENT,)
    decides: bool = False
    presumed: bool = False

    def __str__(self) -> str:
        if self.how is Match.IS and self.values == (PRESENT,):
            return self.finding
        return f"{self.finding}{self.how.value}{'|'.join(self.values)}"

    def problem(self, findings: Mapping[str, Finding]) -> str | None:
        """Return why this sign cannot be asked of these findings, or None."""
        if self.finding not in findings:
            return f"'{self}': there is no finding {self.finding!r}"
        try:
            self.matching(findings[self.finding])
        except KnowledgeError as problem:
            return str(problem)
        return None

    def matching(self, finding: Finding) -> frozenset[str]:
        """Return the answers that make this sign true; KnowledgeError where it does not fit the finding."""
        known = finding.value_ids()
        for value in self.values:
            if value not in known:
                raise KnowledgeError(f"'{self}': {finding.id} has the values {', '.join(known)}")
        if ABSENT in self.values:
            raise KnowledgeError(f"'{self}': a rule may not ask for absence; more signs must never weaken it")
        if self.how is Match.IS:
            return frozenset(self.values)
        if finding.kind is not FindingKind.ORDERED:
            raise KnowledgeError(f"'{self}': {finding.id} has no order; list its values with = and |")
        place = known.index(self.values[0])
        return frozenset(known[place:] if self.how is Match.AT_LEAST else known[: place + 1])


@dataclass(frozen=True, slots=True)
class AgeIs:
    """A word about age in whole years."""

    how: str
    years: int

    def __str__(self) -> str:
        return f"age{self.how}{self.years}"

    def holds(self, age: int | None) -> bool:
        """True where the age fits or is not stated."""
        return age is None or _COMPARE[self.how](age, self.years)


@dataclass(frozen=True, slots=True)
class SexIs:
    """A word about sex."""

    sex: Sex

    def __str__(self) -> str:
        return f"sex={self.sex.value}"


@dataclass(frozen=True, slots=True)
class IsPregnant:
    """The word ``pregnant``."""

    def __str__(self) -> str:
        return "pregnant"


@dataclass(frozen=True, slots=True)
class ClinicianJudges:
    """What no answer can show; it never holds by itself."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold."""

    parts: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must hold."""

    parts: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """``number`` of the parts must hold."""

    number: int
    parts: tuple[Criterion, ...]


type Word = Sign | AgeIs | SexIs | IsPregnant | ClinicianJudges
type Criterion = Word | AllOf | AnyOf | AtLeast


def parse_criterion(when: object) -> Criterion:
    """Read a ``when`` table, or raise KnowledgeError that says what is wrong and what to write instead."""
    if isinstance(when, str):
        return _word(when)
    if not isinstance(when, Mapping):
        raise KnowledgeError(f"a condition is a word or a table with all, any or at_least, not {when!r}")
    if set(when) == {"clinician"} and isinstance(when["clinician"], str):
        return ClinicianJudges(when["clinician"])
    parts = _parts(when)
    if len(when) == 1:
        return _join(when, parts)
    marked = {mark: _marked(when, mark) for mark in ("decides", "presumed")}
    for mark, texts in marked.items():
        parts = tuple(_mark(part, mark, texts) for part in parts)
        if strangers := texts - {str(sign) for part in parts for sign in signs(part)}:
            raise KnowledgeError(f"{mark} names {', '.join(sorted(strangers))}, which its table does not hold")
    return _join(when, parts)


def words(criterion: Criterion) -> Iterator[Word]:
    """Every word of the condition, in reading order."""
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        for part in criterion.parts:
            yield from words(part)
    else:
        yield criterion


def signs(criterion: Criterion) -> Iterator[Sign]:
    """Every word about a finding."""
    return (word for word in words(criterion) if isinstance(word, Sign))


def rule_findings(when: object) -> frozenset[str]:
    """Return the ids of the findings that a ``when`` table speaks of."""
    return frozenset(sign.finding for sign in signs(parse_criterion(when)))


def _parts(when: Mapping[str, object]) -> tuple[Criterion, ...]:
    kinds = [key for key in _KEYS if key in when]
    allowed = {*kinds[:1], "decides", "presumed"} | ({"of"} if "at_least" in kinds else set())
    if len(kinds) != 1 or set(when) - allowed:
        raise KnowledgeError(
            "a condition has exactly one of all, any, or at_least with of, and may have decides and presumed;"
            f" this one has {', '.join(sorted(when))}"
        )
    listed = when.get("of" if kinds == ["at_least"] else kinds[0])
    if not isinstance(listed, list | tuple) or not listed:
        raise KnowledgeError(f"'{kinds[0]}' needs a list with at least one word")
    return tuple(parse_criterion(part) for part in listed)


def _join(when: Mapping[str, object], parts: tuple[Criterion, ...]) -> Criterion:
    if "all" in when:
        return AllOf(parts)
    if "any" in when:
        return AnyOf(parts)
    number = when["at_least"]
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(parts):
        raise KnowledgeError(f"at_least = {number!r} of {len(parts)} cannot be: give 1 to {len(parts)}")
    return AtLeast(number, parts)


def _marked(when: Mapping[str, object], mark: str) -> frozenset[str]:
    texts = when.get(mark, [])
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise KnowledgeError(f"{mark} is a list of words of its table")
    return frozenset(str(text) for text in texts)


def _mark(criterion: Criterion, mark: str, texts: frozenset[str]) -> Criterion:
    if isinstance(criterion, Sign):
        if str(criterion) not in texts:
            return criterion
        return replace(criterion, decides=True) if mark == "decides" else replace(criterion, presumed=True)
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        return replace(criterion, parts=tuple(_mark(part, mark, texts) for part in criterion.parts))
    return criterion


@cache  # the same words stand in many conditions, and each condition is read more than once
def _word(text: str) -> Word:
    if text == "pregnant":
        return IsPregnant()
    if found := _AGE.fullmatch(text):
        return AgeIs(found["how"], int(found["years"]))
    if text.startswith("sex="):
        try:
            return SexIs(Sex(text.removeprefix("sex=")))
        except ValueError:
            raise KnowledgeError(f"'{text}': sex is female or male") from None
    found = _SIGN.fullmatch(text)
    if not found or text.split("=")[0].rstrip("<>") in {"age", "pregnant"}:
        raise KnowledgeError(f"'{text}' is no word of a rule: write finding, finding=value or finding>=value")
    values = tuple((found["values"] or PRESENT).split("|"))
    how = Match(found["how"] or "=")
    if not all(values) or (how is not Match.IS and len(values) != 1):
        raise KnowledgeError(f"'{text}': >= and <= take one value; = takes values parted by |")
    return Sign(found["finding"], how, values)
