"""What is written behind an option, as a value; argparse says what is wrong with it, and the command never starts."""

from __future__ import annotations

import argparse
import math

OLDEST = 130


def at_least_one(text: str) -> int:
    """Return a whole number from 1 on. Raises ArgumentTypeError."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return number


def above_zero(text: str) -> float:
    """Return a number above 0 and below infinity. Raises ArgumentTypeError."""
    number = _number(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def years(text: str) -> float:
    """Return an age in years that a person can have. Raises ArgumentTypeError."""
    number = _number(text)
    if not 0 <= number <= OLDEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not an age in years from 0 to {OLDEST}")
    return number


def years_or_term(text: str) -> float | str:
    """Return years, or the text as it is: the reader of the query says what is wrong with it, if anything."""
    number = _number(text)
    return text if math.isnan(number) else number


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
