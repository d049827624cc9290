"""The ranking by gene: what a laboratory tests is a gene, and diseases of one gene share its probability."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from eutonia.phenotype.index import Index
from eutonia.phenotype.ranking import TOP, Posterior


@dataclass(frozen=True, slots=True)
class RankedGene:
    """A gene with the summed probability of its diseases, the most probable of them first.

    A disease with several genes gives each an equal part. ``prior`` is the same sum before any term was said.
    """

    rank: int
    symbol: str
    probability: float
    diseases: tuple[str, ...]
    prior: float = 0.0


def rank_genes(index: Index, found: Posterior, top: int = TOP) -> list[RankedGene]:
    """Return the first so many genes of a posterior."""
    total: dict[str, float] = defaultdict(float)
    before: dict[str, float] = defaultdict(float)
    prior = np.exp(found.log_prior) * (1.0 - found.elsewhere)
    places: dict[str, list[int]] = defaultdict(list)
    for place in found.best(len(found.probability)):
        genes = index.genes_of.get(place, ())
        for gene in genes:
            total[gene] += float(found.probability[place]) / len(genes)
            before[gene] += float(prior[place]) / len(genes)
            places[gene].append(place)
    order = sorted(total, key=lambda gene: (-total[gene], gene))[:top]
    ids = index.tables.diseases
    return [
        RankedGene(number, gene, total[gene], tuple(ids[place] for place in places[gene]), before[gene])
        for number, gene in enumerate(order, start=1)
    ]
