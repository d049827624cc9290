"""A table of moves: from which state, by what action, to which state, by whom, and on what condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

from eutonia.pathway.problems import NotAllowed


class Guard(StrEnum):
    """A condition of a move, in words that a manager can read."""

    NONE = "–"
    MAY_START = "nothing that an insurer must allow is missing"
    DAY_HAS_COME = "the day of the visit has come"
    NOT_BEGUN = "the visit has not begun by the clock"
    HAS_BEGUN = "the visit has begun by the clock"
    NOTHING_MISSING = "nothing is missing from the request"
    GOOD_TERMS = "there is a code and a last day that is not over"
    LAST_DAY_OVER = "the last day is over"
    ALL_USED = "every visit that it allows is used"
    SOME_LEFT = "a visit that it allows is not used"


@dataclass(frozen=True, slots=True)
class Move[S: StrEnum, A: StrEnum]:
    """One row of a table. ``start`` None: there was nothing before; ``end`` None: the state stays as it is."""

    start: S | None
    action: A
    end: S | None
    who: frozenset[str]
    guard: Guard = Guard.NONE

    @property
    def result(self) -> S | None:
        """The state afterwards."""
        return self.start if self.end is None else self.end


def moves[S: StrEnum, A: StrEnum](
    starts: Iterable[S | None], action: A, end: S | None, who: frozenset[str], guard: Guard = Guard.NONE
) -> tuple[Move[S, A], ...]:
    """Return the same move from several states."""
    return tuple(Move(start, action, end, who, guard) for start in starts)


def allowed[S: StrEnum, A: StrEnum](
    table: Iterable[Move[S, A]], state: S | None, action: A, who: str, holds: Callable[[Guard], NotAllowed | None]
) -> Move[S, A]:
    """Return the move that somebody makes with an action in a state.

    ``holds`` says why the condition of a move is not met, or None. Raises NotAllowed with the nearest reason: the
    action does not fit the state, or is not for this role, or its condition is not met.
    """
    fitting = [move for move in table if move.start == state and move.action == action]
    if not fitting:
        now = "does not exist yet" if state is None else f"is {_words(state)}"
        raise NotAllowed(
            f"‘{_words(action)}’ is not possible: it {now}.", "Look at its state again; it may have changed."
        )
    own = [move for move in fitting if who in move.who]
    if not own:
        roles = ", ".join(sorted(set().union(*(move.who for move in fitting))))
        raise NotAllowed(f"‘{_words(action)}’ is not for the role {who}.", f"Ask one of these: {roles}.")
    problems = [holds(move.guard) for move in own]
    for move, problem in zip(own, problems, strict=True):
        if problem is None:
            return move
    raise next(problem for problem in problems if problem is not None)


def _words(value: Enum) -> str:
    return str(value.value).replace("-", " ")
