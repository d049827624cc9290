"""``restore FILE``: fill an empty database from a backup, and prove that the audit in it is whole."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from eutonia.clinic.audit import queries as audit
from eutonia.project.backup import BackupProblem, restore


class Command(BaseCommand):
    """Restore and verify."""

    help = "Fill an empty database from a backup and verify the audit in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what its audit must reach."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--expect", metavar="HEAD", help="the head that `backup` printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it."""
        try:
            expected = audit.Head.read(options["expect"]) if options["expect"] else None
            restore(options["file"])
        except (BackupProblem, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        found = audit.verify(now=import_string(settings.EUTONIA_CLOCK)(), expected=expected)
        self.stdout.write(f"Restored. The audit holds {found.entries} entries, {found.sealed} of them sealed.")
        # Entries that were not sealed yet when the backup was made will be, once the worker runs.
        if wrong := [one for one in found.breaks if one.position is not None]:
            listed = "\n".join(map(str, wrong))
            raise CommandError(f"The audit in this backup is not as it was written:\n{listed}")
        self.stdout.write("The audit is whole.")
