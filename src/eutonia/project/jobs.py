"""What the worker does again and again. Each job may run on several machines at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from eutonia.clinic.assessment import services as assessments
from eutonia.clinic.audit import services as audit
from eutonia.clinic.booking import services as booking
from eutonia.clinic.outbox import services as outbox
from eutonia.clinic.people import proof

Clock = Callable[[], datetime]
Stopping = Callable[[], bool]

SEEN = "eutonia.worker.seen"
"""Under this name the shared cache holds when a worker was last alive."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often. ``run`` gets the clock and, to be asked now and then, whether we are stopping."""

    name: str
    every: timedelta
    run: Callable[[Clock, Stopping], object]


def run_tasks(clock: Clock, stopping: Stopping) -> None:
    """Run the tasks that are queued, until there are none."""
    TaskWorker(
        queue_names=[DEFAULT_TASK_QUEUE_NAME],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id="eutonia",
    ).run()


def deliver(clock: Clock, stopping: Stopping) -> None:
    """Send the messages that are due."""
    outbox.deliver_due(clock, stopping=stopping)


def expire(clock: Clock, stopping: Stopping) -> None:
    """Let go of holds, offers and authorisations whose time is over, and pass freed places on."""
    booking.expire(now=clock())


def seal(clock: Clock, stopping: Stopping) -> None:
    """Chain the newest audit entries."""
    audit.seal(now=clock())


def seal_thoroughly(clock: Clock, stopping: Stopping) -> None:
    """Chain any audit entry that the quick looks have overtaken."""
    audit.seal(now=clock(), thorough=True)


def be_seen(clock: Clock, stopping: Stopping) -> None:
    """Note that a worker is alive."""
    cache.set(SEEN, clock().isoformat(), timeout=None)


def purge(clock: Clock, stopping: Stopping) -> int:
    """Delete what is no longer kept. Return how many kept assessments went."""
    call_command("clearsessions")
    call_command("prune_db_task_results", verbosity=0, min_age_days=2, failed_min_age_days=14)
    outbox.purge(now=clock())
    proof.purge(now=clock())
    return assessments.purge(now=clock())


SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)

JOBS = (
    Job("tasks", SECOND / 2, run_tasks),
    Job("deliver", 5 * SECOND, deliver),
    Job("expire", 20 * SECOND, expire),
    Job("seal", 2 * SECOND, seal),
    Job("seal thoroughly", HOUR, seal_thoroughly),
    Job("purge", HOUR, purge),
    Job("be seen", 10 * SECOND, be_seen),
)
