"""Rare diseases: hits on patients drawn from publications, each ranked without the publication it was drawn from.

There are few published patients to test on, but HPO counts for many publications how many of their patients showed
each term. From each such pair of disease and publication one patient is drawn (present with the stated frequency,
absent where looked for and not drawn; fixed seed) and ranked with that publication left out. Only publications with
a sign of nerve, muscle or movement count. The diseases are in the same halves as in ``bench phenotype``.

Drawn patients are cleaner than real ones: no noise, no onset, no sex. They serve to compare models, not to say how
well a clinic will do.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.phenotype import half_of
from eutonia.phenotype.annotations import WORD_COUNTS_FOR, publications
from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import IMPOSSIBLE, Query
from eutonia.phenotype.ranking import posterior

KINDS = ("HP:0000707", "HP:0003011")  # abnormality of the nervous system, of the musculature
LEAST = 3  # terms a drawn patient must have


@dataclass(frozen=True)
class Drawn:
    """A drawn patient: the place of the disease, the publications to leave out, and what is known."""

    disease: int
    sources: tuple[str, ...]
    query: Query


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench phenotype_drawn", description=__doc__)
    parser.add_argument("--patients", type=int, default=400, help="of each half (default 400)")
    options = parser.parse_args()
    index = Index.load()
    patients = list(draw(index))
    np.random.default_rng(5).shuffle(patients)  # type: ignore[arg-type]
    for half in ("tuning", "held-out"):
        mine = [one for one in patients if half_of(index.tables.diseases[one.disease]) == half]
        ranks, probability = [], []
        for one in mine:
            found = posterior(index, one.query, exclude_sources=one.sources)
            if found.logit[one.disease] > IMPOSSIBLE / 2 and len(ranks) < options.patients:
                ranks.append(1 + int((found.logit > found.logit[one.disease]).sum()))
                probability.append(float(found.probability.max()))
            if len(ranks) == options.patients:
                break
        shares = "  ".join(f"top-{k} {np.mean(np.array(ranks) <= k):6.1%}" for k in (1, 5, 10))
        print(f"{half:9} {len(ranks):4} drawn: {shares}  median {np.median(ranks):g}  said {np.mean(probability):.1%}")


def draw(index: Index) -> Iterator[Drawn]:
    """Yield a patient for each disease of OMIM and publication that has enough counts."""
    tables = index.tables
    columns = ("disease", "term", "seen", "examined", "reference")
    disease, term, seen, examined, reference = (np.asarray(getattr(tables, f"listed_{name}")) for name in columns)
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero((examined > 0) & (disease < tables.omim_diseases)).tolist():
        rows[int(disease[row]), int(reference[row])].append(row)
    kinds = {index.term_place[kind] for kind in KINDS}
    random = np.random.default_rng(1)
    for (place, cited), mine in sorted(rows.items()):
        patients = examined[mine].max()
        sources = tuple(publications(index.references[cited]))
        if not sources or patients == WORD_COUNTS_FOR:  # words and per cent are no counts
            continue
        looked = random.random(len(mine)) < examined[mine] / patients
        shown = looked & (random.random(len(mine)) < seen[mine] / examined[mine])
        query = query_of(index, term[mine][shown].tolist(), term[mine][looked & ~shown].tolist())
        above = {int(t) for one in query.present for t in index.ancestors_of(one)}
        if len(query.present) >= LEAST and above & kinds:
            yield Drawn(place, sources, query)


def query_of(index: Index, present: list[int], absent: list[int]) -> Query:
    """Return a query that says no term twice, not even by one of its kinds."""
    implied = {int(t) for one in present for t in index.ancestors_of(one) if t != one}
    kept = tuple(dict.fromkeys(one for one in present if one not in implied))
    return Query(kept, tuple(dict.fromkeys(one for one in absent if one not in implied | set(kept))))


if __name__ == "__main__":
    main()
