"""What each urgency may book, what comes first without an assessment, and where else to go when the clinic is full.

An emergency is never offered a booking. Somebody who must be seen today is offered today; a later day is only ever
shown after, and together with, where else they can be seen today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.problems import require

TWO_WEEKS = 14


class FirstStep(StrEnum):
    """What comes before any booking."""

    NONE = "none"
    EMERGENCY_SCREEN = "emergency-screen"
    """Two lines of emergency signs, with an explicit "none of these"."""
    EMERGENCY_ADVICE = "emergency-advice"
    """No booking: 999 or an emergency department, now."""


class Elsewhere(StrEnum):
    """Somewhere else to turn to. ``words`` says it to the person."""

    CALL_999 = "call-999"
    EMERGENCY_DEPARTMENT = "emergency-department"
    CALL_111 = "call-111"
    URGENT_TREATMENT_CENTRE = "urgent-treatment-centre"
    GP_TODAY = "gp-today"
    GP = "gp"
    CALL_CLINIC = "call-clinic"
    WAITING_LIST = "waiting-list"

    @property
    def words(self) -> str:
        """What to do, in plain words."""
        return _WORDS[self]


_WORDS = {
    Elsewhere.CALL_999: "Call 999 now.",
    Elsewhere.EMERGENCY_DEPARTMENT: "Go to A&E (the emergency department) now.",
    Elsewhere.CALL_111: "Call NHS 111 or go to 111.nhs.uk, at any time of day or night.",
    Elsewhere.URGENT_TREATMENT_CENTRE: "Go to an urgent treatment centre. NHS 111 can tell you which one is open.",
    Elsewhere.GP_TODAY: "Call your GP surgery and ask for an urgent appointment today.",
    Elsewhere.GP: "Ask your GP surgery for an appointment in the next two weeks.",
    Elsewhere.CALL_CLINIC: "Call us. We may see a way that this page does not.",
    Elsewhere.WAITING_LIST: "Join our waiting list. We write to you as soon as a place is free.",
}

_NOW = (Elsewhere.CALL_999,)
_HOSPITAL = (Elsewhere.EMERGENCY_DEPARTMENT, Elsewhere.CALL_999)
_TODAY = (Elsewhere.GP_TODAY, Elsewhere.CALL_111, Elsewhere.URGENT_TREATMENT_CENTRE)
_SOON = (Elsewhere.CALL_CLINIC, Elsewhere.GP, Elsewhere.WAITING_LIST)
_LATER = (Elsewhere.WAITING_LIST, Elsewhere.CALL_CLINIC)


@dataclass(frozen=True, slots=True)
class MayBook:
    """What somebody may book.

    ``days`` is how many dates they see, today the first; 0 is no booking. ``kept``: the places kept back for today
    are open to them. ``elsewhere`` is where to go: now, where nothing can be booked, else if all these days are full.
    ``later_days`` is how many dates they may see after they were shown ``elsewhere``; 0 is no more.
    """

    first: FirstStep = FirstStep.NONE
    days: int = 0
    kept: bool = False
    elsewhere: tuple[Elsewhere, ...] = ()
    later_days: int = 0

    def dates(self, today: date) -> tuple[date, date] | None:
        """Return the first and last date they see, or None where nothing can be booked."""
        return (today, today + timedelta(days=self.days - 1)) if self.days else None

    def later_dates(self, today: date) -> tuple[date, date] | None:
        """Return the dates that follow, for after ``elsewhere`` was shown, or None."""
        if self.later_days <= self.days:
            return None
        return today + timedelta(days=self.days), today + timedelta(days=self.later_days - 1)


def may_book(urgency: Urgency | None, *, screened: bool, horizon: int) -> MayBook:
    """Return what somebody may book with an urgency, or without an assessment (None).

    ``screened``: they passed the emergency screen; an assessment contains it. ``horizon`` is how many days ahead the
    clinic plans, today included. Raises PathwayError for a horizon of less than a day.
    """
    require(horizon >= 1, "the clinic plans at least one day: set the horizon to 1 or more")
    match urgency:
        case Urgency.EMERGENCY_NOW:
            return MayBook(FirstStep.EMERGENCY_ADVICE, elsewhere=_NOW)
        case Urgency.EMERGENCY_DEPARTMENT:
            return MayBook(FirstStep.EMERGENCY_ADVICE, elsewhere=_HOSPITAL)
        case None if not screened:
            return MayBook(FirstStep.EMERGENCY_SCREEN)
        case Urgency.SAME_DAY:
            return MayBook(days=1, kept=True, elsewhere=_TODAY, later_days=TWO_WEEKS)
        case Urgency.URGENT_2_WEEKS:
            return MayBook(days=TWO_WEEKS, elsewhere=_SOON, later_days=max(horizon, TWO_WEEKS))
    return MayBook(days=horizon, elsewhere=_LATER, later_days=horizon)
