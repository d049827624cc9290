"""What each piece of evidence says for or against each disease, for all diseases at once.

A present term speaks through itself and its ancestors. Each ancestor that a disease shows more often than
diseases in general lifts it, the more the closer it is to the term; the root lifts nothing, and a share of
terms is taken for noise. An exact match, a more general or more specific term and a cousin so fall into one sum:

    ratio = noise + (1 - noise) * sum over ancestors of weight * frequency in the disease / background

The background is that of all diseases and a little more, for the day when a term is annotated to few.

To what the disease itself explains comes what its kin explain (`eutonia.phenotype.kin`).

Many terms say less together than one by one, even where none is a synonym of another, because a disease's signs
come in groups. So the evidence is tempered: divided by a heat that grows with the root of the number of terms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eutonia.knowledge.vocabulary import Sex
from eutonia.phenotype.index import Index
from eutonia.phenotype.kin import lent
from eutonia.phenotype.onset import onset_weights, sex_weights
from eutonia.phenotype.overlay import Overlay
from eutonia.phenotype.parameters import Parameters

Floats = NDArray[np.float32]
Places = NDArray[Any]
IMPOSSIBLE = -1e9
ALL = slice(None)
SINGLE_THREAD = 262_144  # multiplications up to which OpenBLAS uses the calling thread only


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of a person: terms as places in the index, age and onset in years or spans."""

    present: tuple[int, ...]
    absent: tuple[int, ...] = ()
    age: float | None = None
    onset: tuple[int, ...] = ()
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Weights (log likelihood ratios, tempered) of each piece of evidence, one column for each disease."""

    present: Floats
    absent: Floats
    breadth: Floats
    onset: Floats
    sex: Floats
    kin: Floats  # what its kin add to the fit of each disease
    term_weights: Floats  # how far each present term counts beside its near-synonyms, 0 to 1
    heat: float  # what all weights were divided by, 1 or more
    rankable: NDArray[np.bool_]

    def total(self) -> Floats:
        """Return the sum for each disease; far below all others where nothing is known of it."""
        return np.where(self.rankable, self.fit() + self.kin, np.float32(IMPOSSIBLE))

    def fit(self, places: Places | slice = ALL) -> Floats:
        """Return the sum for each disease, or for those at some places, by itself: without its kin."""
        of_terms = self.present[:, places].sum(axis=0) + self.absent[:, places].sum(axis=0)
        fit: Floats = of_terms + self.breadth[places] + self.onset[places] + self.sex[places]
        return fit


def weigh(index: Index, query: Query, overlay: Overlay | None = None) -> Evidence:
    """Return the evidence of a query for every disease, kin included."""
    alone = _alone(index, query, overlay)
    return replace(alone, kin=lent(alone.fit(), alone.rankable, index.kin, index.kept_from_kin, index.parameters))


def _alone(index: Index, query: Query, overlay: Overlay | None) -> Evidence:
    p = index.parameters
    which, places = index.ancestors.positions(np.array(query.present))
    above = index.ancestors.items[places]
    needed = np.union1d(above, np.array(query.absent, dtype=np.int64)).astype(np.int64)
    frequency = frequencies_of(index, needed, overlay)
    kernel = _kernel(index, query.present, which, above, needed)
    share = independence(index, query.present)
    heat = heat_of(float(share.sum()), p)
    cool = np.float32(1.0 / heat)
    ratio = _multiply(kernel, frequency)
    ratio *= np.float32(1.0 - p.noise)
    ratio += np.float32(p.noise)
    present = np.log(ratio, out=ratio)
    present *= (share * cool)[:, None]
    breadth, listed, onsets = _of_diseases(index, overlay)
    thin = -p.breadth * share.sum() * np.log((breadth + p.breadth_floor) / (breadth.mean() + p.breadth_floor))
    return Evidence(
        present=present,
        absent=cool * _absent(index, query.absent, frequency[np.searchsorted(needed, query.absent)]),
        breadth=(cool * thin).astype(np.float32),
        onset=cool * onset_weights(onsets, index.onset_background, query.onset, query.age, p),
        sex=cool * sex_weights(np.asarray(index.tables.female_share), query.sex, p),
        kin=np.zeros(len(breadth), dtype=np.float32),
        term_weights=share,
        heat=heat,
        rankable=listed > 0,
    )


def heat_of(independent: float, p: Parameters) -> float:
    """Return what all evidence is divided by, where so many terms are present, each counted for its own share."""
    return float((1.0 + independent / p.crowding) ** 0.5)


def frequencies_of(index: Index, terms: Places, overlay: Overlay | None) -> Floats:
    """Return how often each disease (column) shows each of the terms (row)."""
    starts, disease, value = index.term_rows
    frequency = np.zeros((len(terms), len(index.tables.diseases)), dtype=np.float32)
    common = index.common_rows
    for row, term in zip(frequency, terms.tolist(), strict=True):
        if term in common:
            row[:] = common[term]
        else:
            begin, end = starts[term], starts[term + 1]
            row[disease[begin:end]] = value[begin:end]
    if overlay is not None:
        frequency[:, overlay.diseases] = overlay.frequency[:, terms].T
    return frequency


def _kernel(index: Index, present: tuple[int, ...], which: Places, above: Places, needed: Places) -> Floats:
    """Return the weight of each needed term (column) for each present one (row), already over background."""
    p = index.parameters
    terms = np.array(present)[which]
    lost = index.information[terms] - index.information[above]
    weight = np.where(above == terms, p.exact, np.exp(-p.decay * lost))
    weight /= np.bincount(which, weight)[which] * (index.background[above] + p.background_floor)
    kernel = np.zeros((len(present), len(needed)), dtype=np.float32)
    kernel[which, np.searchsorted(needed, above)] = weight
    return kernel


def _multiply(left: Floats, right: Floats) -> Floats:
    """Return the matrix product, in blocks so small that BLAS stays on one thread: waking others takes longer."""
    product = np.empty((len(left), right.shape[1]), dtype=np.float32)
    block = max(64, SINGLE_THREAD // max(1, left.size))
    for begin in range(0, right.shape[1], block):
        np.matmul(left, right[:, begin : begin + block], out=product[:, begin : begin + block])
    return product


def independence(index: Index, present: tuple[int, ...]) -> Floats:
    """Return for each term the share that is its own: near 1 alone, near 1/n among n near-synonyms.

    Two terms overlap by what their most telling common ancestor tells, over what the more telling of them does.
    """
    terms = np.array(present)
    which, places = index.ancestors.positions(terms)
    above, column = np.unique(index.ancestors.items[places], return_inverse=True)
    told = np.zeros((len(terms), len(above)), dtype=np.float32)
    told[which, column] = index.information[above[column]]
    common = np.array([np.minimum(told, row).max(axis=1) for row in told])
    alone = np.maximum(index.information[terms], 1e-6)
    overlap = common / np.maximum.outer(alone, alone)
    np.fill_diagonal(overlap, 1.0)
    share: Floats = (1.0 / (overlap**index.parameters.synonymy).sum(axis=1)).astype(np.float32)
    return share


def _absent(index: Index, absent: tuple[int, ...], frequency: Floats) -> Floats:
    if not absent:
        return np.zeros((0, frequency.shape[1]), dtype=np.float32)
    p = index.parameters
    background = index.background[list(absent)][:, None]
    ratio = (1.0 - p.absent_certain * frequency) / (1.0 - p.absent_certain * background)
    weights: Floats = np.float32(p.absent * min(1.0, p.absent_in_full / len(absent))) * np.log(ratio)
    return weights


def _of_diseases(index: Index, overlay: Overlay | None) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Return breadth, number of annotations and onsets of the diseases, seen through the overlay."""
    breadth, listed, onsets = index.breadth, index.listed_count, index.onset_counts
    if overlay is None:
        return breadth, listed, onsets
    breadth, listed, onsets = breadth.copy(), listed.copy(), onsets.copy()
    breadth[overlay.diseases], listed[overlay.diseases] = overlay.breadth, overlay.listed_count
    onsets[overlay.diseases] = overlay.onset_counts
    return breadth, listed, onsets
