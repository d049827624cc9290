"""Grains: whole quarters of an hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eutonia.pathway.grains import GRAIN, footprint, grains, is_on_grain
from eutonia.pathway.problems import PathwayError

NINE = datetime(2026, 6, 17, 9, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "taken"), [(1, [0]), (15, [0]), (16, [0, 15]), (30, [0, 15]), (45, [0, 15, 30]), (50, [0, 15, 30, 45])]
)
def test_a_grain_that_is_begun_counts_in_full(minutes: int, taken: list[int]) -> None:
    assert grains(NINE, minutes) == tuple(map(at, taken))


@pytest.mark.parametrize(
    ("minutes", "before", "after", "visit", "around"),
    [
        (45, 0, 0, [0, 15, 30], []),
        (45, 0, 15, [0, 15, 30], [45]),
        (45, 15, 15, [0, 15, 30], [-15, 45]),
        (20, 0, 10, [0, 15], []),  # the buffer fits into the second grain
        (30, 5, 0, [0, 15], [-15]),
        (30, 30, 0, [0, 15], [-30, -15]),
    ],
)
def test_a_footprint_has_the_patients_grains_and_those_around(
    minutes: int, before: int, after: int, visit: list[int], around: list[int]
) -> None:
    found = footprint(NINE, minutes, before=before, after=after)
    assert found.visit == tuple(map(at, visit))
    assert found.around == tuple(map(at, around))
    assert found.grains == tuple(map(at, sorted(visit + around)))


def test_grains_are_in_utc_whatever_the_zone() -> None:
    london = NINE.astimezone(ZoneInfo("Europe/London"))
    assert grains(london, 30) == grains(NINE, 30)
    assert all(grain.tzinfo is UTC for grain in grains(london, 30))


def test_an_hour_that_exists_twice_has_eight_grains_and_none_is_lost() -> None:
    """On 25 October 2026 London's clocks go from 02:00 back to 01:00, which is 01:00 in UTC."""
    london = ZoneInfo("Europe/London")
    found = grains(datetime(2026, 10, 25, 1, tzinfo=london), 120)
    assert len(set(found)) == 8
    assert found[-1].astimezone(london).strftime("%H:%M") == "01:45"


@pytest.mark.parametrize("start", [at(1), at(7), NINE + timedelta(seconds=1)])
def test_a_start_off_the_grain_is_refused(start: datetime) -> None:
    assert not is_on_grain(start)
    with pytest.raises(PathwayError, match="quarter of an hour"):
        grains(start, 15)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(PathwayError, match="no time zone"):
        grains(datetime(2026, 6, 17, 9), 15)  # noqa: DTZ001 -- that is the point


@pytest.mark.parametrize("minutes", [0, -15])
def test_no_minutes_take_no_grain(minutes: int) -> None:
    with pytest.raises(PathwayError):
        grains(NINE, minutes)


@given(st.integers(1, 600), st.integers(0, 120), st.integers(0, 120))
def test_a_footprint_is_one_stretch_that_covers_every_minute(minutes: int, before: int, after: int) -> None:
    found = footprint(NINE, minutes, before=before, after=after)
    assert len(set(found.grains)) == len(found.visit) + len(found.around)
    assert all(b - a == GRAIN for a, b in zip(found.grains, found.grains[1:], strict=False))
    assert found.grains[0] <= at(-before) < found.grains[0] + GRAIN
    assert found.grains[-1] < at(minutes + after) <= found.grains[-1] + GRAIN
