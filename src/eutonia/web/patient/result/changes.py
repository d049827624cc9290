"""What would change a result: signs that would make it more urgent, and answers that were not sure."""

from __future__ import annotations

from dataclasses import dataclass

from eutonia.knowledge.vocabulary import NOT_SURE, PRESENT, AnsweredBy, Finding, FindingKind, Urgency
from eutonia.reasoning.assess import Assessment, Assessor
from eutonia.web.patient.result.levels import LEVELS
from eutonia.web.patient.words import said

MOST = 6
CAUSES = 4


@dataclass(frozen=True)
class Changes:
    """``sooner`` are signs with the words of their level; ``unsure`` questions whose clear answer may help."""

    sooner: tuple[tuple[str, str], ...]
    unsure: tuple[str, ...]


def changes(assessment: Assessment, assessor: Assessor) -> Changes:
    """Return what would change the urgency of an assessment."""
    return Changes(sooner=_sooner(assessment, assessor), unsure=_unsure(assessment, assessor))


def _sooner(assessment: Assessment, assessor: Assessor) -> tuple[tuple[str, str], ...]:
    """The signs of the likely causes that would raise the level by themselves, the most urgent first."""
    answers, person = assessment.case.answers, assessment.case.person
    now = assessment.urgency or Urgency.SELF_CARE
    raised: dict[str, Urgency] = {}
    for finding in _signs(assessment, assessor):
        level = assessor.triage.highest({**answers, finding.id: PRESENT}, person)
        if level > now:
            raised[finding.id] = level
    findings = assessor.engine.knowledge.findings
    telling = {name: level for name, level in raised.items() if level > Urgency.ROUTINE} or raised
    chosen = sorted(telling, key=lambda name: -telling[name])[:MOST]
    return tuple((said(findings[name].question), str(LEVELS[raised[name]].heading)) for name in chosen)


def _signs(assessment: Assessment, assessor: Assessor) -> list[Finding]:
    """What somebody may yet notice of the likely causes, those that speak most for them first."""
    knowledge = assessor.engine.knowledge
    person = assessment.case.person
    found: dict[str, float] = {}
    for cause in assessment.causes[:CAUSES]:
        for likelihood in knowledge.conditions[cause.condition].likelihoods:
            finding = knowledge.findings[likelihood.finding]
            is_sign = finding.kind is FindingKind.YES_NO and finding.answered_by is AnsweredBy.PERSON
            concerns = finding.asked_of in (None, person.sex or finding.asked_of)
            if is_sign and concerns and assessment.case.answers.get(finding.id) != PRESENT:
                weight = likelihood.values[-1].value / finding.values[-1].background.value
                found[finding.id] = max(found.get(finding.id, 0.0), weight * cause.probability)
    return [knowledge.findings[name] for name in sorted(found, key=lambda name: -found[name])]


def _unsure(assessment: Assessment, assessor: Assessor) -> tuple[str, ...]:
    """The questions answered with "not sure" on which the level rests."""
    answers = assessment.case.answers
    result = assessor.triage.result(answers, assessment.case.person)
    findings = assessor.engine.knowledge.findings
    resting = dict.fromkeys(name for fired in result.reasons for name in fired.because if answers.get(name) == NOT_SURE)
    return tuple(said(findings[name].question) for name in resting)[:MOST]
