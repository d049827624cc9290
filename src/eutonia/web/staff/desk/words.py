"""States and steps of a visit in words. A sign and a colour go with each state, and only repeat its word."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.pathway.standing import Payer
from eutonia.pathway.states import VisitAction, VisitState

Words = str | Promise


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state: its name, its sign, the colour of its tag."""

    name: Words
    sign: str
    colour: str


STATES: dict[VisitState, StateWords] = {
    VisitState.BOOKED: StateWords(_("Expected"), "○", "white"),
    VisitState.LATE: StateWords(_("Late"), "◔", "orange"),
    VisitState.ARRIVED: StateWords(_("Here"), "●", "green"),
    VisitState.SEEN: StateWords(_("With the clinician"), "▶", "blue"),
    VisitState.LEFT: StateWords(_("Left"), "✓", "grey"),
    VisitState.NO_SHOW: StateWords(_("Did not come"), "✕", "red"),
    VisitState.CANCELLED: StateWords(_("Cancelled"), "–", "grey"),
}


@dataclass(frozen=True, slots=True)
class ActionWords:
    """A step: what its button says, and what was done when it is done."""

    button: Words
    done: Words


ACTIONS: dict[VisitAction, ActionWords] = {
    VisitAction.CHECK_IN: ActionWords(_("Check in"), _("Checked in.")),
    VisitAction.MARK_LATE: ActionWords(_("Comes late"), _("Marked as late.")),
    VisitAction.SEE: ActionWords(_("Begin the visit"), _("The visit has begun.")),
    VisitAction.LEAVE: ActionWords(_("End the visit"), _("The visit is over.")),
    VisitAction.UNDO_LATE: ActionWords(_("Not late after all"), _("Expected again.")),
    VisitAction.UNDO_CHECK_IN: ActionWords(_("Not here after all"), _("Expected again.")),
    VisitAction.UNDO_SEE: ActionWords(_("Not begun after all"), _("Waiting again.")),
    VisitAction.UNDO_NO_SHOW: ActionWords(_("Came after all"), _("Marked as late.")),
}
"""Steps of one press. Moving, cancelling, not coming and paying have pages of their own."""

UNDOING = frozenset({VisitAction.UNDO_LATE, VisitAction.UNDO_CHECK_IN, VisitAction.UNDO_SEE, VisitAction.UNDO_NO_SHOW})

NEXT = (VisitAction.CHECK_IN, VisitAction.SEE, VisitAction.LEAVE)
"""What carries a visit forward, and may be done straight from a list."""

STEPS: dict[str, Words] = {
    "book": _("Booked"),
    "move": _("Moved"),
    "mark-late": _("Marked as late"),
    "check-in": _("Checked in"),
    "see": _("Begun"),
    "leave": _("Ended"),
    "no-show": _("Did not come"),
    "cancel": _("Cancelled"),
    "pay-self": _("The patient pays"),
    "use-insurance": _("An insurer pays"),
    "undo-late": _("Not late after all"),
    "undo-check-in": _("Not here after all"),
    "undo-see": _("Not begun after all"),
    "undo-no-show": _("Came after all"),
}

PAYERS: dict[Payer, Words] = {Payer.SELF: _("The patient pays"), Payer.INSURED: _("An insurer pays")}

KINDS: dict[str, Words] = {
    "consent": _("Consent"),
    "authorisation": _("Authorisation"),
    "form": _("Questions"),
    "clash": _("Nobody there"),
}
"""What can be missing before a visit, in a word."""

METHODS: dict[str, Words] = {"card": _("Card"), "cash": _("Cash"), "bank-transfer": _("Bank transfer")}
