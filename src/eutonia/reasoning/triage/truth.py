"""How far a condition holds: not at all, maybe, or fully.

A sign is fully true where the answer is one of its values, maybe true where the answer is "not sure", and
false where it is absent, another value, or not stated. ``all`` is as true as its least part, ``any`` as its
truest, ``at_least`` is fully true where enough parts are, and maybe true where enough parts are maybe true.

A word that ``decides`` takes "not sure" as a full yes. A word that is ``presumed`` is a full yes until its
question is answered. What is not known of age, sex and pregnancy is true.

Everything here is monotone: a truer part never makes the whole less true. The proofs rest on that and show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

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
    Word,
)
from eutonia.knowledge.vocabulary import NOT_SURE, Finding, KnowledgeError, Person, Sex

# Above this age nobody is taken to be pregnant, whatever has not been stated.
OLDEST_PREGNANCY = 60

type Answers = Mapping[str, str]


class Truth(IntEnum):
    """How far something holds."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class SignTruth:
    """The truth of a sign for every answer that does not make it false; None stands for not stated."""

    sign: Sign
    by_answer: Mapping[str | None, Truth]

    def of(self, answer: str | None) -> Truth:
        """Return how far the sign holds with that answer."""
        return self.by_answer.get(answer, Truth.NO)


def sign_truth(sign: Sign, findings: Mapping[str, Finding]) -> SignTruth:
    """Return the table of a sign, or raise KnowledgeError where its finding cannot answer it."""
    if problem := sign.problem(findings):
        raise KnowledgeError(problem)
    table: dict[str | None, Truth] = dict.fromkeys(sign.matching(findings[sign.finding]), Truth.YES)
    table[NOT_SURE] = Truth.YES if sign.decides or sign.presumed else Truth.MAYBE
    if sign.presumed:
        table[None] = Truth.YES
    return SignTruth(sign, table)


def may_be_pregnant(person: Person) -> bool:
    """Return True unless the person is known not to be pregnant, is male, or is beyond that age."""
    if person.pregnant is None:
        return person.sex is not Sex.MALE and (person.age is None or person.age <= OLDEST_PREGNANCY)
    return person.pregnant


def person_truth(word: Word, person: Person) -> Truth:
    """Return how far a word about age, sex or pregnancy holds; what is not stated holds."""
    if isinstance(word, AgeIs):
        holds = word.holds(person.age)
    elif isinstance(word, SexIs):
        holds = person.sex in (None, word.sex)
    elif isinstance(word, IsPregnant):
        holds = may_be_pregnant(person)
    else:
        assert isinstance(word, ClinicianJudges)
        holds = False
    return Truth.YES if holds else Truth.NO


type Test = Callable[[Answers, Person], Truth]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition as a function, with its parts compiled likewise."""

    test: Test
    parts: tuple[Compiled, ...] = ()
    sign: Sign | None = None

    def walk(self) -> Iterator[Compiled]:
        """This condition and every part of it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def compile_criterion(criterion: Criterion, findings: Mapping[str, Finding]) -> Compiled:
    """Return the condition ready to be tried, or raise KnowledgeError where a finding cannot answer it."""
    if isinstance(criterion, Sign):
        return Compiled(_sign_test(sign_truth(criterion, findings)), sign=criterion)
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        parts = tuple(compile_criterion(part, findings) for part in criterion.parts)
        return Compiled(_counting_test(tuple(part.test for part in parts), needed(criterion)), parts)
    word = criterion
    return Compiled(lambda _answers, person: person_truth(word, person))


def needed(criterion: AllOf | AnyOf | AtLeast) -> int:
    """Return how many parts must hold."""
    if isinstance(criterion, AtLeast):
        return criterion.number
    return 1 if isinstance(criterion, AnyOf) else len(criterion.parts)


def _sign_test(table: SignTruth) -> Test:
    finding, by_answer = table.sign.finding, table.by_answer
    return lambda answers, _person: by_answer.get(answers.get(finding), Truth.NO)


def _counting_test(parts: tuple[Test, ...], number: int) -> Test:
    """Return the truth of the part that stands ``number``-th when the truest stands first."""
    if number == 1:
        return lambda answers, person: max(part(answers, person) for part in parts)
    if number < len(parts):
        return lambda answers, person: sorted((part(answers, person) for part in parts), reverse=True)[number - 1]

    def every(answers: Answers, person: Person) -> Truth:
        least = Truth.YES
        for part in parts:
            least = min(least, part(answers, person))
            if least is Truth.NO:
                break
        return least

    return every


def support(compiled: Compiled, answers: Answers, person: Person) -> tuple[str, ...]:
    """Return the answered findings that make the condition as true as it is, in reading order."""
    least = compiled.test(answers, person)
    found: dict[str, None] = {}

    def visit(part: Compiled) -> None:
        if part.test(answers, person) < least:
            return
        if part.sign is not None and part.sign.finding in answers:
            found[part.sign.finding] = None
        for inner in part.parts:
            visit(inner)

    if least is not Truth.NO:
        visit(compiled)
    return tuple(found)
