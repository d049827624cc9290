"""What can be asked about assessments and feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eutonia.clinic.assessment.access import may_read_feedback, require_feedback_reader
from eutonia.clinic.assessment.models import Feedback, Problem
from eutonia.clinic.people.queries import Account

__all__ = ["FeedbackEntry", "feedback", "feedback_count", "may_read_feedback", "problems"]


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """One feedback as staff read it. ``reference`` names it in the hazard log."""

    reference: str
    problem: str
    words: str
    knowledge_version: str
    engine_version: str
    case: dict[str, Any] | None
    created_at: datetime


def problems() -> list[tuple[str, str]]:
    """Return what can be wrong with a result, as value and words."""
    return [(value, str(label)) for value, label in Problem.choices]


def feedback(account: Account, *, start: int = 0, limit: int = 50) -> list[FeedbackEntry]:
    """Return feedback, the newest first. Raises ``PermissionDenied`` for whoever may not read it."""
    require_feedback_reader(account)
    return [
        FeedbackEntry(
            reference=f"F-{row.public_id.hex[:8]}",
            problem=row.get_problem_display(),
            words=row.words,
            knowledge_version=row.knowledge_version,
            engine_version=row.engine_version,
            case=row.case,
            created_at=row.created_at,
        )
        for row in Feedback.objects.all()[start : start + limit]
    ]


def feedback_count(account: Account) -> int:
    """Return how many there are. Raises ``PermissionDenied`` for whoever may not read them."""
    require_feedback_reader(account)
    return Feedback.objects.count()
