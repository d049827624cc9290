"""Search over the names and synonyms of terms, fast enough to answer each key press."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from eutonia.phenotype.index import Index
from eutonia.phenotype.tables import unpack

SHORTEST = 4  # a word that nothing matches is cut from its end, but not to less than this
MANY = 300  # labels that are worth ranking one by one
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found by a search, with the name or synonym that matched."""

    term: str
    name: str
    label: str


def search_terms(index: Index, text: str, limit: int = 10) -> list[TermMatch]:
    """Return the terms of which a name or synonym has words beginning with all words of the text, the best first.

    An id (``HP:0003394``) finds its term, or where it is obsolete its successor.
    """
    identifier = text.strip().upper().replace("HP_", "HP:")
    identifier = index.former_terms.get(identifier, identifier)
    if identifier in index.term_place:
        name = index.term_names[index.term_place[identifier]]
        return [TermMatch(identifier, name, name)]
    words = _WORD.findall(plain(text))
    if not words:
        return []
    finder = _finder(index)
    while not (found := finder.labels_with(words)):
        longest = max(words, key=len)
        if len(longest) <= SHORTEST:
            return []
        words[words.index(longest)] = longest[:-1]
    return finder.best(found, words, limit)


def plain(text: str) -> str:
    """Return text in small letters without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


class _Finder:
    """All labels in one string, a space before each word, so that one scan finds the beginnings of words."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.labels = unpack(index.tables.labels)
        spaced = [" " + " ".join(_WORD.findall(plain(label))) for label in self.labels]
        self.spaced = spaced
        self.text = "\n".join(spaced)
        self.starts = np.concatenate([[0], np.cumsum([len(label) + 1 for label in spaced])])
        self.told = index.information.tolist()
        self.term = np.asarray(index.tables.label_term).tolist()

    def labels_with(self, words: list[str]) -> list[int]:
        rarest, *others = sorted(words, key=len, reverse=True)
        hits = [match.start() for match in re.finditer(re.escape(" " + rarest), self.text)]
        labels = np.unique(np.searchsorted(self.starts, hits, side="right") - 1).tolist() if hits else []
        return [label for label in labels if all(" " + word in self.spaced[label] for word in others)]

    def best(self, labels: list[int], words: list[str], limit: int) -> list[TermMatch]:
        def order(label: int) -> tuple[int, float, bool, str]:
            """Few words beyond those said come first; of labels alike the term that most diseases show."""
            spaced, term = self.spaced[label], self.term[label]
            is_name = self.labels[label] == self.index.term_names[term]
            return spaced.count(" ") - len(words), self.told[term], not is_name, spaced

        if len(labels) > MANY:  # a letter or two: rank only the shortest, those first that begin with it
            said = " " + " ".join(words)
            begins = [label for label in labels if self.spaced[label].startswith(said)]
            labels = sorted(begins or labels, key=lambda label: len(self.spaced[label]))[:MANY]
        found: dict[int, int] = {}
        for label in sorted(labels, key=order):
            found.setdefault(self.term[label], label)
            if len(found) >= limit:
                break
        ids, names = self.index.tables.terms, self.index.term_names
        return [TermMatch(ids[term], names[term], self.labels[label]) for term, label in found.items()]


def _finder(index: Index) -> _Finder:
    """Return the finder of an index, made at its first search and kept with it."""
    known: _Finder | None = index.__dict__.get("_finder")
    if known is None:
        known = _Finder(index)
        index.__dict__["_finder"] = known
    return known
