"""``load_example_clinic``: fill an empty database with the example clinic and print its sign-ins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from eutonia.clinic.people import services


class Command(BaseCommand):
    """Make the example staff. Can be run again; refused in production."""

    help = "Load the example clinic and print its sign-ins (demo only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print."""
        password = settings.EUTONIA_DEMO_PASSWORD
        if settings.EUTONIA_IS_PRODUCTION or not password:
            raise CommandError(
                "The example clinic has a password that everybody knows, so it is refused here. "
                "Use ./run, or settings eutonia.project.settings.demo."
            )
        staff = services.ensure_example_staff(password=password, now=import_string(settings.EUTONIA_CLOCK)())
        self.stdout.write(f"Example sign-ins, all with the password {password}")
        for user in staff:
            self.stdout.write(f"  {user.email:<32} {user.get_role_display()}")
