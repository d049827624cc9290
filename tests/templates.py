"""The tables of a test database: by every migration the first time, by a copy as long as no migration changes.

Running the migrations takes Django many seconds, most of them spent on rebuilding its idea of the models. In CI
they run every time.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from eutonia.clinic.audit import triggers
from eutonia.project.backup import ENGINES, BackupProblem

FOLDER = Path(tempfile.gettempdir()) / "eutonia-test"


def fill() -> None:
    """Make every table in the empty database."""
    FOLDER.mkdir(exist_ok=True)
    template = FOLDER / f"template-{fingerprint()}.{connection.vendor}"
    engine = ENGINES[connection.vendor]
    if template.exists() and not os.environ.get("CI"):
        engine.read(connection, template)
        return
    call_command("migrate", verbosity=0)
    keep(template)


def keep(template: Path) -> None:
    """Keep a copy for the next run, and none that are older; without the programs for it, none."""
    unfinished = template.with_name(f"{template.name}.{os.getpid()}")
    try:
        ENGINES[connection.vendor].write(connection, unfinished, ())
    except BackupProblem:
        return
    unfinished.rename(template)  # at once, for another process may be reading the one before
    for old in set(FOLDER.glob(f"template-*.{connection.vendor}")) - {template}:
        old.unlink(missing_ok=True)


def fingerprint() -> str:
    """Changes whenever a migration does, or what runs them."""
    digest = hashlib.sha256(f"{django.__version__} {connection.vendor} {server_version()}".encode())
    for file in sources():
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def server_version() -> str:
    """The version of the database, whose copies may only fit itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def sources() -> Iterator[Path]:
    """Every file that has a say in the tables."""
    yield Path(triggers.__file__)
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        yield from sorted((Path(config.path) / "migrations").glob("*.py"))
