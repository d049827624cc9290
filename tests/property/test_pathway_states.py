"""No insured visit begins unauthorised: shown for every state that both tables together can reach.

One visit with one authorisation is taken through everything that anybody can do, at four times: the day before, just
before and just after it should begin, and the day after. Approvals end on the day or before it, cover one visit or any
number, and name the visit's procedure or not; another visit may use them up. Beside it stands an oracle, written
here from the promise alone: it looks at each beginning and says whether the insurer had allowed it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway import standing as standing_rules
from eutonia.pathway import steps
from eutonia.pathway.moves import Guard, Move
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import AUTHORISATION_CHECKS, AuthorisationState, Payer, Standing, Terms
from eutonia.pathway.states import AUTHORISATION_MOVES, VISIT_MOVES, AuthorisationAction, VisitAction, VisitState
from eutonia.pathway.steps import APPROVING, VisitFacts, authorisation_after, visit_after
from eutonia.pathway.who import EVERYONE

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 6, 17, 10, tzinfo=LONDON)
CLOCK = tuple(
    datetime(2026, 6, d, h, m, tzinfo=LONDON) for d, h, m in ((16, 10, 0), (17, 9, 55), (17, 10, 5), (18, 9, 0))
)
NEEDS = frozenset({"A1"})
OTHER = frozenset({"B2"})
TERMS = (
    Terms("X-1", date(2026, 6, 17), None, procedures=NEEDS),
    Terms("X-2", date(2026, 6, 17), 1, procedures=NEEDS),
    Terms("X-3", date(2026, 6, 17), None, procedures=OTHER),
    Terms("X-4", date(2026, 6, 16), None, procedures=NEEDS),
)
LACKS = (Issue(IssueLevel.ERROR, "There is no diagnosis code.", "Add one."),)


class World(NamedTuple):
    """A visit, its authorisation, the time, and what happened. ``rightly``: the insurer had allowed its beginning."""

    visit: VisitState | None
    payer: Payer
    authorisation: Standing | None
    time: int = 0
    others: int = 0
    own: int = 0
    rightly: bool = False


class Search:
    """Everything that can be reached, with the moves that were made on the way; ends at the first broken promise."""

    def __init__(self) -> None:
        self.broken: World | None = None
        self.roles = kinds_of_roles()
        self.made: set[tuple[object, object, object]] = set()
        self.seen: set[World] = set()
        self._visit_steps = cache(self._find_visit_steps)
        self._authorisation_steps = cache(self._find_authorisation_steps)
        self._run([World(None, payer, None) for payer in Payer])

    def _run(self, beginnings: list[World]) -> None:
        open_ends = beginnings
        while open_ends and self.broken is None:
            world = open_ends.pop()
            if world in self.seen:
                continue
            self.seen.add(world)
            begun = world.visit in {VisitState.SEEN, VisitState.LEFT}
            if begun and world.payer is Payer.INSURED and not world.rightly:
                self.broken = world
            open_ends.extend(self._after(world))

    def _after(self, world: World) -> Iterator[World]:
        if world.time + 1 < len(CLOCK):
            yield world._replace(time=world.time + 1)
        if world.others == 0:
            yield world._replace(others=1)  # another visit has used it
        asked = None if world.authorisation is None else replace(world.authorisation, used=world.others)
        for action, facts in self._visit_steps(world.visit, world.payer, asked, world.time):
            moved = world._replace(visit=facts.state, payer=facts.payer)
            if action is VisitAction.SEE:
                moved = moved._replace(own=1, rightly=had_leave(asked, CLOCK[world.time].date()))
            elif action is VisitAction.UNDO_SEE:
                moved = moved._replace(own=0, rightly=False)
            yield moved
        told = None if world.authorisation is None else replace(world.authorisation, used=world.others + world.own)
        for after in self._authorisation_steps(told, world.time):
            yield world._replace(authorisation=replace(after, used=0))

    def _find_visit_steps(
        self, state: VisitState | None, payer: Payer, found: Standing | None, time: int
    ) -> list[tuple[VisitAction, VisitFacts]]:
        facts = VisitFacts(state, payer, BEGINS, found if payer is Payer.INSURED else None, NEEDS)
        steps = []
        for action in VisitAction:
            for who in self.roles:
                try:
                    after = visit_after(facts, action, who, now=CLOCK[time], zone=LONDON)
                except NotAllowed:
                    continue
                self.made.add((state, action, after.state))
                steps.append((action, after))
        return list(dict.fromkeys(steps))

    def _find_authorisation_steps(self, found: Standing | None, time: int) -> list[Standing]:
        steps: list[Standing] = []
        today = CLOCK[time].date()
        for action in AuthorisationAction:
            for terms in (None, *TERMS) if action in APPROVING else (None,):
                for missing in ((), LACKS):
                    for who in self.roles:
                        try:
                            after = authorisation_after(
                                found, action, who, today=today, terms=terms, missing=missing
                            )  # fmt: skip
                        except NotAllowed:
                            continue
                        self.made.add((found.state if found else None, action, after.state))
                        steps.append(after)
        return list(dict.fromkeys(steps))


def kinds_of_roles() -> tuple[str, ...]:
    """One role of each kind: two that stand in the same rows of both tables can do the same."""
    rows = (*steps.VISIT_MOVES, *AUTHORISATION_MOVES)
    kinds = {tuple(who in move.who for move in rows): who for who in sorted(EVERYONE)}
    return tuple(kinds.values())


def had_leave(found: Standing | None, today: date) -> bool:
    """The promise: approved, the last day not over, a visit left, and this visit's procedure named."""
    if found is None or found.state != AuthorisationState.APPROVED or found.terms is None:
        return False
    in_time = found.terms.last_day >= today
    left = found.terms.visits is None or found.terms.visits > found.used
    return in_time and left and NEEDS <= found.terms.procedures


@pytest.fixture(scope="module")
def everything() -> Search:
    return Search()


def test_no_insured_visit_begins_without_leave(everything: Search) -> None:
    assert everything.broken is None


def test_the_search_is_not_empty(everything: Search) -> None:
    """Insured visits do begin, with leave; every state of both tables is met, with every payer and at every time."""
    seen = everything.seen
    assert len(seen) > 3_000
    assert any(w.visit is VisitState.SEEN and w.payer is Payer.INSURED and w.rightly for w in seen)
    assert {(w.visit, w.payer) for w in seen} == {(v, p) for v in (None, *VisitState) for p in Payer}
    assert {(w.authorisation.state if w.authorisation else None, w.time) for w in seen} >= {
        (state, time) for state in AuthorisationState for time in range(1, len(CLOCK))
    }


def test_every_move_of_both_tables_is_made_somewhere(everything: Search) -> None:
    table = {(move.start, move.action, move.result) for move in (*VISIT_MOVES, *AUTHORISATION_MOVES)}
    assert everything.made == table


# ---- the proof notices what would break it -------------------------------------------------------------------------


@pytest.mark.parametrize("lost", [why for why, _ in AUTHORISATION_CHECKS], ids=lambda why: why.value)
def test_a_lost_check_is_noticed(lost: object, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tuple(check for check in AUTHORISATION_CHECKS if check[0] is not lost)
    monkeypatch.setattr(standing_rules, "AUTHORISATION_CHECKS", left)
    assert Search().broken is not None


def test_a_lost_guard_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(replace(move, guard=Guard.NONE) if move.guard is Guard.MAY_START else move for move in VISIT_MOVES)
    monkeypatch.setattr(steps, "VISIT_MOVES", without)
    assert Search().broken is not None


@pytest.mark.parametrize("start", [None, *(state for state in VisitState if state is not VisitState.SEEN)], ids=str)
def test_another_way_to_begin_is_noticed(start: VisitState | None, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Move(start, VisitAction.SEE, VisitState.SEEN, frozenset({"nurse"}))
    monkeypatch.setattr(steps, "VISIT_MOVES", (*VISIT_MOVES, other))
    assert Search().broken is not None


@pytest.mark.parametrize("state", [VisitState.SEEN, VisitState.LEFT])
def test_a_late_change_to_insurance_is_noticed(state: VisitState, monkeypatch: pytest.MonkeyPatch) -> None:
    late = Move(state, VisitAction.USE_INSURANCE, None, frozenset({"front-desk"}))
    monkeypatch.setattr(steps, "VISIT_MOVES", (*VISIT_MOVES, late))
    assert Search().broken is not None
