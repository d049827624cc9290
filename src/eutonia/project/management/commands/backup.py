"""``backup FILE``: everything that the database holds, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eutonia.clinic.audit import queries as audit
from eutonia.project.backup import BackupProblem, backup


class Command(BaseCommand):
    """Write a backup and name the head of the audit in it."""

    help = "Write a backup of the database to a new file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        head = audit.head()  # before: what is sealed now is surely in the backup
        try:
            backup(options["file"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        size = options["file"].stat().st_size
        self.stdout.write(f"Wrote {options['file']} ({size / 1e6:.1f} MB).")
        self.stdout.write(f"The audit in it reaches {head}")
        self.stdout.write("Keep that line apart from the file: with it, a restore can prove that nothing was cut off.")
