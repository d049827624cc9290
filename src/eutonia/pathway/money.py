"""Money as whole pence: sums come out to the penny, and nothing is ever rounded behind anybody's back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eutonia.pathway.problems import PathwayError, require

_POUNDS = re.compile(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of pounds sterling in pence, never below nothing."""

    pence: int

    def __post_init__(self) -> None:
        require(type(self.pence) is int, f"{self.pence!r} is not a whole number of pence")
        require(self.pence >= 0, f"{self.pence} pence is less than nothing: say who owes whom instead")

    @classmethod
    def from_text(cls, text: str) -> Money:
        """Return the amount that somebody typed, such as ``£1,250``, ``45`` or ``45.50``.

        Raises PathwayError for anything that could be read in two ways, such as ``45.5`` or ``1.250``.
        """
        found = _POUNDS.fullmatch(text.strip())
        if found is None:
            raise PathwayError(f"{text!r} is not an amount: write pounds, or pounds and two figures of pence, as 45.50")
        return cls(100 * int(found[1].replace(",", "")) + int(found[2] or 0))

    def __add__(self, other: Money) -> Money:
        return Money(self.pence + other.pence)

    def __mul__(self, count: int) -> Money:
        return Money(self.pence * count)

    def less(self, other: Money) -> Money:
        """Return what is left of this after the other is taken off; nothing where the other is more."""
        return Money(max(0, self.pence - other.pence))

    def __str__(self) -> str:
        pounds, pence = divmod(self.pence, 100)
        return f"£{pounds:,}.{pence:02}" if pence else f"£{pounds:,}"


NOTHING = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """Return the sum of the amounts."""
    return Money(sum(amount.pence for amount in amounts))


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """From so much to so much, both included."""

    low: Money
    high: Money

    def __post_init__(self) -> None:
        require(self.low <= self.high, f"{self.low} to {self.high} runs backwards: exchange the two")

    @classmethod
    def exactly(cls, amount: Money) -> MoneyRange:
        """Return the range of one amount."""
        return cls(amount, amount)

    def __add__(self, other: MoneyRange) -> MoneyRange:
        return MoneyRange(self.low + other.low, self.high + other.high)

    def less(self, other: Money) -> MoneyRange:
        """Return what is left of both ends after an amount is taken off."""
        return MoneyRange(self.low.less(other), self.high.less(other))

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


FREE = MoneyRange(NOTHING, NOTHING)
