"""The states of a visit and of an insurer's authorisation, each as one table, and what stands between them.

Whatever moves a visit or an authorisation asks `eutonia.pathway.steps`, which goes by these tables; there is no
other way to a new state. An insured visit can begin (`SEEN`) only past the guard ``MAY_START``: tests/property shows
it for every state that both tables together can reach. What is written down is the history of moves; a state is its
last entry.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from eutonia.pathway.moves import Guard, Move, moves
from eutonia.pathway.standing import AuthorisationState, Payer, Standing, Terms, WhyNotStart, why_not_authorised
from eutonia.pathway.who import CLINICIANS, COVER, DESK, FAMILY, INSURANCE, SYSTEM

__all__ = [
    "AUTHORISATION_MOVES",
    "VISIT_MOVES",
    "AuthorisationAction",
    "AuthorisationState",
    "Payer",
    "Standing",
    "Terms",
    "VisitAction",
    "VisitState",
    "WhyNotStart",
    "follows",
    "may_start",
    "why_not_start",
]


class VisitState(StrEnum):
    """How far a visit has come."""

    BOOKED = "booked"
    LATE = "late"
    ARRIVED = "arrived"
    SEEN = "seen"
    """With the clinician: the visit has begun, and what it costs is owed."""
    LEFT = "left"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"


class VisitAction(StrEnum):
    """What can be done with a visit."""

    BOOK = "book"
    MOVE = "move"
    MARK_LATE = "mark-late"
    CHECK_IN = "check-in"
    SEE = "see"
    LEAVE = "leave"
    NO_SHOW = "no-show"
    CANCEL = "cancel"
    PAY_SELF = "pay-self"
    USE_INSURANCE = "use-insurance"
    UNDO_LATE = "undo-late"
    UNDO_CHECK_IN = "undo-check-in"
    UNDO_SEE = "undo-see"
    UNDO_NO_SHOW = "undo-no-show"


class AuthorisationAction(StrEnum):
    """What can be done with an authorisation."""

    NEED = "need"
    SET_ASIDE = "set-aside"
    REQUEST = "request"
    PEND = "pend"
    SUPPLY = "supply"
    APPROVE = "approve"
    RECORD_CODE = "record-code"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    EXPIRE = "expire"
    USE_UP = "use-up"
    GIVE_BACK = "give-back"


_V, _DO = VisitState, VisitAction
_BEFORE = (_V.BOOKED, _V.LATE)
_UNSEEN = (_V.BOOKED, _V.LATE, _V.ARRIVED)

VISIT_MOVES: tuple[Move[VisitState, VisitAction], ...] = (
    *moves([None], _DO.BOOK, _V.BOOKED, FAMILY | DESK),
    *moves(_BEFORE, _DO.MOVE, _V.BOOKED, FAMILY, Guard.NOT_BEGUN),
    *moves(_BEFORE, _DO.MOVE, _V.BOOKED, DESK),
    *moves(_BEFORE, _DO.CANCEL, _V.CANCELLED, FAMILY, Guard.NOT_BEGUN),
    *moves(_UNSEEN, _DO.CANCEL, _V.CANCELLED, DESK),
    *moves([_V.BOOKED], _DO.MARK_LATE, _V.LATE, FAMILY | DESK, Guard.DAY_HAS_COME),
    *moves([_V.LATE], _DO.UNDO_LATE, _V.BOOKED, DESK),
    *moves(_BEFORE, _DO.CHECK_IN, _V.ARRIVED, DESK, Guard.DAY_HAS_COME),
    *moves([_V.ARRIVED], _DO.UNDO_CHECK_IN, _V.BOOKED, DESK),
    *moves([_V.ARRIVED], _DO.SEE, _V.SEEN, CLINICIANS, Guard.MAY_START),
    *moves([_V.SEEN], _DO.UNDO_SEE, _V.ARRIVED, CLINICIANS),
    *moves([_V.SEEN], _DO.LEAVE, _V.LEFT, DESK),
    *moves(_BEFORE, _DO.NO_SHOW, _V.NO_SHOW, DESK, Guard.HAS_BEGUN),
    *moves([_V.NO_SHOW], _DO.UNDO_NO_SHOW, _V.LATE, DESK),
    *moves(_UNSEEN, _DO.PAY_SELF, None, FAMILY | DESK | COVER),
    *moves(_UNSEEN, _DO.USE_INSURANCE, None, FAMILY | DESK | COVER),
)
"""Who pays can change until the visit begins, and not after: an insured visit that began was allowed to."""

_A, _ACT = AuthorisationState, AuthorisationAction
_OPEN = (_A.NEEDED, _A.DECLINED, _A.EXPIRED, _A.USED_UP)
_ASKED = (_A.REQUESTED, _A.PENDED)
_MACHINE = frozenset({INSURANCE, SYSTEM})

AUTHORISATION_MOVES: tuple[Move[AuthorisationState, AuthorisationAction], ...] = (
    *moves([None, _A.NOT_NEEDED], _ACT.NEED, _A.NEEDED, FAMILY | DESK | COVER),
    *moves((*_OPEN, *_ASKED), _ACT.SET_ASIDE, _A.NOT_NEEDED, FAMILY | DESK | COVER),
    *moves(_OPEN, _ACT.REQUEST, _A.REQUESTED, COVER, Guard.NOTHING_MISSING),
    *moves([_A.REQUESTED], _ACT.PEND, _A.PENDED, COVER | _MACHINE),
    *moves([_A.PENDED], _ACT.SUPPLY, _A.REQUESTED, COVER, Guard.NOTHING_MISSING),
    *moves(_ASKED, _ACT.APPROVE, _A.APPROVED, COVER | _MACHINE, Guard.GOOD_TERMS),
    *moves(_OPEN, _ACT.RECORD_CODE, _A.APPROVED, COVER, Guard.GOOD_TERMS),
    *moves(_ASKED, _ACT.DECLINE, _A.DECLINED, COVER | _MACHINE),
    *moves([_A.APPROVED], _ACT.WITHDRAW, _A.DECLINED, COVER | _MACHINE),
    *moves([_A.APPROVED, _A.EXPIRED, _A.USED_UP], _ACT.EXTEND, _A.APPROVED, COVER | _MACHINE, Guard.GOOD_TERMS),
    *moves([_A.APPROVED], _ACT.EXPIRE, _A.EXPIRED, COVER | _MACHINE, Guard.LAST_DAY_OVER),
    *moves([_A.APPROVED], _ACT.USE_UP, _A.USED_UP, COVER | _MACHINE, Guard.ALL_USED),
    *moves([_A.USED_UP], _ACT.GIVE_BACK, _A.APPROVED, COVER | _MACHINE, Guard.SOME_LEFT),
)


def why_not_start(
    state: VisitState | None,
    payer: Payer,
    standing: Standing | None,
    today: date,
    *,
    procedures: frozenset[str] = frozenset(),
) -> tuple[WhyNotStart, ...]:
    """Return every reason why a visit may not begin on a date of the clinic's zone, each with its remedy."""
    arrived = () if state is VisitState.ARRIVED else (WhyNotStart.NOT_ARRIVED,)
    return arrived + why_not_authorised(payer, standing, today, procedures=procedures)


def may_start(
    state: VisitState | None,
    payer: Payer,
    standing: Standing | None,
    today: date,
    *,
    procedures: frozenset[str] = frozenset(),
) -> bool:
    """Return True where a visit may begin: the patient is here and, if insured, the insurer allows it today."""
    return not why_not_start(state, payer, standing, today, procedures=procedures)


def follows(before: VisitState | None, action: VisitAction, after: VisitState) -> bool:
    """Return True where a history may hold this step: the table has it, for somebody."""
    return any((move.start, move.action, move.result) == (before, action, after) for move in VISIT_MOVES)
