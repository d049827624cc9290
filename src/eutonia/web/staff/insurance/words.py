"""States and steps of an authorisation in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.pathway.standing import AuthorisationState
from eutonia.pathway.states import AuthorisationAction

Words = str | Promise


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state: its name, a sentence on what it means, and the colour of its tag, which only repeats the word."""

    name: Words
    means: Words
    colour: str


STATES: dict[AuthorisationState, StateWords] = {
    AuthorisationState.NOT_NEEDED: StateWords(_("Not needed"), _("Nobody asks the insurer. The patient pays."), "grey"),
    AuthorisationState.NEEDED: StateWords(_("Needed"), _("The insurer has not been asked yet."), "yellow"),
    AuthorisationState.REQUESTED: StateWords(_("Requested"), _("The insurer has been asked."), "blue"),
    AuthorisationState.PENDED: StateWords(_("More wanted"), _("The insurer wants to know more."), "orange"),
    AuthorisationState.APPROVED: StateWords(_("Approved"), _("The visit can begin under it."), "green"),
    AuthorisationState.DECLINED: StateWords(_("Declined"), _("The insurer has said no."), "red"),
    AuthorisationState.EXPIRED: StateWords(_("Expired"), _("Its last day is over."), "red"),
    AuthorisationState.USED_UP: StateWords(_("Used up"), _("Every visit that it covers has begun."), "red"),
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step: what the button says, the title of its page, a sentence before the form, and what was done after."""

    button: Words
    title: Words
    intro: Words
    done: Words
    grave: bool = False


STEPS: dict[AuthorisationAction, StepWords] = {
    AuthorisationAction.REQUEST: StepWords(
        _("Ask the insurer"), _("Ask the insurer"),
        _("Nothing is missing. Ask the insurer now, and write down that you did."), _("Written down as requested."),
    ),
    AuthorisationAction.SUPPLY: StepWords(
        _("Sent what they wanted"), _("Sent what the insurer wanted"),
        _("Say that the insurer has got what it asked for."), _("Written down as requested again."),
    ),
    AuthorisationAction.PEND: StepWords(
        _("The insurer wants more"), _("The insurer wants to know more"),
        _("Write down what they want, so that whoever works on it next knows."), _("Written down."),
    ),
    AuthorisationAction.APPROVE: StepWords(
        _("The insurer said yes"), _("The insurer said yes"),
        _("Enter what the insurer said. The visit can begin once this is saved."), _("The authorisation is approved."),
    ),
    AuthorisationAction.RECORD_CODE: StepWords(
        _("Enter a code that the patient has"), _("Enter a code that the patient has"),
        _("Some patients have called their insurer themselves. Enter the code that they were given."),
        _("The authorisation is approved."),
    ),
    AuthorisationAction.EXTEND: StepWords(
        _("Extend it"), _("Extend the authorisation"),
        _("Enter the terms as they are now: the last day, and the visits in all, with those that are over."),
        _("The authorisation is extended."),
    ),
    AuthorisationAction.DECLINE: StepWords(
        _("The insurer said no"), _("The insurer said no"),
        _("Write down why, in the insurer's words. The patient is told that there is news."),
        _("Written down as declined."), grave=True,
    ),
    AuthorisationAction.WITHDRAW: StepWords(
        _("The insurer took it back"), _("The insurer took its yes back"),
        _("Write down why. No visit can begin under it from now on."), _("Written down as declined."), grave=True,
    ),
    AuthorisationAction.EXPIRE: StepWords(
        _("Its last day is over"), _("Its last day is over"),
        _("Write down that the approval has expired. It can be extended later."), _("Written down as expired."),
        grave=True,
    ),
    AuthorisationAction.NEED: StepWords(
        _("Ask the insurer after all"), _("Ask the insurer after all"),
        _("The authorisation is put on the work list again."), _("The authorisation is needed again."),
    ),
    AuthorisationAction.SET_ASIDE: StepWords(
        _("Not needed any more"), _("It is not needed any more"),
        _("For example because the patient pays. No insured visit can begin under it."),
        _("Written down as not needed."),
        grave=True,
    ),
}  # fmt: skip
"""The steps that people take by hand, in the order in which they are offered; using up and giving back follow from
visits."""


def action_words(action: str) -> Words:
    """A step of the history in words."""
    said: dict[str, Words] = {
        "need": _("Needed"),
        "set-aside": _("Not needed any more"),
        "request": _("Requested"),
        "pend": _("The insurer wants more"),
        "supply": _("Sent what the insurer wanted"),
        "approve": _("Approved"),
        "record-code": _("Code entered"),
        "decline": _("Declined"),
        "withdraw": _("Taken back by the insurer"),
        "extend": _("Extended"),
        "expire": _("Expired"),
        "use-up": _("Last visit used"),
        "give-back": _("A use given back"),
    }
    return said.get(action, action)
