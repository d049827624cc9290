"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages on their way out."""

    name = "eutonia.clinic.outbox"
    label = "outbox"
