"""Numbers on the axes of a picture: round steps, the unit of time that fits, no exponents."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MINUTE_S, _HOUR_S = 60.0, 3600.0


def ticks(end: float, most: int = 7) -> list[float]:
    """Return at most so many multiples of a round step from 0 to an end above 0, as a person would draw them."""
    rough = end / max(most - 1, 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * each for each in _STEPS if size * each >= rough * (1 - 1e-9))
    return [step * k for k in range(int(end / step + 1e-9) + 1)]


def unit_of_time(seconds: float) -> tuple[float, str]:
    """Return the unit in which so long a time is read best: its length in seconds, and its sign."""
    if seconds >= 3 * _HOUR_S:
        return _HOUR_S, "h"
    return (_MINUTE_S, "min") if seconds >= 5 * _MINUTE_S else (1.0, "s")


def plain(value: float) -> str:
    """Return a number with three figures that count, without an exponent: 1114, 12.5, 0.0333."""
    if not math.isfinite(value):
        return ""
    places = 0 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value + 0.0:.{min(places, 12)}f}"  # adding nothing makes of -0 a 0
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(seconds: float) -> str:
    """Return a time to the microsecond, without an exponent and without empty zeros: 14400.123456, 0.02, 150."""
    text = f"{seconds + 0.0:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(number: int, thing: str) -> str:
    """Return a number with its thing, in the plural where it is not one: 1 burst, 2 bursts."""
    return f"{number} {thing}" + ("" if number == 1 else "s")
