"""What a person states of a recording, beside what its file says of itself.

Rate and unit scale every measure, so where the two differ one of them is wrong, and no software can know which.
"""

from __future__ import annotations

from eutonia.emg.recording import Channel, EmgError, Recording
from eutonia.emg.units import microvolts
from eutonia.knowledge.vocabulary import Issue, IssueLevel

SAME_RATE = 0.01  # of the rate: what a few decimals of a time stamp, or a rounded rate, leave open


def agreed(recording: Recording, rate_hz: float | None, unit: str | None, *, fallback: bool) -> Recording:
    """Return the recording where what was stated of it is true of a channel at least, or is not contradicted.

    Otherwise raises EmgError, or, as a ``fallback`` for files that do not say, leaves the file its own word and adds
    a warning to the issues.
    """
    voltages = [channel for channel in recording.channels if microvolts(channel.unit) is not None]
    found = [
        f"The {what} and that of the file ({', '.join(own)}) disagree."
        for what, own in (_rates(voltages, rate_hz), _units(voltages, recording, unit))
        if own
    ]
    if not found:
        return recording
    if not fallback:
        remedy = "Leave it out where the file is right, and correct the file where it is wrong."
        raise EmgError(*(Issue(IssueLevel.ERROR, what, remedy) for what in found))
    remedy = "That of the file was used; correct the file where it is wrong."
    warnings = [Issue(IssueLevel.WARNING, what, remedy) for what in found]
    return Recording.of(recording.channels, recording.annotations, [*recording.issues, *warnings])


def _rates(voltages: list[Channel], rate_hz: float | None) -> tuple[str, list[str]]:
    """Return what was stated, and the rates of the file if none of them is that."""
    own = sorted({channel.rate_hz for channel in voltages})
    if rate_hz is None or any(same_rate(rate_hz, one) for one in own):
        return "", []
    return f"stated rate {rate_hz:g} Hz", [f"{one:g} Hz" for one in own]


def _units(voltages: list[Channel], recording: Recording, unit: str | None) -> tuple[str, list[str]]:
    """Return what was stated, and the units of the file if none of them is that."""
    own = list(dict.fromkeys(channel.unit for channel in voltages))
    if unit is None or unit in recording.units or microvolts(unit) in map(microvolts, own):
        return "", []
    return f"stated unit {unit}", own


def same_rate(one_hz: float, other_hz: float) -> bool:
    """True where two rates are one, but for rounding."""
    return abs(one_hz - other_hz) <= SAME_RATE * other_hz
