"""offers.md: what each urgency may book."""

from datetime import date

import pytest

from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.offer import Elsewhere, FirstStep, MayBook, may_book
from eutonia.pathway.problems import PathwayError
from tests.spec.pathway.tables import NOTHING, Row, tables

TODAY = date(2026, 6, 17)
OFFERS, DATES = tables("offers.md")


def urgency(row: Row) -> Urgency | None:
    cell = row["Assessment says"]
    return None if cell == NOTHING else Urgency.from_slug(cell)


def written(row: Row) -> MayBook:
    return MayBook(
        FirstStep(row["First"]),
        int(row["Days"]),
        row["Kept"] == "yes",
        tuple(Elsewhere(place) for place in row.list("Elsewhere")),
        int(row["Later"]),
    )


@pytest.mark.parametrize("row", OFFERS, ids=str)
def test_what_may_be_booked(row: Row) -> None:
    screened = {"in it": (True, False), "passed": (True,), "not passed": (False,)}[row["Emergency screen"]]
    for one in screened:
        assert may_book(urgency(row), screened=one, horizon=60) == written(row)


def test_every_urgency_and_every_place_stands_in_the_table() -> None:
    assert {urgency(row) for row in OFFERS} == {None, *Urgency}
    assert {Elsewhere(place) for row in OFFERS for place in row.list("Elsewhere")} == set(Elsewhere)
    assert {row["First"] for row in OFFERS} == {step.value for step in FirstStep}


@pytest.mark.parametrize("row", DATES, ids=str)
def test_the_days(row: Row) -> None:
    found = may_book(urgency(row), screened=True, horizon=int(row["Clinic plans"]))
    assert (found.dates(TODAY) or (None, None)) == (row.date("First day"), row.date("Last day"))
    assert (found.later_dates(TODAY) or (None, None)) == (row.date("Then from"), row.date("Then to"))


@pytest.mark.parametrize("level", [level for level in Urgency if level.is_emergency])
@pytest.mark.parametrize("horizon", [1, 60, 365])
def test_an_emergency_is_never_offered_a_booking(level: Urgency, horizon: int) -> None:
    for screened in (True, False):
        found = may_book(level, screened=screened, horizon=horizon)
        assert found.dates(TODAY) is None
        assert found.later_dates(TODAY) is None
        assert found.elsewhere[0] in {Elsewhere.CALL_999, Elsewhere.EMERGENCY_DEPARTMENT}


def test_places_kept_for_today_are_open_to_same_day_only() -> None:
    found = {level: may_book(level, screened=True, horizon=60).kept for level in (None, *Urgency)}
    assert [level for level, kept in found.items() if kept] == [Urgency.SAME_DAY]


def test_every_place_to_turn_to_has_plain_words() -> None:
    for place in Elsewhere:
        assert place.words.endswith(".")


def test_a_clinic_plans_at_least_a_day() -> None:
    with pytest.raises(PathwayError, match="horizon"):
        may_book(Urgency.ROUTINE, screened=True, horizon=0)
