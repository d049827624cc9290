"""Which term to ask about or examine next: the one whose answer is expected to tell most about the disease."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.index import Index
from eutonia.phenotype.ranking import Posterior

CANDIDATES = 40  # diseases among which the answer is to decide
LEAST_SHOWN = 0.2  # a term must be at least so frequent in one of them
SPECIFIC = 0.33  # of what the most telling term tells; nobody can ask for "abnormality of the voice"


@dataclass(frozen=True, slots=True)
class NextTerm:
    """A term with the information (in bits) expected of its answer, and how likely it is to be present."""

    term: str
    name: str
    information: float
    probability: float


def next_terms(index: Index, found: Posterior, top: int = 5) -> list[NextTerm]:
    """Return the most telling terms not yet said, the best first; of a term and its kinds only the best."""
    places = found.best(CANDIDATES)
    weight = found.probability[places]
    if len(places) < 2 or weight.sum() <= 0:
        return []
    frequency = _frequencies(index, places, found)
    frequency[:, _said(index, found)] = 0.0
    told, likely = np.zeros(frequency.shape[1]), np.zeros(frequency.shape[1])
    telling = index.information >= SPECIFIC * index.information.max()
    shown = np.flatnonzero((frequency.max(axis=0) >= LEAST_SHOWN) & telling)
    told[shown], likely[shown] = _information(weight / weight.sum(), frequency[:, shown])
    chosen: list[int] = []
    for term in np.argsort(-told, kind="stable")[: 40 * top]:
        kin = any(_related(index, int(term), other) for other in chosen)
        if told[term] > 0.0 and not kin and len(chosen) < top:
            chosen.append(int(term))
    ids, names = index.tables.terms, index.term_names
    return [NextTerm(ids[term], names[term], float(told[term]), float(likely[term])) for term in chosen]


def _frequencies(index: Index, places: list[int], found: Posterior) -> NDArray[np.float64]:
    """Return how often each place (row) shows each term (column), with every term at background at least in part."""
    tables, noise = index.tables, index.parameters.noise
    table = np.zeros((len(places), len(tables.terms)))
    starts = np.asarray(tables.full_starts)
    for row, place in zip(table, places, strict=True):
        begin, end = int(starts[place]), int(starts[place + 1])
        row[np.asarray(tables.full_term)[begin:end]] = np.asarray(tables.full_value)[begin:end]
    if found.overlay is not None:
        over = {int(place): row for row, place in enumerate(found.overlay.diseases)}
        for row, place in zip(table, places, strict=True):
            if place in over:
                row[:] = found.overlay.frequency[over[place]]
    return (1.0 - noise) * table + noise * index.background


def _said(index: Index, found: Posterior) -> NDArray[np.int64]:
    """Return the terms that present and absent ones already answer: those above present, those below absent ones."""
    query = found.query
    above = [index.ancestors_of(term) for term in query.present]
    below = np.zeros(0, dtype=np.int64)
    if query.absent:
        rows = index.ancestors
        owner = np.repeat(np.arange(len(index.tables.terms)), np.diff(rows.starts))
        below = owner[np.isin(rows.items, query.absent)]
    return np.unique(np.concatenate([*above, below])).astype(np.int64)


def _information(
    weight: NDArray[np.float64], frequency: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each term the mutual information of answer and disease in bits, and the chance of a yes."""
    likely = weight @ frequency
    told = _entropy(likely) - weight @ _entropy(frequency)
    return np.maximum(told, 0.0), likely


def _entropy(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(chance, 1e-12, 1 - 1e-12)
    entropy: NDArray[np.float64] = -(inside * np.log2(inside) + (1 - inside) * np.log2(1 - inside))
    return entropy


def _related(index: Index, one: int, other: int) -> bool:
    return one in index.ancestors_of(other) or other in index.ancestors_of(one)
