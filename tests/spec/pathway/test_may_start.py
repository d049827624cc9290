"""may-start.md: when a visit may begin, and why not."""

from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import (
    AUTHORISATION_CHECKS,
    AuthorisationState,
    Payer,
    Standing,
    Terms,
    WhyNotStart,
    why_not_authorised,
)
from eutonia.pathway.states import VisitAction, VisitState, may_start, why_not_start
from eutonia.pathway.steps import VisitFacts, visit_after
from tests.spec.pathway.tables import Row, standing, tables

TODAY = date(2026, 6, 17)
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 17, 10, 5, tzinfo=LONDON)
(ROWS,) = tables("may-start.md")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["Story"])
def test_a_visit_may_begin_or_not(row: Row) -> None:
    state, payer = VisitState(row["Visit"]), Payer(row["Payer"])
    found = standing(row, row["Authorisation"], names=frozenset(row.list("Names")))
    needs = frozenset(row.list("Is for"))
    assert [why.value for why in why_not_start(state, payer, found, TODAY, procedures=needs)] == row.list("Because")
    assert may_start(state, payer, found, TODAY, procedures=needs) is (row["May begin"] == "yes")
    facts = VisitFacts(state, payer, NOW, found, needs)
    if row["May begin"] == "yes":
        assert visit_after(facts, VisitAction.SEE, "neurologist", now=NOW, zone=LONDON).state is VisitState.SEEN
    else:
        with pytest.raises(NotAllowed):
            visit_after(facts, VisitAction.SEE, "neurologist", now=NOW, zone=LONDON)


def test_every_reason_stands_in_the_table_alone() -> None:
    """So that a check that is lost is noticed, even where another would catch the same visit."""
    alone = {row["Because"] for row in ROWS}
    assert {why.value for why in WhyNotStart} <= alone
    assert {why for why, _ in AUTHORISATION_CHECKS} == set(WhyNotStart) - {WhyNotStart.NOT_ARRIVED}


def test_naming_a_fault_once_lets_no_visit_begin() -> None:
    """Whatever its state, terms, count and purpose: no reason is left exactly where no check fails."""
    days = (TODAY - timedelta(days=1), TODAY)
    terms = [Terms("X-1", day, visits, None, frozenset({"A1"})) for day in days for visits in (None, 1)]
    cases = 0
    for state, held, used, code in product(AuthorisationState, [None, *terms], (0, 1), ("A1", "M1")):
        if held is None and state is AuthorisationState.APPROVED:
            continue  # cannot be built
        found, needs, cases = Standing(state, held, used), frozenset({code}), cases + 1
        failing = {why for why, fails in AUTHORISATION_CHECKS if fails(found, TODAY, needs)}
        named = why_not_authorised(Payer.INSURED, found, TODAY, procedures=needs)
        assert bool(named) == bool(failing), found
        assert set(named) <= failing, found
    assert cases == 4 * (len(AuthorisationState) * 5 - 1)


def test_every_reason_has_words_and_a_remedy() -> None:
    for why in WhyNotStart:
        assert why.issue.what.endswith(".")
        assert why.issue.remedy.endswith(".")


def test_the_day_is_that_of_the_clinics_zone() -> None:
    """Half past midnight in London on 18 June is still 17 June in UTC; the approval ended on the 17th."""
    found = standing(next(r for r in ROWS if r["Story"] == "Approved until today"), "approved")
    facts = VisitFacts(VisitState.ARRIVED, Payer.INSURED, NOW, found)
    late = datetime(2026, 6, 18, 0, 30, tzinfo=LONDON)
    with pytest.raises(NotAllowed):
        visit_after(facts, VisitAction.SEE, "neurologist", now=late, zone=LONDON)
    assert visit_after(facts, VisitAction.SEE, "neurologist", now=late, zone=ZoneInfo("UTC")).state is VisitState.SEEN
