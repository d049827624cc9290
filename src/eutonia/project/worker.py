"""The worker: every job in a thread of its own, so that a mail server that does not answer holds up nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from django.db import close_old_connections, connections

from eutonia.project.jobs import Clock, Job

log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""How long a job may take to end once we are stopping. A supervisor should wait a little longer before it kills."""


def run_once(job: Job, clock: Clock, stop: threading.Event) -> bool:
    """Run a job. Whatever it raises is logged, because the next round may go well; false then."""
    close_old_connections()
    try:
        job.run(clock, stop.is_set)
    except Exception:
        log.exception("job failed", extra={"facts": {"job": job.name}})
        return False
    finally:
        close_old_connections()
    return True


def repeat(job: Job, clock: Clock, stop: threading.Event) -> None:
    """Run a job again and again until ``stop`` is set."""
    while not stop.is_set():
        run_once(job, clock, stop)
        stop.wait(job.every.total_seconds())
    connections.close_all()


def work(jobs: Iterable[Job], clock: Clock, stop: threading.Event) -> bool:
    """Run all jobs until ``stop`` is set. Return whether every one of them then came to its end in time."""
    threads = [threading.Thread(target=repeat, args=(job, clock, stop), name=job.name, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    stop.wait()
    log.info("worker stopping")
    for thread in threads:
        thread.join(PATIENCE_S / len(threads))
    late = [thread.name for thread in threads if thread.is_alive()]
    if late:
        log.error("jobs were cut off", extra={"facts": {"jobs": ", ".join(late)}})
    return not late
