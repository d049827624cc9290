"""Samples as a caller gives them, whatever holds them, as rows of numbers: what is not surely meant is refused."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.refusals import refuse
from eutonia.knowledge.vocabulary import Issue, IssueLevel

type Samples = NDArray[np.float32] | NDArray[np.float64]

_MANY_CHANNELS = 64  # more channels than this and than samples: rows and columns are probably exchanged
_ARRAY = "Give an array of (channels, samples)."
_KINDS = {"b": "yes or no", "c": "complex", "S": "text", "U": "text", "M": "dates", "m": "times"}


def rows_of(samples: Any) -> list[Samples]:
    """Return the samples of each channel in single or double precision; a masked sample is missing (NaN).

    Nothing is copied that need not be. Raises EmgError for what is no array of real numbers.
    """
    return [row_of(one, index) for index, one in enumerate(_parted(samples))]


def row_of(samples: Any, index: int) -> Samples:
    """Return the samples of the channel at this place."""
    where = f"channel {index + 1}"
    try:
        row = samples if isinstance(samples, np.ndarray) else np.asarray(samples)
        if row.dtype == object:
            row = _of_objects(row)
    except (TypeError, ValueError):
        raise refuse("The samples are not numbers.", "Give an array of numbers.", where) from None
    if row.ndim != 1:
        raise refuse("A channel is not a row of samples.", _ARRAY, where)
    if row.dtype.kind not in "fiu":
        what = f"The samples are {_KINDS.get(row.dtype.kind, str(row.dtype))}, not real numbers."
        raise refuse(what, "Give the voltage of each sample as a real number.", where)
    known = row if row.dtype in (np.float32, np.float64) else row.astype(np.float64)
    return np.ma.filled(known, np.nan) if isinstance(known, np.ma.MaskedArray) else np.asarray(known)


def exchanged(channels: int, samples: int) -> list[Issue]:
    """Return the issue that rows and columns seem to be exchanged, where there are many channels of few samples."""
    if channels <= max(samples, _MANY_CHANNELS) or samples == 0:
        return []
    what = f"There are {channels} channels of {samples} samples: rows and columns seem to be exchanged."
    return [Issue(IssueLevel.WARNING, what, "Give (channels, samples): for this array its transpose, samples.T.")]


def _parted(samples: Any) -> list[Any]:
    if isinstance(samples, str | bytes | PathLike):
        raise refuse("A name was given, no samples.", f"{_ARRAY} A file is read by emg.read.")
    if not isinstance(samples, np.ndarray) and hasattr(samples, "__array__"):
        samples = np.asarray(samples)
    if isinstance(samples, np.ndarray):
        if samples.ndim == 2 or (samples.ndim == 1 and samples.dtype == object):
            return list(samples)
        if samples.ndim == 1:
            return [samples]
        raise refuse(f"The array has {samples.ndim} dimensions.", _ARRAY)
    try:
        if isinstance(samples, Mapping):
            raise TypeError
        parts = list(samples)
    except TypeError:
        raise refuse(f"What was given ({type(samples).__name__}) is no array of samples.", _ARRAY) from None
    return [parts] if parts and all(map(_single, parts)) else parts  # a list of numbers: one channel, as an array is


def _single(one: Any) -> bool:
    """Return whether this is one sample: a number, or None for a missing one."""
    return one is None or (isinstance(one, Real) and not isinstance(one, bool))


def _of_objects(row: NDArray[Any]) -> NDArray[np.float64]:
    """Return numbers that numpy holds one by one; None is a missing sample."""
    if not all(map(_single, row.flat)):
        raise TypeError
    known: NDArray[np.float64] = row.astype(np.float64)
    return known
