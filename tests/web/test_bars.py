"""Bars: the words carry the meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eutonia.web.design.bars import Bar, in_ten


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "less than 1 in 100"),
        (0.009, "less than 1 in 100"),
        (0.01, "about 1 in 100"),
        (0.034, "about 3 in 100"),
        (0.05, "about 5 in 100"),
        (0.094, "about 9 in 100"),
        (0.095, "about 1 in 10"),
        (0.149, "about 1 in 10"),
        (0.42, "about 4 in 10"),
        (0.9499, "about 9 in 10"),
        (0.95, "more than 9 in 10"),
        (0.96, "more than 9 in 10"),
        (1.0, "more than 9 in 10"),
    ],
)
def test_a_probability_in_words(probability: float, words: str) -> None:
    assert in_ten(probability) == words


@pytest.mark.parametrize(
    ("low", "value", "high", "words"),
    [
        (0.25, 0.42, 0.6, "(could be 2 to 6 in 10)"),
        (0.02, 0.2, 0.4, "(could be up to 4 in 10)"),
        (0.2, 0.6, 0.97, "(could be 2 in 10 or more)"),
        (0.01, 0.6, 0.97, "(could be anything)"),
        (0.38, 0.4, 0.42, ""),
        (0.0, 0.001, 0.02, ""),
    ],
)
def test_an_interval_in_words(low: float, value: float, high: float, words: str) -> None:
    assert Bar("Cramp", value, low, high).range_words == words


@pytest.mark.parametrize(("low", "value", "high"), [(0.5, 0.4, 0.6), (0.1, 0.4, 0.3), (-0.1, 0, 0.1), (0.9, 1, 1.1)])
def test_an_impossible_bar_is_not_built(low: float, value: float, high: float) -> None:
    with pytest.raises(ValueError, match="low"):
        Bar("Cramp", value, low, high)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted))
def test_a_bar_stays_on_its_paper_and_never_says_none_or_all(numbers: list[float]) -> None:
    low, value, high = numbers
    bar = Bar("Cramp", value, low, high)
    assert 0 <= bar.per_mille(low) <= bar.per_mille(value) <= bar.per_mille(high) <= 1000
    for words in (bar.words, bar.range_words):
        assert " 0 in 10" not in words
        assert "10 in 10" not in words
