"""Bits for grains, against plain loops over a list of places."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eutonia.pathway.grains import GRAIN
from eutonia.pathway.timeline import Timeline, beginnings, places, runs

ORIGIN = datetime(2026, 6, 17, tzinfo=UTC)
LINE = Timeline(ORIGIN, 40)
sets = st.frozensets(st.integers(0, 39))
minutes = st.integers(-60, 40 * 15 + 60)


def bits(chosen: frozenset[int]) -> int:
    return sum(1 << place for place in chosen)


def at(minute: int) -> datetime:
    return ORIGIN + timedelta(minutes=minute)


@given(sets)
def test_places_are_those_that_are_set(chosen: frozenset[int]) -> None:
    assert list(places(bits(chosen))) == sorted(chosen)


@given(sets)
def test_runs_are_the_places_without_gaps(chosen: frozenset[int]) -> None:
    found = list(runs(bits(chosen)))
    assert [place for first, stop in found for place in range(first, stop)] == sorted(chosen)
    assert all(stop < first for (_, stop), (first, _) in pairwise(found))


@given(sets, st.integers(0, 3), st.integers(1, 5))
def test_something_can_begin_where_all_that_it_needs_is_free(free: frozenset[int], lead: int, length: int) -> None:
    expected = [start for start in range(40) if set(range(start - lead, start + length)) <= free]
    assert list(places(beginnings(bits(free), lead, length))) == expected


@given(minutes, minutes)
def test_whole_grains_lie_between_and_touched_ones_meet(one: int, other: int) -> None:
    begin, end = at(min(one, other)), at(max(one, other))
    grains = [(place, LINE.at(place), LINE.at(place) + GRAIN) for place in range(40)]
    assert list(places(LINE.whole(begin, end))) == [n for n, b, e in grains if begin <= b and e <= end]
    if begin < end:
        assert list(places(LINE.touched(begin, end))) == [n for n, b, e in grains if b < end and begin < e]


@given(st.lists(minutes))
def test_what_is_taken_lies_in_its_grain_and_what_lies_outside_is_nobodys(taken: list[int]) -> None:
    expected = sorted({minute // 15 for minute in taken if 0 <= minute < 40 * 15})
    assert list(places(LINE.taken(map(at, taken)))) == expected
