"""EMG: a recording in, measured activity out.

Pure functions over numpy arrays and files: no Django, no network, no clock, no randomness but from a given seed.
"""

from eutonia.emg.edf_writing import write_edf
from eutonia.emg.reading import read
from eutonia.emg.recording import Annotation, Channel, EmgError, Recording

__all__ = ["Annotation", "Channel", "EmgError", "Recording", "read", "write_edf"]
