"""The disease's name as evidence: "spastic paraplegia" says what its patients show, before any annotation does.

A disease that is listed from few papers, or from papers that did not meet the person's signs, is still called after
what most of its patients have. The words that a disease's name shares with the names and synonyms of the person's
terms speak for it, each by how few names carry it. No disease or word is singled out; a name never speaks against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.profiles import Integers, Rows
from eutonia.phenotype.words import words_of

Floats = NDArray[np.float32]
LEAST = 4  # letters of a word that tells
STEM = 6  # letters that count, so that dystonia and dystonic, ataxia and ataxic are one word


@dataclass(frozen=True, slots=True)
class Naming:
    """Which diseases carry each word in their name, which of those words each term has, and what each tells.

    ``stems`` are the words, cut; ``told`` is minus the natural logarithm of the share of OMIM's names that carry each.
    """

    stems: Sequence[str]
    diseases: Rows
    words: Rows
    told: Floats


def stems(text: str) -> set[str]:
    """Return the telling words of a name, cut to their beginnings."""
    return {word[:STEM] for word in words_of(text) if len(word) >= LEAST and word.isalpha()}


def find_naming(names: Sequence[str], omim: int, labels: Iterable[tuple[str, int]], terms: int) -> Naming:
    """Return the naming of diseases, OMIM's first, and of terms given as pairs of a label and a term's place."""
    of_disease = [stems(name) for name in names]
    number = {word: place for place, word in enumerate(sorted(set().union(*of_disease[:omim])))}
    carrying: list[list[int]] = [[] for _ in number]
    for disease, found in enumerate(of_disease):
        for word in found & number.keys():
            carrying[number[word]].append(disease)
    of_term: dict[int, set[int]] = defaultdict(set)
    for label, term in labels:
        of_term[term] |= {number[word] for word in stems(label) & number.keys()}
    count = np.array([sum(disease < omim for disease in found) for found in carrying])
    told = np.log(omim / np.maximum(count, 1)).astype(np.float32)
    return Naming(list(number), _rows(carrying), _rows([sorted(of_term[term]) for term in range(terms)]), told)


def _rows(lists: Sequence[Sequence[int]]) -> Rows:
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    return Rows(starts, np.concatenate([np.zeros(0), *lists]).astype(np.int32))


def name_told(naming: Naming, present: Integers, diseases: int) -> Floats:
    """Return what the words that each disease's name shares with these terms tell together, each word once."""
    words = _words_of(naming, present)
    which, places = naming.diseases.positions(words)
    return np.bincount(naming.diseases.items[places], naming.told[words[which]], diseases).astype(np.float32)


def shared_words(naming: Naming, present: Integers, name: str) -> list[str]:
    """Return the words of a disease's name, as it has them, that it shares with these terms."""
    shared = {naming.stems[word] for word in _words_of(naming, present)}
    return [word for word in dict.fromkeys(words_of(name)) if shared & stems(word)]


def _words_of(naming: Naming, present: Integers) -> NDArray[np.int64]:
    _, places = naming.words.positions(present)
    return np.unique(naming.words.items[places]).astype(np.int64)
