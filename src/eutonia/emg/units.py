"""Units of voltage as recordings name them, and units of what else a recording may carry."""

from __future__ import annotations

from eutonia.knowledge.vocabulary import Issue, IssueLevel

# One of the unit in microvolts. µ has two code points (micro sign and Greek mu), and many files write u.
_MICROVOLTS = {"nv": 1e-3, "uv": 1.0, "mv": 1e3, "v": 1e6}
_WORDS = {"nanovolt": "nv", "microvolt": "uv", "millivolt": "mv", "volt": "v"}

FAR_BEYOND = 1e15
"""A value that nobody measured, in whatever unit; the squares of as many as a window holds stay in single precision."""

# What stands beside EMG in recordings and is no voltage: force, angle, acceleration, temperature, share, rate.
_OTHER = frozenset(
    word
    for line in (
        "% %mvc n nm n.m kg g mg m/s2 m/s^2 m/s²",
        "deg degree degrees ° deg/s °/s rad rad/s",
        "c degc °c bpm s ms hz mm cm m mmhg kpa pa l l/min ohm kohm",
    )
    for word in line.split()
)


def microvolts(unit: str) -> float | None:
    """Return how many microvolts one of the unit is, or None where the unit is no voltage we know."""
    name = unit.strip().replace("µ", "u").replace("μ", "u")
    if name == "MV":  # megavolts exist on paper only; the writer meant one of two units a thousandfold apart
        return None
    name = name.lower()
    return _MICROVOLTS.get(_WORDS.get(name.rstrip("s"), name))


def is_other_quantity(unit: str) -> bool:
    """True where the unit is known and is not a voltage, so that the channel is no EMG."""
    return unit.strip().lower().replace(" ", "") in _OTHER


def unknown_unit(unit: str, label: str) -> Issue:
    """Return the issue that stops an analysis: without a unit an amplitude means nothing."""
    return Issue(
        IssueLevel.ERROR,
        f"The unit {unit!r} is not known, so no amplitude of this channel can be trusted."
        if unit.strip()
        else "The channel has no unit, so no amplitude of it can be trusted.",
        "State the unit of the samples: V, mV, uV or nV (on the command line: --unit uV).",
        f"channel {label!r}",
    )
