"""``/healthz`` and ``/readyz``: for the machines that watch the site. Nothing about anybody, and no sign-in.

They are answered before anything else looks at the request, because a probe calls a node by its bare address and
without TLS, which the rest of the site refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string

from eutonia.clinic.audit import triggers
from eutonia.clinic.outbox import queries
from eutonia.project.jobs import SEEN

Answer = Callable[[HttpRequest], HttpResponse]

SILENT_AFTER = timedelta(minutes=1)
"""A worker that has not been seen for so long is taken to be gone."""

LATE_AFTER = timedelta(minutes=10)
"""A message that has been due for so long shows that messages do not leave."""


def probes(get_response: Answer) -> Answer:
    """Answer the two addresses, and let everything else pass."""
    read_clock = cast("Callable[[], datetime]", import_string(settings.EUTONIA_CLOCK))

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return told({"alive": True}, 200)
        if request.path_info == "/readyz":
            return readiness(read_clock())
        return get_response(request)

    return answer


def readiness(now: datetime) -> HttpResponse:
    """Whether this node can serve people: 200, or 503 with the part that is not there.

    A silent worker and late messages are told and do not make a web node unready: to take every node away would
    help nobody.
    """
    parts: dict[str, bool | str] = {"database": holds(database_answers)}
    if parts["database"]:
        parts |= {"migrations": holds(migrations_are_applied), "audit": holds(audit_is_guarded)}
    is_ready = all(parts.values())
    if parts["database"]:
        parts |= {"worker": worker_state(now), "messages": messages_state(now)}
    return told({"ready": is_ready, **parts}, 200 if is_ready else 503)


def told(parts: dict[str, bool | str], status: int) -> HttpResponse:
    """An answer that nobody keeps."""
    return JsonResponse(parts, status=status, headers={"Cache-Control": "no-store"})


def holds(question: Callable[[], bool]) -> bool:
    """The answer to a question; no, if it cannot be had."""
    try:
        return question()
    except Exception:
        return False


def database_answers() -> bool:
    """Whether the database can be asked anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations_are_applied() -> bool:
    """Whether every migration of this version has run."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def audit_is_guarded() -> bool:
    """Whether the triggers that keep the audit as it is all stand."""
    return not triggers.missing(connection)


def worker_state(now: datetime) -> str:
    """``seen`` or ``silent``."""

    def is_seen() -> bool:
        seen = cache.get(SEEN)
        return bool(seen) and now - datetime.fromisoformat(seen) <= SILENT_AFTER

    return "seen" if holds(is_seen) else "silent"


def messages_state(now: datetime) -> str:
    """``on time`` or ``late``."""
    return "on time" if holds(lambda: queries.health(now=now).overdue <= LATE_AFTER) else "late"
