"""Taking a step: a visit or an authorisation before, an action by somebody, and how it stands after.

Steps go by the tables in `eutonia.pathway.states`. Conditions are looked at here and nowhere else, so a caller
cannot forget one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.moves import Guard, allowed
from eutonia.pathway.problems import NotAllowed, require
from eutonia.pathway.standing import AuthorisationState, Payer, Standing, Terms
from eutonia.pathway.states import (
    AUTHORISATION_MOVES,
    VISIT_MOVES,
    AuthorisationAction,
    VisitAction,
    VisitState,
    why_not_start,
)

APPROVING = frozenset({AuthorisationAction.APPROVE, AuthorisationAction.RECORD_CODE, AuthorisationAction.EXTEND})
"""The actions that come with the insurer's terms."""


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the rules look at in a visit. ``state`` None: it is about to be booked.

    ``standing`` is that of its authorisation, if it has one; ``procedures`` the codes of what will be done.
    """

    state: VisitState | None
    payer: Payer
    starts_at: datetime
    standing: Standing | None = None
    procedures: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require(self.starts_at.tzinfo is not None, "a visit begins at a time with a zone: pass an aware time")


def visit_after(facts: VisitFacts, action: VisitAction, who: str, *, now: datetime, zone: ZoneInfo) -> VisitFacts:
    """Return a visit after an action by somebody in the role ``who``. Raises NotAllowed with reason and remedy.

    `VisitAction.USE_INSURANCE` and `PAY_SELF` change the payer; paying oneself drops the authorisation.
    """
    move = allowed(VISIT_MOVES, facts.state, action, who, lambda guard: _visit_problem(guard, facts, now, zone))
    match action:
        case VisitAction.PAY_SELF:
            return replace(facts, payer=Payer.SELF, standing=None)
        case VisitAction.USE_INSURANCE:
            return replace(facts, payer=Payer.INSURED)
    return replace(facts, state=move.result)


def visit_actions(facts: VisitFacts, who: str, *, now: datetime, zone: ZoneInfo) -> tuple[VisitAction, ...]:
    """Return what somebody in the role ``who`` can do with a visit now, in the order of the actions."""
    return tuple(action for action in VisitAction if _is_open(facts, action, who, now, zone))


def authorisation_after(
    standing: Standing | None,
    action: AuthorisationAction,
    who: str,
    *,
    today: date,
    terms: Terms | None = None,
    missing: Sequence[Issue] = (),
) -> Standing:
    """Return an authorisation after an action. Raises NotAllowed with reason and remedy.

    ``terms`` are the insurer's, for the actions that approve; ``missing`` is what a request still lacks
    (`eutonia.pathway.cover.missing_for_request`); ``today`` the date in the clinic's zone.
    """
    require(terms is None or action in APPROVING, f"‘{action}’ takes no terms: leave them out")
    before = standing or Standing(AuthorisationState.NOT_NEEDED)
    new = before if terms is None else replace(before, terms=terms)
    move = allowed(
        AUTHORISATION_MOVES,
        None if standing is None else standing.state,
        action,
        who,
        lambda guard: _authorisation_problem(guard, new, terms is not None, today, missing),
    )
    return replace(new, state=move.result or before.state)


def authorisation_actions(standing: Standing | None, who: str) -> tuple[AuthorisationAction, ...]:
    """Return what the state leaves somebody in the role ``who`` to do; conditions are looked at when it is done."""
    state = None if standing is None else standing.state
    possible = {move.action for move in AUTHORISATION_MOVES if move.start == state and who in move.who}
    return tuple(action for action in AuthorisationAction if action in possible)


def _is_open(facts: VisitFacts, action: VisitAction, who: str, now: datetime, zone: ZoneInfo) -> bool:
    try:
        visit_after(facts, action, who, now=now, zone=zone)
    except NotAllowed:
        return False
    return True


def _visit_problem(guard: Guard, facts: VisitFacts, now: datetime, zone: ZoneInfo) -> NotAllowed | None:
    today = now.astimezone(zone).date()
    match guard:
        case Guard.MAY_START:
            reasons = why_not_start(facts.state, facts.payer, facts.standing, today, procedures=facts.procedures)
            return NotAllowed(reasons[0].issue.what, reasons[0].issue.remedy) if reasons else None
        case Guard.DAY_HAS_COME if today < facts.starts_at.astimezone(zone).date():
            return NotAllowed("This visit is on a later day.", "If they are here now, move the visit to today first.")
        case Guard.NOT_BEGUN if now >= facts.starts_at:
            return NotAllowed("This visit should have begun already.", "Call the clinic.")
        case Guard.HAS_BEGUN if now < facts.starts_at:
            return NotAllowed("This visit has not begun yet.", "Wait until its time has come, or cancel it.")
    return None


def _authorisation_problem(
    guard: Guard, new: Standing, has_terms: bool, today: date, missing: Sequence[Issue]
) -> NotAllowed | None:
    match guard:
        case Guard.NOTHING_MISSING if missing:
            return NotAllowed("The request is not complete.", " ".join(f"{i.what} {i.remedy}" for i in missing))
        case Guard.GOOD_TERMS:
            return _terms_problem(new, has_terms, today)
        case Guard.LAST_DAY_OVER if not new.is_over(today):
            return NotAllowed("The approval still holds.", "It expires after its last day.")
        case Guard.ALL_USED if new.visits_left != 0:
            return NotAllowed("The approval is not used up.", "Leave it as it is.")
        case Guard.SOME_LEFT if new.visits_left == 0:
            return NotAllowed("Every visit that it covers is used.", "Ask the insurer to extend it.")
    return None


def _terms_problem(new: Standing, has_terms: bool, today: date) -> NotAllowed | None:
    if not has_terms:
        return NotAllowed("An approval needs the insurer's terms.", "Enter the code and the last day.")
    if new.is_over(today):
        return NotAllowed("The last day is over already.", "Check the date with the insurer.")
    if new.visits_left == 0:
        return NotAllowed(
            "So many visits have begun under it already.",
            "Enter how many it covers in all, with those that are over.",
        )
    return None
