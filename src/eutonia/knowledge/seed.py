"""The statements of the page that the service grew from, in our words, and where each is covered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eutonia.knowledge.figures import read_strings


@dataclass(frozen=True, slots=True)
class SeedStatement:
    """One statement of the seed page and where it is covered, as ``kind:id`` references."""

    id: str
    says: str
    covered_by: tuple[str, ...]
    correction: str = ""


def read_statement(identifier: str, entry: dict[str, Any]) -> SeedStatement:
    """Return the statement of an entry of seed.toml."""
    return SeedStatement(identifier, entry["says"], read_strings(entry, "covered_by"), entry.get("correction", ""))
