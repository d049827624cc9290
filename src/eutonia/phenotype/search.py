"""Search over the names and synonyms of terms, fast enough to answer each key press."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.index import Index
from eutonia.phenotype.tables import unpack
from eutonia.phenotype.words import term_id, words_of

SHORTEST = 4  # a word that nothing matches is cut from its end, but not to less than this
MANY = 10  # times the terms that are wanted: so many labels are looked at, for a term has several
MOST_WORDS = 20  # more words than this are no search
LAST = "\uffff"  # after every letter


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found by a search, with the name or synonym that matched."""

    term: str
    name: str
    label: str


def search_terms(index: Index, text: str, limit: int = 10) -> list[TermMatch]:
    """Return the terms of which a name or synonym has words beginning with all words of the text, the best first.

    Where none has all of them, even cut short, those that have most of the text are returned. An id
    (``HP:0003394``) finds its term, or where it is obsolete its successor.
    """
    identifier = term_id(text)
    identifier = index.former_terms.get(identifier, identifier)
    if identifier in index.term_place:
        name = index.term_names[index.term_place[identifier]]
        return [TermMatch(identifier, name, name)]
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    finder = _finder(index)
    cut = list(words)
    while not len(found := finder.labels_with(cut)):
        longest = max(cut, key=len)
        if len(longest) <= SHORTEST:
            return finder.best(finder.labels_with_most(words), limit)
        cut[cut.index(longest)] = longest[:-1]
    return finder.best(found, limit)


class _Finder:
    """The labels of an index, taken from its tables once."""

    def __init__(self, index: Index) -> None:
        tables = index.tables
        self.index = index
        self.labels = unpack(tables.labels)
        self.length = np.asarray(tables.label_length)
        self.term = np.asarray(tables.label_term)
        self.told = index.information[self.term]
        self.words = unpack(tables.words)
        self.word_label = np.asarray(tables.word_label)

    def labels_with(self, words: list[str]) -> NDArray[np.int64]:
        """Return the labels that have all of the words, or words that begin so."""
        return np.flatnonzero(self._have(words).all(axis=0))

    def labels_with_most(self, words: list[str]) -> NDArray[np.int64]:
        """Return the labels that have most of the text, counted in letters, so that a word like "at" says little."""
        letters = np.array([len(word) if len(word) >= SHORTEST else 0 for word in words])
        said = letters @ self._have(words)
        return np.flatnonzero((said == said.max(initial=0)) & (said > 0))

    def _have(self, words: list[str]) -> NDArray[np.bool_]:
        """Return for each word (row) which labels have it."""
        have = np.zeros((len(words), len(self.labels)), dtype=bool)
        for row, word in zip(have, words, strict=True):
            begin, end = bisect_left(self.words, word), bisect_left(self.words, word + LAST)
            row[self.word_label[begin:end]] = True
        return have

    def best(self, labels: NDArray[np.int64], limit: int) -> list[TermMatch]:
        """Few words beyond those said come first; of labels alike the term that most diseases show."""
        near = np.lexsort((self.told[labels], self.length[labels]))[: MANY * limit]
        names, ids = self.index.term_names, self.index.tables.terms

        def order(label: int) -> tuple[int, float, bool, str]:
            text = self.labels[label]
            return int(self.length[label]), float(self.told[label]), text != names[self.term[label]], text

        found: dict[int, int] = {}
        for label in sorted(labels[near].tolist(), key=order):
            found.setdefault(int(self.term[label]), label)
            if len(found) >= limit:
                break
        return [TermMatch(ids[term], names[term], self.labels[label]) for term, label in found.items()]


def _finder(index: Index) -> _Finder:
    """Return the finder of an index, made at its first search and kept with it."""
    known: _Finder | None = index.__dict__.get("_finder")
    if known is None:
        known = _Finder(index)
        index.__dict__["_finder"] = known
    return known
