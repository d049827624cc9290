"""How large the signal is in each second, and what no EMG can be: less than a contact makes, or more than any muscle.

These alone ask for the unit; whether a muscle is active never does. So where the unit is wrong, activity is found as
it is, and the issue says that the unit should be looked at.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.spectra import HIGH_HZ, LOW_HZ
from eutonia.emg.units import FAR_BEYOND
from eutonia.knowledge.vocabulary import Issue, IssueLevel

type Levels = NDArray[np.float64]  # one a second: power from 20 to 450 Hz without mains, in µV²
type Flags = NDArray[np.bool_]

# Thermal noise (4kTR) of two contacts of 3 kΩ together, which every amplifier adds to: less comes from no electrode on
# skin or in muscle. 0.21 µV from 20 to 450 Hz. Estimate; 2 to 20 kΩ.
_CONTACT = 1e-4  # µV² in each hertz
_QUIETER = 0.01  # of the power of the channel's own quiet seconds: a tenth of their size; estimate; 0.0025 to 0.04
_QUIET = 0.1  # of the seconds with a contact are at most so loud
_MOST_OFF = 0.5  # of the seconds: where more are so quiet, the unit may be wrong and nobody can tell
_LEAST_UV, _MOST_UV = 0.05, 50_000.0  # estimates; 0.02 to 0.2, and 10 000 to 100 000


def band_levels(power: Levels, taper: NDArray[np.float32], to_microvolts: float) -> Levels:
    """Return the levels of seconds whose spectra under this taper have this power within the band."""
    # as single numbers, so that no square of a unit over- or underflows
    scale = to_microvolts * math.sqrt(2 / (max(len(taper), 1) * max(float(np.square(taper).sum()), 1e-30)))
    sizes = np.sqrt(np.maximum(power, 0)).astype(np.float64) * scale
    return np.square(np.minimum(sizes, FAR_BEYOND))  # a size without end has no differences


def without_contact(levels: Levels, judged: Flags, rate_hz: float) -> Flags:
    """Return in which seconds the electrode touched nothing, though what is left of the signal does not stand still.

    Quieter than any contact, and than a tenth of this channel's own quiet seconds. ``judged``: of which seconds enough
    was recorded. Where most are so quiet none is said to be off: then it is the channel, or its unit.
    """
    contact = _CONTACT * (min(HIGH_HZ, 0.45 * rate_hz) - LOW_HZ)
    heard = levels[judged & (levels >= contact)]
    if len(heard) <= _MOST_OFF * np.count_nonzero(judged):
        return np.zeros(len(levels), np.bool_)
    return judged & (levels < min(contact, _QUIETER * float(np.quantile(heard, _QUIET))))


def size_issues(levels: Levels, label: str) -> tuple[Issue, ...]:
    """Return the issue of a size that no EMG has; ``levels``: of the usable seconds."""
    known = levels[np.isfinite(levels)]
    if not len(known) or not known.any():
        return ()
    most, usual = float(np.sqrt(np.mean(known))), float(np.sqrt(np.median(known)))
    if most > _MOST_UV:
        what = f"The signal has {most / 1000:.0f} mV root mean square from 20 to 450 Hz; no muscle makes 50 mV."
    elif usual < _LEAST_UV:
        what = f"For half of the time the signal has {usual:.2g} µV root mean square or less, less than any electrode."
    else:
        return ()
    remedy = "Check the unit, which may be wrong by a factor of 1000 or a million, and whether electrodes were on."
    return (Issue(IssueLevel.WARNING, what, remedy, f"channel {label!r}"),)
