"""The compiled release: plain arrays and texts, ready to be mapped from disk."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def pack(texts: list[str]) -> NDArray[np.uint8]:
    """Return texts, one a line, as bytes in an array."""
    return np.frombuffer("\n".join(text.replace("\n", " ") for text in texts).encode(), dtype=np.uint8)


def unpack(array: Array) -> list[str]:
    """Return the texts of ``pack``."""
    text = np.asarray(array).tobytes().decode()
    return text.split("\n") if text else []


@dataclass(frozen=True)
class Tables:
    """All that ranking, search and explanation need of a release.

    Diseases of OMIM come first. ``own`` are the frequencies a disease states by itself, propagated to ancestors;
    ``full`` also what it borrows. ``full`` is kept by disease and by term. ``listed`` are the annotations as
    counts of patients, sorted by disease, with the place of their reference.
    """

    versions: Array  # texts: release of the ontology, of the annotations
    term_ids: Array  # texts, sorted
    term_names: Array  # texts
    other_ids: Array  # texts: terms that are no abnormality, such as modes of inheritance
    former_ids: Array  # texts, obsolete or merged …
    former_now: Array  # texts: … and the living term, or nothing …
    former_consider: Array  # texts: … or terms to be considered instead, with a blank between them
    labels: Array  # texts: names and synonyms, for the search
    label_term: Array
    label_length: Array  # in words
    words: Array  # texts: the words of all labels in their order, so that those that begin alike stand together
    word_label: Array
    parent_starts: Array
    parent_items: Array
    ancestor_starts: Array
    ancestor_items: Array
    disease_ids: Array  # texts
    disease_names: Array  # texts
    omim: Array  # one number: how many diseases are OMIM's
    gene_symbols: Array  # texts, one for each pair
    gene_disease: Array
    borrower: Array
    lender: Array
    share: Array
    series: Array
    kin_starts: Array
    kin_lender: Array
    kin_share: Array
    references: Array  # texts
    listed_disease: Array
    listed_term: Array
    listed_seen: Array
    listed_examined: Array
    listed_reference: Array
    listed_words: Array  # place in frequency_words …
    frequency_words: Array  # texts: … of how often, where the file counts no patients; the first is nothing
    onset_disease: Array
    onset_reference: Array
    onset_counts: Array  # one row of eight spans for each annotation of onset
    female_share: Array
    publications: Array  # how many publications describe each disease
    own_disease: Array
    own_term: Array
    own_value: Array
    full_starts: Array
    full_term: Array
    full_value: Array
    row_starts: Array
    row_disease: Array
    row_value: Array
    background: Array

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the arrays."""
        return tuple(field.name for field in fields(cls))

    @cached_property
    def terms(self) -> list[str]:
        """The ids of the phenotypic abnormalities; a term's place in this list stands for it everywhere."""
        return unpack(self.term_ids)

    @cached_property
    def diseases(self) -> list[str]:
        """The ids of the diseases; a disease's place in this list stands for it everywhere."""
        return unpack(self.disease_ids)

    @property
    def omim_diseases(self) -> int:
        """How many diseases, from the first on, are OMIM's."""
        return int(np.asarray(self.omim)[0])
