"""EMG: a recording in, measured activity out.

Pure functions over numpy arrays and files: no Django, no network, no clock, no randomness but from a given seed.
What it finds are measurements, with the share of the time that could be measured; never a diagnosis.
"""

from eutonia.emg.bursting import Burst, bursts
from eutonia.emg.cocontractions import Cocontraction, cocontraction
from eutonia.emg.coherences import Coherence, coherence
from eutonia.emg.discharge import Discharge
from eutonia.emg.discharging import discharges
from eutonia.emg.edf_writing import write_edf
from eutonia.emg.envelopes import envelope
from eutonia.emg.fatiguing import Fatigue, fatigue
from eutonia.emg.judging import Quality, quality
from eutonia.emg.limits import normal_limits
from eutonia.emg.motor_units import MotorUnit, motor_units
from eutonia.emg.patterns import MotorUnitMeasures, PatternVerdict, motor_unit_pattern
from eutonia.emg.reading import read
from eutonia.emg.recording import Annotation, Channel, EmgError, Recording
from eutonia.emg.spasms import Spasm, spasms
from eutonia.emg.stream import Stream
from eutonia.emg.summing import answers, summary
from eutonia.emg.tremors import Tremor, tremor
from eutonia.emg.windows import Features, features

__all__ = [
    "Annotation",
    "Burst",
    "Channel",
    "Cocontraction",
    "Coherence",
    "Discharge",
    "EmgError",
    "Fatigue",
    "Features",
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
    "spasms",
    "summary",
    "tremor",
    "write_edf",
]
