"""When rare causes matter: whether the answers of an assessment call for the ranking of rare diseases.

Takes answers as plain ids and the knowledge that gives findings their HPO codes; knows nothing of the engine
that asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import ABSENT, PRESENT, Finding, FindingKind
from eutonia.phenotype.index import Index

YOUNG = 30  # dystonia beginning before this calls for a genetic test (evidence table 4.1)
TELLING = 4.0  # nats: a term that at most about one in fifty of the annotated diseases shows; an estimate
FAMILY_HISTORY = "family-history"  # what the id of a finding about the family begins with


@dataclass(frozen=True, slots=True)
class RareCauses:
    """Whether rare causes matter, each reason as a sentence, and the HPO terms that the answers give."""

    matter: bool
    reasons: tuple[str, ...]
    present: tuple[str, ...]
    absent: tuple[str, ...]


def rare_causes(
    answers: Mapping[str, str], findings: Mapping[str, Finding], index: Index, *, age: int | None = None
) -> RareCauses:
    """Return whether rare causes matter. ``answers`` holds finding id and value, as in an assessment."""
    present, absent = hpo_terms(answers, findings)
    reasons = []
    coded = [term for term in present if term in index.term_place]
    if age is not None and age < YOUNG and coded:
        reasons.append(f"It began before the age of {YOUNG}, when inherited causes are more common.")
    if any(name.startswith(FAMILY_HISTORY) and value == PRESENT for name, value in answers.items()):
        reasons.append("Others in the family have the same.")
    for term in coded:
        place = index.term_place[term]
        if index.information[place] >= TELLING:
            reasons.append(f"{index.term_names[place]} is seen in few diseases, many of them inherited.")
    return RareCauses(bool(reasons), tuple(reasons), present, absent)


def hpo_terms(answers: Mapping[str, str], findings: Mapping[str, Finding]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the HPO terms that the answers make present and absent, of yes-no findings that have a code."""
    said = [
        (finding.hpo, answers[name])
        for name, finding in findings.items()
        if name in answers and finding.hpo and finding.kind is FindingKind.YES_NO
    ]
    present = tuple(dict.fromkeys(term for term, value in said if value == PRESENT))
    absent = tuple(dict.fromkeys(term for term, value in said if value == ABSENT and term not in present))
    return present, absent
