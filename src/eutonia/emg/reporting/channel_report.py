"""What was measured on one channel, for the parts of a report."""

from __future__ import annotations

from dataclasses import dataclass

from eutonia.emg.recording import Channel
from eutonia.emg.reporting.needle_part import NeedleReport
from eutonia.emg.reporting.surface_part import SurfaceReport
from eutonia.emg.surface.bursting import Burst
from eutonia.emg.surface.judging import Quality
from eutonia.emg.surface.windows import Features


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """What was measured on one channel. ``surface`` and ``needle``: None where that was not asked for or cannot be."""

    channel: Channel
    bursts: tuple[Burst, ...]
    quality: Quality
    features: Features
    surface: SurfaceReport | None = None
    needle: NeedleReport | None = None
