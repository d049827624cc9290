"""What each piece of evidence adds for or against one disease, with the annotation it rests on and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from eutonia.phenotype.index import Index
from eutonia.phenotype.kin import strongest
from eutonia.phenotype.likelihood import IMPOSSIBLE, Evidence, Query
from eutonia.phenotype.listed import Listed
from eutonia.phenotype.onset import span_words

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

    ``match`` is the annotated term that was met, ``frequency`` how often it is seen (``3/7`` where patients were
    counted, else as the file says it: ``50 %``, ``occasional (5 to 29 %)``; empty where not stated), ``sources`` who
    says so. ``counts_for`` is the share of a term not already said by its near-synonyms.
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


def contributions_of(
    index: Index, evidence: Evidence, query: Query, disease: int, listed: Listed
) -> tuple[PhenotypeContribution, ...]:
    """Return all contributions to a disease: terms by strength, then onset, sex, breadth and kin."""
    present, absent = evidence.present[:, disease].tolist(), evidence.absent[:, disease].tolist()
    terms = [
        _present(index, listed, term, weight, share)
        for term, weight, share in zip(query.present, present, evidence.term_weights.tolist(), strict=True)
    ]
    terms += [_absent(index, listed, term, weight) for term, weight in zip(query.absent, absent, strict=True)]
    terms.sort(key=lambda one: (-abs(one.weight), one.term))
    return (*terms, *_other(evidence, query, disease, listed), *_kin(index, evidence, disease))


def _present(index: Index, listed: Listed, term: int, weight: float, share: float) -> PhenotypeContribution:
    kind, match = _match(index, listed, term)
    shown = match in listed.counts
    frequency = listed.frequency(match) if shown else ""
    name, met = index.term_names[term], index.term_names[match] if match >= 0 else ""
    return PhenotypeContribution(
        kind=kind,
        term=index.tables.terms[term],
        name=name,
        weight=weight,
        match=index.tables.terms[match] if match >= 0 else "",
        frequency=frequency,
        sources=listed.sources(match) if shown else (),
        counts_for=share,
        sentence=_sentence(kind, name, met, frequency),
    )


def _match(index: Index, listed: Listed, term: int) -> tuple[MatchKind, int]:
    """Return how a term meets the annotations of a disease, and the annotation it meets best, -1 for none."""
    if term in listed.shown:
        return MatchKind.EXACT, term
    if term in listed.above:
        return MatchKind.ANCESTOR, max(listed.below(term), key=lambda other: (listed.counts[other][0], -other))
    if term in listed.counts:
        return MatchKind.EXCLUDED, term
    for general in index.above_by_information(term):  # the most telling first
        if general in listed.shown:
            return MatchKind.DESCENDANT, general
    if term in listed.in_full:
        return MatchKind.BORROWED, -1
    for common in index.above_by_information(term):
        if common in listed.above and index.information[common] > AKIN:
            return MatchKind.RELATED, listed.below(common)[0]
    return MatchKind.NONE, -1


def _absent(index: Index, listed: Listed, term: int, weight: float) -> PhenotypeContribution:
    identifier, name = index.tables.terms[term], index.term_names[term]
    if term not in listed.counts:
        sentence = f"{name} is absent; the disease does not list it."
        return PhenotypeContribution(MatchKind.ABSENT, identifier, name, weight, sentence=sentence)
    frequency = listed.frequency(term)
    return PhenotypeContribution(
        kind=MatchKind.ABSENT,
        term=identifier,
        name=name,
        weight=weight,
        match=identifier,
        frequency=frequency,
        sources=listed.sources(term),
        sentence=f"{name} is absent; the disease lists it{_often(frequency)}.",
    )


def _often(frequency: str) -> str:
    """Return a frequency as the end of a sentence: counts are patients, words are the file's."""
    parts = [
        f"in {part} patients" if "/" in part else f"in {part} of patients" if part.endswith("%") else f"as {part}"
        for part in frequency.split("; ")
        if part
    ]
    return f" {' and '.join(parts)}" if parts else ""


def _sentence(kind: MatchKind, name: str, match: str, frequency: str) -> str:
    """Return what a present term meets in a disease, in words."""
    match kind:
        case MatchKind.EXACT:
            return f"{name} is listed for this disease{_often(frequency)}."
        case MatchKind.EXCLUDED:
            counted = f" ({frequency})" if "/" in frequency else ""
            return f"{name} was looked for in this disease and not found{counted}."
        case MatchKind.ANCESTOR:
            return f"The disease lists {match}{_often(frequency)}, which is a kind of {name}."
        case MatchKind.DESCENDANT:
            return f"The disease lists {match}{_often(frequency)}; {name} is a kind of it."
        case MatchKind.RELATED:
            return f"The disease lists {match}{_often(frequency)}, which is akin to {name}."
        case MatchKind.BORROWED:
            return f"{name} is listed for a disease of the same gene or series, not for this one."
        case _:
            return f"Nothing listed for this disease explains {name}."


def _other(evidence: Evidence, query: Query, disease: int, listed: Listed) -> list[PhenotypeContribution]:
    found = []
    if query.onset or query.age is not None:
        when = span_words(query.onset) if query.onset else f"by the age of {query.age:g}"
        listing = (
            "weighed against the onsets listed for the disease" if listed.lists_onset() else "the disease lists none"
        )
        found.append(_of_no_term(MatchKind.ONSET, float(evidence.onset[disease]), f"It began {when}; {listing}."))
    if query.sex is not None:
        sentence = f"Sex {query.sex.value}; weighed against the inheritance of the disease."
        found.append(_of_no_term(MatchKind.SEX, float(evidence.sex[disease]), sentence))
    sentence = "A disease that lists more features spreads its probability over more of them."
    found.append(_of_no_term(MatchKind.BREADTH, float(evidence.breadth[disease]), sentence))
    return found


def _of_no_term(kind: MatchKind, weight: float, sentence: str) -> PhenotypeContribution:
    return PhenotypeContribution(kind, "", kind.value, weight, sentence=sentence)


def _kin(index: Index, evidence: Evidence, disease: int) -> list[PhenotypeContribution]:
    begin, end = index.kin.starts[disease], index.kin.starts[disease + 1]
    lenders = np.asarray(index.kin.lender[begin:end])
    fit = np.where(evidence.rankable[lenders], evidence.fit(lenders), np.float32(IMPOSSIBLE))
    place = strongest(index.kin, disease, fit, index.parameters)
    if place < 0:
        return []
    best = f"{index.disease_names[place]} ({index.tables.diseases[place]})"
    sentence = f"A person may look as kin of the disease are described, not as the disease; of these {best} fits best."
    return [_of_no_term(MatchKind.KIN, float(evidence.kin[disease]), sentence)]
