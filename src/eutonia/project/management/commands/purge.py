"""``purge``: delete what people's answers are no longer kept for. To be run every day, for example by cron."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from eutonia.clinic.assessment import services


class Command(BaseCommand):
    """Delete expired sessions and kept assessments whose time is over."""

    help = "Delete expired sessions and kept assessments whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how many assessments went."""
        call_command("clearsessions")
        count = services.purge(now=import_string(settings.EUTONIA_CLOCK)())
        self.stdout.write(f"Deleted {count} kept assessments and all expired sessions.")
