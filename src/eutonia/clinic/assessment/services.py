"""What can be done with assessments: keep one, delete it, purge the old ones; give feedback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from eutonia.clinic.assessment import codes
from eutonia.clinic.assessment.models import Feedback, Problem, StoredAssessment
from eutonia.reasoning.assess import Versions

KEPT_FOR = timedelta(days=30)
LONGEST_WORDS = 2000

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept assessment with its code, which is nowhere else and cannot be shown again."""

    public_id: UUID
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """The answers of a kept assessment and the versions that it was made with."""

    public_id: UUID
    case: Case
    versions: Versions
    created_at: datetime
    expires_at: datetime


def keep(case: Case, versions: Versions, *, now: datetime) -> Kept:
    """Store somebody's answers for 30 days and return the one code that opens them."""
    code = codes.new_code()
    with transaction.atomic():
        row = StoredAssessment.objects.create(
            code_digest=codes.digest(code),
            case=dict(case),
            knowledge_version=versions.knowledge,
            engine_version=versions.engine,
            created_at=now,
            expires_at=now + KEPT_FOR,
        )
    return Kept(row.public_id, code, row.expires_at)


def replay(code: str, *, now: datetime) -> Replay | None:
    """Return what a code opens; None for an unknown, deleted or expired one, without saying which."""
    row = StoredAssessment.objects.filter(code_digest=codes.digest(code), expires_at__gt=now).first()
    if row is None:
        return None
    versions = Versions(row.knowledge_version, row.engine_version)
    return Replay(row.public_id, row.case, versions, row.created_at, row.expires_at)


def delete(public_id: UUID) -> bool:
    """Delete a kept assessment for good. Returns whether there was one.

    The caller proves by its session that it holds the code: it kept or opened this assessment itself.
    """
    with transaction.atomic():
        count, _by_model = StoredAssessment.objects.filter(public_id=public_id).delete()
    return count > 0


def purge(*, now: datetime) -> int:
    """Delete every assessment whose time is over. Returns how many."""
    with transaction.atomic():
        count, _by_model = StoredAssessment.objects.filter(expires_at__lte=now).delete()
    return count


def give_feedback(problem: str, words: str, versions: Versions, *, case: Case | None = None, now: datetime) -> UUID:
    """Record what somebody says about a result. ``case`` only if they ticked that we may see their answers.

    Raises ``ValidationError`` for an unknown problem, no words, or too many.
    """
    plain = words.replace("\x00", "").strip()
    if problem not in Problem.values or not plain or len(plain) > LONGEST_WORDS:
        raise ValidationError(_("Say what was wrong, in up to %(most)s characters.") % {"most": LONGEST_WORDS})
    with transaction.atomic():
        row = Feedback.objects.create(
            problem=problem,
            words=plain,
            knowledge_version=versions.knowledge,
            engine_version=versions.engine,
            case=None if case is None else dict(case),
            created_at=now,
        )
    return row.public_id
