"""What is listed for one disease, as it is told: each term with how often it was seen, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from eutonia.phenotype.index import Index
from eutonia.phenotype.overlay import Overlay


@dataclass(frozen=True)
class Listed:
    """The annotations of one disease, but for those that an overlay leaves out.

    ``counts`` are patients seen and examined by term, as the model counts them; ``lines`` are a term's annotations:
    seen, examined, and as places the reference and the words.
    """

    index: Index
    disease: int
    counts: dict[int, tuple[float, float]]
    lines: dict[int, list[tuple[float, float, int, int]]]
    overlay: Overlay | None = None

    @cached_property
    def shown(self) -> frozenset[int]:
        """The terms that are not only looked for and never seen."""
        return frozenset(term for term, (seen, examined) in self.counts.items() if seen or not examined)

    @cached_property
    def _kinds(self) -> list[tuple[int, frozenset[int]]]:
        """Each term that is shown, with everything above it."""
        return [(term, self.index.above(term)) for term in sorted(self.shown)]

    @cached_property
    def above(self) -> frozenset[int]:
        """The terms that are shown and everything above them."""
        return frozenset().union(*(above for _term, above in self._kinds))

    def below(self, term: int) -> list[int]:
        """Return the terms shown that are a kind of a term, in order."""
        return [other for other, above in self._kinds if term in above]

    @cached_property
    def in_full(self) -> frozenset[int]:
        """The terms of which the disease has a frequency at all, if only from its relatives."""
        if self.overlay is not None and (rows := np.flatnonzero(self.overlay.diseases == self.disease)).size:
            return frozenset(np.flatnonzero(self.overlay.frequency[rows[0]]).tolist())
        tables = self.index.tables
        begin, end = np.asarray(tables.full_starts)[[self.disease, self.disease + 1]].tolist()
        return frozenset(np.asarray(tables.full_term)[begin:end].tolist())

    def lists_onset(self) -> bool:
        """Return whether an onset is listed."""
        if self.overlay is not None and (rows := np.flatnonzero(self.overlay.diseases == self.disease)).size:
            return bool(self.overlay.onset_counts[rows[0]].any())
        return bool(self.index.onset_counts[self.disease].any())

    def frequency(self, term: int) -> str:
        """Return how often a listed term is seen: patients where they were counted, else what the file says."""
        seen, examined = 0.0, 0.0
        words: dict[str, None] = {}
        for some, all_of_them, _reference, said in self.lines[term]:
            if said:
                words[self.index.frequency_words[said]] = None
            else:
                seen, examined = seen + some, examined + all_of_them
        counted = f"{seen:g}/{examined:g}" if examined else ""
        return "; ".join([counted, *words]) if counted else "; ".join(words)

    def sources(self, term: int) -> tuple[str, ...]:
        """Return who lists a term."""
        references = [self.index.references[place] for _seen, _examined, place, _words in self.lines[term]]
        return tuple(dict.fromkeys(one for reference in references for one in reference.split(";")))


def listed_of(index: Index, disease: int, overlay: Overlay | None = None) -> Listed:
    """Return the annotations of a disease."""
    tables = index.tables
    begin, end = index.listed_starts[disease], index.listed_starts[disease + 1]
    silent = frozenset() if overlay is None else frozenset(overlay.silent.tolist())
    columns = (
        np.asarray(getattr(tables, f"listed_{name}"))[begin:end].tolist()
        for name in ("term", "seen", "examined", "reference", "words")
    )
    counts: dict[int, tuple[float, float]] = {}
    lines: dict[int, list[tuple[float, float, int, int]]] = {}
    for term, seen, examined, reference, words in zip(*columns, strict=True):
        if reference not in silent:
            before = counts.get(term, (0.0, 0.0))
            counts[term] = (before[0] + seen, before[1] + examined)
            lines.setdefault(term, []).append((seen, examined, reference, words))
    return Listed(index, disease, counts, lines, overlay)
