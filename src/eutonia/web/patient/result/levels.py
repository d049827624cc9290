"""The six levels of urgency in words and time."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.knowledge.vocabulary import Urgency


@dataclass(frozen=True)
class Level:
    """How a level is told. ``tone`` is one of emergency, urgent and calm.

    ``booking`` are the words that lead to a visit here; empty where none is to be offered. ``needs_visit``: they come
    first on the page; else last, for who would rather be seen all the same.
    """

    heading: str | Promise
    time: str | Promise
    tone: str
    booking: str | Promise = ""
    needs_visit: bool = True


LEVELS = {
    Urgency.EMERGENCY_NOW: Level(_("Call 999 now"), _("Do this before anything else."), "emergency"),
    Urgency.EMERGENCY_DEPARTMENT: Level(
        _("Go to A&E now"), _("Go to the nearest emergency department without waiting."), "emergency"
    ),
    Urgency.SAME_DAY: Level(
        _("See someone today"),
        _("Ask for help today, before the day is over. At night, call 111."),
        "urgent",
        _("Book a visit today"),
    ),
    Urgency.URGENT_2_WEEKS: Level(
        _("See a specialist within 2 weeks"),
        _("Ask your GP, or book with us, in the next few days."),
        "urgent",
        _("Book a visit in the next 2 weeks"),
    ),
    Urgency.ROUTINE: Level(
        _("Book a visit in the next weeks"),
        _("This can wait for an ordinary appointment."),
        "calm",
        _("Book a visit here"),
    ),
    Urgency.SELF_CARE: Level(
        _("You can look after this yourself"),
        _("You need no appointment now. Come back if it changes."),
        "calm",
        _("Book a visit all the same"),
        needs_visit=False,
    ),
}
