"""Who pays, what it may cost, and what an insurer must be told first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway.money import FREE, NOTHING, Money, MoneyRange
from eutonia.pathway.problems import PathwayError
from eutonia.pathway.standing import AuthorisationState, Payer, Standing

__all__ = [
    "CoverTold",
    "CoverWord",
    "Estimate",
    "Line",
    "Money",
    "MoneyRange",
    "RequestFacts",
    "estimate",
    "missing_for_request",
    "told",
]

_ICD10 = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in an estimate. ``sure``: it will happen; else it may."""

    name: str
    price: MoneyRange
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Estimate:
    """What something may cost, line by line."""

    lines: tuple[Line, ...]

    @property
    def sure(self) -> MoneyRange:
        """What will be due: the sum of what is sure."""
        return _sum(line.price for line in self.lines if line.sure)

    @property
    def whole(self) -> MoneyRange:
        """The whole way: from what is sure at its lowest to everything at its highest."""
        return MoneyRange(self.sure.low, _sum(line.price for line in self.lines).high)


def estimate(visit: Line, suggested: Iterable[Line] = ()) -> Estimate:
    """Return the estimate for a visit, which is sure, and suggested tests, none of which is: a clinician decides."""
    return Estimate((Line(visit.name, visit.price), *(Line(line.name, line.price, sure=False) for line in suggested)))


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a request for authorisation is made of. Empty or None: not known yet.

    ``pattern`` is a regular expression that every membership number of the insurer matches in full, empty where it is
    not known; ``hint`` says in words how the number looks.
    """

    membership_number: str
    birth_date: date | None
    procedures: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    pattern: str = ""
    hint: str = ""


def missing_for_request(facts: RequestFacts, *, today: date) -> tuple[Issue, ...]:
    """Return everything that a request still lacks, each with its remedy; nothing where it can be sent.

    Raises PathwayError where the insurer's pattern is no regular expression.
    """
    return tuple(issue for issue in (*_membership(facts), *_birth(facts, today), *_codes(facts)))


class CoverWord(StrEnum):
    """How the costs of a visit stand, in a word."""

    SELF_PAY = "self-pay"
    AWAITING = "awaiting"
    COVERED = "covered"
    PARTLY = "partly"
    DECLINED = "declined"
    NOT_THEN = "not-then"
    """The approval is over before the day of the visit."""
    USED_UP = "used-up"


@dataclass(frozen=True, slots=True)
class CoverTold:
    """What a patient is told about the costs of a visit.

    ``pays`` is what they pay as things stand; ``pays_if_not`` what they pay if the insurer does not. None of it is due
    for an insured visit until the insurer has answered: it does not begin before.
    """

    word: CoverWord
    pays: MoneyRange
    pays_if_not: MoneyRange
    says: str
    then: str


def told(payer: Payer, standing: Standing | None, price: MoneyRange, *, day: date, spent: Money = NOTHING) -> CoverTold:
    """Return what a patient is told. ``day`` is the date of the visit; ``spent`` what the insurer has paid so far."""
    word = _word(payer, standing, price, day, spent)
    limit = None if standing is None or standing.terms is None else standing.terms.limit
    match word:
        case CoverWord.AWAITING | CoverWord.COVERED:
            pays = FREE
        case CoverWord.PARTLY if limit is not None:
            pays = price.less(limit.less(spent))
        case _:
            pays = price
    says, then = _SENTENCES[word]
    return CoverTold(word, pays, price, says, then)


_SENTENCES = {
    CoverWord.SELF_PAY: (
        "You pay for this visit yourself.",
        "You pay at the clinic. If you have health insurance, tell us before the visit begins.",
    ),
    CoverWord.AWAITING: (
        "We have no yes from your insurer yet.",
        "Your visit is booked, but cannot begin before they say yes. If they say no, you can choose to pay yourself.",
    ),
    CoverWord.COVERED: (
        "Your insurer has said yes to this visit.",
        "They may still ask you for an excess. Your policy says how much.",
    ),
    CoverWord.PARTLY: (
        "Your insurer pays a part of this visit.",
        "You pay the rest at the clinic. Your insurer can tell you more about their limit.",
    ),
    CoverWord.DECLINED: (
        "Your insurer has said no to this visit.",
        "You can pay yourself, ask your insurer why, or cancel.",
    ),
    CoverWord.NOT_THEN: (
        "Your insurer's yes does not hold on the day of the visit.",
        "We can ask them for more time, or you can choose an earlier day or pay yourself.",
    ),
    CoverWord.USED_UP: (
        "Your insurer's yes was for fewer visits.",
        "We can ask them for more, or you can pay yourself.",
    ),
}


def _word(payer: Payer, standing: Standing | None, price: MoneyRange, day: date, spent: Money) -> CoverWord:
    if payer is Payer.SELF:
        return CoverWord.SELF_PAY
    match standing.state if standing is not None else AuthorisationState.NEEDED:
        case AuthorisationState.DECLINED:
            return CoverWord.DECLINED
        case AuthorisationState.EXPIRED:
            return CoverWord.NOT_THEN
        case AuthorisationState.USED_UP:
            return CoverWord.USED_UP
        case AuthorisationState.APPROVED if standing is not None and standing.terms is not None:
            if standing.is_over(day):
                return CoverWord.NOT_THEN
            if standing.visits_left == 0:
                return CoverWord.USED_UP
            limit = standing.terms.limit
            return CoverWord.COVERED if limit is None or price.high <= limit.less(spent) else CoverWord.PARTLY
    return CoverWord.AWAITING


def _membership(facts: RequestFacts) -> Iterable[Issue]:
    number = facts.membership_number.strip()
    if not number:
        yield _lacks("There is no membership number.", "Ask the patient for it; it is on their card.")
        return
    try:
        fits = not facts.pattern or re.fullmatch(facts.pattern, number, re.ASCII)
    except re.error as error:
        raise PathwayError(f"the insurer's pattern {facts.pattern!r} cannot be read: {error}") from None
    if not fits:
        hint = f" It looks like this: {facts.hint}" if facts.hint else ""
        yield _lacks(
            "The membership number does not look like one of this insurer.", f"Check it with the patient.{hint}"
        )


def _birth(facts: RequestFacts, today: date) -> Iterable[Issue]:
    if facts.birth_date is None:
        yield _lacks("There is no date of birth.", "Ask the patient for it.")
    elif facts.birth_date > today:
        yield _lacks("The date of birth lies in the future.", "Check the year with the patient.")


def _codes(facts: RequestFacts) -> Iterable[Issue]:
    if not any(code.strip() for code in facts.procedures):
        yield _lacks("There is no procedure code.", "Add the codes of the visit and of the tests that were ordered.")
    if not any(code.strip() for code in facts.diagnoses):
        yield _lacks("There is no diagnosis code.", "Add the ICD-10 code of what is suspected, such as R25.2.")
    for code in facts.diagnoses:
        if code.strip() and not _ICD10.fullmatch(code.strip()):
            yield _lacks(f"‘{code}’ is not an ICD-10 code.", "Write a letter and two figures, as in R25.2.")


def _lacks(what: str, remedy: str) -> Issue:
    return Issue(IssueLevel.ERROR, what, remedy)


def _sum(prices: Iterable[MoneyRange]) -> MoneyRange:
    whole = FREE
    for price in prices:
        whole = whole + price
    return whole
