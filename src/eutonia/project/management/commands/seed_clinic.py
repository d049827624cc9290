"""``seed_clinic``: fill an empty database with the world of ``clinic.toml``, once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from eutonia.clinic.booking import services


class Command(BaseCommand):
    """Sites, rooms, kinds of visit, prices, insurers, clinicians and rotas. Does nothing where there are some."""

    help = "Fill an empty database with the world of clinic.toml. From then on the manager edits it on the site."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, or say why not."""
        document = tomllib.loads(Path(settings.EUTONIA_CLINIC_FILE).read_text(encoding="utf-8"))
        try:
            done = services.seed(document, now=import_string(settings.EUTONIA_CLOCK)())
        except services.WorldProblem as problem:
            raise CommandError("\n".join(str(issue) for issue in problem.issues)) from problem
        self.stdout.write("The clinic is open." if done else "The clinic was filled before; nothing was changed.")
