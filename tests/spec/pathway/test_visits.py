"""visits.md: the table of moves is the program's, row by row, and the stories come out as told."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from eutonia.pathway import steps
from eutonia.pathway.moves import Guard
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.states import VISIT_MOVES, Payer, VisitAction, VisitState, follows
from eutonia.pathway.steps import VisitFacts, visit_actions, visit_after
from eutonia.pathway.who import EVERYONE
from tests.spec.pathway.tables import NOTHING, Row, tables, who

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 6, 17, 10, tzinfo=LONDON)
MOVES, STORIES = tables("visits.md")


def written() -> set[tuple[str | None, str, str | None, frozenset[str], str]]:
    return {
        (start, row["What"], start if row["To"] == "same" else row["To"], who(row["Who may"]), row["Only if"])
        for row in MOVES
        for start in row.list("From") or [None]
    }


def test_the_table_is_that_of_the_program() -> None:
    rows = [(move.start, move.action, move.result, move.who, move.guard) for move in VISIT_MOVES]
    assert len(rows) == len(set(rows)) == sum(len(row.list("From")) or 1 for row in MOVES)
    assert set(rows) == written()


def test_every_state_and_every_action_stands_in_the_table() -> None:
    assert {move.action for move in VISIT_MOVES} == set(VisitAction)
    assert {move.result for move in VISIT_MOVES} == set(VisitState)


def test_no_role_meets_two_rows_with_different_ends() -> None:
    ends: dict[tuple[object, ...], object] = {}
    for move in VISIT_MOVES:
        for role in move.who:
            assert ends.setdefault((move.start, move.action, role), move.result) == move.result


def told(row: Row) -> str:
    """What comes of a story: the state after it, or no."""
    before = None if row["State before"] == NOTHING else VisitState(row["State before"])
    facts = VisitFacts(before, Payer.SELF, BEGINS)
    at, action = datetime.fromisoformat(row["At"]).replace(tzinfo=LONDON), VisitAction(row["Does"])
    is_open = action in visit_actions(facts, row["Who"], now=at, zone=LONDON)
    try:
        after = visit_after(facts, action, row["Who"], now=at, zone=LONDON)
    except NotAllowed as refused:
        return "no" if refused.issue.remedy and not is_open else "refused, but offered or without a remedy"
    assert is_open
    return str(after.state)


@pytest.mark.parametrize("row", STORIES, ids=lambda row: row["Story"])
def test_the_story_comes_out(row: Row) -> None:
    assert told(row) == row["State after"]


GUARDED = sorted({(move.action, move.guard) for move in VISIT_MOVES if move.guard is not Guard.NONE})


@pytest.mark.parametrize(("action", "guard"), GUARDED)
def test_a_lost_condition_is_noticed(action: VisitAction, guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a story here; that of beginning by may-start.md and by the search in tests/property."""
    without = [replace(m, guard=Guard.NONE) if (m.action, m.guard) == (action, guard) else m for m in VISIT_MOVES]
    monkeypatch.setattr(steps, "VISIT_MOVES", tuple(without))
    stories_notice = any(told(row) != row["State after"] for row in STORIES)
    assert stories_notice or guard is Guard.MAY_START


def test_a_history_follows_the_table() -> None:
    steps = {(move.start, move.action, move.result) for move in VISIT_MOVES}
    for before in (None, *VisitState):
        for action in VisitAction:
            for after in VisitState:
                assert follows(before, action, after) is ((before, action, after) in steps)


def test_nobody_but_the_roles_of_the_clinic_may_do_anything() -> None:
    assert set().union(*(move.who for move in VISIT_MOVES)) <= EVERYONE
