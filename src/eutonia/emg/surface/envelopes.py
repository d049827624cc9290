"""The envelope: band-pass, rectify, low-pass, 100 values a second, in one pass over the samples.

Band-pass: Butterworth of the fourth order, 20 to 450 Hz (or nine tenths of what the rate allows), causal.
Low-pass: Butterworth of the second order at 8 Hz, causal; so the envelope lags the muscle by about 30 ms, which
`bursts` does not. Causal filters carry their state, so blocks of any size give the same values.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel, Recording, emg_channels, refuse
from eutonia.emg.speed import LARGEST, compiled, side_by_side
from eutonia.emg.surface.butterworth import Sections, band_pass, low_pass

LOW_HZ, HIGH_HZ, SMOOTH_HZ = 20.0, 450.0, 8.0
OUT_HZ = 100.0
_AT_ONCE = 1 << 18  # samples: fewer would mean more steps in which one thread waits for the other


@lru_cache(maxsize=32)
def _sections(rate_hz: float) -> Sections:
    high = min(HIGH_HZ, 0.45 * rate_hz)
    return np.vstack([band_pass(LOW_HZ, high, rate_hz), low_pass(SMOOTH_HZ, rate_hz)])


class EnvelopeFollower:
    """Follows the envelope of one channel, block after block."""

    def __init__(self, rate_hz: float, to_microvolts: float = 1.0) -> None:
        if rate_hz < 4 * LOW_HZ:
            raise refuse(
                f"An envelope of EMG needs at least {4 * LOW_HZ:g} samples a second, not {rate_hz:g}.",
                "Use a recording with a higher rate.",
            )
        self._rate = rate_hz
        self._factor = to_microvolts
        self._sections = _sections(rate_hz)
        self._state = np.zeros((len(self._sections), 2))
        self._seen = 0
        self._given = 0
        self._offset: float | None = None

    def add(self, samples: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return the values of the envelope, in microvolts, that this block completes."""
        if self._offset is None:  # a large offset would ring; what is missing before it counts as silence
            self._offset = _first_number(samples)
        last = self._seen + len(samples)
        count = int((last - 1) * OUT_HZ / self._rate) + 1 if last else 0
        places = np.ceil(np.arange(self._given, count) * (self._rate / OUT_HZ) - 1e-9).astype(np.int64) - self._seen
        places = places[places < len(samples)]
        out = follow(np.asarray(samples), float(self._offset or 0), self._sections, self._state, places)
        self._seen, self._given = last, self._given + len(places)
        # behind a steep end the low-pass swings below zero, by some hundredths; a size is never less than nothing
        sizes: NDArray[np.float32] = np.maximum(out * np.float32(self._factor), np.float32(0))
        return sizes


def _first_number(samples: NDArray[np.floating]) -> float | None:
    whole = np.isfinite(samples)
    return float(samples[whole.argmax()]) if whole.any() else None


def envelope(recording: Recording) -> list[NDArray[np.float32]]:
    """Return the envelope of each EMG channel in microvolts, 100 values a second. Raises EmgError (unknown unit).

    It lags the muscle by about 30 ms, as its filters know nothing of what comes; the times of `bursts` do not. So an
    onset read off the envelope is late beside that of the burst. Where samples are missing it falls to 0, as in
    silence: `quality` tells the two apart.
    """
    return side_by_side(channel_envelope, emg_channels(recording))


def channel_envelope(channel: Channel) -> NDArray[np.float32]:
    """Return the envelope of one channel."""
    follower = EnvelopeFollower(channel.rate_hz, channel.to_microvolts)
    blocks = [follower.add(channel.read(start, start + _AT_ONCE)) for start in range(0, len(channel), _AT_ONCE)]
    return np.concatenate(blocks) if blocks else np.empty(0, np.float32)


def _loop(
    samples: NDArray[np.floating],
    offset: float,
    sections: Sections,
    state: NDArray[np.float64],
    places: NDArray[np.int64],
) -> NDArray[np.float32]:
    out = np.zeros(len(places), np.float32)
    b, c, d = sections[0], sections[1], sections[2]
    p0, p1, q0, q1, r0, r1 = state[0, 0], state[0, 1], state[1, 0], state[1, 1], state[2, 0], state[2, 1]
    wanted = 0
    for index in range(len(samples)):
        x = samples[index] - offset
        if not abs(x) <= LARGEST:  # a gap counts as silence, and must not poison all that follows
            x = 0.0
        y = b[0] * x + p0
        p0 = b[1] * x - b[3] * y + p1
        p1 = b[2] * x - b[4] * y
        z = c[0] * y + q0
        q0 = c[1] * y - c[3] * z + q1
        q1 = c[2] * y - c[4] * z
        z = abs(z)
        w = d[0] * z + r0
        r0 = d[1] * z - d[3] * w + r1
        r1 = d[2] * z - d[4] * w
        if wanted < len(places) and index == places[wanted]:
            out[wanted] = w
            wanted += 1
    state[0, 0], state[0, 1], state[1, 0], state[1, 1], state[2, 0], state[2, 1] = p0, p1, q0, q1, r0, r1
    return out


def _plain(
    samples: NDArray[np.floating],
    offset: float,
    sections: Sections,
    state: NDArray[np.float64],
    places: NDArray[np.int64],
) -> NDArray[np.float32]:
    if not len(samples):
        return np.empty(0, np.float32)
    signal = import_module("scipy.signal")  # late: it takes seconds to load
    x = np.nan_to_num(samples.astype(np.float64) - offset, nan=0.0, posinf=0.0, neginf=0.0)
    sos = np.insert(sections, 3, 1.0, axis=1)
    y, state[:2] = signal.sosfilt(sos[:2], x, zi=state[:2])
    w, state[2:] = signal.sosfilt(sos[2:], np.abs(y), zi=state[2:])
    result: NDArray[np.float32] = w[places].astype(np.float32)
    return result


follow = compiled(_loop, _plain)
