"""How large the signal is in each second, and what no EMG can be: less than a contact makes, or more than any muscle.

These alone ask for the unit; whether a muscle is active never does. So where the unit is wrong, activity is found as
it is, and the issue says that the unit should be looked at.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.spectra import HIGH_HZ, LOW_HZ
from eutonia.emg.surface.frames import FRAME_S
from eutonia.emg.units import FAR_BEYOND
from eutonia.knowledge.vocabulary import Issue, IssueLevel

type Levels = NDArray[np.float64]  # one a second: power from 20 to 450 Hz without mains, in µV²
type Flags = NDArray[np.bool_]
type Power = NDArray[np.float32]

# Thermal noise (4kTR) of two contacts of 3 kΩ together, which every amplifier adds to: less comes from no electrode on
# skin or in muscle. 0.21 µV from 20 to 450 Hz. Estimate; 2 to 20 kΩ.
_CONTACT = 1e-4  # µV² in each hertz
_QUIETER = 0.01  # of the power of the channel's own quiet seconds: a tenth of their size; estimate; 0.0025 to 0.04
_QUIET = 0.1  # of the seconds with a contact are at most so loud
_MOST_OFF = 0.5  # of the seconds: where more are so quiet, the unit may be wrong and nobody can tell
_PER = round(0.1 / FRAME_S)  # frames that are judged together
_SECOND = 10  # of those
_STILL = 1e-8  # of the power at rest: what is left of the band of a signal that does not move
_NEARLY_ALL = 0.6  # of a second, as a loose lead makes jolts; estimate; 0.5 to 0.8
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


def frames_without_contact(power: Power, silent: Flags, to_microvolts: float, rest: float | None) -> Flags:
    """Return in which frames the electrode touched nothing: by the same rule, for nearly all of any second.

    ``power``: of frames, in the unit of the channel squared; ``silent``: in which nothing was recorded; ``rest``: the
    power at rest, where it is known from before. Without it, where most is so quiet, none is said to be off.
    """
    contact, off = _CONTACT * (HIGH_HZ - LOW_HZ) / to_microvolts**2, np.zeros(len(power), np.bool_)
    whole = len(power) // _PER
    if whole < _SECOND or not power.min() < contact:
        return off
    mean, judged = _means(power[: whole * _PER].reshape(whole, _PER), silent[: whole * _PER].reshape(whole, _PER))
    quiet = judged & (mean < contact)
    if rest is None and quiet.any():
        touching = mean[judged & ~quiet]
        if len(touching) <= _MOST_OFF * np.count_nonzero(judged):
            return off
        rest = float(np.quantile(touching, _QUIET))
        quiet &= mean > _STILL * rest  # what stands still wholly may be a recorder's rest: nothing is known of it yet
    if rest is None or not quiet.any():
        return off
    so_far = np.cumsum(np.append(0, quiet & (mean < _QUIETER * rest)))
    begins = np.flatnonzero(so_far[_SECOND:] - so_far[:-_SECOND] >= _NEARLY_ALL * _SECOND)
    off[: whole * _PER].reshape(whole, _PER)[begins[:, None] + np.arange(_SECOND)] = True
    return off


def _means(rows: Power, silent: Flags) -> tuple[Levels, Flags]:
    """Return the mean of each row over what was recorded of it, and of which rows that was enough."""
    if not silent.any():
        return rows.mean(axis=1, dtype=np.float64), np.ones(len(rows), np.bool_)
    count = np.count_nonzero(~silent, axis=1)
    mean = np.where(silent, 0, rows).sum(axis=1, dtype=np.float64) / np.maximum(count, 1)
    return mean, count >= silent.shape[1] / 2


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
