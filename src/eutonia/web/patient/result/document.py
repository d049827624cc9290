"""The result on paper for a clinician: a tagged PDF with terms, numbers, intervals, sources and versions."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template import engines

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, FindingKind
from eutonia.reasoning.assess import Assessment, Cause
from eutonia.reasoning.explain import Explanation, explain

STYLE = Path(__file__).parent / "document.css"
VARIANT = "pdf/ua-1"


class NoPdf(Exception):
    """The libraries that write PDF are missing on this machine: see `./run help`, or print the page instead."""


@dataclass(frozen=True)
class ClinicianCause:
    """A cause with its name, codes, probability, interval and reasons."""

    name: str
    icd10: str
    probability: float
    low: float
    high: float
    explanation: Explanation


def document_html(assessment: Assessment, knowledge: Knowledge, *, now: datetime, asker: str) -> str:
    """Return the document as HTML. ``now`` in the zone of the clinic."""
    answers = assessment.case.answers
    shown: dict[str, Any] = {
        "assessment": assessment,
        "person": assessment.case.person,
        "asker": asker,
        "now": now,
        "causes": [clinician_cause(cause, assessment, knowledge) for cause in assessment.causes],
        "positive": _terms(answers, knowledge, lambda value: value not in {ABSENT, NOT_SURE}),
        "unsure": _terms(answers, knowledge, lambda value: value == NOT_SURE),
        "negative": _terms(answers, knowledge, lambda value: value == ABSENT),
        "tests": [(knowledge.tests[item.test].name, item) for item in assessment.tests],
        "names": {name: condition.name for name, condition in knowledge.conditions.items()},
        "sources": _sources(assessment, knowledge),
    }
    return str(engines["jinja2"].get_template("patient/result/document.jinja").render(shown))


def document_pdf(html: str) -> bytes:
    """Return the tagged PDF of a document. Raises `NoPdf` where it cannot be written."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NoPdf(NoPdf.__doc__) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells every step
    style = weasyprint.CSS(string=STYLE.read_text(encoding="utf-8"))
    written = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf(stylesheets=[style], pdf_variant=VARIANT)
    return bytes(written)


def _refuse(url: str, *_rest: Any, **_more: Any) -> dict[str, Any]:
    raise ValueError("a document fetches nothing")


def clinician_cause(cause: Cause, assessment: Assessment, knowledge: Knowledge) -> ClinicianCause:
    """A cause as a clinician reads it."""
    condition = knowledge.conditions[cause.condition]
    low, high = cause.interval
    explanation = explain(assessment, cause, knowledge)
    return ClinicianCause(condition.name, ", ".join(condition.icd10), cause.probability, low, high, explanation)


def _terms(answers: Any, knowledge: Knowledge, wanted: Any) -> list[str]:
    """The clinician's terms of the answers that are wanted, with their values where there are more than yes."""
    lines = []
    for name, value in answers.items():
        if wanted(value):
            finding = knowledge.findings[name]
            label = next((item.label for item in finding.values if item.id == value), "")
            plain = finding.kind is FindingKind.YES_NO or value in {PRESENT, ABSENT, NOT_SURE}
            lines.append(finding.term if plain else f"{finding.term}: {label}")
    return lines


def _sources(assessment: Assessment, knowledge: Knowledge) -> list[tuple[str, str]]:
    keys = {item.source for cause in assessment.causes for item in cause.contributions}
    keys |= {reason.source for reason in assessment.reasons}
    return [(key, knowledge.sources[key].title) for key in sorted(keys) if key in knowledge.sources]
