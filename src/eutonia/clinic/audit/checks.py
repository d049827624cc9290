"""The check that the guards of the audit stand. Run by ``migrate`` and ``check --database default``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from eutonia.clinic.audit import triggers


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of triggers that are gone. A warning, because ``migrate``, which mends it, runs this check first."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if not set(triggers.GUARDED) <= set(connection.introspection.table_names()):
            continue
        if gone := triggers.missing(connection):
            found.append(
                Warning(
                    f"The audit is not guarded against change: {', '.join(gone)} missing.",
                    hint="Find out who removed them, run `eutonia audit verify`, then run migrate to put them back.",
                    id="eutonia.W010",
                )
            )
    return found
