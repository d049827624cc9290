"""What each piece of evidence adds for or against one disease, with the annotation it rests on and a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.index import Index
from eutonia.phenotype.kin import strongest
from eutonia.phenotype.likelihood import IMPOSSIBLE, Evidence, Query
from eutonia.phenotype.onset import SPAN_NAMES
from eutonia.phenotype.overlay import Overlay

AKIN = 1.0  # nats: terms are akin where their common ancestor tells more than this


class MatchKind(Enum):
    """How a piece of evidence meets what is annotated to a disease."""

    EXACT = "exact"
    ANCESTOR = "ancestor"
    DESCENDANT = "descendant"
    RELATED = "related"
    BORROWED = "borrowed"
    NONE = "none"
    EXCLUDED = "excluded"
    ABSENT = "absent"
    ONSET = "onset"
    SEX = "sex"
    BREADTH = "breadth"
    KIN = "kin"


@dataclass(frozen=True, slots=True)
class PhenotypeContribution:
    """What one piece of evidence adds: ``weight`` is the natural logarithm of its tempered likelihood ratio.

    ``match`` is the annotated term that was met, ``frequency`` how often it is seen (``3/7``; empty where not
    stated), ``sources`` who says so. ``counts_for`` is the share of a term not already said by its near-synonyms.
    """

    kind: MatchKind
    term: str
    name: str
    weight: float
    match: str = ""
    frequency: str = ""
    sources: tuple[str, ...] = ()
    counts_for: float = 1.0
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    """The annotations of one disease: term to patients seen, examined, and references."""

    counts: dict[int, tuple[float, float]]
    sources: dict[int, tuple[str, ...]]
    shown: NDArray[Any]  # terms that are not only looked for and never seen
    owner: NDArray[Any]  # for each ancestor of those: the place in ``shown`` it is an ancestor of …
    above: NDArray[Any]  # … and the ancestor
    full: frozenset[int]  # every term the disease shows, propagated and borrowed

    def frequency(self, term: int) -> str:
        seen, examined = self.counts[term]
        return f"{seen:g}/{examined:g}" if examined else ""


def contributions_of(
    index: Index, evidence: Evidence, query: Query, disease: int, overlay: Overlay | None = None
) -> tuple[PhenotypeContribution, ...]:
    """Return all contributions to a disease: terms by strength, then onset, sex, breadth and kin."""
    listed = _listed(index, disease, overlay)
    terms = [
        _present(index, listed, term, float(weight), float(share))
        for term, weight, share in zip(query.present, evidence.present[:, disease], evidence.term_weights, strict=True)
    ]
    terms += [
        _absent(index, listed, term, float(weight))
        for term, weight in zip(query.absent, evidence.absent[:, disease], strict=True)
    ]
    terms.sort(key=lambda one: (-abs(one.weight), one.term))
    return (*terms, *_other(evidence, query, disease), *_kin(index, evidence, disease))


def _listed(index: Index, disease: int, overlay: Overlay | None) -> _Listed:
    tables = index.tables
    owners = np.asarray(tables.listed_disease)
    begin, end = np.searchsorted(owners, [disease, disease + 1])
    silent = set() if overlay is None else set(overlay.silent.tolist())
    counts: dict[int, tuple[float, float]] = {}
    sources: dict[int, tuple[str, ...]] = {}
    columns = (
        np.asarray(getattr(tables, f"listed_{name}"))[begin:end] for name in ("term", "seen", "examined", "reference")
    )
    for term, seen, examined, reference in zip(*(column.tolist() for column in columns), strict=True):
        if reference not in silent:
            before = counts.get(term, (0.0, 0.0))
            counts[term] = (before[0] + seen, before[1] + examined)
            sources[term] = tuple(dict.fromkeys((*sources.get(term, ()), *index.references[reference].split(";"))))
    shown = np.array(sorted(t for t, (seen, examined) in counts.items() if seen or not examined), dtype=np.int64)
    owner, places = index.ancestors.positions(shown)
    first, last = np.asarray(tables.full_starts)[[disease, disease + 1]].tolist()
    full = frozenset(np.asarray(tables.full_term)[first:last].tolist())
    return _Listed(counts, sources, shown, owner, index.ancestors.items[places], full)


def _present(index: Index, listed: _Listed, term: int, weight: float, share: float) -> PhenotypeContribution:
    kind, match = _match(index, listed, term)
    shown = match >= 0 and match in listed.counts
    found = PhenotypeContribution(
        kind=kind,
        term=index.tables.terms[term],
        name=index.term_names[term],
        weight=weight,
        match=index.tables.terms[match] if match >= 0 else "",
        frequency=listed.frequency(match) if shown else "",
        sources=listed.sources[match] if shown else (),
        counts_for=share,
    )
    return _with_sentence(found, index.term_names[match] if match >= 0 else "")


def _match(index: Index, listed: _Listed, term: int) -> tuple[MatchKind, int]:
    """Return how a term meets the annotations of a disease, and the annotation it meets best, -1 for none."""
    if term in listed.shown:
        return MatchKind.EXACT, term
    if below := listed.shown[listed.owner[listed.above == term]].tolist():
        return MatchKind.ANCESTOR, max(below, key=lambda other: (listed.counts[other][0], -other))
    if term in listed.counts:
        return MatchKind.EXCLUDED, term
    above = index.ancestors_of(term)
    if general := np.intersect1d(above, listed.shown).tolist():
        return MatchKind.DESCENDANT, max(general, key=lambda other: (index.information[other], -other))
    if term in listed.full:
        return MatchKind.BORROWED, -1
    common = np.where(np.isin(listed.above, above), index.information[listed.above], 0.0)
    if not len(common) or common.max() <= AKIN:
        return MatchKind.NONE, -1
    return MatchKind.RELATED, int(listed.shown[listed.owner[int(common.argmax())]])


def _absent(index: Index, listed: _Listed, term: int, weight: float) -> PhenotypeContribution:
    shown = term in listed.counts
    found = PhenotypeContribution(
        kind=MatchKind.ABSENT,
        term=index.tables.terms[term],
        name=index.term_names[term],
        weight=weight,
        match=index.tables.terms[term] if shown else "",
        frequency=listed.frequency(term) if shown else "",
        sources=listed.sources[term] if shown else (),
    )
    return _with_sentence(found, index.term_names[term] if shown else "")


def _with_sentence(found: PhenotypeContribution, match: str) -> PhenotypeContribution:
    often = f" in {found.frequency} patients" if found.frequency else ""
    says = {
        MatchKind.EXACT: f"{found.name} is listed for this disease{often}.",
        MatchKind.EXCLUDED: f"{found.name} was looked for in this disease and not found ({found.frequency}).",
        MatchKind.ANCESTOR: f"The disease lists {match}{often}, which is a kind of {found.name}.",
        MatchKind.DESCENDANT: f"The disease lists {match}{often}; {found.name} is a kind of it.",
        MatchKind.RELATED: f"The disease lists {match}{often}, which is akin to {found.name}.",
        MatchKind.BORROWED: f"{found.name} is listed for a disease of the same gene or series, not for this one.",
        MatchKind.NONE: f"Nothing listed for this disease explains {found.name}.",
        MatchKind.ABSENT: f"{found.name} is absent; the disease "
        + (f"lists it{often}." if match else "does not list it."),
    }
    return replace(found, sentence=says[found.kind])


def _other(evidence: Evidence, query: Query, disease: int) -> list[PhenotypeContribution]:
    found = []
    if query.onset or query.age is not None:
        when = SPAN_NAMES[query.onset[0]] if query.onset else f"by the age of {query.age:g}"
        sentence = f"It began {when}; weighed against the onsets listed for the disease."
        found.append(
            PhenotypeContribution(MatchKind.ONSET, "", "onset", float(evidence.onset[disease]), sentence=sentence)
        )
    if query.sex is not None:
        sentence = f"Sex {query.sex.value}; weighed against the inheritance of the disease."
        found.append(PhenotypeContribution(MatchKind.SEX, "", "sex", float(evidence.sex[disease]), sentence=sentence))
    sentence = "A disease that lists more features spreads its probability over more of them."
    found.append(
        PhenotypeContribution(MatchKind.BREADTH, "", "breadth", float(evidence.breadth[disease]), sentence=sentence)
    )
    return found


def _kin(index: Index, evidence: Evidence, disease: int) -> list[PhenotypeContribution]:
    begin, end = index.kin.starts[disease], index.kin.starts[disease + 1]
    lenders = np.asarray(index.kin.lender[begin:end])
    fit = np.where(evidence.rankable[lenders], evidence.fit(lenders), np.float32(IMPOSSIBLE))
    place = strongest(index.kin, disease, fit, index.parameters)
    if place < 0:
        return []
    weight = float(evidence.kin[disease])
    best = f"{index.disease_names[place]} ({index.tables.diseases[place]})"
    sentence = f"A person may look as kin of the disease are described, not as the disease; of these {best} fits best."
    return [PhenotypeContribution(MatchKind.KIN, "", "kin", weight, sentence=sentence)]
