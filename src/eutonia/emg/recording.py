"""A recording: channels, each with its own rate and unit, read piece by piece where the file is large."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from eutonia.emg.refusals import EmgError, each_of, names_of, number, refuse, text_of
from eutonia.emg.samples import Samples, exchanged, rows_of
from eutonia.emg.units import is_other_quantity, microvolts, unknown_unit
from eutonia.knowledge.vocabulary import Issue

__all__ = [
    "Annotation",
    "Channel",
    "EmgError",
    "Recording",
    "SampleSource",
    "Samples",
    "checked",
    "emg_channels",
    "refuse",
]

RATE_LIMIT_HZ = 1_000_000.0
TRUE_RATE = "State the true rate in Hz, above 0 and at most 1 000 000."
SLOWEST_HZ = 100.0  # below it, nothing of the band of EMG is left


class SampleSource(Protocol):
    """Where the samples of a channel lie: in memory or in a file."""

    def __len__(self) -> int:
        """Return the number of samples."""

    def read(self, start: int, stop: int) -> Samples:
        """Return the samples from ``start`` up to ``stop``, in the unit of the channel."""

    def read_into(self, start: int, out: Samples) -> None:
        """Write the samples from ``start`` on into ``out`` until it is full."""


class ArraySource:
    """Samples in memory."""

    __slots__ = ("_array",)

    def __init__(self, array: Samples) -> None:
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    def read(self, start: int, stop: int) -> Samples:
        """Return a view of the samples from ``start`` up to ``stop``."""
        return self._array[start:stop]

    def read_into(self, start: int, out: Samples) -> None:
        """Copy the samples from ``start`` on into ``out``."""
        out[:] = self._array[start : start + len(out)]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note in a recording: when it begins, how long it lasts (0: a moment), and its text."""

    onset_s: float
    duration_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel. ``limits`` are the lowest and highest value the recorder could write, where the file says so."""

    label: str
    unit: str
    rate_hz: float
    source: SampleSource
    limits: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.rate_hz) and 0 < self.rate_hz <= RATE_LIMIT_HZ):
            raise refuse(
                f"The sampling rate {self.rate_hz} is not a number of samples per second.",
                TRUE_RATE,
                f"channel {self.label!r}",
            )

    def __len__(self) -> int:
        return len(self.source)

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return len(self) / self.rate_hz

    def read(self, start: int = 0, stop: int | None = None) -> Samples:
        """Return samples ``start`` to ``stop`` in the channel's unit; only these are brought into memory.

        What lies outside the channel is left out, so there may be none. No place is counted from the end.
        """
        start = max(0, start)
        return self.source.read(start, len(self) if stop is None else max(start, min(stop, len(self))))

    @property
    def to_microvolts(self) -> float:
        """Microvolts per unit. Raises EmgError where the unit is not known to be a voltage."""
        factor = microvolts(self.unit)
        if factor is None:
            raise EmgError(unknown_unit(self.unit, self.label))
        return factor


class Recording:
    """Channels recorded together.

    ``samples``: an array (channels, samples), or one array per channel where lengths differ; a plain row of numbers
    is one channel. ``rate_hz`` and ``unit`` are one for all, or one per channel. Nothing is copied that need not be.
    A sample that is masked or None is missing, as NaN is. Raises EmgError where the parts do not fit together, or are
    no real numbers. ``issues`` are what was found wrong and could be lived with.
    """

    def __init__(
        self,
        samples: ArrayLike | Sequence[ArrayLike],
        rate_hz: float | Sequence[float],
        unit: str | Sequence[str],
        labels: Sequence[str] | None = None,
        annotations: Iterable[Annotation] = (),
    ) -> None:
        rows = rows_of(samples)
        names = names_of(labels, len(rows))
        rates = [number(one, "sampling rate", TRUE_RATE) for one in each_of(rate_hz, len(rows), "rates")]
        units = each_of(unit, len(rows), "units")
        channels = zip(names, units, rates, rows, strict=True)
        self.channels: tuple[Channel, ...] = tuple(
            Channel(name, text_of(one_unit), rate, ArraySource(row)) for name, one_unit, rate, row in channels
        )
        self.annotations: tuple[Annotation, ...] = tuple(annotations)
        self.issues: tuple[Issue, ...] = tuple(exchanged(len(rows), max(map(len, rows), default=0)))

    @classmethod
    def of(
        cls, channels: Iterable[Channel], annotations: Iterable[Annotation] = (), issues: Iterable[Issue] = ()
    ) -> Recording:
        """Return a recording of ready channels, as a reader makes it."""
        made = cls.__new__(cls)
        made.channels = tuple(channels)
        made.annotations = tuple(annotations)
        made.issues = tuple(issues)
        return made

    def __repr__(self) -> str:
        return f"Recording({len(self.channels)} channels, {self.duration_s:.3f} s)"

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the channels in their order."""
        return tuple(channel.label for channel in self.channels)

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the channels in their order."""
        return tuple(channel.unit for channel in self.channels)

    @property
    def rates_hz(self) -> tuple[float, ...]:
        """The sampling rates of the channels in their order."""
        return tuple(channel.rate_hz for channel in self.channels)

    @property
    def duration_s(self) -> float:
        """The length of the longest channel in seconds; 0 for a recording without channels."""
        return max((channel.duration_s for channel in self.channels), default=0.0)

    @property
    def samples(self) -> Samples:
        """All samples as (channels, samples). Raises EmgError where the channels differ in rate or length."""
        if not self.channels:
            return np.empty((0, 0), np.float32)
        if len(set(self.rates_hz)) > 1 or len({len(channel) for channel in self.channels}) > 1:
            raise refuse(
                "The channels differ in rate or length, so they do not fit into one array.",
                "Read them one by one: recording.channels[i].read().",
            )
        kind = np.result_type(*(channel.read(0, 0).dtype for channel in self.channels))
        out: Samples = np.empty((len(self.channels), len(self.channels[0])), kind)
        for channel, row in zip(self.channels, out, strict=True):  # not side by side: fresh memory is got in turns
            channel.source.read_into(0, row)
        return out

    def emg_channels(self) -> tuple[Channel, ...]:
        """Return the channels that can hold EMG; other known quantities (force, angle) and slow ones are left out.

        Raises EmgError where a unit is not known, or where nothing is left: an unknown unit stops the analysis.
        """
        unknown = [
            unknown_unit(channel.unit, channel.label)
            for channel in self.channels
            if microvolts(channel.unit) is None and not is_other_quantity(channel.unit)
        ]
        if unknown:
            raise EmgError(*unknown)
        voltages = tuple(channel for channel in self.channels if microvolts(channel.unit) is not None)
        found = tuple(channel for channel in voltages if channel.rate_hz >= SLOWEST_HZ)
        if not found:
            raise (
                self._no_voltage()
                if not voltages
                else refuse(
                    f"No channel has {SLOWEST_HZ:g} samples a second or more, so none can hold EMG.",
                    "Choose a file with at least one EMG channel in V, mV, uV or nV, recorded at 1000 Hz or more.",
                )
            )
        return found

    def _no_voltage(self) -> EmgError:
        units = list(dict.fromkeys(self.units))
        named = f": {'the unit is' if len(units) == 1 else 'the units are'} {', '.join(units)}" if units else ""
        return refuse(
            f"The recording has no channel with a voltage{named}.",
            "If that is EMG, state its true unit: V, mV, uV or nV (on the command line: --unit uV). Else choose a file "
            "with an EMG channel."
            if units
            else "Choose a file with at least one EMG channel in V, mV, uV or nV, recorded at 1000 Hz or more.",
        )


def emg_channels(recording: object) -> tuple[Channel, ...]:
    """Return the EMG channels of what a caller calls a recording. Raises EmgError where it is none."""
    return checked(recording).emg_channels()


def checked(recording: object) -> Recording:
    """Return a recording that is one. Raises EmgError for anything else."""
    if not isinstance(recording, Recording):
        what = f"What was given ({type(recording).__name__}) is no recording."
        raise refuse(what, "Give emg.Recording(samples, rate_hz, unit), or what emg.read returns.")
    return recording
