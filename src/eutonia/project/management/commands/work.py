"""``work``: send messages, seal the audit, run tasks, delete what is no longer kept; until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from eutonia.project.jobs import JOBS
from eutonia.project.worker import run_once, work

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """The worker. As many as wanted may run, on one machine or several."""

    help = "Send messages, seal the audit, run tasks and delete what is no longer kept, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--once`` and ``--with-parent``."""
        parser.add_argument("--once", action="store_true", help="do everything once, then end")
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started it ends")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        stop, clock = threading.Event(), import_string(settings.EUTONIA_CLOCK)
        if options["once"]:
            failed = [job.name for job in JOBS if not run_once(job, clock, stop)]
            if failed:
                raise CommandError(f"These jobs failed, see the log: {', '.join(failed)}.")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if options["with_parent"]:
            threading.Thread(target=stop_with_parent, args=(os.getppid(), stop), daemon=True).start()
        log.info("worker started")
        if not work(JOBS, clock, stop):
            raise CommandError("Some jobs did not end in time and were cut off.")


def stop_with_parent(parent: int, stop: threading.Event) -> None:
    """Set ``stop`` once the parent is another process, which happens when the first has ended."""
    while not stop.wait(0.5):
        if os.getppid() != parent:
            stop.set()
