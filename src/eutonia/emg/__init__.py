"""EMG: a recording in, measured activity out.

Pure functions over numpy arrays and files: no Django, no network, no clock, no randomness but from a given seed.
What it finds are measurements, with the share of the time that could be measured; never a diagnosis.
"""

from eutonia.emg import simulate
from eutonia.emg.formats.edf_writing import write_edf
from eutonia.emg.formats.reading import read
from eutonia.emg.needle.discharge import Discharge
from eutonia.emg.needle.discharging import discharges
from eutonia.emg.needle.limits import LimitTable, normal_limits
from eutonia.emg.needle.motor_units import MotorUnit, motor_units
from eutonia.emg.needle.patterns import MotorUnitMeasures, PatternVerdict, motor_unit_pattern
from eutonia.emg.recording import Annotation, Channel, EmgError, Recording
from eutonia.emg.summing import answers, summary
from eutonia.emg.surface import stream
from eutonia.emg.surface.bursting import Burst, bursts
from eutonia.emg.surface.cocontractions import Cocontraction, cocontraction
from eutonia.emg.surface.coherences import BandCoherence, Coherence, coherence
from eutonia.emg.surface.envelopes import envelope
from eutonia.emg.surface.fatiguing import Fatigue, fatigue
from eutonia.emg.surface.judging import Quality, quality
from eutonia.emg.surface.spasms import Spasm, spasms
from eutonia.emg.surface.stream import Stream
from eutonia.emg.surface.tremors import Tremor, tremor
from eutonia.emg.surface.windows import Features, features

__all__ = [
    "Annotation",
    "BandCoherence",
    "Burst",
    "Channel",
    "Cocontraction",
    "Coherence",
    "Discharge",
    "EmgError",
    "Fatigue",
    "Features",
    "LimitTable",
    "MotorUnit",
    "MotorUnitMeasures",
    "PatternVerdict",
    "Quality",
    "Recording",
    "Spasm",
    "Stream",
    "Tremor",
    "answers",
    "bursts",
    "cocontraction",
    "coherence",
    "discharges",
    "envelope",
    "fatigue",
    "features",
    "motor_unit_pattern",
    "motor_units",
    "normal_limits",
    "quality",
    "read",
    "simulate",
    "spasms",
    "stream",
    "summary",
    "tremor",
    "write_edf",
]
