"""authorisations.md: the table of moves is the program's, row by row, and the stories come out as told."""

from dataclasses import replace
from datetime import date

import pytest

from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway import steps
from eutonia.pathway.moves import Guard
from eutonia.pathway.problems import NotAllowed, PathwayError
from eutonia.pathway.standing import Standing, Terms
from eutonia.pathway.states import AUTHORISATION_MOVES, AuthorisationAction, AuthorisationState
from eutonia.pathway.steps import APPROVING, authorisation_actions, authorisation_after
from eutonia.pathway.who import EVERYONE
from tests.spec.pathway.tables import NOTHING, Row, standing, tables, who

TODAY = date(2026, 6, 17)
MOVES, STORIES = tables("authorisations.md")
LACKS = Issue(IssueLevel.ERROR, "There is no procedure code.", "Add one.")


def test_the_table_is_that_of_the_program() -> None:
    rows = [(move.start, move.action, move.result, move.who, move.guard) for move in AUTHORISATION_MOVES]
    written = {
        (None if start == NOTHING else start, row["What"], row["To"], who(row["Who may"]), row["Only if"])
        for row in MOVES
        for start in row.list("From")
    }
    assert len(rows) == len(set(rows))
    assert set(rows) == written


def test_every_state_and_every_action_stands_in_the_table() -> None:
    assert {move.action for move in AUTHORISATION_MOVES} == set(AuthorisationAction)
    assert {move.result for move in AUTHORISATION_MOVES} == set(AuthorisationState)
    assert set().union(*(move.who for move in AUTHORISATION_MOVES)) <= EVERYONE


def told(row: Row) -> str:
    """What comes of a story: the state after it, or no."""
    name, *flaw = row["Does"].split()
    action = AuthorisationAction(name)
    before, terms = _before_and_terms(row, action)
    missing = (LACKS,) if flaw else ()
    try:
        after = authorisation_after(before, action, row["Who"], today=TODAY, terms=terms, missing=missing)
    except NotAllowed as refused:
        return "no" if refused.issue.remedy else "refused without a remedy"
    assert after.used == int(row["Used"])
    assert after.terms == (terms or (before.terms if before else None))
    assert action in authorisation_actions(before, row["Who"])
    return str(after.state)


@pytest.mark.parametrize("row", STORIES, ids=lambda row: row["Story"])
def test_the_story_comes_out(row: Row) -> None:
    assert told(row) == row["State after"]


GUARDED = sorted({(move.action, move.guard) for move in AUTHORISATION_MOVES if move.guard is not Guard.NONE})


@pytest.mark.parametrize(("action", "guard"), GUARDED)
def test_a_lost_condition_is_noticed(
    action: AuthorisationAction, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = [
        replace(m, guard=Guard.NONE) if (m.action, m.guard) == (action, guard) else m for m in AUTHORISATION_MOVES
    ]
    monkeypatch.setattr(steps, "AUTHORISATION_MOVES", tuple(without))
    assert any(_told_or_broken(row) != row["State after"] for row in STORIES)


def _told_or_broken(row: Row) -> str:
    """Without its condition a step may end in something that cannot be built; that is noticed too."""
    try:
        return told(row)
    except PathwayError:
        return "broken"


def test_terms_come_only_with_the_actions_that_approve() -> None:
    terms = Terms("X-1", date(2026, 9, 30))
    for action in set(AuthorisationAction) - APPROVING:
        with pytest.raises(PathwayError, match="takes no terms"):
            authorisation_after(Standing(AuthorisationState.NEEDED), action, "insurance", today=TODAY, terms=terms)


def _before_and_terms(row: Row, action: AuthorisationAction) -> tuple[Standing | None, Terms | None]:
    """Where the action approves, the terms come with it; else they stand in the state before."""
    stood = standing(row, row["State before"])
    if stood is None or action not in APPROVING:
        return stood, None
    earlier = Terms("X-0", date(2026, 6, 1), 2) if stood.state in {"approved", "expired", "used-up"} else None
    return Standing(stood.state, earlier, stood.used), stood.terms
