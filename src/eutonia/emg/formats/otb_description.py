"""What the XML of an OTB+ file states: device, rate, and adapters with their channels.

Format: the maker's own readers (OpenOTBfiles.m, OpenOTBfilesConvFact.m). Only elements and attributes are looked at;
a document type, where entities would be declared, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from eutonia.emg.recording import refuse

_MEND = "Export it again from the software that wrote it, or as EDF."
_MOST_CHANNELS = 4096


@dataclass(frozen=True, slots=True)
class OtbAdapter:
    """An adapter: its name, the gain it states, and for each of its channels the place and the name."""

    name: str
    gain: float
    channels: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class OtbDescription:
    """What an OTB+ file states of itself. ``count``: channels that take turns in the samples."""

    device: str
    rate_hz: float
    count: int
    bits: int
    adapters: tuple[OtbAdapter, ...]


@dataclass(slots=True)
class _Elements:
    """Attributes of the elements that matter, in their order."""

    device: dict[str, str] | None = None
    adapters: list[tuple[dict[str, str], list[dict[str, str]]]] = field(default_factory=list)
    count: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > 4 * _MOST_CHANNELS:
            raise ValueError("too many elements")
        if name == "Device" and self.device is None:
            self.device = attributes
        elif name == "Adapter":
            self.adapters.append((attributes, []))
        elif name == "Channel":
            if not self.adapters:
                raise ValueError("a channel without an adapter")
            self.adapters[-1][1].append(attributes)


def read_description(xml: bytes, path: Path) -> OtbDescription:
    """Return what the XML states. Raises EmgError where something the samples depend on is missing or impossible."""
    found = _Elements()
    parser = expat.ParserCreate()
    parser.StartElementHandler = found.start
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        reason = "".join(c for c in str(problem)[:80] if c.isprintable())
        raise refuse(f"The description of the recording cannot be read ({reason}).", _MEND, path.name) from None
    if found.device is None:
        raise refuse("The description names no device.", _MEND, path.name)
    device = found.device
    count = _whole(device, "DeviceTotalChannels", path)
    if not 1 <= count <= _MOST_CHANNELS:
        raise refuse(f"The description promises {count} channels.", _MEND, path.name)
    adapters = tuple(_adapter(about, channels, path) for about, channels in found.adapters)
    places = [place for adapter in adapters for place, _ in adapter.channels]
    if len(set(places)) < len(places) or not all(0 <= place < count for place in places):
        raise refuse("The places of the channels contradict each other.", _MEND, path.name)
    rate = _number(device, "SampleFrequency", path)
    return OtbDescription(_name(device.get("Name", "")), rate, count, _whole(device, "ad_bits", path), adapters)


def _no_document_type(*_: object) -> None:
    raise ValueError("it declares a document type")


def _adapter(about: Mapping[str, str], channels: list[dict[str, str]], path: Path) -> OtbAdapter:
    first = _whole(about, "ChannelStartIndex", path)
    gain = _number(about, "Gain", path)
    for channel in channels:
        if "Gain" in channel and _number(channel, "Gain", path) != 1:
            raise refuse(
                "A channel states a gain of its own; how it adds to that of the adapter is not known.",
                "Export the recording as EDF.",
                path.name,
            )
    name = _name(about.get("ID", ""))
    return OtbAdapter(
        name, gain, tuple((first + _whole(one, "Index", path), _name(one.get("ID", "")) or name) for one in channels)
    )


def _name(text: str) -> str:
    """Return a name up to the first semicolon, as the maker's reader does, without what a terminal could obey."""
    return "".join(c for c in text.partition(";")[0] if c.isprintable()).strip()[:80]


def _number(attributes: Mapping[str, str], name: str, path: Path) -> float:
    try:
        return float(attributes[name])
    except (KeyError, ValueError):
        raise refuse(f"The description states no number for {name}.", _MEND, path.name) from None


def _whole(attributes: Mapping[str, str], name: str, path: Path) -> int:
    value = _number(attributes, name, path)
    if not abs(value) < 1e9 or value != int(value):
        raise refuse(f"The description states no whole number for {name}.", _MEND, path.name)
    return int(value)
