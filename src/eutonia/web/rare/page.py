"""What the page shows, worked out before the template: nothing is decided in a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Issue
from eutonia.phenotype.files import LICENCE, HpoFilesError
from eutonia.phenotype.genes import rank_genes
from eutonia.phenotype.index import Index
from eutonia.phenotype.next_term import NextTerm, next_terms
from eutonia.phenotype.panels import GeneticTest, suggest_test
from eutonia.phenotype.parameters import VERSION
from eutonia.phenotype.query import ReadQuery, read_query, usable_answers
from eutonia.phenotype.ranking import Posterior, posterior, ranked
from eutonia.phenotype.search import TermMatch, search_terms
from eutonia.phenotype.when import RareCauses, rare_causes
from eutonia.reasoning.assess import Assessment
from eutonia.web.patient.result.document import ClinicianCause, clinician_cause
from eutonia.web.rare import data
from eutonia.web.rare.notes import ABSENT, PRESENT, Notes
from eutonia.web.rare.shown import ShownDisease, percent, shown_disease

TOP = 10
FOUND = 12


@dataclass(frozen=True)
class ShownTerm:
    """An HPO term of the ranking. ``added``: by the clinician on this page, and not by an answer."""

    id: str
    name: str
    is_present: bool
    added: bool


@dataclass(frozen=True)
class Ranking:
    """The ranking of rare diseases with what follows from it. ``elsewhere``: the probability that is set aside."""

    diseases: tuple[ShownDisease, ...]
    genes: tuple[tuple[str, str], ...]  # symbol, and probability in words
    test: GeneticTest
    next_terms: tuple[NextTerm, ...]
    elsewhere: str


@dataclass(frozen=True)
class RarePage:
    """The differential, and beside it the rare causes. ``ranking`` is None where nothing was to be ranked.

    ``denied`` are the terms that answers make absent.
    """

    causes: tuple[ClinicianCause, ...]
    rare: RareCauses
    terms: tuple[ShownTerm, ...]
    denied: tuple[str, ...]
    ranking: Ranking | None
    verdict: str
    issues: tuple[Issue, ...]
    onset: float | None
    found: tuple[TermMatch, ...]
    words: str
    release: str
    licence: str
    engine: str


def rare_page(assessment: Assessment, knowledge: Knowledge, notes: Notes) -> RarePage:
    """Return the page. Where the HPO data cannot be used it holds the Issues that say so, and no ranking."""
    gene_tests = tuple(t.name for t in (knowledge.tests[s.test] for s in assessment.tests) if t.group == "genetic")
    person, answers = assessment.case.person, assessment.case.answers
    rare = rare_causes(answers, knowledge.findings, age=person.age, suggested=gene_tests)
    index: Index | None = None
    try:
        index = data.index()
        read = _query(index, rare, notes, assessment)
    except HpoFilesError as error:
        read = ReadQuery(None, error.issues)
    ranking = None if index is None or read.query is None else _ranking(index, read, rare)
    terms = _terms(index, rare, notes)
    return RarePage(
        causes=tuple(clinician_cause(cause, assessment, knowledge) for cause in assessment.causes),
        rare=rare,
        terms=tuple(term for term in terms if term.is_present or term.added),
        denied=tuple(term.name for term in terms if not (term.is_present or term.added)),
        ranking=ranking,
        verdict="" if read.issues and ranking is None else _verdict(rare, ranking),
        issues=read.issues,
        onset=notes.onset,
        found=() if index is None else found_terms(index, notes.words),
        words=notes.words,
        release="" if index is None else index.versions[0],
        licence=LICENCE,
        engine=VERSION,
    )


def found_terms(index: Index, words: str) -> tuple[TermMatch, ...]:
    """Return the terms that match what was searched."""
    return tuple(search_terms(index, words, FOUND)) if words else ()


def _query(index: Index, rare: RareCauses, notes: Notes, assessment: Assessment) -> ReadQuery:
    """Return the query; none, and without an issue, where neither answers nor clinician call for a ranking."""
    present, absent = usable_answers(index, *notes.with_answers(rare.present, rare.absent), notes.terms)
    added = PRESENT in notes.terms.values()
    if not present or not (rare.matter or added):
        return ReadQuery(None)
    person = assessment.case.person
    return read_query(index, present, absent, age=person.age, onset=notes.onset, sex=person.sex)


def _ranking(index: Index, read: ReadQuery, rare: RareCauses) -> Ranking:
    found: Posterior = posterior(index, read.sound())
    genes = rank_genes(index, found, len(index.tables.diseases))
    return Ranking(
        tuple(shown_disease(disease) for disease in ranked(index, found, TOP)),
        tuple((gene.symbol, percent(gene.probability)) for gene in genes[:TOP]),
        suggest_test(genes, called_for=rare.matter),
        tuple(next_terms(index, found)),
        percent(found.elsewhere),
    )


def _verdict(rare: RareCauses, ranking: Ranking | None) -> str:
    """Whether a genetic test is indicated, in a sentence."""
    if ranking is not None:
        return ranking.test.sentence
    if not rare.matter:
        return _("No genetic test is indicated: nothing that was answered points to an inherited cause.")
    return _(
        "Whether a genetic test is indicated cannot be said yet, because no answer has an HPO term. "
        "Add below what you find on examination."
    )


def _terms(index: Index | None, rare: RareCauses, notes: Notes) -> tuple[ShownTerm, ...]:
    present, absent = notes.with_answers(rare.present, rare.absent)
    if index is not None:
        present, absent = usable_answers(index, present, absent, notes.terms)
    rows: Sequence[tuple[str, str]] = [(term, PRESENT) for term in present] + [(term, ABSENT) for term in absent]
    return tuple(ShownTerm(t, _name(index, t), state == PRESENT, t in notes.terms) for t, state in rows)


def _name(index: Index | None, term: str) -> str:
    place = None if index is None else index.term_place.get(term)
    return term if index is None or place is None else index.term_names[place]
