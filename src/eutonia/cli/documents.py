"""The assessment as a plain document, and as a page for the terminal. Both print the same objects."""

from __future__ import annotations

from typing import Any

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Finding, Issue
from eutonia.reasoning.advice import advice_for
from eutonia.reasoning.assess import Assessment, Cause
from eutonia.reasoning.interview.page import Page
from eutonia.reasoning.workup import Suggestion

ROUND = 6


def assessment_document(assessment: Assessment, issues: tuple[Issue, ...], knowledge: Knowledge) -> dict[str, Any]:
    """Return the document that ``eutonia assess --json`` prints."""
    return {
        "versions": {"knowledge": assessment.versions.knowledge, "engine": assessment.versions.engine},
        "urgency": None if assessment.urgency is None else assessment.urgency.slug,
        "urgency_reasons": [
            {
                "origin": reason.origin,
                "level": reason.level.slug,
                "patient": reason.patient,
                "clinician": reason.clinician,
                "source": reason.source,
                "not_sure": reason.not_sure,
            }
            for reason in assessment.reasons
        ],
        "emergency_questions_not_asked": list(assessment.unasked),
        "in_scope": assessment.in_scope,
        "nothing_fits": assessment.nothing_fits,
        "unexplained": round(assessment.unexplained, ROUND),
        "differential": [_cause(cause, knowledge) for cause in assessment.causes],
        "next_question": None if assessment.next_page is None else page_document(assessment.next_page, knowledge),
        "tests": [_suggestion(suggestion, knowledge) for suggestion in assessment.tests],
        "advice": [
            {"id": advice.id, "title": advice.title, "steps": list(advice.steps), "kind": advice.kind}
            for advice in advice_for(assessment, knowledge)
        ],
        "issues": [issue_document(issue) for issue in issues],
    }


def issue_document(issue: Issue) -> dict[str, str]:
    """Return an issue as a document."""
    return {"level": issue.level.value, "what": issue.what, "remedy": issue.remedy, "where": issue.where}


def page_document(page: Page, knowledge: Knowledge) -> dict[str, Any]:
    """Return a page of the interview with the choices of each of its findings."""
    return {
        "kind": page.kind.value,
        "title": page.title,
        "reason": page.reason,
        "seconds": round(page.seconds, 1),
        "findings": [finding_document(knowledge.findings[name]) for name in page.findings],
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return a finding with its question, its values and who answers it."""
    document: dict[str, Any] = {
        "id": finding.id,
        "question": finding.question,
        "term": finding.term,
        "help": finding.help,
        "kind": finding.kind.value,
        "values": [{"id": value.id, "label": value.label} for value in finding.values],
        "answered_by": finding.answered_by.value,
        "room": finding.room,
        "emergency_screen": finding.screen is not None,
    }
    if finding.measure is not None:
        document["unit"] = finding.measure.unit
        document["other_units"] = list(finding.measure.also)
    return document


def _cause(cause: Cause, knowledge: Knowledge) -> dict[str, Any]:
    condition = knowledge.conditions[cause.condition]
    return {
        "condition": condition.id,
        "name": condition.name,
        "lay_name": condition.lay_name,
        "icd10": list(condition.icd10),
        "probability": round(cause.probability, ROUND),
        "interval": [round(cause.interval[0], ROUND), round(cause.interval[1], ROUND)],
        "dangerous": condition.dangerous,
        "settle": condition.settle.value,
        "contributions": [
            {
                "finding": item.finding,
                "value": item.value,
                "weight": round(item.weight, ROUND),
                "source": item.source,
                "sentence": item.sentence,
            }
            for item in cause.contributions
        ],
    }


def _suggestion(suggestion: Suggestion, knowledge: Knowledge) -> dict[str, Any]:
    test = knowledge.tests[suggestion.test]
    return {
        "test": test.id,
        "name": test.name,
        "lay_name": test.lay_name,
        "use": round(suggestion.use, ROUND),
        "called_for_by": list(suggestion.called_for_by),
        "cautions": list(suggestion.cautions),
        "would_mean": [
            {
                "finding": meaning.finding,
                "value": meaning.value,
                "condition": meaning.condition,
                "before": round(meaning.before, 3),
                "after": round(meaning.after, 3),
            }
            for meaning in suggestion.meanings
        ],
    }
