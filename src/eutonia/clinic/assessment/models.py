"""Rows of the assessment stage."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class StoredAssessment(models.Model):
    """The answers of somebody who asked us to keep them. Made by `services.keep` only.

    It names nobody: whoever holds the code may read and delete it. The result is not stored, because the
    answers and the versions replay it.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Names the row outside the database; says nothing about the person or how many there are."""
    code_digest = models.CharField(max_length=64, unique=True)
    """A keyed digest. The code itself is shown once and kept nowhere."""
    case = models.JSONField()
    """``{"person": …, "answers": …}``, as `eutonia.reasoning.answers.read_case` takes it, and ``"asker"``."""
    knowledge_version = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="assessment_expires_later"),
            models.CheckConstraint(condition=~Q(code_digest=""), name="assessment_has_a_code"),
        )

    def __str__(self) -> str:
        return f"assessment {self.public_id}"


class Problem(models.TextChoices):
    """What somebody thinks is wrong with a result."""

    URGENCY = "urgency", _("How soon I should be seen is wrong")
    CAUSES = "causes", _("The likely causes are wrong")
    UNCLEAR = "unclear", _("Something is hard to understand")
    OTHER = "other", _("Something else")


class Feedback(models.Model):
    """What somebody told us about a result. Made by `services.give_feedback` only.

    ``case`` is empty unless the person ticked that we may see their answers.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    problem = models.CharField(max_length=20, choices=Problem.choices)
    words = models.TextField(max_length=2000)
    knowledge_version = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    case = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(problem__in=Problem.values), name="feedback_problem_is_known"),
            models.CheckConstraint(condition=~Q(words=""), name="feedback_has_words"),
        )

    def __str__(self) -> str:
        return f"feedback {self.public_id}"
