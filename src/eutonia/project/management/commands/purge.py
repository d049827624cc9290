"""``purge``: delete what is no longer kept. The worker does it every hour; this is for a site without one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from eutonia.project import jobs


class Command(BaseCommand):
    """Delete expired sessions and codes, kept assessments whose time is over, old messages and tasks."""

    help = "Delete expired sessions and codes, kept assessments whose time is over, old messages and tasks."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how many assessments went."""
        count = jobs.purge(import_string(settings.EUTONIA_CLOCK), lambda: False)
        self.stdout.write(f"Deleted {count} kept assessments, and all expired sessions, codes, messages and tasks.")
