"""Tasks of the queue. They only wake what the worker does anyhow; the rows of each room stay the truth."""

from __future__ import annotations

from django.conf import settings
from django.tasks import task
from django.utils.module_loading import import_string

from eutonia.clinic.outbox import services as outbox


@task
def deliver() -> None:
    """Send what is due now, rather than at the next round."""
    outbox.deliver_due(import_string(settings.EUTONIA_CLOCK))
