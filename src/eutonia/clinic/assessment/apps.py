"""The assessment app."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Kept assessments and feedback on results."""

    name = "eutonia.clinic.assessment"
    label = "assessment"
