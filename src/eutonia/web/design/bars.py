"""Likelihoods as bars with the uncertainty of our numbers, said in words first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from eutonia.web.design.options import Words


@dataclass(frozen=True)
class Bar:
    """One bar: a probability between 0 and 1 with the interval around it.

    The words carry the whole meaning; the picture repeats them. ``detail`` is HTML that is already safe
    (the result of a template), shown under the bar.
    """

    label: Words
    value: float
    low: float
    high: float
    href: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high <= 1:
            raise ValueError(f"a bar needs 0 ≤ low ≤ value ≤ high ≤ 1, not {self.low}, {self.value}, {self.high}")

    @property
    def words(self) -> str:
        """The likelihood in words: "about 4 in 10"."""
        return in_ten(self.value)

    @property
    def range_words(self) -> str:
        """The interval in words, empty where it is no wider than the rounding."""
        low, high = round(self.low * 10), round(self.high * 10)
        if low == high:
            return ""
        if high == 10:
            return _("(could be %(low)s in 10 or more)") % {"low": low} if low else _("(could be anything)")
        if low == 0:
            return _("(could be up to %(high)s in 10)") % {"high": high}
        return _("(could be %(low)s to %(high)s in 10)") % {"low": low, "high": high}

    @staticmethod
    def per_mille(share: float) -> int:
        """A share as thousandths, the unit of the drawing."""
        return round(share * 1000)


def in_ten(probability: float) -> str:
    """A probability for people: "about 4 in 10", with "less than" and "more than" at the ends."""
    if probability < 0.01:
        return _("less than 1 in 100")
    if probability < 0.095:  # "about 1 in 10" for 5 in 100 would be twice too much
        return _("about %(n)s in 100") % {"n": max(1, round(probability * 100))}
    if probability >= 0.95:
        return _("more than 9 in 10")
    return _("about %(n)s in 10") % {"n": max(1, round(probability * 10))}
