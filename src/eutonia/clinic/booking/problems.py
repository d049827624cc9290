"""What may not be booked, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.availability import NotFree
from eutonia.pathway.money import Money
from eutonia.pathway.offer import FirstStep, MayBook
from eutonia.pathway.problems import NotAllowed

if TYPE_CHECKING:
    from eutonia.clinic.booking.records import OpenSlot


class BookingProblem(NotAllowed):
    """Something that cannot be booked or changed now. ``issue`` says what, and what to do instead."""


class SlotTaken(BookingProblem):
    """Somebody else has this time. `next_times` are the nearest free ones."""

    def __init__(self, nearest: Callable[[], tuple[OpenSlot, ...]] = tuple) -> None:
        self._nearest = nearest
        super().__init__(*_taken(get_language()))

    def next_times(self) -> tuple[OpenSlot, ...]:
        """Up to three free times, the nearest first. Looked up when asked for: a race of many has many losers."""
        return self._nearest()


@lru_cache(maxsize=16)
def _taken(language: str | None) -> tuple[str, str]:
    """The words for the losers of a race, of whom there are many, in the language of this thread."""
    return _("Somebody else has just booked this time."), _("Choose another time.")


class Busy(BookingProblem):
    """So many write at once that this one got no turn. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("Many people are booking right now."), _("Nothing was changed. Try again in a moment."))


class HoldGone(BookingProblem):
    """The time was kept for 10 minutes, and then somebody else took it, or it was let go."""

    def __init__(self) -> None:
        super().__init__(
            _("We could not keep this time for you any longer."),
            _("Choose a time again. What you typed is still there."),
        )


class PatientBusy(BookingProblem):
    """The patient has another visit at this time."""

    def __init__(self) -> None:
        super().__init__(
            _("There is already a visit for this person at this time."), _("Choose another time, or move that visit.")
        )


class NotFound(BookingProblem):
    """There is nothing with this id, or this person may not know of it; which of the two is not said."""

    def __init__(self) -> None:
        super().__init__(_("We could not find this."), _("Check the link, or ask us for a new one."))


class LinkGone(BookingProblem):
    """This link opens nothing: it is mistyped, it expired, or it was for something that is over."""

    def __init__(self) -> None:
        super().__init__(_("This link does not work any more."), _("Ask us for a new one."))


class OfferGone(BookingProblem):
    """This offer was answered already, or its time is over."""

    def __init__(self) -> None:
        super().__init__(
            _("This place is no longer kept for you."),
            _("You are still on the waiting list. We write to you when another place is free."),
        )


class ConsentNeeded(BookingProblem):
    """Nobody who may has agreed to this visit, or the patient is too young for this clinic."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.what, issue.remedy)


class CannotBook(BookingProblem):
    """This time is not one that can be booked. ``reason`` is that of `pathway.availability`, if it has one."""

    def __init__(self, reason: NotFree = NotFree.NOT_OFFERED) -> None:
        self.reason = reason
        what = {
            NotFree.TOO_SOON: _("This time is too soon to be booked here."),
            NotFree.NOT_WORKED: _("Nobody is there at this time."),
            NotFree.KEPT_BACK: _("This time is kept for people who must be seen today."),
        }.get(reason, _("This time cannot be booked."))
        super().__init__(what, _("Choose a time from the list, or call us."))


class NotOffered(BookingProblem):
    """What the person told us calls for something other than this booking. ``may_book`` says what."""

    def __init__(self, may_book: MayBook) -> None:
        self.may_book = may_book
        words = " ".join(place.words for place in may_book.elsewhere)
        match may_book.first:
            case FirstStep.EMERGENCY_SCREEN:
                super().__init__(
                    _("First we must know that this is no emergency."), _("Answer the emergency questions.")
                )
            case FirstStep.EMERGENCY_ADVICE:
                super().__init__(_("This may be an emergency, so we do not book a visit for it."), words)
            case _:
                super().__init__(_("This day is too late for what you told us."), words)


class NotInsuredHere(BookingProblem):
    """This insurer does not recognise this clinician, or the membership is not this patient's or has ended."""

    def __init__(self) -> None:
        super().__init__(
            _("This insurance cannot pay for a visit to this clinician."),
            _("Choose another clinician, or pay yourself."),
        )


class AgeNotSeen(BookingProblem):
    """This clinician does not see people of this age."""

    def __init__(self) -> None:
        super().__init__(_("This clinician does not see people of this age."), _("Choose another clinician."))


class HitsVisits(BookingProblem):
    """A change of the rota would leave visits without a clinician or a room. ``visits`` are their public ids."""

    def __init__(self, visits: tuple[Any, ...]) -> None:
        self.visits = visits
        super().__init__(
            ngettext(
                "%(count)s booked visit would have no clinician or room.",
                "%(count)s booked visits would have no clinician or room.",
                len(visits),
            )
            % {"count": len(visits)},
            _("Move these visits first, or make the change all the same and mend them in the list of problems."),
        )


class MoreThanPrice(BookingProblem):
    """A payment would bring what was paid for a visit above its price. Most often a slip of the finger."""

    def __init__(self, paid: Money, price: Money) -> None:
        super().__init__(
            _("With this payment, %(paid)s is paid for a visit that costs %(price)s at the most.")
            % {"paid": paid, "price": price},
            _("Correct the amount, or say that you take it all the same."),
        )


WHO = {"patient": PatientBusy, "clinician": SlotTaken, "room": SlotTaken}


def whose_grain(error: IntegrityError) -> str:
    """Whose time is taken twice: ``patient``, ``clinician`` or ``room``; empty for another refusal."""
    diagnosis = getattr(error.__cause__, "diag", None)
    text = str(getattr(diagnosis, "constraint_name", "") or error)
    if "booking_grain" not in text and "grain_of_a_" not in text:
        return ""
    for who in WHO:
        if f"grain_of_a_{who}" in text or f"booking_grain.{who}_id" in text:
            return who
    return ""
