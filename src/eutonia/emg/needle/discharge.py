"""One discharge with what speaks for it, and when its kind is sure enough to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eutonia.emg.needle.definitions import CANNOT_TELL, DischargeReason

SURE = 0.6  # below it the kind is "cannot tell"
FIBRE_MS = 4.5  # potentials of single fibres are shorter
LONGEST_MS = 40.0  # no potential of muscle lasts longer


@dataclass(frozen=True, slots=True)
class Discharge:
    """A discharge: one fasciculation, or a train or crowd of another kind.

    ``times_s``: each potential that was told apart. ``rate_hz``: inside a run; of all fasciculations, for one of
    them. ``cv``: coefficient of variation of intervals. Shape: mean ``duration_ms``, ``amplitude_uv``, ``phases``,
    ``turns``; not known (None) for a crowd. ``why``: what speaks for and against the kind. Of several ``units`` that
    were told apart rate and shape are the middle of all, and ``why`` speaks of the one with most potentials.
    """

    kind: str
    probability: float
    onset_s: float
    offset_s: float
    times_s: tuple[float, ...]
    units: int
    rate_hz: float | None
    cv: float | None
    duration_ms: float | None
    amplitude_uv: float | None
    phases: int | None
    turns: int | None
    probabilities: dict[str, float]
    why: tuple[DischargeReason, ...]


def kind_of(chances: Mapping[str, float], least: float = SURE) -> str:
    """Return the likeliest kind, or "cannot tell" where even that is not likely enough."""
    best = max(chances, key=lambda kind: chances[kind])
    return best if chances[best] >= least else CANNOT_TELL


def chance_of(kind: str, chances: Mapping[str, float]) -> float:
    """Return the probability of a kind; of "cannot tell": that the likeliest kind is wrong."""
    if kind == CANNOT_TELL:
        return round(1 - max((value for name, value in chances.items() if name != CANNOT_TELL), default=0.0), 4)
    return round(chances[kind], 4)
