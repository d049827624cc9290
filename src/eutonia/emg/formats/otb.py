"""OTB+ files of OT Bioelettronica: a description in XML and 16-bit samples of all channels taking turns.

The scale is taken from a table of devices and adapters (data/otb_scales.toml). A file that the table does not cover,
or that states another gain than it, is not read: a guessed scale would give wrong amplitudes that look right.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.formats.edf_header import EdfSignal
from eutonia.emg.formats.edf_samples import EdfSource
from eutonia.emg.formats.otb_archive import open_archive
from eutonia.emg.formats.otb_description import OtbAdapter, OtbDescription, read_description
from eutonia.emg.recording import Channel, Recording, refuse
from eutonia.knowledge.vocabulary import Issue, IssueLevel

_AS_EDF = "Export the recording as EDF from the software that wrote it."
_BITS = 16
_DIGITAL = (-32768.0, 32767.0)
_BESIDE = ("AdapterControl", "AdapterQuaternions", "AdapterLoadCell")  # ramps, buffers, posture, force: not EMG
_INPUTS = "Direct connection"  # auxiliary inputs, where anything may be plugged in


@dataclass(frozen=True, slots=True)
class OtbScale:
    """How a recorder of this device, with this adapter, turns a voltage into a number."""

    device: str
    adapter: str
    range_v: float
    bits: int
    gain: float

    @property
    def millivolts(self) -> float:
        """Millivolts per step, as the maker's reader computes it."""
        return self.range_v / (1 << self.bits) * 1000 / self.gain


@cache
def otb_scales() -> tuple[OtbScale, ...]:
    """Return the scales that are known, each with a source in the table."""
    table = tomllib.loads(files("eutonia.emg").joinpath("data/otb_scales.toml").read_text("utf-8"))
    if any(one["source"] not in table["sources"] for one in table["scales"]):
        raise ValueError("a scale of data/otb_scales.toml has no source")
    return tuple(
        OtbScale(one["device"], one["adapter"], float(one["range_v"]), int(one["bits"]), float(one["gain"]))
        for one in table["scales"]
    )


def read_otb(path: Path) -> Recording:
    """Return the recording of an OTB+ file, in millivolts. Raises EmgError where its scale is not surely known."""
    archive = open_archive(path)
    about = read_description(archive.description, path)
    if about.bits != _BITS:
        raise refuse(f"The samples have {about.bits} bits; only {_BITS} are read.", _AS_EDF, path.name)
    frames, left = divmod(len(archive.samples), 2 * about.count)
    if not frames:
        raise refuse("The archive holds no samples.", _AS_EDF, path.name)
    records = archive.samples[: frames * 2 * about.count].reshape(frames, 2 * about.count)
    issues = []
    if left:
        what = "The samples end in the middle of a moment; the rest is left out."
        issues.append(Issue(IssueLevel.WARNING, what, "Check the end of the recording.", path.name))
    channels = [channel for adapter in about.adapters for channel in _channels(about, adapter, records, path)]
    beside = sum(len(adapter.channels) for adapter in about.adapters if _is_beside(adapter))
    if beside:
        what = f"{beside} channels of control, posture, force or auxiliary inputs are left out."
        issues.append(Issue(IssueLevel.INFORMATION, what, "Nothing need be done.", path.name))
    if not channels:
        raise refuse("The file holds no channel of a muscle.", "Choose a file with at least one.", path.name)
    if any(adapter.gain == 1 and adapter.channels and not _is_beside(adapter) for adapter in about.adapters):
        what = "The file states no gain; that of its device was taken."
        issues.append(Issue(IssueLevel.INFORMATION, what, "Check an amplitude that you know.", path.name))
    return Recording.of(_told_apart(channels), (), issues)


def _is_beside(adapter: OtbAdapter) -> bool:
    return adapter.name in _BESIDE or adapter.name.startswith(_INPUTS)


def _channels(about: OtbDescription, adapter: OtbAdapter, records: NDArray[np.uint8], path: Path) -> list[Channel]:
    if _is_beside(adapter) or not adapter.channels:
        return []
    scale = _scale(about, adapter, path)
    low, high = (end * scale.millivolts for end in _DIGITAL)
    found = []
    for place, label in adapter.channels:
        signal = EdfSignal(label, "mV", (low, high), _DIGITAL, 1, 2 * place)
        found.append(Channel(label, "mV", about.rate_hz, EdfSource(records, signal, 2), (low, high)))
    return found


def _scale(about: OtbDescription, adapter: OtbAdapter, path: Path) -> OtbScale:
    """Return the scale of an adapter; the one that names it goes before one for all of the device."""
    known = [one for one in otb_scales() if one.device == about.device and one.adapter in (adapter.name, "*")]
    if not known:
        raise refuse(
            f"The scale of the device {about.device!r} with the adapter {adapter.name!r} is not known.",
            _AS_EDF,
            path.name,
        )
    scale = min(known, key=lambda one: one.adapter == "*")
    if adapter.gain not in (1.0, scale.gain):
        raise refuse(
            f"The adapter {adapter.name!r} states the gain {adapter.gain:g}; {scale.gain:g} is what its device has.",
            _AS_EDF,
            path.name,
        )
    return scale


def _told_apart(channels: list[Channel]) -> list[Channel]:
    """Number the channels that share a name, as those of a grid do."""
    often = Counter(channel.label for channel in channels)
    seen: Counter[str] = Counter()
    found = []
    for channel in channels:
        label = channel.label
        if often[label] > 1:
            seen[label] += 1
            label = f"{label} {seen[channel.label]}"
        found.append(Channel(label, channel.unit, channel.rate_hz, channel.source, channel.limits))
    return found
