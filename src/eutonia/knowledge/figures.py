"""Reading ``[value, low, high]`` with its source from a document."""

from __future__ import annotations

from typing import Any

from eutonia.knowledge.vocabulary import ESTIMATE, Figure, KnowledgeError


def read_figure(entry: Any, source: str | None) -> Figure:
    """Return the figure of a triple ``[value, low, high]``, or raise KnowledgeError."""
    if not (isinstance(entry, list) and len(entry) == 3):
        raise KnowledgeError(f"{entry!r} is not [value, low, high]")
    if not source:
        raise KnowledgeError(f"the number {entry[0]} has no source: name one, or say '{ESTIMATE}'")
    value, low, high = (float(number) for number in entry)
    return Figure(value, low, high, source)


def require_known(entry: dict[str, Any], known: frozenset[str]) -> None:
    """Raise KnowledgeError for a key that nobody reads: most often a slip of the pen, and its content would be lost."""
    if not entry.keys() <= known:
        strange = ", ".join(repr(key) for key in sorted(entry.keys() - known))
        raise KnowledgeError(f"unknown entry {strange}: choose from {', '.join(sorted(known))}")


def read_complement(figure: Figure) -> Figure:
    """Return the figure of the opposite event."""
    return Figure(1.0 - figure.value, 1.0 - figure.high, 1.0 - figure.low, figure.source)


def read_strings(document: dict[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of strings as a tuple; a single string or a number is refused."""
    entry = document.get(key, [])
    if not (isinstance(entry, list) and all(isinstance(item, str) for item in entry)):
        raise KnowledgeError(f"{key} must be a list of texts")
    return tuple(entry)
