"""Whether a complaint is what this service is for. The urgency holds either way."""

from __future__ import annotations

from collections.abc import Mapping

from eutonia.knowledge.model import Scope
from eutonia.knowledge.vocabulary import PRESENT

COMPLAINT = "chief-complaint"


def in_scope(answers: Mapping[str, str], scope: Scope) -> bool:
    """Return False where the complaint is another one, or where it is vague and a plain sign points elsewhere."""
    complaint = answers.get(COMPLAINT)
    if complaint in scope.outside:
        return False
    elsewhere = any(answers.get(finding) == PRESENT for finding in scope.elsewhere)
    return not (elsewhere and complaint in scope.vague)
