"""How often each disease shows each term: from counts of patients to propagated, borrowed frequencies.

Everything is a list of entries (disease, term, value), sorted by disease and term, so that the whole release
and the few diseases touched by one publication go through the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.parameters import Parameters

Integers = NDArray[Any]  # of any size: places come from several arrays
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of lists in two arrays: row i is ``items[starts[i]:starts[i + 1]]``."""

    starts: Integers
    items: Integers

    def positions(self, rows: Integers) -> tuple[Integers, Integers]:
        """Return for these rows, one after the other, which of them (0, 0, 1 …) and the places of their items."""
        counts = self.starts[rows + 1] - self.starts[rows]
        which = np.repeat(np.arange(len(rows)), counts)
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        return which, places + np.repeat(self.starts[rows], counts)


@dataclass(frozen=True, slots=True)
class Entries:
    """The frequency ``value`` of ``term`` in ``disease``, each pair once, sorted."""

    disease: Integers
    term: Integers
    value: Floats

    def rows(self, diseases: int) -> Rows:
        """Return the terms of each disease."""
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.disease, minlength=diseases))])
        return Rows(starts, self.term)


@dataclass(frozen=True, slots=True)
class Counts:
    """Patients seen and examined, one per annotation; both 0 where no frequency is given."""

    disease: Integers
    term: Integers
    seen: Floats
    examined: Floats


@dataclass(frozen=True, slots=True)
class Relatives:
    """Which disease borrows from which, with the share; and the series of each disease, -1 for none."""

    borrower: Integers
    lender: Integers
    share: Floats
    series: Integers


def strongest(disease: Integers, term: Integers, value: Floats, terms: int) -> Entries:
    """Return each pair of disease and term once, with its greatest value."""
    keys = disease.astype(np.int64) * terms + term
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    greatest = np.maximum.reduceat(value[order], first) if len(first) else value[:0]
    return Entries(keys[first] // terms, keys[first] % terms, greatest.astype(np.float32))


def frequencies(counts: Counts, terms: int, p: Parameters) -> Entries:
    """Return the frequency of each annotated term, publications pooled and small counts drawn to the prior.

    A term that was looked for and never seen gets none: drawn to the prior, 0 of 1 would be more frequent than most
    terms are among diseases, and so speak for the disease, and for it through every ancestor.
    """
    keys = counts.disease.astype(np.int64) * terms + counts.term
    pairs, inverse = np.unique(keys, return_inverse=True)
    seen = np.bincount(inverse, counts.seen, len(pairs))
    examined = np.bincount(inverse, counts.examined, len(pairs))
    drawn = (seen + p.frequency_prior * p.frequency_prior_patients) / (examined + p.frequency_prior_patients)
    value = np.where(examined == 0, p.frequency_unstated, drawn).astype(np.float32)
    listed = (seen > 0) | (examined == 0)
    return Entries(pairs[listed] // terms, pairs[listed] % terms, value[listed])


def propagate(listed: Entries, ancestors: Rows, terms: int) -> Entries:
    """Return frequencies for ancestors too: a term is at least as frequent as the most frequent below it."""
    which, places = ancestors.positions(listed.term)
    return strongest(listed.disease[which], ancestors.items[places], listed.value[which], terms)


def borrow(own: Entries, relatives: Relatives, terms: int, p: Parameters) -> Entries:
    """Return the entries together with what each disease borrows from its relatives."""
    diseases = len(relatives.series)
    rows = own.rows(diseases)
    which, places = rows.positions(relatives.lender)
    mean = _series_means(own, relatives, terms)
    members = np.flatnonzero(relatives.series >= 0)
    in_series, of_series = mean.rows(int(relatives.series.max(initial=-1)) + 1).positions(relatives.series[members])
    return strongest(
        np.concatenate([own.disease, relatives.borrower[which], members[in_series]]),
        np.concatenate([own.term, own.term[places], mean.term[of_series]]),
        np.concatenate(
            [own.value, own.value[places] * relatives.share[which], mean.value[of_series] * np.float32(p.borrow_series)]
        ),
        terms,
    )


def _series_means(own: Entries, relatives: Relatives, terms: int) -> Entries:
    series = relatives.series[own.disease]
    inside = series >= 0
    sizes = np.bincount(relatives.series[relatives.series >= 0])
    keys = series[inside].astype(np.int64) * terms + own.term[inside]
    pairs, inverse = np.unique(keys, return_inverse=True)
    value = np.bincount(inverse, own.value[inside], len(pairs)) / sizes[pairs // terms] if len(pairs) else np.zeros(0)
    kept = value > 0.05
    return Entries(pairs[kept] // terms, pairs[kept] % terms, value[kept].astype(np.float32))
