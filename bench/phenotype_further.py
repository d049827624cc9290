"""Rare diseases: hits on patients drawn from one paper, ranked with what the other papers on the disease say.

``bench phenotype_drawn`` leaves out every annotation that cites the patient's paper, alone or among others. HPO keeps
one line for a disease and a term, with the counts of all papers pooled, so that also takes away what the others saw,
and the disease stands there without its commonest signs. Here a pooled line keeps the share of the other papers
(papers are taken as equally large, because HPO does not say), and only what the paper alone says goes. That is the
state of a new patient of a disease that is described already, in a paper that is not in the data: the hard ones among
the published patients.

One patient is drawn for each disease of OMIM and paper that has counts, with a sign of nerve, muscle or movement,
where another paper describes the disease too. Fixed seed; the halves are those of ``bench phenotype``.
"""

import argparse
import copy
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench.phenotype import half_of
from bench.phenotype_drawn import KINDS, LEAST, Drawn, query_of
from eutonia.phenotype.annotations import WORD_COUNTS_FOR, publications
from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import IMPOSSIBLE
from eutonia.phenotype.ranking import posterior


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench phenotype_further", description=__doc__)
    parser.add_argument("--patients", type=int, default=350, help="of each half (default 350)")
    options = parser.parse_args()
    index = Index.load()
    patients = list(draw(index))
    np.random.default_rng(5).shuffle(patients)  # type: ignore[arg-type]
    posterior(index, patients[0].query, exclude_sources=patients[0].sources)  # copies share what this works out
    for half in ("tuning", "held-out"):
        mine = [one for one in patients if half_of(index.tables.diseases[one.disease]) == half][: options.patients]
        ranks = [rank for one in mine if (rank := rank_of(index, one)) is not None]
        shares = "  ".join(f"top-{k} {np.mean(np.array(ranks) <= k):6.1%}" for k in (1, 5, 10))
        print(f"{half:9} {len(ranks):4} of a further paper: {shares}  median {np.median(ranks):g}")


def rank_of(index: Index, patient: Drawn) -> int | None:
    """Return the rank of the right disease, None where nothing is left of it."""
    found = posterior(with_others(index, patient.sources[0]), patient.query, exclude_sources=patient.sources)
    right = found.logit[patient.disease]
    return None if right < IMPOSSIBLE / 2 else 1 + int((found.logit > right).sum())


def draw(index: Index) -> Iterator[Drawn]:
    """Yield a patient for each disease and paper that has enough counts, where the disease has another paper."""
    tables = index.tables
    columns = ("disease", "term", "seen", "examined", "reference")
    disease, term, seen, examined, reference = (np.asarray(getattr(tables, f"listed_{name}")) for name in columns)
    rows: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in np.flatnonzero((examined > 0) & (disease < tables.omim_diseases)).tolist():
        for paper in publications(index.references[reference[row]]):
            rows[int(disease[row]), paper].append(row)
    kinds = {index.term_place[kind] for kind in KINDS}
    random = np.random.default_rng(1)
    for (place, paper), mine in sorted(rows.items()):
        if tables.publications[place] < 2 or (examined[mine] == WORD_COUNTS_FOR).all():
            continue
        looked = random.random(len(mine)) < examined[mine] / examined[mine].max()
        shown = looked & (random.random(len(mine)) < seen[mine] / examined[mine])
        query = query_of(index, term[mine][shown].tolist(), term[mine][looked & ~shown].tolist())
        above = {int(t) for one in query.present for t in index.ancestors_of(one)}
        if len(query.present) >= LEAST and above & kinds:
            yield Drawn(place, (paper,), query)


def with_others(index: Index, paper: str) -> Index:
    """Return the index with lines that cite the paper among others cut to the others' share."""
    tables = index.tables
    seen, examined, reference = (
        np.array(getattr(tables, f"listed_{name}")) for name in ("seen", "examined", "reference")
    )
    nobody = next(place for place, one in enumerate(index.references) if not publications(one))
    for place in index.citing.get(paper, ()):
        papers = publications(index.references[place])
        if len(papers) > 1:
            rows = np.flatnonzero(reference == place)
            share = np.where(examined[rows] == WORD_COUNTS_FOR, 1.0, 1.0 - 1.0 / len(papers))
            seen[rows] *= share
            examined[rows] *= share
            reference[rows] = nobody
    cut = copy.copy(index)  # keeps what was worked out of the other arrays
    cut.__dict__["tables"] = replace(tables, listed_seen=seen, listed_examined=examined, listed_reference=reference)
    return cut


if __name__ == "__main__":
    main()
