"""Rare causes beside an assessment in the terminal: whether they matter, and what fits best.

Nothing of the ranking is imported unless it is called for, so that ``eutonia assess`` starts no later for it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from eutonia.cli.documents import issue_document
from eutonia.cli.sources import cache_folder
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, PRESENT, Issue
from eutonia.phenotype.when import RareCauses, rare_causes
from eutonia.phenotype.words import in_todays_words
from eutonia.reasoning.assess import Assessment

if TYPE_CHECKING:
    from eutonia.phenotype.panels import GeneticTest
    from eutonia.phenotype.ranking import RankedDisease

TOP = 5
WIDTH = 96
NOT_CALLED_FOR = "No genetic test is indicated: nothing that was answered points to an inherited cause."
NO_TERM = "Whether a genetic test is indicated cannot be said yet: no answer has an HPO term."


@dataclass(frozen=True, slots=True)
class RareRanking:
    """Whether rare causes matter, and where they do what fits. ``issues``: why nothing could be ranked."""

    rare: RareCauses
    diseases: tuple[RankedDisease, ...] = ()
    test: GeneticTest | None = None
    issues: tuple[Issue, ...] = ()

    @property
    def verdict(self) -> str:
        """Whether a genetic test is indicated; nothing where that could not be looked into."""
        if self.test is not None:
            return self.test.sentence
        if self.issues:
            return ""
        return NO_TERM if self.rare.matter else NOT_CALLED_FOR


def rare_ranking(assessment: Assessment, knowledge: Knowledge) -> RareRanking:
    """Return whether rare causes matter for an assessment, with the ranking where they do."""
    tests = [knowledge.tests[suggestion.test] for suggestion in assessment.tests]
    person = assessment.case.person
    rare = rare_causes(
        assessment.case.answers,
        knowledge.findings,
        age=person.age,
        suggested=[test.name for test in tests if test.group == "genetic"],
    )
    return _ranked(rare, assessment) if rare.matter and rare.present else RareRanking(rare)


def _ranked(rare: RareCauses, assessment: Assessment) -> RareRanking:
    from eutonia.phenotype import HpoFilesError, Index, posterior, rank_genes, ranked, suggest_test
    from eutonia.phenotype.query import read_query, usable_answers

    try:
        index = Index.load(cache=cache_folder())
    except HpoFilesError as error:
        return RareRanking(rare, issues=error.issues)
    person = assessment.case.person
    terms = usable_answers(index, rare.present, rare.absent)
    read = read_query(index, *terms, age=person.age, sex=person.sex)
    if read.query is None:
        return RareRanking(rare, issues=read.issues)
    found = posterior(index, read.query)
    genes = rank_genes(index, found, len(index.tables.diseases))
    return RareRanking(rare, tuple(ranked(index, found, TOP)), suggest_test(genes, called_for=rare.matter), read.issues)


def rare_document(found: RareRanking) -> dict[str, Any]:
    """Return what ``eutonia assess --json`` says of rare causes."""
    panels = () if found.test is None else found.test.panels
    return {
        "matter": found.rare.matter,
        "reasons": list(found.rare.reasons),
        "hpo": {PRESENT: list(found.rare.present), ABSENT: list(found.rare.absent)},
        "diseases": [_disease(one) for one in found.diseases],
        "genetic_test": {
            "indicated": found.test.indicated if found.test else False,
            "sentence": found.verdict,
            "panels": [{"panel": one.panel.id, "code": one.panel.code_words} for one in panels],
        },
        "issues": [issue_document(issue) for issue in found.issues],
    }


def _disease(one: RankedDisease) -> dict[str, Any]:
    document = asdict(one)
    document["contributions"] = [{**asdict(c), "kind": c.kind.value} for c in one.contributions]
    return document


def rare_text(found: RareRanking) -> str:
    """Return what ``eutonia assess`` prints where rare causes matter."""
    return "\n".join(_lines(found))


def _lines(found: RareRanking) -> Iterator[str]:
    yield ""
    yield "RARE AND GENETIC CAUSES MATTER"
    for reason in found.rare.reasons:
        yield from _wrap(reason, "  - ")
    for issue in found.issues:
        yield from _wrap(str(issue), "  ")
    if found.verdict:
        yield from _wrap(found.verdict, "  ")
    for one in found.diseases:
        yield from _wrap(
            f"{one.probability:6.1%}  {in_todays_words(one.name)} ({one.id}; {', '.join(one.genes) or 'no gene'})", "  "
        )
    if found.diseases:
        yield from _wrap(
            "Probabilities if the cause is a rare disease. With reasons: eutonia phenotype rank --hpo "
            + " ".join(found.rare.present),
            "  ",
        )


def _wrap(text: str, lead: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
