"""``load_example_clinic``: fill an empty database with the example clinic and print its sign-ins."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from eutonia.clinic.booking import services as booking
from eutonia.clinic.booking.example.clinic_day import BEFORE, load_example_day
from eutonia.clinic.people import services
from eutonia.clinic.people.example import load_example_patients
from eutonia.knowledge.load import load
from eutonia.reasoning.assess import Versions
from eutonia.reasoning.differential import ENGINE_VERSION

EXAMPLE = Path(__file__).parents[2] / "example/clinic.toml"
SEED, PEOPLE = 20261125, 100


class Command(BaseCommand):
    """Make the example staff and a believable day. Can be run again; refused in production."""

    help = "Load the example clinic and print its sign-ins (demo only)."

    def add_arguments(self, parser: Any) -> None:
        """``--staff-only`` for who wants an empty clinic."""
        parser.add_argument("--staff-only", action="store_true", help="no patients and no visits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print."""
        password = settings.EUTONIA_DEMO_PASSWORD
        if settings.EUTONIA_IS_PRODUCTION or not password:
            raise CommandError(
                "The example clinic has a password that everybody knows, so it is refused here. "
                "Use ./run, or settings eutonia.project.settings.demo."
            )
        now = import_string(settings.EUTONIA_CLOCK)()
        staff = services.ensure_example_staff(password=password, now=now)
        if not options["staff_only"]:
            with transaction.atomic():  # whoever stops it half-way can start it again
                self.fill(now)
        self.stdout.write(f"Example sign-ins, all with the password {password}")
        for user in staff:
            self.stdout.write(f"  {user.email:<32} {user.get_role_display()}")

    def fill(self, now: datetime) -> None:
        """The clinic's world, people who do not exist, and their visits around this moment."""
        booking.seed(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")), now=now - BEFORE)
        patients = load_example_patients(seed=SEED, count=PEOPLE, now=now - BEFORE)
        if patients:
            self.stdout.write("Making a day of the example clinic (once) …")
            versions = Versions(load().version, ENGINE_VERSION)
            count = load_example_day(patients, versions, seed=SEED, now=now)
            self.stdout.write(f"  {len(patients)} people who do not exist, {count} visits")
