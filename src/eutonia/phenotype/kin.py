"""Kin as whole descriptions: a person may look as a relative of the disease is described, not as the disease is.

Most rare diseases are described from a handful of patients, and the next patient resembles the neighbours too: what
Orphanet says of the gene, other diseases of the gene, and diseases whose names share telling words. Each lends not
single frequencies (`eutonia.phenotype.profiles.borrow`) but its whole fit to the person, for its share:

    fit with kin = (own share * own fit ** power + sum over kin of share * fit of kin ** power) ** (1 / power)
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.parameters import Parameters
from eutonia.phenotype.profiles import Integers, Relatives

Floats = NDArray[np.float32]
_WORD = re.compile(r"[a-z]{3,}")  # numbers and numerals only tell members of a series apart


@dataclass(frozen=True, slots=True)
class Kin:
    """The kin of disease i are ``lender[starts[i]:starts[i + 1]]``, each with its share; 1 less those is its own."""

    starts: Integers
    lender: Integers
    share: Floats


def find_kin(names: Sequence[str], relatives: Relatives, borrowers: int, p: Parameters) -> Kin:
    """Return the kin of the first ``borrowers`` diseases (those of OMIM); the others only lend."""
    of_orphanet = relatives.lender >= borrowers
    parts = [
        _evenly(relatives.borrower[of_orphanet], relatives.lender[of_orphanet], p.kin_orphanet, len(names)),
        _evenly(relatives.borrower[~of_orphanet], relatives.lender[~of_orphanet], p.kin_gene, len(names)),
        _by_name(names, borrowers, p),
    ]
    keys = np.concatenate([to.astype(np.int64) * len(names) + source for to, source, _ in parts])
    pairs, inverse = np.unique(keys, return_inverse=True)
    share = np.bincount(inverse, np.concatenate([part for *_, part in parts]), len(pairs))
    starts = np.searchsorted(pairs // max(1, len(names)), np.arange(len(names) + 1))
    return Kin(starts.astype(np.int64), (pairs % max(1, len(names))).astype(np.int32), share.astype(np.float32))


_Shares = tuple[Integers, Integers, NDArray[np.float64]]


def _evenly(to: Integers, source: Integers, whole: float, diseases: int) -> _Shares:
    return to, source, whole / np.bincount(to, minlength=diseases)[to]


def _by_name(names: Sequence[str], borrowers: int, p: Parameters) -> _Shares:
    """Share out among the diseases with the likest names: by the cosine of words weighted by their rarity, cubed."""
    words = [sorted(set(_WORD.findall(name.lower()))) for name in names]
    count = Counter(word for of_name in words for word in of_name)
    rarity = {word: float(np.log(len(names) / seen)) for word, seen in count.items()}
    length = np.array([sum(rarity[word] ** 2 for word in of_name) ** 0.5 for of_name in words])
    having: dict[str, list[int]] = defaultdict(list)
    for place, of_name in enumerate(words):
        for word in of_name:
            having[word].append(place)
    places = {word: np.array(found) for word, found in having.items()}
    found: list[tuple[int, NDArray[np.int64], NDArray[np.float64]]] = []
    for to, of_name in enumerate(words[:borrowers]):
        like = np.zeros(len(names))
        for word in of_name:
            like[places[word]] += rarity[word] ** 2
        like /= np.maximum(length * length[to], 1e-9)
        like[to] = 0.0
        near = np.flatnonzero(like >= p.kin_likeness)
        near = near[np.argsort(-like[near], kind="stable")[: p.kin_names]]
        if len(near):
            found.append((to, near, p.kin_name * like[near] ** 3 / (like[near] ** 3).sum()))
    return (
        np.repeat([to for to, *_ in found], [len(near) for _, near, _ in found]).astype(np.int64),
        np.concatenate([np.zeros(0, dtype=np.int64), *(near for _, near, _ in found)]),
        np.concatenate([np.zeros(0), *(share for *_, share in found)]),
    )


def lent(fit: Floats, rankable: NDArray[np.bool_], kin: Kin, own: NDArray[np.float64], p: Parameters) -> Floats:
    """Return what kin add to the fit (a logarithm) of each disease; a little below 0 where they fit no better.

    ``own`` is the share that each disease keeps (``own_share``). Diseases that cannot be ranked lend nothing.
    """
    power = fit.astype(np.float64) * p.kin_power
    top = power[rankable].max() if rankable.any() else 0.0
    likely = np.where(rankable, np.exp(np.minimum(power - top, 0.0)), 0.0)
    mixed = own * likely
    having = np.flatnonzero(np.diff(kin.starts))
    if len(having):
        mixed[having] += np.add.reduceat(kin.share * likely[kin.lender], kin.starts[having])
    with_kin = np.log(np.maximum(mixed, 1e-300)) + top
    added: Floats = np.where(rankable, (with_kin - power) / p.kin_power, 0.0).astype(np.float32)
    return added


def strongest(kin: Kin, disease: int, fit: Floats, p: Parameters) -> int:
    """Return the place of the kin that adds most to a disease, -1 where it has none; ``fit`` holds one for each kin."""
    begin, end = kin.starts[disease], kin.starts[disease + 1]
    if begin == end:
        return -1
    return int(kin.lender[begin + int(np.argmax(np.log(kin.share[begin:end]) + p.kin_power * fit))])


def own_share(kin: Kin) -> NDArray[np.float64]:
    """Return the share that each disease keeps for itself."""
    owner = np.repeat(np.arange(len(kin.starts) - 1), np.diff(kin.starts))
    kept: NDArray[np.float64] = 1.0 - np.bincount(owner, kin.share, len(kin.starts) - 1)
    return kept
