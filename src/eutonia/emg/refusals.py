"""What a caller gave that cannot be used: the error that says so with a remedy, and numbers that must be numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from eutonia.knowledge.vocabulary import Issue, IssueLevel

_LONGEST = 1e15  # samples: more than any recording has, and still a whole number


class EmgError(ValueError):
    """A recording that cannot be used; ``issues`` say why and what to do."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def refuse(what: str, remedy: str, where: str = "") -> EmgError:
    """Return the error of one issue, to be raised."""
    return EmgError(Issue(IssueLevel.ERROR, what, remedy, where))


def number(value: Any, name: str, remedy: str, where: str = "") -> float:
    """Return a number as a float. Raises EmgError for text, yes or no, nothing, and what is no finite number."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    try:
        found = math.nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise refuse(f"The {name} {repr(value)[:40]} is not a number.", remedy, where)
    return found


def labels_of(labels: Sequence[str]) -> list[str]:
    """Return labels as a list. Raises EmgError for one text, which would be taken for a list of its letters."""
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise refuse(f"The labels {labels!r} are no list.", f"Give a list of labels, such as [{str(labels)!r}].")
    return [str(one) for one in labels]


def names_of(labels: Sequence[str] | None, count: int) -> list[str]:
    """Return a label for each channel; numbered where none are given."""
    names = [f"channel {index + 1}" for index in range(count)] if labels is None else labels_of(labels)
    if len(names) != count:
        raise refuse(f"There are {count} channels and {len(names)} labels.", "Give one label per channel.")
    return names


def text_of(unit: object) -> str:
    """Return a unit that is a text. Raises EmgError for anything else."""
    if not isinstance(unit, str):
        raise refuse(f"The unit {unit!r} is no text.", "State the unit of the samples: V, mV, uV or nV.")
    return unit


def each_of(value: Any, count: int, what: str) -> list[Any]:
    """Return one value for each channel from one for all or one for each. Raises EmgError where the count differs."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        return [value] * count
    if len(value) != count:
        raise refuse(f"There are {count} channels and {len(value)} {what}.", "Give one for all or one per channel.")
    return list(value)


def window_of(window_s: Any, hop_s: Any, rate_hz: float, where: str) -> tuple[int, float]:
    """Return the samples of a window and from one to the next. Raises EmgError for windows that cannot be."""
    remedy = "Give seconds, such as window_s=0.25 and hop_s=0.125."
    window, hop = number(window_s, "window", remedy, where), number(hop_s, "hop", remedy, where)
    size, apart = round(min(window * rate_hz, _LONGEST)), min(hop * rate_hz, _LONGEST)
    if size < 4:
        what = f"A window of {window:g} s holds too few samples at {rate_hz:g} Hz."
        raise refuse(what, "Choose longer windows: four samples or more.", where)
    if apart < 1:
        what = f"Windows that begin every {hop:g} s do not go forward by a sample at {rate_hz:g} Hz."
        raise refuse(what, f"Choose a hop of {1 / rate_hz:g} s or more.", where)
    return size, apart
