"""A ranking of rare diseases as a plain document, and as a page for the terminal. Both print the same objects."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from eutonia.cli.documents import issue_document
from eutonia.knowledge.vocabulary import Issue
from eutonia.phenotype.evaluation import PhenotypeSummary, Scores, aside
from eutonia.phenotype.files import LICENCE
from eutonia.phenotype.genes import RankedGene, rank_genes
from eutonia.phenotype.index import Index
from eutonia.phenotype.next_term import next_terms
from eutonia.phenotype.panels import GeneticTest, suggest_test
from eutonia.phenotype.parameters import VERSION
from eutonia.phenotype.ranking import Posterior, RankedDisease, ranked
from eutonia.phenotype.words import in_todays_words

WIDTH = 96
DISCLAIMER = (
    "Decision support, not a diagnosis: probabilities hold only if the cause is a rare disease. "
    "Not yet reviewed by a clinician; not a registered medical device."
)

_WEIGHTS = "Below, a number is the natural logarithm of a likelihood ratio: +0.7 doubles the odds, -0.7 halves them."


def ranking_document(index: Index, found: Posterior, top: int, issues: Sequence[Issue]) -> dict[str, Any]:
    """Return the document that ``eutonia phenotype rank --json`` prints."""
    genes = rank_genes(index, found, len(index.tables.diseases))
    return {
        "versions": {"hpo": index.versions[0], "annotations": index.versions[1], "engine": f"phenotype {VERSION}"},
        "licence": LICENCE,
        "note": DISCLAIMER,
        "elsewhere": found.elsewhere,
        "diseases": [_disease(one) for one in ranked(index, found, top)],
        "genes": [asdict(gene) for gene in genes[:top]],
        "genetic_test": _test(suggest_test(genes)),
        "next_terms": [asdict(term) for term in next_terms(index, found)],
        "issues": [issue_document(issue) for issue in issues],
    }


def _disease(one: RankedDisease) -> dict[str, Any]:
    document = asdict(one)
    document["contributions"] = [{**asdict(c), "kind": c.kind.value} for c in one.contributions]
    return document


def _test(test: GeneticTest) -> dict[str, Any]:
    document = asdict(test)
    for suggestion, shown in zip(test.panels, document["panels"], strict=True):
        shown["panel"]["code_words"] = suggestion.panel.code_words
    return document


def ranking_text(index: Index, found: Posterior, top: int) -> str:
    """Return the page."""
    diseases = ranked(index, found, top)
    genes = rank_genes(index, found, len(index.tables.diseases))
    return "\n".join(
        [
            *_diseases(diseases),
            *_wrap(f"{found.elsewhere:6.1%} set aside: not in HPO, or not as it is described there", " " * 6),
            "",
            *_wrap(_WEIGHTS),
            *(line for one in diseases[:3] for line in _why(one)),
            *_genes(genes, suggest_test(genes)),
            *_next(index, found),
            "",
            *_wrap(DISCLAIMER),
            *_wrap(f"HPO {index.versions[0]}, annotations {index.versions[1]}. {LICENCE}"),
        ]
    )


def _wrap(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent)) or [""]


def _diseases(diseases: Sequence[RankedDisease]) -> Iterator[str]:
    yield "RARE DISEASES (post-test probability, central 90 %)"
    for one in diseases:
        low, high = one.interval
        genes = f"  [{', '.join(one.genes)}]" if one.genes else ""
        name = in_todays_words(one.name)
        yield f"{one.rank:4}  {one.probability:6.1%} ({low:.1%} to {high:.1%})  {one.id}  {name}{genes}"


def _why(one: RankedDisease) -> Iterator[str]:
    yield ""
    yield f"WHY {in_todays_words(one.name)}?"
    for contribution in one.contributions:
        cited = f" [{', '.join(contribution.sources)}]" if contribution.sources else ""
        yield from _wrap(f"{contribution.weight:+.2f} {contribution.kind.value}: {contribution.sentence}{cited}", "  ")


def _genes(genes: Sequence[RankedGene], test: GeneticTest) -> Iterator[str]:
    yield ""
    yield "GENES"
    for gene in genes[:5]:
        yield f"  {gene.probability:6.1%}  {gene.symbol}  ({', '.join(gene.diseases[:3])})"
    yield ""
    yield "GENETIC TEST"
    yield from _wrap(test.sentence, "  ")
    for one in test.panels:
        yield from _wrap(f"{one.panel.name}: {one.probability:.0%}; {one.panel.code_words}. {one.panel.finds}", "  - ")
    for point in test.consent:
        yield from _wrap(f"consent: {point}", "    ")


def _next(index: Index, found: Posterior) -> Iterator[str]:
    terms = next_terms(index, found)
    if terms:
        yield ""
        yield "WHAT TO ASK OR EXAMINE NEXT (expected information in bits; chance that it is present)"
    for term in terms:
        yield f"  {term.information:.2f}  {term.probability:4.0%}  {term.term}  {term.name}"


def summary_lines(index: Index, summary: PhenotypeSummary, *, exclude_source: bool) -> Iterator[str]:
    """Return the lines that ``eutonia phenotype evaluate`` prints."""
    elsewhere = aside(index, exclude_source=exclude_source)
    yield f"HPO {index.versions[0]}, annotations {index.versions[1]}"
    yield "annotations that cite the patient's own publication: " + ("left out" if exclude_source else "kept")
    yield f"probability set aside for a disease not described as the patient has it: {elsewhere:.0%}"
    yield from _scores("all patients", summary.all_patients)
    yield from _scores("those whose disease is in the data", summary.rankable)
    if summary.seconds_per_patient is not None:
        yield f"seconds per patient: mean {summary.seconds_per_patient:.4f}, median {summary.seconds_median:.4f}"


def _scores(name: str, scores: Scores) -> Iterator[str]:
    yield f"{name}: {scores.patients}"
    for label, value in (("top-1", scores.top_1), ("top-5", scores.top_5), ("top-10", scores.top_10)):
        yield f"  {label}: {'none to count' if value is None else f'{value:.1%}'}"
    yield f"  median rank: {'not in the data' if scores.median_rank is None else f'{scores.median_rank:g}'}"
    if scores.expected_calibration_error is not None:
        yield f"  expected calibration error (10 equal-count bins): {scores.expected_calibration_error:.3f}"
