"""Normal limits of motor unit potentials by muscle and age, read from a table that a laboratory can change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import NormalDist
from typing import Any

from eutonia.emg.recording import EmgError, refuse
from eutonia.knowledge.vocabulary import Source

MEASURES = {
    "duration_ms": "duration, ms",
    "amplitude_uv": "amplitude, µV",
    "area_uvms": "area, µV ms",
    "phases": "phases",
    "turns": "turns",
    "thickness_ms": "thickness (area over amplitude), ms",
    "size_index": "size index",
}
_BEYOND = 2.0  # standard deviations: the customary limit of a mean


@dataclass(frozen=True, slots=True)
class Limit:
    """What is normal of one measure: mean and SD of the means of healthy muscles; bounds of single units."""

    mean: float
    sd: float
    outliers: tuple[float, float] | None = None

    @property
    def low(self) -> float:
        """The lower limit of a mean: two standard deviations below."""
        return self.mean - _BEYOND * self.sd

    @property
    def high(self) -> float:
        """The upper limit of a mean: two standard deviations above."""
        return self.mean + _BEYOND * self.sd


@dataclass(frozen=True, slots=True)
class MuscleLimits:
    """The limits of one muscle at an age, with their source."""

    muscle: str
    names: tuple[str, ...]
    age_from: int
    age_to: int
    measures: Mapping[str, Limit]
    source: Source


@dataclass(frozen=True, slots=True)
class Effect:
    """How far a disease moves the mean of a measure: value, low and high of its place and spread, in SD of healthy."""

    pattern: str
    measure: str
    centre: tuple[float, float, float]
    spread: tuple[float, float, float]
    source: str


@dataclass(frozen=True, slots=True)
class LimitTable:
    """All limits and effects of a table."""

    limits: tuple[MuscleLimits, ...]
    effects: tuple[Effect, ...]

    def find(self, muscle: str, age: float | None) -> MuscleLimits | None:
        """Return the limits of a muscle at an age (None: any), or None where the table has none."""
        name = " ".join(muscle.lower().replace("_", " ").replace("-", " ").split())
        for one in self.limits:
            if name in one.names and (age is None or one.age_from <= int(age) <= one.age_to):
                return one
        return None


def normal_limits(path: Path | str | None = None) -> LimitTable:
    """Return the limits of the package, or of a file of the same form. Raises EmgError where it cannot be read."""
    return _of_package() if path is None else _read(path)  # a file may have been mended since


@cache
def _of_package() -> LimitTable:
    return _read(None)


def _read(path: Path | str | None) -> LimitTable:
    try:
        text = (
            files("eutonia.emg").joinpath("data/motor_unit_limits.toml").read_text("utf-8")
            if path is None
            else Path(path).read_text("utf-8")
        )
        return _table(tomllib.loads(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise refuse(f"The table of limits cannot be read: {problem}.", "Mend the file, or leave it out.") from None
    except (KeyError, TypeError, ValueError) as problem:
        if isinstance(problem, EmgError):
            raise
        raise refuse(
            f"The table of limits lacks something or holds a wrong value: {problem}.",
            "Compare it with data/motor_unit_limits.toml in the package.",
        ) from None


def _table(read: dict[str, Any]) -> LimitTable:
    sources = {
        key: Source(key, one["title"], one.get("address", ""), bool(one.get("weak")), one.get("note", ""))
        for key, one in read.get("sources", {}).items()
    }
    return LimitTable(
        tuple(_limits(one, sources) for one in read["limits"]), tuple(_effect(one, sources) for one in read["effects"])
    )


def _limits(one: dict[str, Any], sources: dict[str, Source]) -> MuscleLimits:
    measures = {}
    for name in MEASURES:
        if name in one:
            bounds = one[name].get("outliers")
            limit = Limit(float(one[name]["mean"]), float(one[name]["sd"]), (bounds[0], bounds[1]) if bounds else None)
            if not (limit.sd > 0 and (limit.mean > 0 or name == "size_index")):  # a logarithm: may lie below 0
                raise ValueError(f"{one['muscle']}: {name} needs a mean and an SD above 0")
            measures[name] = limit
    names = tuple(name.lower() for name in [one["muscle"], *one.get("also", [])])
    return MuscleLimits(
        one["muscle"], names, int(one["age_from"]), int(one["age_to"]), measures, sources[one["source"]]
    )


def _effect(one: dict[str, Any], sources: dict[str, Source]) -> Effect:
    if one["source"] != "estimate" and one["source"] not in sources:
        raise ValueError(f"the source {one['source']!r} is not in [sources]")
    sign = {"above": 1.0, "below": -1.0}[one["side"]]
    spread = tuple(float(value) for value in one["spread"])
    centre = tuple(sign * (_BEYOND - NormalDist().inv_cdf(1 - share) * spread[0]) for share in one["beyond"])
    return Effect(one["pattern"], one["measure"], centre, spread, one["source"])  # type: ignore[arg-type]
