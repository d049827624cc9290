"""Co-contraction: how far two muscles work at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from eutonia.emg.recording import Channel, Recording, refuse
from eutonia.emg.refusals import number
from eutonia.emg.surface.bursting import Burst, channel_bursts
from eutonia.emg.surface.crosstalk import COMMON, common_share, in_words
from eutonia.emg.surface.envelopes import OUT_HZ, channel_envelope
from eutonia.emg.surface.surfaces import ROW_HZ, Row, cleaned_row, pick_two
from eutonia.emg.surface.timbres import NOISE_HZ, median_hz

_WINDOW_S = 0.25  # of the signals, where both are active: a burst holds some of them
_QUIETEST = 4  # one window of so many
_FEWEST_S = 0.1
_HARDLY_LOST = 0.005  # of the time: rounded, all of it was recorded
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Cocontraction:
    """How far two muscles work together.

    ``index``: twice the area under the smaller envelope over the areas under both, from 0 (never together) to 1
    (always alike), over the time in which at least one is active. It is a ratio of areas, not a mean of the ratio at
    each moment, so strong moments count for more. ``overlap``: the share of that time in which both are active. Each
    envelope is taken above its rest and in shares of ``maxima_uv``: those given, or the 95th percentile of its own
    activity. ``common``: the share of power above 60 Hz that the two signals themselves have in common while both are
    active, None where that cannot be told. ``caution``: that one signal reaches both channels, where ``common`` is
    large, that a channel may have been active throughout, or that samples are missing; empty where there is none.
    ``why`` ends with it. Only the time in which both were recorded counts.
    """

    channels: tuple[str, str]
    index: float | None
    overlap: float | None
    active_s: float
    maxima_uv: tuple[float, float]
    common: float | None
    why: str
    caution: str = ""


def cocontraction(
    recording: Recording,
    first: int | str = 0,
    second: int | str = 1,
    maxima_uv: tuple[float, float] | None = None,
) -> Cocontraction:
    """Return the co-contraction of two EMG channels, named by place or label.

    ``maxima_uv``: the envelopes at the strongest voluntary contraction; without them each muscle is measured by its
    own activity here, and a muscle that was never strongly active looks larger than it is. Activity is what stands out
    of rest, so some rest must be recorded. Raises EmgError where a unit is not known, a channel is missing or named
    twice, or a label is that of several.
    """
    channels = pick_two(recording, first, second)
    given = None if maxima_uv is None else _maxima(maxima_uv)
    envelopes = [channel_envelope(channel).astype(np.float64) for channel in channels]
    count = min(map(len, envelopes))
    recorded = _recorded(channels[0], count) & _recorded(channels[1], count)
    active = [_active(channel_bursts(channel), count) & recorded for channel in channels]
    labels = (channels[0].label, channels[1].label)
    either = active[0] | active[1]
    seconds = float(either.sum()) / OUT_HZ
    rows = [cleaned_row(channel) for channel in channels]
    silent = [label for label, row in zip(labels, rows, strict=True) if not row.any()]
    if silent:
        what = f"{' and '.join(map(repr, silent))}: no signal, so what the two muscles do together cannot be told."
        return Cocontraction(labels, None, None, seconds, given or (0.0, 0.0), None, what)
    unsure = [label for label, row, on in zip(labels, rows, active, strict=True) if not on.any() and _as_muscle(row)]
    if seconds < _FEWEST_S:
        why = " ".join([_nothing(unsure), *_lost(recorded)])
        return Cocontraction(labels, None, None, seconds, given or (0.0, 0.0), None, why)
    maxima, shares = [], []
    for place, (envelope, on) in enumerate(zip(envelopes, active, strict=True)):
        resting = recorded & ~on
        rest = float(np.median(envelope[:count][resting])) if resting.any() else 0.0
        above = np.maximum(envelope[:count] - rest, 0)
        own = float(np.quantile(above[on], 0.95)) if on.any() else float(np.max(above, initial=0.0))
        maxima.append(given[place] if given else own)
        shares.append(np.where(on, above / max(maxima[-1], 1e-9), 0.0))
    total = float((shares[0] + shares[1])[either].sum())
    index = 2 * float(np.minimum(shares[0], shares[1])[either].sum()) / total if total > 0 else 0.0
    overlap = float((active[0] & active[1]).sum() / either.sum())
    common = _common(rows, active[0] & active[1])
    cautions = [in_words(common)] if common is not None and common >= COMMON else []
    cautions += [
        f"No activity of {label!r} stands out of rest: were it active throughout, it would not." for label in unsure
    ]
    cautions += _lost(recorded)
    return Cocontraction(
        labels,
        round(index, 4),
        round(overlap, 4),
        seconds,
        (round(maxima[0], 3), round(maxima[1], 3)),
        None if common is None else round(common, 4),
        " ".join([f"Active for {seconds:.1f} s, both together for {100 * overlap:.0f} % of it.", *cautions]),
        " ".join(cautions),
    )


def _maxima(given: object) -> tuple[float, float]:
    remedy = "Give the two envelopes at strongest contraction, in microvolts: maxima_uv=(200.0, 150.0)."
    given = given.tolist() if isinstance(given, np.ndarray) else given
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        raise refuse(f"The maxima {given!r} are not two numbers.", remedy)
    first, second = (number(one, "maximum", remedy) for one in given)
    if min(first, second) <= 0:
        raise refuse("A maximum is not above 0.", remedy)
    return first, second


def _nothing(unsure: list[str]) -> str:
    """Return why nothing is said where no activity was found; ``unsure``: the channels that sound like muscle."""
    if not unsure:
        return "Neither muscle was active."
    return (
        f"No activity stands out of rest, but {' and '.join(map(repr, unsure))} may have been active throughout: "
        "without any rest that cannot be told. Record some seconds of rest, too."
    )


def _as_muscle(row: Row) -> bool:
    """Return whether a row has the low frequencies of muscle, which noise of an amplifier has not."""
    size = round(ROW_HZ * _WINDOW_S)
    windows = row[: len(row) // size * size].reshape(-1, size)
    if not windows.any():
        return False
    order = np.argsort(np.square(windows).sum(axis=1))
    quiet = windows[order[: -(-len(order) // _QUIETEST)]]  # between the beats of the heart, which is no muscle's
    power = np.mean(np.abs(fft.rfft(quiet * np.hanning(size), axis=1)) ** 2, axis=0)
    return median_hz(power, np.arange(len(power)) / _WINDOW_S) < NOISE_HZ


def _common(rows: list[Row], both: NDArray[np.bool_]) -> float | None:
    """Return what the two signals have in common in the windows in which both are active throughout."""
    size, per = round(ROW_HZ * _WINDOW_S), round(OUT_HZ * _WINDOW_S)
    count = min(len(both) // per, *(len(row) // size for row in rows))
    used = both[: count * per].reshape(count, per).all(axis=1)
    first, second = (row[: count * size].reshape(count, size)[used] for row in rows)
    return common_share(first, second, ROW_HZ)


def _lost(recorded: NDArray[np.bool_]) -> list[str]:
    """Return in a sentence for how much of the time both were recorded, unless it is nearly all."""
    share = float(recorded.mean()) if len(recorded) else 0.0
    return (
        [] if share > 1 - _HARDLY_LOST else [f"Both channels were recorded for {100 * share:.0f} % of the time only."]
    )


def _recorded(channel: Channel, count: int) -> NDArray[np.bool_]:
    """Return for which values of an envelope more than half of the samples of the channel were recorded."""
    missing = np.zeros(count + 1, np.int64)  # what lies beyond the shorter of two channels goes into the last
    for start in range(0, len(channel), _AT_ONCE):
        places = start + np.flatnonzero(~np.isfinite(channel.read(start, start + _AT_ONCE)))
        values = np.minimum((places * (OUT_HZ / channel.rate_hz)).astype(np.int64), count)
        missing += np.bincount(values, minlength=count + 1)
    return missing[:count] < channel.rate_hz / OUT_HZ / 2


def _active(bursts: list[Burst], count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, bool)
    for burst in bursts:
        flags[int(burst.onset_s * OUT_HZ) : int(np.ceil(burst.offset_s * OUT_HZ))] = True
    return flags
