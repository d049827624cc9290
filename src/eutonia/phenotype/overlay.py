"""An index without some publications, for an honest figure: what it knew without the patient's own paper.

Only the diseases that cite them, and their relatives, are computed anew; they lie over the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.index import Index, sum_onsets
from eutonia.phenotype.profiles import Counts, Entries, Relatives, borrow, frequencies, propagate
from eutonia.phenotype.tables import Array

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Diseases as they are without some publications: their places, and what replaces the index's numbers there.

    ``frequency`` has one row for each disease and one column for each term; ``silent`` are the places in the
    references that are left out.
    """

    diseases: NDArray[np.int64]
    frequency: Floats
    breadth: Floats
    listed_count: NDArray[np.int64]
    onset_counts: Floats
    publications: NDArray[np.int64]
    silent: NDArray[np.int64]


def without(index: Index, sources: Iterable[str]) -> Overlay | None:
    """Return the overlay without annotations that cite these sources, or None where none does."""
    tables = index.tables
    left_out = set(sources)  # an annotation may cite several publications: one of them is enough
    silent = np.array(sorted({n for source in left_out for n in index.citing.get(source, ())}), dtype=np.int64)
    if not len(silent):
        return None
    listed = _among(silent, tables.listed_reference, len(index.references))
    onset = _among(silent, tables.onset_reference, len(index.references))
    disease = np.asarray(tables.listed_disease)
    touched = np.union1d(disease[listed], np.asarray(tables.onset_disease)[onset]).astype(np.int64)
    if not len(touched):
        return None
    size = len(tables.diseases)
    kept = _among(touched, disease, size) & ~listed
    diseases = _with_kin(index, touched)
    full = _full(index, touched, kept, diseases)
    rows = np.searchsorted(diseases, full.disease)
    frequency = np.zeros((len(diseases), len(tables.terms)), dtype=np.float32)
    frequency[rows, full.term] = full.value
    inside = np.isin(diseases, touched)  # both are sorted, so the touched ones stand in the same order
    counts = index.listed_count[diseases]
    counts[inside] = np.bincount(disease[kept], minlength=size)[touched]
    onsets = index.onset_counts[diseases]
    onsets[inside] = sum_onsets(tables, _among(touched, tables.onset_disease, size) & ~onset)[touched]
    described = np.asarray(tables.publications)[diseases].astype(np.int64)
    described[inside] -= _left_out(index, touched, left_out)
    return Overlay(diseases, frequency, frequency @ index.gain, counts, onsets, described, silent)


def _among(some: NDArray[np.int64], places: Array, size: int) -> NDArray[np.bool_]:
    """Return which of the places, all below ``size``, are among some."""
    flags = np.zeros(size, dtype=bool)
    flags[some] = True
    return flags[np.asarray(places)]


def _left_out(index: Index, touched: NDArray[np.int64], sources: set[str]) -> NDArray[np.int64]:
    """Return for each touched disease how many publications describe it only where one of the sources is cited."""
    tables = index.tables
    disease, cited = np.asarray(tables.listed_disease), np.asarray(tables.listed_reference)
    counts = []
    for place in touched:
        begin, end = np.searchsorted(disease, [place, place + 1])
        references = [index.references[one].split(";") for one in np.unique(cited[begin:end])]
        every = {one for reference in references for one in reference}
        kept = {one for reference in references if not sources.intersection(reference) for one in reference}
        counts.append(sum(one.startswith("PMID:") for one in every - kept))
    return np.array(counts, dtype=np.int64)


def _with_kin(index: Index, touched: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the touched diseases and all that borrow from them."""
    tables = index.tables
    series = np.asarray(tables.series)
    of_touched = series[touched]
    members = np.flatnonzero(np.isin(series, of_touched[of_touched >= 0]))
    borrowers = np.asarray(tables.borrower)[np.isin(np.asarray(tables.lender), touched)]
    return np.unique(np.concatenate([touched, members, borrowers])).astype(np.int64)


def _full(index: Index, touched: NDArray[np.int64], kept: NDArray[np.bool_], diseases: NDArray[np.int64]) -> Entries:
    """Return the entries of these diseases, with the touched ones computed from the kept annotations."""
    tables, terms = index.tables, len(index.tables.terms)
    counts = Counts(
        *(np.asarray(getattr(tables, f"listed_{name}"))[kept] for name in ("disease", "term", "seen", "examined"))
    )
    fresh = propagate(frequencies(counts, terms, index.parameters), index.ancestors, terms)
    lends = np.isin(np.asarray(tables.borrower), diseases)
    lenders = np.asarray(tables.lender)[lends]
    series = np.where(
        np.isin(np.asarray(tables.series), np.asarray(tables.series)[diseases]), np.asarray(tables.series), -1
    )
    needed = np.union1d(np.union1d(diseases, lenders), np.flatnonzero(series >= 0))
    others = index.own_rows.positions(np.setdiff1d(needed, touched))[1]
    parts = [
        np.concatenate([np.asarray(getattr(tables, f"own_{name}"))[others], getattr(fresh, name)])
        for name in ("disease", "term", "value")
    ]
    order = np.lexsort((parts[1], parts[0]))
    own = Entries(*(part[order] for part in parts))
    relatives = Relatives(np.asarray(tables.borrower)[lends], lenders, np.asarray(tables.share)[lends], series)
    full = borrow(own, relatives, terms, index.parameters)
    wanted = np.isin(full.disease, diseases)
    return Entries(full.disease[wanted], full.term[wanted], full.value[wanted])
