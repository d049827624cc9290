"""When the words were written, and whether a clinician has checked them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.reviews import Review, read_reviews

WRITTEN = date(2026, 11, 22)
"""When the pages were last read through against the knowledge. Change it when you have done so again."""

CHECK_AGAIN = date(2027, 11, 22)
"""When that is due the next time."""


@dataclass(frozen=True, slots=True)
class Status:
    """What stands at the foot of each page. ``review`` is None until a clinician has checked this very version."""

    written: date
    check_again: date
    version: str
    review: Review | None

    @property
    def written_on(self) -> str:
        """When the words were written, for a page."""
        return in_words(self.written)

    @property
    def check_again_on(self) -> str:
        """When they are to be read through again, for a page."""
        return in_words(self.check_again)

    @property
    def reviewed_on(self) -> str:
        """When a clinician checked them, for a page; empty if none has."""
        return in_words(self.review.on) if self.review else ""


def in_words(day: date) -> str:
    """A date as people write it in the language of the page: "22 November 2026"."""
    return date_format(day, "j F Y")


def status_of(knowledge: Knowledge) -> Status:
    """The status of what the site says now."""
    fitting = [review for review in read_reviews() if review.version == knowledge.version]
    return Status(WRITTEN, CHECK_AGAIN, knowledge.version, fitting[-1] if fitting else None)
