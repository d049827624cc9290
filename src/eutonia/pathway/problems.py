"""What cannot be, and what may not be done."""

from __future__ import annotations

from eutonia.knowledge.vocabulary import Issue, IssueLevel


class PathwayError(ValueError):
    """A rule or fact of a visit that cannot be true as given; the message says how to mend it."""


class NotAllowed(Exception):
    """Something that the rules of a visit do not allow now. ``issue`` says what, and what to do instead."""

    def __init__(self, what: str, remedy: str) -> None:
        self.issue = Issue(IssueLevel.ERROR, what, remedy)
        super().__init__(f"{what} {remedy}")


def require(condition: bool, message: str) -> None:
    """Raise PathwayError with the message unless the condition holds."""
    if not condition:
        raise PathwayError(message)
