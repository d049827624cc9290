"""Whether a complaint is what this service is for. The urgency holds either way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eutonia.knowledge.model import Scope
from eutonia.knowledge.vocabulary import PRESENT

COMPLAINT = "chief-complaint"


def in_scope(answers: Mapping[str, str], scope: Scope) -> bool:
    """Return False where the complaint is another one and no sign of spasm stands beside it.

    A vague complaint is ours unless a plain sign points elsewhere.
    """
    complaint = answers.get(COMPLAINT)
    points_elsewhere = (
        complaint in scope.outside
        or _any_present(answers, scope.plainly_elsewhere)
        or (complaint in scope.vague and _any_present(answers, scope.elsewhere))
    )
    return not points_elsewhere or _any_present(answers, scope.inside)


def _any_present(answers: Mapping[str, str], findings: Sequence[str]) -> bool:
    return any(answers.get(finding) == PRESENT for finding in findings)
