"""How well the ranking does on patients whose disease is known."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter

import numpy as np

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import IMPOSSIBLE
from eutonia.phenotype.phenopacket import Phenopacket
from eutonia.phenotype.query import ReadQuery, read_query
from eutonia.phenotype.ranking import Posterior, posterior
from eutonia.phenotype.words import term_id

BINS = 10


@dataclass(frozen=True, slots=True)
class JudgedPatient:
    """A patient after ranking: the place of the right disease from 1, or None where it is not in the data.

    Diseases with equal scores count as before the right one by half. ``probability`` is that of the first disease.
    """

    id: str
    diagnosis: str
    rank: float | None
    probability: float
    probability_of_right: float
    first: tuple[str, ...]
    issues: tuple[Issue, ...] = ()


def query_of(index: Index, patient: Phenopacket) -> ReadQuery:
    """Return the query of a phenopacket. A term that a curator put in both lists counts as present.

    Terms that this release does not have are left out: ``unusable`` names them.
    """
    present, absent = ([living(index, term) for term in terms] for terms in (patient.present, patient.absent))
    absent = [term for term in absent if term not in present]
    known = [[t for t in terms if t in index.term_place] for terms in (present, absent)]
    return read_query(index, *known, age=patient.age, onset=patient.onset, sex=patient.sex)


def living(index: Index, term: str) -> str:
    """Return the id of a term as this release has it, if it has it."""
    written = term_id(term)
    return index.former_terms.get(written) or written


def unusable(index: Index, patient: Phenopacket) -> tuple[Issue, ...]:
    """Return a warning for each term of a patient that is left out, because this release has no such sign."""
    terms = [t for t in (*patient.present, *patient.absent) if living(index, t) not in index.term_place]
    remedy = "It is left out; pass a newer release, or mend the term."
    return tuple(
        Issue(IssueLevel.WARNING, f"{term} is no sign in HPO {index.versions[0]}.", remedy, patient.id)
        for term in dict.fromkeys(terms)
    )


def unnamed(patient: Phenopacket, *, exclude_source: bool) -> tuple[Issue, ...]:
    """Return a warning for a patient without a diagnosis, and one where a publication to leave out is wanted."""
    found = []
    if not patient.diagnoses:
        remedy = "It counts as never found; name the disease, or take the patient off the list."
        found.append(Issue(IssueLevel.WARNING, "No diagnosis is named.", remedy, patient.id))
    if exclude_source and not patient.sources:
        remedy = "Nothing is left out for it, which flatters the figures; name the PMID under externalReferences."
        found.append(Issue(IssueLevel.WARNING, "No publication of its own is named.", remedy, patient.id))
    return tuple(found)


def aside(index: Index, *, exclude_source: bool) -> float:
    """Return the probability that is set aside for a disease not described as the patient has it.

    Plain it is nothing: published patients are mostly those from whom their disease was described. Without their
    own paper they are as new as anybody, and it is that of the parameters.
    """
    return index.parameters.elsewhere if exclude_source else 0.0


def rank_patient(index: Index, patient: Phenopacket, *, exclude_source: bool = False) -> Posterior | None:
    """Return the posterior of a patient, or None where no term can be used."""
    read = query_of(index, patient)
    if read.query is None:
        return None
    sources = patient.sources if exclude_source else ()
    return posterior(index, read.query, exclude_sources=sources, elsewhere=aside(index, exclude_source=exclude_source))


def right_places(index: Index, patient: Phenopacket) -> tuple[list[int], tuple[Issue, ...]]:
    """Return the places of the patient's diseases, and a warning for each that was known by its name only.

    OMIM splits entries and gives a part a new number, which an older release still has under the old one. So a
    disease with an unknown id counts as the one disease of OMIM that bears the very same name, where there is one.
    """
    places, issues = [], []
    for disease, name in zip_longest(patient.diagnoses, patient.diagnosis_names, fillvalue=""):
        if disease in index.disease_place:
            places.append(index.disease_place[disease])
        elif len(same := index.omim_named.get(name.casefold(), ())) == 1:
            places += same
            what = f"{disease} is not in this release; {index.tables.diseases[same[0]]} bears its name ({name})."
            issues.append(Issue(IssueLevel.WARNING, what, "That disease counts as the right one.", patient.id))
    return places, tuple(issues)


def judge(
    index: Index, patient: Phenopacket, found: Posterior | None, *, exclude_source: bool = False
) -> JudgedPatient:
    """Return where the right disease stands, and what of the patient did not count. Without a posterior it is last."""
    places, by_name = right_places(index, patient)
    told = (*by_name, *unusable(index, patient), *unnamed(patient, exclude_source=exclude_source))
    diagnosis = ", ".join(patient.diagnoses)
    if found is None:
        last = float(index.tables.omim_diseases) if places else None
        what = f"{patient.id} has no term that can be used."
        issue = Issue(IssueLevel.WARNING, what, "It counts as not found; mend its terms.", patient.id)
        return JudgedPatient(patient.id, diagnosis, last, 0.0, 0.0, (), (*told, issue))
    logit = found.logit
    right = [place for place in places if place < len(logit) and logit[place] > IMPOSSIBLE / 2]
    rank = None
    if right:
        best = max(logit[right])
        rank = 1.0 + float((logit > best).sum()) + float((logit == best).sum() - 1) / 2
    first = tuple(index.tables.diseases[place] for place in found.best(10))
    chance = float(found.probability[right].sum()) if right else 0.0
    return JudgedPatient(patient.id, diagnosis, rank, float(found.probability.max()), chance, first, told)


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures over some patients; shares are 0 to 1, and None where nobody is counted."""

    patients: int
    top_1: float | None
    top_5: float | None
    top_10: float | None
    median_rank: float | None
    expected_calibration_error: float | None
    log_loss: float | None


@dataclass(frozen=True, slots=True)
class PhenotypeSummary:
    """Over all patients, and over those whose disease is in the data (with any annotation left)."""

    all_patients: Scores
    rankable: Scores
    seconds_per_patient: float | None
    seconds_median: float | None


def summarise(judged: Sequence[JudgedPatient], seconds: Sequence[float]) -> PhenotypeSummary:
    """Return the figures; ``seconds`` are those of ranking alone, one for each patient."""
    return PhenotypeSummary(
        all_patients=scores(judged),
        rankable=scores([one for one in judged if one.rank is not None]),
        seconds_per_patient=statistics.fmean(seconds) if seconds else None,
        seconds_median=statistics.median(seconds) if seconds else None,
    )


def scores(judged: Sequence[JudgedPatient]) -> Scores:
    """Return the figures over these patients; a disease that is not in the data is never found."""
    if not judged:
        return Scores(0, None, None, None, None, None, None)
    ranks = [float("inf") if one.rank is None else one.rank for one in judged]
    within = {places: sum(rank <= places for rank in ranks) / len(ranks) for places in (1, 5, 10)}
    middle = statistics.median(ranks)
    loss = [-np.log(max(one.probability_of_right, 1e-12)) for one in judged if one.rank is not None]
    return Scores(
        patients=len(judged),
        top_1=within[1],
        top_5=within[5],
        top_10=within[10],
        median_rank=None if middle == float("inf") else middle,
        expected_calibration_error=calibration_error(
            [(one.probability, rank == 1) for one, rank in zip(judged, ranks, strict=True)]
        ),
        log_loss=float(np.mean(loss)) if loss else None,
    )


def calibration_error(said: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error: mean gap of said and true share over ten bins of equal count."""
    order = sorted(said, key=itemgetter(0))  # by what was said alone: hits must not gather among equals
    bins = [part for part in np.array_split(np.arange(len(order)), BINS) if len(part)]
    gaps = [
        len(part) * abs(statistics.fmean(order[i][0] for i in part) - statistics.fmean(order[i][1] for i in part))
        for part in bins
    ]
    return sum(gaps) / len(order)
