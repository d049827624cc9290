"""Which diseases are kin: by gene, and by a name that differs only in its number.

Few publications describe most rare diseases. Its kin say something of what a disease may look like, and a
disease with few annotations is the one that gains from it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.parameters import Parameters
from eutonia.phenotype.profiles import Relatives

_BRACKETS = re.compile(r"\(.*?\)")
_NUMBER = re.compile(r"\b(type )?(\d+[a-z]{0,2}\d?|[ivx]+[a-z]?)$")


def series_name(name: str) -> str:
    """Return a disease's name without its number: ``spastic paraplegia`` for Spastic paraplegia 78, recessive."""
    words = _BRACKETS.sub("", name.lower()).split(",")[0].strip()
    return _NUMBER.sub("", words).strip(" -")


def find_relatives(
    diseases: Sequence[str], names: Sequence[str], genes: Sequence[tuple[str, str]], borrowers: int, p: Parameters
) -> Relatives:
    """Return the relatives of the first ``borrowers`` diseases (those of OMIM); the others only lend."""
    shares = _gene_shares({disease: place for place, disease in enumerate(diseases)}, diseases, genes, borrowers, p)
    pairs = sorted(shares)
    return Relatives(
        np.array([to for to, _ in pairs], dtype=np.int32),
        np.array([source for _, source in pairs], dtype=np.int32),
        np.array([shares[pair] for pair in pairs], dtype=np.float32),
        _series(names, borrowers, p),
    )


def _gene_shares(
    places: Mapping[str, int],
    diseases: Sequence[str],
    genes: Sequence[tuple[str, str]],
    borrowers: int,
    p: Parameters,
) -> dict[tuple[int, int], float]:
    diseases_of: dict[str, list[int]] = defaultdict(list)
    genes_of: dict[int, int] = defaultdict(int)
    for gene, disease in genes:
        if disease in places:
            diseases_of[gene].append(places[disease])
            genes_of[places[disease]] += 1
    shares: dict[tuple[int, int], float] = {}
    for together in diseases_of.values():
        for lender in together:
            whole = p.borrow_orphanet if diseases[lender].startswith("ORPHA:") else p.borrow_gene
            share = whole / genes_of[lender] ** 0.5
            if share > p.borrow_least:
                shares |= {(to, lender): share for to in together if to < borrowers and to != lender}
    return shares


def _series(names: Sequence[str], borrowers: int, p: Parameters) -> NDArray[np.int32]:
    members: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names[:borrowers]):
        members[series_name(name)].append(place)
    series = np.full(len(names), -1, dtype=np.int32)
    large = [places for name, places in sorted(members.items()) if name and len(places) >= p.series_members]
    for number, places in enumerate(large):
        series[places] = number
    return series
