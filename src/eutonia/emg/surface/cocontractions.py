"""Co-contraction: how far two muscles work at the same time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.recording import Recording, refuse
from eutonia.emg.surface.bursting import Burst, channel_bursts
from eutonia.emg.surface.envelopes import OUT_HZ, channel_envelope
from eutonia.emg.surface.surfaces import pick


@dataclass(frozen=True, slots=True)
class Cocontraction:
    """How far two muscles work together.

    ``index``: twice the smaller envelope over the sum of both, from 0 (never together) to 1 (always alike), over the
    time in which at least one is active. ``overlap``: the share of that time in which both are. Each envelope is
    taken above its rest and in shares of ``maxima_uv``: those given, or the 95th percentile of its own activity.
    """

    channels: tuple[str, str]
    index: float | None
    overlap: float | None
    active_s: float
    maxima_uv: tuple[float, float]
    why: str


def cocontraction(
    recording: Recording,
    first: int | str = 0,
    second: int | str = 1,
    maxima_uv: tuple[float, float] | None = None,
) -> Cocontraction:
    """Return the co-contraction of two EMG channels, named by place or label.

    ``maxima_uv``: the envelopes at the strongest voluntary contraction; without them each muscle is measured by its
    own activity here, and a muscle that was never strongly active looks larger than it is. Raises EmgError where a
    unit is not known or a channel is missing.
    """
    channels = pick(recording, first), pick(recording, second)
    if maxima_uv is not None and min(maxima_uv) <= 0:
        raise refuse("A maximum is not above 0.", "Give the two envelopes at strongest contraction, in microvolts.")
    envelopes = [channel_envelope(channel).astype(np.float64) for channel in channels]
    count = min(map(len, envelopes))
    active = [_active(channel_bursts(channel), count) for channel in channels]
    labels = (channels[0].label, channels[1].label)
    either = active[0] | active[1]
    seconds = float(either.sum()) / OUT_HZ
    if seconds < 0.1:
        return Cocontraction(labels, None, None, seconds, maxima_uv or (0.0, 0.0), "Neither muscle was active.")
    maxima, shares = [], []
    for place, (envelope, on) in enumerate(zip(envelopes, active, strict=True)):
        rest = float(np.median(envelope[:count][~on])) if (~on).any() else 0.0
        above = np.maximum(envelope[:count] - rest, 0)
        own = float(np.quantile(above[on], 0.95)) if on.any() else float(np.max(above, initial=0.0))
        maxima.append(maxima_uv[place] if maxima_uv else own)
        shares.append(np.where(on, above / max(maxima[-1], 1e-9), 0.0))
    total = float((shares[0] + shares[1])[either].sum())
    index = 2 * float(np.minimum(shares[0], shares[1])[either].sum()) / total if total > 0 else 0.0
    overlap = float((active[0] & active[1]).sum() / either.sum())
    why = f"Active for {seconds:.1f} s, both together for {100 * overlap:.0f} % of it."
    return Cocontraction(
        labels, round(index, 4), round(overlap, 4), seconds, (round(maxima[0], 3), round(maxima[1], 3)), why
    )


def _active(bursts: list[Burst], count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, bool)
    for burst in bursts:
        flags[int(burst.onset_s * OUT_HZ) : int(np.ceil(burst.offset_s * OUT_HZ))] = True
    return flags
