"""How far a condition holds: not at all, maybe, or fully.

A sign is fully true where the answer is one of its values, maybe true where the answer is "not sure", and
false where it is absent, another value, or not stated. ``all`` is as true as its least part, ``any`` as its
truest, ``at_least`` is fully true where enough parts are, and maybe true where enough parts are maybe true.

A word that ``decides`` takes "not sure" as a full yes. A word that is ``presumed`` is a full yes until its
question is answered. What is not known of age, sex and pregnancy is true.

Everything here is monotone: a truer part never makes the whole less true. The proofs rest on that and show it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def compile_criterion(criterion: Criterion, findings: Mapping[str, Finding]) -> Test:
    """Return a function that says how far the condition holds for answers and a person."""
    if isinstance(criterion, Sign):
        return _sign_test(sign_truth(criterion, findings))
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        parts = tuple(compile_criterion(part, findings) for part in criterion.parts)
        return _counting_test(parts, needed(criterion))
    word = criterion
    return lambda _answers, person: person_truth(word, person)


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


def support(criterion: Criterion, findings: Mapping[str, Finding], answers: Answers, person: Person) -> tuple[str, ...]:
    """Return the answered findings that make the condition as true as it is, in reading order."""
    found: dict[str, None] = {}
    least = compile_criterion(criterion, findings)(answers, person)

    def visit(part: Criterion) -> None:
        if compile_criterion(part, findings)(answers, person) < least:
            return
        if isinstance(part, AllOf | AnyOf | AtLeast):
            for inner in part.parts:
                visit(inner)
        elif isinstance(part, Sign) and part.finding in answers:
            found[part.finding] = None

    if least is not Truth.NO:
        visit(criterion)
    return tuple(found)


def presumptions(
    criterion: Criterion, findings: Mapping[str, Finding], answers: Answers, person: Person
) -> tuple[str, ...]:
    """Return the follow-up findings that are presumed here although nobody has been asked."""
    if compile_criterion(criterion, findings)(answers, person) is Truth.NO:
        return ()
    return tuple(dict.fromkeys(sign.finding for sign in _presumed(criterion) if sign.finding not in answers))


def _presumed(criterion: Criterion) -> list[Sign]:
    if isinstance(criterion, AllOf | AnyOf | AtLeast):
        return [sign for part in criterion.parts for sign in _presumed(part)]
    return [criterion] if isinstance(criterion, Sign) and criterion.presumed else []
