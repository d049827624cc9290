"""Diseases ranked by post-test probability, each with its interval and with what every piece of evidence adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eutonia.knowledge.vocabulary import Issue, IssueLevel, Sex
from eutonia.phenotype.contributions import PhenotypeContribution, contributions_of
from eutonia.phenotype.index import Index
from eutonia.phenotype.intervals import VARIED, intervals_of
from eutonia.phenotype.likelihood import IMPOSSIBLE, Evidence, Query, weigh
from eutonia.phenotype.listed import Listed, listed_of
from eutonia.phenotype.overlay import Overlay, without
from eutonia.phenotype.query import QueryError, read_query

Floats = NDArray[np.float64]
TOP = 20
MOST_PRIOR = 1e100  # a factor beyond any doubt, and inside what can be summed


@dataclass(frozen=True, slots=True)
class RankedDisease:
    """A disease in the ranking.

    ``probability`` is the post-test probability, given that the cause is a disease of the kind that is ranked;
    part of it stays with none of them, because descriptions are incomplete. ``interval`` is its central 90 %, from
    how unsure the annotated frequencies are. The logarithm of ``prior`` and the weights of ``contributions`` add up,
    but for a constant, to the logarithm of the probability.
    """

    rank: int
    id: str
    name: str
    genes: tuple[str, ...]
    probability: float
    interval: tuple[float, float]
    prior: float
    contributions: tuple[PhenotypeContribution, ...]


@dataclass(frozen=True, slots=True)
class Posterior:
    """The probability of each ranked disease by place, with the evidence behind it. ``elsewhere`` is what is left."""

    query: Query
    evidence: Evidence
    log_prior: Floats
    logit: Floats
    probability: Floats
    elsewhere: float
    overlay: Overlay | None

    def best(self, top: int) -> list[int]:
        """Return the places of the first so many diseases that can be ranked, the most probable first."""
        best = -self.logit
        some = np.arange(len(best))
        if top < len(best):  # to sort all would take longer than to weigh them; of equals the first place comes first
            some = np.flatnonzero(best <= np.partition(best, top)[top])
        order = some[np.argsort(best[some], kind="stable")][:top]
        return [int(place) for place in order if self.logit[place] > IMPOSSIBLE / 2]


def posterior(
    index: Index,
    query: Query,
    *,
    prior: Mapping[str, float] | None = None,
    orphanet: bool = False,
    exclude_sources: Iterable[str] = (),
    elsewhere: float | None = None,
) -> Posterior:
    """Return the probability of every disease of OMIM, and where asked for of Orphanet too.

    Orphanet's entries are mostly OMIM's again, or groups of them, so ranking both would share one probability
    out between two names. A disease has more weight before any term, the more publications describe it, for they
    have found more patients. ``prior`` multiplies the weight of some diseases. ``elsewhere`` is the
    chance that the person's disease is not among the ranked ones, or not as it is described; None takes that of
    the parameters. Raises QueryError for a prior that cannot be used, and where the release has no disease to rank.
    """
    diseases = len(index.tables.diseases) if orphanet else index.tables.omim_diseases
    if not diseases:
        what = f"The annotations of {index.versions[1]} hold no disease {'at all' if orphanet else 'of OMIM'}."
        raise QueryError([Issue(IssueLevel.ERROR, what, "Pass the phenotype.hpoa of a whole HPO release.")])
    sources = tuple(exclude_sources)
    overlay = without(index, sources) if sources else None
    evidence = weigh(index, query, overlay)
    log_prior = _log_prior(index, prior or {}, diseases, overlay)
    logit = evidence.total()[:diseases] + log_prior
    weight = np.exp(logit - logit.max())
    aside = _set_aside(index.parameters.elsewhere if elsewhere is None else elsewhere)
    return Posterior(query, evidence, log_prior, logit, (1.0 - aside) * weight / weight.sum(), aside, overlay)


def _set_aside(elsewhere: float) -> float:
    if not 0.0 <= elsewhere < 1.0:
        what = f"A disease that is not ranked cannot have the probability {elsewhere:g}."
        raise QueryError([Issue(IssueLevel.ERROR, what, "Give 0 or more, and less than 1.", "elsewhere")])
    return elsewhere


def _log_prior(index: Index, prior: Mapping[str, float], diseases: int, overlay: Overlay | None) -> Floats:
    described = np.asarray(index.tables.publications)[:diseases].astype(np.float64)
    if overlay is not None:
        inside = overlay.diseases < diseases
        described[overlay.diseases[inside]] = overlay.publications[inside]
    weights = ((1.0 + described) / 2.0) ** index.parameters.renown
    for disease, weight in prior.items():
        place = index.disease_place.get(disease, diseases)
        if place >= diseases or not 0 < weight < MOST_PRIOR:
            what = f"The prior of {disease} ({weight:g}) cannot be used."
            remedy = (
                f"Name ranked diseases only, each with a factor above 0 and below {MOST_PRIOR:g} (1 changes nothing)."
            )
            raise QueryError([Issue(IssueLevel.ERROR, what, remedy, disease)])
        weights[place] *= weight
    log: Floats = np.log(weights / weights.sum())
    return log


def ranked(index: Index, found: Posterior, top: int | None = TOP) -> list[RankedDisease]:
    """Return the first so many diseases of a posterior, None for all."""
    top = len(found.logit) if top is None else top
    listed = [listed_of(index, place, found.overlay) for place in found.best(max(top, VARIED))]
    intervals = [
        (low * (1.0 - found.elsewhere), high * (1.0 - found.elsewhere))
        for low, high in intervals_of(found.evidence, found.query, found.logit, listed)
    ]
    return [
        _ranked_disease(index, found, number, one, interval)
        for number, (one, interval) in enumerate(zip(listed[:top], intervals[:top], strict=True), start=1)
    ]


def _ranked_disease(
    index: Index, found: Posterior, number: int, listed: Listed, interval: tuple[float, float]
) -> RankedDisease:
    place = listed.disease
    return RankedDisease(
        rank=number,
        id=index.tables.diseases[place],
        name=index.disease_names[place],
        genes=index.genes_of.get(place, ()),
        probability=float(found.probability[place]),
        interval=interval,
        prior=float(np.exp(found.log_prior[place])),
        contributions=contributions_of(index, found.evidence, found.query, place, listed),
    )


def rank(
    present: Iterable[str],
    absent: Iterable[str] = (),
    age: float | None = None,
    sex: Sex | str | None = None,
    top: int | None = TOP,
    *,
    index: Index | None = None,
    onset: float | str | None = None,
    prior: Mapping[str, float] | None = None,
    orphanet: bool = False,
    exclude_sources: Iterable[str] = (),
    elsewhere: float | None = None,
) -> list[RankedDisease]:
    """Return the diseases that explain the present and absent HPO terms best, the first ``top`` or (None) all.

    ``age`` and ``onset`` in years; ``onset`` may be an HPO onset term. ``exclude_sources``: leave out annotations
    that cite these publications (``PMID:…``). ``prior`` and ``elsewhere`` as in ``posterior``. Raises QueryError
    with its Issues where nothing can be ranked, and HpoFilesError where no index is given and none can be loaded.
    Pass an index to rank more than one person. ``read_query`` tells what was left out, or taken for another term.
    """
    if top is not None and top < 1:
        raise QueryError(
            [Issue(IssueLevel.ERROR, f"The first {top} diseases cannot be shown.", "Give 1 or more.", "top")]
        )
    index = Index.load() if index is None else index
    query = read_query(index, present, absent, age=age, onset=onset, sex=sex).sound()
    found = posterior(
        index, query, prior=prior, orphanet=orphanet, exclude_sources=exclude_sources, elsewhere=elsewhere
    )
    return ranked(index, found, top)
