"""Reasons in sentences: what speaks for a cause, what against it, what is missing, what would change it.

The sentences come from the very contributions that make the probability; nothing is added for effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import AnsweredBy, Contribution, FindingKind
from eutonia.reasoning.assess import Assessment, Cause

SHOWN = 5
LEAST_MISSING = 0.4  # a missing answer is named where it could move the odds by half or more


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with the finding it speaks of, its weight and its source."""

    sentence: str
    finding: str
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a cause is where it is. ``missing`` are questions, or tests, that were not answered."""

    condition: str
    supports: tuple[Reason, ...]
    opposes: tuple[Reason, ...]
    missing: tuple[Reason, ...]


def explain(assessment: Assessment, cause: Cause, knowledge: Knowledge, *, for_the_person: bool = False) -> Explanation:
    """Return the reasons for one cause of an assessment.

    ``for_the_person``: missing is only what a person can answer; signs and tests have doctors' names.
    """
    return Explanation(
        condition=cause.condition,
        supports=_reasons(cause.contributions, positive=True),
        opposes=_reasons(cause.contributions, positive=False),
        missing=_missing(assessment, cause, knowledge, for_the_person),
    )


def _reasons(found: Sequence[Contribution], *, positive: bool) -> tuple[Reason, ...]:
    return tuple(
        Reason(item.sentence, item.finding, item.weight, item.source)
        for item in found
        if (item.weight > 0.0) is positive
    )[:SHOWN]


def _missing(assessment: Assessment, cause: Cause, knowledge: Knowledge, for_the_person: bool) -> tuple[Reason, ...]:
    """Return the unanswered findings whose presence would speak most for the cause."""
    answers = assessment.case.answers
    open_reasons = []
    for likelihood in knowledge.conditions[cause.condition].likelihoods:
        finding = knowledge.findings[likelihood.finding]
        if finding.id in answers or finding.kind is not FindingKind.YES_NO or finding.screen is not None:
            continue
        if for_the_person and finding.answered_by is not AnsweredBy.PERSON:
            continue
        ratio = likelihood.values[-1].value / finding.values[-1].background.value
        if ratio >= 1.0 + LEAST_MISSING:
            asked = finding.term if finding.answered_by is not AnsweredBy.PERSON else finding.question
            open_reasons.append(Reason(asked, finding.id, ratio, likelihood.source))
    return tuple(sorted(open_reasons, key=lambda reason: (-reason.weight, reason.finding)))[:SHOWN]
