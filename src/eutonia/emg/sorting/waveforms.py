"""Measure a mean potential: where it begins and ends, its height, area, phases and turns.

Onset and offset: from the highest point outwards, the last place that stands out of the noise of the mean before at
least 2 ms of quiet, moved out to where the slope there meets the baseline. What comes after such a quiet (a
satellite) does not count towards the duration, as is the custom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

type Row = NDArray[np.float64]

QUIET_S = 0.002
PHASE_UV = 20.0
TURN_UV = 50.0  # as Willison's criterion for single potentials
_CLEAR, _SATELLITE = 3.0, 4.5  # times the noise of the mean; by itself it reaches the second in one mean of 200
_SHARE = 0.012  # of the height from peak to peak
_LEAST_UV = 2.5
# of the height: what an eye sees of 50 to 200 µV at 50 to 100 µV a division, a tenth of one (estimate, 3 to 10 %)
_SEEN = 0.05
# Where noise hides what is under a share of the height, a potential is longer than it seems: a fibre's by about as
# much as a bell (1.2, 1.3, 1.6 and 1.9 times in line sources). A motor unit's flanks are flatter: of 19 units of two
# published recordings (EMGDB, tibialis anterior) three in four were no more than so many times as long as was seen.
_HIDDEN, _LONGER = (_SHARE, 0.05, 0.1, 0.2, 0.3), (1.0, 1.2, 2.4, 5.7, 8.7)
_SMOOTH_S, _GAP_S = 0.003, 0.005  # of a low wave of 10 ms and more: it can be smoothed so, and begins within so long
_CLEAR_SMOOTH, _SHARE_SMOOTH = 1.2, 0.03  # times the noise of the mean before it was smoothed; of the height
_SLOW = 0.8
# a first phase as short as the first of these is a pulse: 1 mm or two at 2 to 5 m/s take the second (estimates)
_PULSE_MS = (1.3, 1.7)


@dataclass(frozen=True, slots=True)
class Waveform:
    """A mean potential in microvolts, positive up, and where it begins, peaks and ends (samples)."""

    values: Row
    rate_hz: float
    onset: int
    peak: int
    offset: int
    onset_s: float
    offset_s: float
    first: int  # with its satellites
    last: int
    noise_uv: float = 0.0  # of the mean

    @property
    def shortest_ms(self) -> float:
        """How long it must be from onset to offset: noise hides at least what it would of the flanks of a bell."""
        return self.duration_ms * math.sqrt(math.log(_SHARE) / math.log(min(max(self._hidden, _SHARE), _HIDDEN[-1])))

    @property
    def longest_ms(self) -> float:
        """How long it may be from onset to offset, as motor units are whose flanks noise hides."""
        return self.duration_ms * float(np.interp(self._hidden, _HIDDEN, _LONGER))

    @property
    def _hidden(self) -> float:
        """The share of its height under which noise hides it."""
        return _CLEAR * self.noise_uv / max(self.amplitude_uv, 1e-9)

    @property
    def whole_ms(self) -> float:
        """From the first to the last sample that stands out, satellites included."""
        return 1000 * (self.last - self.first) / self.rate_hz

    @property
    def whole_turns(self) -> int:
        """Changes of direction, satellites included, each of at least a tenth of the height, beyond noise."""
        return _turns(self.values[self.first : self.last + 1], max(0.1 * self.amplitude_uv, self._swing_uv))

    @property
    def duration_ms(self) -> float:
        """From onset to offset."""
        return 1000 * (self.offset_s - self.onset_s)

    @property
    def seen_ms(self) -> float:
        """From onset to offset as an eye reads them on a screen: without the low ends that only a mean shows."""
        onset, offset = _marks(np.abs(self.values) > self._level(_SEEN), self.peak, self.rate_hz)
        return 1000 * (offset - onset) / self.rate_hz

    def _level(self, share: float) -> float:
        return max(_CLEAR * self.noise_uv, share * self.amplitude_uv, _LEAST_UV)

    @property
    def inside(self) -> Row:
        """The values from onset to offset."""
        return self.values[self.onset : self.offset + 1]

    @property
    def amplitude_uv(self) -> float:
        """The height from the highest to the lowest point."""
        return float(np.ptp(self.inside))

    @property
    def area_uvms(self) -> float:
        """The area between the curve and the baseline."""
        return float(np.sum(np.abs(self.inside))) * 1000 / self.rate_hz

    @property
    def phases(self) -> int:
        """Crossings of the baseline and one more; a phase reaches 20 µV, or a tenth of a lower height, beyond noise."""
        return len(_alternating(self.inside, self._least_phase_uv))

    @property
    def turns(self) -> int:
        """Changes of direction with at least 50 µV to the next, or a tenth of a lower height, beyond noise."""
        return _turns(self.inside, max(min(TURN_UV, 0.1 * self.amplitude_uv), self._swing_uv))

    @property
    def spike_ms(self) -> float:
        """From the first to the last positive peak around the main negative one; 0 where there are not two."""
        negative = self.onset + int(np.argmin(self.inside))
        before, after = self.values[self.onset : negative + 1], self.values[negative : self.offset + 1]
        if len(before) < 2 or len(after) < 2:
            return 0.0
        first, last = int(np.argmax(before)) + self.onset, int(np.argmax(after)) + negative
        return 1000 * (last - first) / self.rate_hz

    @property
    def begins_positive(self) -> bool:
        """True where its first phase is positive."""
        signs = _alternating(self.inside, self._least_phase_uv)
        return bool(signs and signs[0] > 0)

    @property
    def hidden_low(self) -> float:
        """How high a low wave after it noise would hide, of its own height."""
        return _CLEAR_SMOOTH * self.noise_uv / max(self.amplitude_uv, 1e-9)

    @property
    def _least_phase_uv(self) -> float:
        return max(min(PHASE_UV, 0.1 * self.amplitude_uv), _CLEAR * self.noise_uv)

    @property
    def _swing_uv(self) -> float:
        """How far the noise of the mean may go up and down by itself."""
        return 2 * _CLEAR * self.noise_uv

    @property
    def slowness(self) -> float:
        """How far it is a sharp wave with a long low one of the other sign after it: from 0 to 1, the sign left aside.

        Asks for a first phase that is the highest and no shorter than a wave takes to come near along a fibre, a phase
        after it that is low (to half as high) and long (from three times as long).
        """
        shape, first_ms = self._sharp_then_low()
        return shape * _ramp(-first_ms, -_PULSE_MS[0], -_PULSE_MS[1])

    @property
    def pulse(self) -> float:
        """How far it is the pulse of a stimulator or pacemaker and the recovery of the amplifier: from 0 to 1.

        As a positive sharp wave, but that the first phase is shorter than any wave that comes near along a fibre.
        """
        shape, first_ms = self._sharp_then_low()
        return shape * _ramp(first_ms, _PULSE_MS[1], _PULSE_MS[0])

    def _sharp_then_low(self) -> tuple[float, float]:
        """Return how far a highest first phase is followed by a low long one, and how many ms the first lasts."""
        inside = self.inside
        top = int(np.argmax(np.abs(inside)))
        height, sign = abs(float(inside[top])), np.sign(inside[top])
        ahead = np.flatnonzero(sign * inside[top:] <= 0)
        behind = np.flatnonzero(sign * inside[: top + 1][::-1] <= 0)
        if not len(ahead) or height <= 0:
            return 0.0, 0.0
        cross = top + int(ahead[0])
        begin = top - int(behind[0]) if len(behind) else 0
        lead = float(np.max(np.abs(inside[:begin]), initial=0.0)) / height
        low = float(np.max(-sign * inside[cross:], initial=0.0)) / height
        longer = (len(inside) - cross) / max(cross - begin, 1)
        shape = _ramp(lead, 0.25, 0.1) * _ramp(low, 0.6, 0.45) * _ramp(-longer, -1.7, -2.8)
        return shape, 1000 * (cross - begin) / self.rate_hz


def _ramp(value: float, none: float, full: float) -> float:
    """Return 1 at or below ``full``, 0 at or above ``none``, and a straight line between."""
    return float(np.clip((none - value) / (none - full), 0, 1))


def measure(values: Row, noise_uv: float, rate_hz: float, peak: int | None = None) -> Waveform | None:
    """Return a mean potential with its marks, or None where nothing stands out. ``noise_uv`` is that of the mean."""
    height = float(np.ptp(values))
    level = max(_CLEAR * noise_uv, _SHARE * height, _LEAST_UV)
    loud = np.abs(values) > level
    if not loud.any():
        return None
    top = int(np.argmax(np.abs(values))) if peak is None else peak
    first, last = _marks(loud, top, rate_hz)
    far = np.flatnonzero(np.abs(values) > max(_SATELLITE * noise_uv, level))
    found = Waveform(
        values,
        rate_hz,
        first,
        top,
        last,
        (first - _beyond(values[max(0, first - 1) : first + 4][::-1], level)) / rate_hz,
        (last + _beyond(values[max(0, last - 3) : last + 2], level)) / rate_hz,
        int(np.min(far, initial=first)),
        int(np.max(far, initial=last)),
        noise_uv,
    )
    end = _end_of_low_wave(values, top, noise_uv, rate_hz)
    longer = replace(found, offset=end, offset_s=end / rate_hz, last=max(end, found.last))
    return longer if end > last and longer.slowness > max(found.slowness, _SLOW) else found


def _end_of_low_wave(values: Row, top: int, noise_uv: float, rate_hz: float) -> int:
    """Return where a low wave of the other sign after the peak ends; it may cross the baseline slowly.

    It is so long that it can be smoothed, and so be seen where it lies in the noise.
    """
    sign = float(np.sign(values[top]))
    smooth = -sign * ndimage.uniform_filter1d(values, max(1, round(_SMOOTH_S * rate_hz)))
    level = max(_CLEAR_SMOOTH * noise_uv, _SHARE_SMOOTH * float(np.ptp(values)))
    ahead = np.flatnonzero(sign * values[top:] <= 0)
    start = top + int(ahead[0]) if len(ahead) else len(values) - 1
    above = np.flatnonzero(smooth[start : start + round(_GAP_S * rate_hz)] > level)
    if not len(above):
        return start
    over = np.flatnonzero(smooth[start + int(above[0]) :] <= level)
    return start + int(above[0]) + (int(over[0]) if len(over) else len(values) - 1 - start - int(above[0]))


def _marks(loud: NDArray[np.bool_], top: int, rate_hz: float) -> tuple[int, int]:
    """Return the last loud places before and after the peak, each before at least 2 ms of quiet."""
    quiet = max(2, round(QUIET_S * rate_hz))
    return top - _outwards(loud[: top + 1][::-1], quiet), top + _outwards(loud[top:], quiet)


def _outwards(loud: NDArray[np.bool_], quiet: int) -> int:
    """Return the last loud place before so many quiet ones in a row."""
    places = np.flatnonzero(loud)
    if not len(places):
        return 0
    gaps = np.flatnonzero(np.diff(np.concatenate([[0], places])) > quiet)
    return int(places[-1]) if not len(gaps) else int(places[gaps[0] - 1]) if gaps[0] else 0


def _beyond(tail: Row, level: float) -> float:
    """Return how many samples further out the line through the last loud samples meets the baseline, at most three."""
    if len(tail) < 4:
        return 0.0
    heights = np.abs(tail)
    slope = (heights[0] - heights[-2]) / (len(tail) - 2)
    return float(np.clip(heights[-2] / slope, 0, 3)) if slope > level / 10 else 0.0


def _alternating(values: Row, least: float) -> list[float]:
    """Return the extremes of the phases that reach ``least``; neighbours of one sign count as one."""
    found: list[float] = []
    for value in values[np.abs(values) >= least].tolist():
        if found and (value > 0) == (found[-1] > 0):
            found[-1] = max(found[-1], value, key=abs)
        else:
            found.append(value)
    return found


def _turns(values: Row, least: float) -> int:
    """Return the number of peaks and troughs between baselines, each at least ``least`` away from the one before it."""
    low = high = 0.0
    direction = count = 0
    for value in [*values.tolist(), 0.0]:
        low, high = min(low, value), max(high, value)
        if direction >= 0 and high - value >= least:
            count += direction
            low = high = value
            direction = -1
        elif direction <= 0 and value - low >= least:
            count -= direction
            low = high = value
            direction = 1
    return count
