"""The published definitions of discharges, and how well a train fits each, with the reasons."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from eutonia.knowledge.vocabulary import Source

CANNOT_TELL = "cannot tell"
NONE = "none"
KINDS = (
    "fasciculation",
    "fibrillation",
    "positive sharp wave",
    "myotonic",
    "myokymic",
    "neuromyotonic",
    "complex repetitive",
    "cramp",
    "voluntary",
    NONE,
    CANNOT_TELL,
)
_WORDS = {
    "duration_ms": "potentials of {:.3g} ms",
    "seen_ms": "potentials of {:.3g} ms, as an eye sees them",
    "whole_ms": "potentials of {:.3g} ms with their satellites",
    "rate_hz": "{:.3g} a second",
    "mean_hz": "{:.2g} a second in all",
    "cv": "intervals that vary by {:.3g} %",
    "turns": "{:.0f} turns with their satellites",
    "rate_change": "a rate that changes {:.2g}-fold",
    "height_change": "a height that changes {:.2g}-fold",
    "fall": "a height that ends at {:.3g} % of its beginning",
    "breaks_hz": "{:.2g} pauses a second after which it goes on",
    "run_s": "runs of {:.2g} s",
    "amplitude_uv": "a height of {:.3g} µV",
    "slow": "a share of {:.3g} % of a sharp wave with a long low one after it",
    "pulse": "a share of {:.3g} % of a pulse too short for a fibre, with a low wave after it",
    "hidden_low": "a low wave after it of up to {:.3g} % of its height that noise would hide",
    "missed": "a share of {:.3g} % of its potentials lost in the noise, and any rhythm with them",
    "units": "units that fire together number {:.0f}",
    "group_hz": "{:.3g} a second inside a group",
    "group_size": "groups of {:.2g}",
    "group_every_s": "a group every {:.2g} s",
}
_SHARES = frozenset({"cv", "fall", "slow", "pulse", "hidden_low", "missed"})  # said in per cent, value and range alike
_CAP = 8.0  # no single measure may speak louder
_HIDDEN = 2.0  # how much what noise may have hidden speaks against a kind at most: nobody saw it (estimate, 1 to 2.5)
_DOUBT = -3.0  # the weight of "something else": two measures off by one and a half SD
_CV_UNSURE = 1.1  # standard deviation of the logarithm of a variation measured on three intervals
_FLAG_SD = 0.25  # of a share that should be 0 or 1


@dataclass(frozen=True, slots=True)
class DischargeReason:
    """What one measure says for (0) or against (below 0) a kind, in natural logarithms, in a sentence."""

    kind: str
    measure: str
    value: float
    weight: float
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A kind as ranges of measures, and the source of the ranges."""

    kind: str
    ranges: Mapping[str, tuple[float, float]]
    source: Source


@cache
def definitions() -> tuple[dict[str, Definition], dict[str, float]]:
    """Return the definitions by kind, and how softly ranges end by measure."""
    read = tomllib.loads(files("eutonia.emg").joinpath("data/discharges.toml").read_text("utf-8"))
    sources = {
        key: Source(key, one["title"], one.get("address", ""), bool(one.get("weak")), one.get("note", ""))
        for key, one in read["sources"].items()
    }
    found = {}
    for kind, one in read["kinds"].items():
        ranges = {
            name: (float(value), float(value)) if isinstance(value, int) else (float(value[0]), float(value[1]))
            for name, value in one.items()
            if name != "source"
        }
        found[kind] = Definition(kind, ranges, sources[one["source"]])
    return found, {name: float(value) for name, value in read["edges"].items()}


def reasons(
    kind: str, measures: Mapping[str, float], count: float = math.inf, most: Mapping[str, float] | None = None
) -> list[DischargeReason]:
    """Return what each measure says of a kind. A measure that is not known says nothing.

    ``count``: potentials that were measured; the fewer, the less the variation of their intervals is worth. ``most``:
    how large a measure may be of which noise hides a part; too small is only what is so even then.
    """
    known, edges = definitions()
    largest = most or {}
    definition = known[kind]
    found = []
    for name, (low, high) in definition.ranges.items():
        value = measures.get(name)
        if value is None or not math.isfinite(value):
            continue
        unsure = _CV_UNSURE / math.sqrt(max(count - 2, 1)) if name == "cv" else 0.0
        hidden = min(largest.get(name, value), low) if value < low else value
        seen, least = (_beyond(one, low, high, edges.get(name), unsure) ** 2 / 2 for one in (value, max(value, hidden)))
        weight = -min(least + min(seen - least, _HIDDEN), _CAP)
        beside = f" or, with what noise hides, {hidden:.3g}" if hidden > value else ""
        inside = "speaks against" if weight <= -0.5 else "as expected of" if low <= hidden <= high else "close to"
        sentence = f"{_measured(name, value)}{beside}: {inside} {kind}{_held(name, low, high)}."
        found.append(DischargeReason(kind, name, value, weight, sentence, definition.source.key))
    return found


def _measured(name: str, value: float) -> str:
    if name == "grouped":
        return "Groups of potentials" if value else "No groups of potentials"
    words = _WORDS[name].format(100 * value if name in _SHARES else value)
    return words[0].upper() + words[1:]  # capitalize() would write µv


def _held(name: str, low: float, high: float) -> str:
    """Return the range of a definition in brackets, in the unit of the measure; a yes or no has none."""
    if name == "grouped":
        return ""
    if name in _SHARES:
        low, high = 100 * low, 100 * high
    return f" ({low:.4g}{'' if low == high else f' to {high:.4g}'}{' %' if name in _SHARES else ''})"


def _beyond(value: float, low: float, high: float, edge: float | None, unsure: float) -> float:
    """Return how far a value lies outside a range, in standard deviations of its edge."""
    if edge is None:
        return abs(value - low) / _FLAG_SD
    softness = math.hypot(math.log(edge), unsure)
    if value > high:
        return math.log(value / high) / softness
    if value < low:
        return math.log(low / max(value, low * 1e-3)) / softness
    return 0.0


def probabilities(weights: Mapping[str, float], other: float = _DOUBT) -> dict[str, float]:
    """Return the probability of each kind from the sums of its reasons; something else is always possible.

    ``other``: how well something that is no kind of discharge would account for it, where that is known.
    """
    every = {**weights, CANNOT_TELL: max(_DOUBT, other)}
    top = max(every.values())
    shares = {kind: math.exp(weight - top) for kind, weight in every.items()}
    total = sum(shares.values())
    return {kind: share / total for kind, share in shares.items()}
