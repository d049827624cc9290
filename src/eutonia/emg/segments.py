"""Cut a channel into overlapping segments, so that hours cost no more memory than minutes.

Every analysis over time is made segment by segment, each with a margin on both sides, and only the core of each
segment is kept. A stream waits until a segment is whole. So blocks of any size give what the whole file gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Channel

CORE_S = 60.0
MARGIN_S = 4.0
_AT_ONCE = 1 << 19  # samples that are read together: fewer of the margins are read twice


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one channel in single precision, from its sample ``first`` on.

    Its core, after ``core`` samples of margin, begins ``start_s`` into the channel. ``to_microvolts``: for one of its
    unit.
    """

    samples: NDArray[np.float32]
    rate_hz: float
    first: int
    start_s: float
    core: int
    core_count: int
    to_microvolts: float

    @property
    def core_s(self) -> float:
        """The length of the core in seconds."""
        return self.core_count / self.rate_hz

    @property
    def before_s(self) -> float:
        """The length of the margin before the core in seconds."""
        return self.core / self.rate_hz


def sizes(rate_hz: float) -> tuple[int, int]:
    """Return the samples of a core and of a margin. Never none, however slow the channel."""
    return max(1, round(CORE_S * rate_hz)), max(1, round(MARGIN_S * rate_hz))


def segment_at(samples: NDArray[np.float32], first: int, start: int, stop: int, channel: Channel) -> Segment:
    """Return the segment with the core from sample ``start`` to ``stop``; ``samples`` begin at sample ``first``."""
    rate_hz = channel.rate_hz
    return Segment(samples, rate_hz, first, start / rate_hz, start - first, stop - start, channel.to_microvolts)


def segments(channel: Channel) -> Iterator[Segment]:
    """Yield the segments of a channel in order."""
    core, margin = sizes(channel.rate_hz)
    together = core * max(1, _AT_ONCE // core)
    for begin in range(0, len(channel), together):
        end, skipped = min(begin + together, len(channel)), max(0, begin - margin)
        samples = np.ascontiguousarray(channel.read(skipped, end + margin), np.float32)
        for start in range(begin, end, core):
            stop, first = min(start + core, end), max(0, start - margin)
            part = samples[first - skipped : stop + margin - skipped]
            yield segment_at(part, first, start, stop, channel)
