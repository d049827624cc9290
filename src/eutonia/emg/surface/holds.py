"""Where a muscle was held, and which seconds beside that are rest.

A contraction is told by bursts, or as it stands far out of rest; where it goes from end to end there is no rest to
stand out of, and it must be as loud as rest never is and sound like muscle. Else what was recorded may be rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eutonia.emg.recording import Channel
from eutonia.emg.spectra import HIGH_HZ, LOW_HZ
from eutonia.emg.surface.timbres import NOISE_HZ, median_hz, unlike_muscle
from eutonia.emg.surface.whole_seconds import SECOND, Flags, Places, Seconds, seconds_of

LINES = slice(int(LOW_HZ), int(HIGH_HZ))  # of a second, 1 Hz apart: the band of muscle
FEWEST_AT_REST = 2  # seconds
_PART = SECOND // 10
_HELD = 0.35  # of the strong seconds: above it a second belongs to the contraction
GAP_S = 2
_GOES_ON_S = 5  # estimate; 3 to 8
_GOES_ON = "The contraction is not steady: beside its strongest part it goes on, far more weakly."
_QUIET = 3  # times smaller than the strong seconds: what a contraction stands out of, without bursts; estimate; 2 to 5
_REST = 0.7  # of the size of the contraction: louder seconds are not rest; estimate; 0.6 to 0.8
_WHOLE = 0.99  # of a second
_LOUD_UV = 15.0  # estimate; 10 to 30: skin, electrodes and amplifier make 1 to 6 µV in the band of muscle, 10 at worst


@dataclass(frozen=True, slots=True)
class Hold:
    """A contraction: its whole strong seconds, how long it lasts, what rest there is, and all its usable seconds."""

    held: Places
    lasts_s: float
    resting: Places
    course: Places


_NOWHERE = np.empty(0, np.int64)
_NONE = Hold(_NOWHERE, 0.0, _NOWHERE, _NOWHERE)


def doubt_of_muscle(channel: Channel) -> str:
    """Return what speaks against muscle in how a channel without bursts sounds; nothing where it sounds like muscle."""
    seconds = seconds_of(channel)
    places = np.flatnonzero(seconds.usable)
    return unlike_muscle(seconds.mean_power(places), seconds.rate_hz) if len(places) else "nothing is usable"


def longest_hold(seconds: Seconds) -> Hold | str:
    """Return the longest contraction, or why there is none to be told."""
    found = max((_by_bursts(seconds), _standing_out(seconds)), key=lambda hold: len(hold.held))
    if len(found.held) and len(found.resting) >= FEWEST_AT_REST:
        return _GOES_ON if _goes_on(seconds, found) else found
    best = max((found, _throughout(seconds)), key=lambda hold: hold.lasts_s)
    doubt = _no_muscle(seconds, best.held)
    if doubt and len(found.held):
        return f"No rest was recorded beside this, so it may be rest itself, as {doubt}."
    if doubt:
        return f"No contraction stands out: this looks like rest, or may be it, as {doubt}."
    outside = ~_between(int(best.course[0]), int(best.course[-1]) + 1, len(seconds.size))
    if len(_weaker(seconds, outside, best.held)) >= FEWEST_AT_REST:
        return _GOES_ON
    return best


def _goes_on(seconds: Seconds, hold: Hold) -> bool:
    """Return whether bursts fill the weaker seconds just before or after a contraction, too long to be wrong."""
    full = np.zeros(len(seconds.size), np.bool_)
    full[_quieter(seconds, seconds.filled >= _WHOLE, hold.held)] = True
    full = np.pad(full, _GOES_ON_S)
    first, stop = int(hold.course[0]) + _GOES_ON_S, int(hold.course[-1]) + 1 + _GOES_ON_S
    return bool(full[first - _GOES_ON_S : first].all() or full[stop : stop + _GOES_ON_S].all())


def _by_bursts(seconds: Seconds) -> Hold:
    size, filled = seconds.size, seconds.filled
    active = seconds.usable & (filled > 0.5)
    if not active.any():
        return _NONE
    first, stop = _longest(active & (size > _HELD * np.quantile(size[active], 0.9)))
    inside = _between(first, stop, len(size))
    whole = inside & active
    if stop - first > FEWEST_AT_REST:  # half a second of rest in it would change its size and its frequency
        whole[[first, stop - 1]] &= filled[[first, stop - 1]] >= _WHOLE
    lasts = float(filled[max(0, first - 1) : stop + 1].sum())
    held, resting = np.flatnonzero(whole), _resting(seconds, ~inside & (filled == 0), np.flatnonzero(inside & active))
    return Hold(held, lasts, resting, np.flatnonzero(inside & seconds.usable & (filled > 0)))


def _standing_out(seconds: Seconds) -> Hold:
    """Return the longest stretch of strong seconds, where others are far weaker and these do not sound like noise.

    Of a minute that is nearly all contraction, bursts may not know the rest.
    """
    size, loud = seconds.size[seconds.usable], _loud(seconds)
    middle_hz = median_hz(seconds.mean_power(np.flatnonzero(loud))[LINES], np.arange(LINES.start, LINES.stop, 1.0))
    if size.min() * _QUIET > np.quantile(size, 0.9) or middle_hz > NOISE_HZ:
        return _NONE
    inside = _between(*_longest(loud), len(loud))
    held = np.flatnonzero(inside & loud)
    course = np.flatnonzero(inside & seconds.usable)
    return Hold(held, _loud_s(seconds, held), _resting(seconds, ~inside, held), course)


def _throughout(seconds: Seconds) -> Hold:
    """Return the longest stretch without a quiet second: of contraction from end to end, or of rest."""
    loud = _loud(seconds)
    inside = _between(*_longest(loud | ~seconds.usable), len(loud))
    held = np.flatnonzero(inside & loud)
    return Hold(held, _loud_s(seconds, held), _NOWHERE, np.flatnonzero(inside & seconds.usable))


def _loud(seconds: Seconds) -> Flags:
    return seconds.usable & (seconds.size > _HELD * np.quantile(seconds.size[seconds.usable], 0.9))


def _resting(seconds: Seconds, outside: Flags, held: Places) -> Places:
    """Return the seconds outside a contraction that are rest: far weaker, and no weaker contraction themselves."""
    return _NOWHERE if len(_weaker(seconds, outside, held)) else _quieter(seconds, outside, held)


def _weaker(seconds: Seconds, outside: Flags, held: Places) -> Places:
    """Return the seconds outside a contraction that are far weaker, where they must be muscle, too."""
    places = _quieter(seconds, outside, held)
    return _NOWHERE if not len(places) or _no_muscle(seconds, places) else places


def _quieter(seconds: Seconds, outside: Flags, held: Places) -> Places:
    return np.flatnonzero(outside & seconds.usable & (seconds.size < _REST * float(np.median(seconds.size[held]))))


def _no_muscle(seconds: Seconds, places: Places) -> str:
    """Return what speaks against muscle where seconds have no rest beside them; nothing where it must be muscle."""
    size = float(np.median(seconds.size[places]))
    if size < _LOUD_UV:
        return f"{size:.3g} µV throughout are no more than rest may have"
    return unlike_muscle(seconds.mean_power(places), seconds.rate_hz)


def _loud_s(seconds: Seconds, held: Places) -> float:
    """Return how long seconds are loud, to a tenth: a contraction that begins within a second does not fill it."""
    parts = seconds.rows[held].reshape(-1, _PART)
    size = np.sqrt(np.mean(parts**2, axis=1))
    return float(np.count_nonzero(size > _HELD * np.median(size))) * _PART / SECOND if len(size) else 0.0


def _between(first: int, stop: int, count: int) -> Flags:
    places = np.arange(count)
    return (places >= first) & (places < stop)


def _longest(held: Flags) -> tuple[int, int]:
    """Return the longest stretch of held seconds, gaps of up to two seconds allowed."""
    best = (0, 0)
    first = last = -1
    for place in np.flatnonzero(held).tolist():
        if first < 0 or place - last > GAP_S + 1:
            first = place
        last = place
        if last + 1 - first > best[1] - best[0]:
            best = (first, last + 1)
    return best
