"""How fast the audit is written, sealed, proved and read: ``./run bench audit [--entries N]``, on both databases."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from uuid import UUID

PATIENTS = 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench audit", description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure(options.entries)
        return
    with tempfile.TemporaryDirectory(prefix="eutonia-bench-") as folder:
        in_a_process(f"sqlite:///{folder}/bench.sqlite3", options.entries)
    from tests import postgres

    programs = postgres.find()
    if programs is None:
        sys.exit(postgres.REMEDY)
    with postgres.Server(programs) as server:
        in_a_process(server.url, options.entries)


def in_a_process(url: str, entries: int) -> None:
    """Django speaks to one database in its life."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "eutonia.project.settings.test", "EUTONIA_DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.audit", "--here", "--entries", str(entries)]
    subprocess.run(command, env=environment, check=True)


def measure(entries: int) -> None:
    """Print one line for each verb."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from eutonia.clinic.audit import queries, services
    from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
    from eutonia.clinic.audit.models import AuditEntry

    call_command("migrate", verbosity=0)
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    nurse, auditor = (Actor(ActorKind.STAFF, UUID(int=n), role) for n, role in ((1, "nurse"), (2, "auditor")))

    def bare() -> None:
        for place in range(1000):
            with transaction.atomic():
                AuditEntry.objects.create(at=now, actor_kind="system", verb="a.b", subject_kind="a", subject_id=place)

    def write(count: int) -> Callable[[], None]:
        def one_transaction_each() -> None:
            for place in range(count):
                with transaction.atomic():
                    services.record(
                        nurse,
                        "visit.move",
                        Subject("visit", str(place)),
                        now=now,
                        patient=UUID(int=place % PATIENTS),
                        before={"room": "1", "minutes": 30},
                        after={"room": "2", "minutes": 30},
                    )

        return one_transaction_each

    print(f"{connection.vendor}, {entries} entries")
    say("bare insert, a transaction each", 1000, bare)
    say("record, a transaction each", 1000, write(1000))
    with transaction.atomic():
        write(entries - 2000)()
    say("seal", entries, lambda: services.seal(now=now))
    say("seal when there is nothing to seal", 1, lambda: services.seal(now=now))
    say("look for what was overtaken (thorough)", 1, lambda: services.seal(now=now, thorough=True))
    say("verify", entries, lambda: queries.verify(now=now))
    say("who looked at one person", 1, lambda: queries.about(auditor, UUID(int=7), now=now))


def say(what: str, count: int, act: Callable[[], object]) -> None:
    """Measure and print."""
    began = perf_counter()
    act()
    took = perf_counter() - began
    print(f"  {what:<40} {took / count * 1e6:>10.0f} µs each {count / took:>10.0f}/s", flush=True)


if __name__ == "__main__":
    main()
