"""Money: whole pence, no rounding, no guessing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eutonia.knowledge.load import load
from eutonia.pathway.cover import Line, RequestFacts, estimate, missing_for_request
from eutonia.pathway.money import FREE, Money, MoneyRange, total
from eutonia.pathway.problems import PathwayError

pence = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "£0"), (5, "£0.05"), (100, "£1"), (4550, "£45.50"), (125_000, "£1,250"), (100_000_001, "£1,000,000.01")],
)
def test_it_is_written_as_people_write_it(amount: int, text: str) -> None:
    assert str(Money(amount)) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("45", 4500),
        ("£45.50", 4550),
        ("1,250", 125_000),
        (" £ 1250.05 ", 125_005),
        ("0.05", 5),
        ("£1,000,000", 100_000_000),
    ],
)
def test_what_somebody_types_is_read(text: str, amount: int) -> None:
    assert Money.from_text(text) == Money(amount)


@pytest.mark.parametrize(
    "text", ["", "£", "45.5", "45.505", "1.250", "1,25", "-5", "5-", "12,50", "1e3", "٤٥", "£45 €"]
)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(PathwayError, match=r"as 45\.50"):
        Money.from_text(text)


@given(pence)
def test_what_is_written_can_be_read_again(amount: int) -> None:
    assert Money.from_text(str(Money(amount))) == Money(amount)


@pytest.mark.parametrize("wrong", [-1, 1.5, 45.0, "45", True, None])
def test_money_is_a_whole_number_of_pence_from_nothing_up(wrong: object) -> None:
    with pytest.raises(PathwayError):
        Money(wrong)  # type: ignore[arg-type]


@given(st.lists(pence))
def test_a_total_is_the_sum(amounts: list[int]) -> None:
    assert total(map(Money, amounts)).pence == sum(amounts)


def test_taking_off_stops_at_nothing() -> None:
    assert Money(500).less(Money(200)) == Money(300)
    assert Money(200).less(Money(500)) == Money(0)
    assert MoneyRange(Money(100), Money(900)).less(Money(300)) == MoneyRange(Money(0), Money(600))
    assert Money(250) * 3 == Money(750)


def test_a_range_runs_forwards_and_is_written_once_where_it_is_one_amount() -> None:
    with pytest.raises(PathwayError):
        MoneyRange(Money(2), Money(1))
    assert str(MoneyRange.exactly(Money(9900))) == "£99"
    assert str(MoneyRange(Money(20_000), Money(35_000))) == "£200 to £350"


def test_an_estimate_by_hand() -> None:
    """A visit at £200 to £350; bloods £50 to £400 and an EMG £300 to £600 may follow. From £200 to £1,350."""
    visit = Line("First visit", MoneyRange(Money(20_000), Money(35_000)))
    tests = [
        Line("Blood tests", MoneyRange(Money(5_000), Money(40_000))),
        Line("EMG", MoneyRange(Money(30_000), Money(60_000))),
    ]
    found = estimate(visit, tests)
    assert str(found.sure) == "£200 to £350"
    assert str(found.whole) == "£200 to £1,350"
    assert [line.sure for line in found.lines] == [True, False, False]


def test_an_estimate_without_tests_is_the_visit() -> None:
    visit = Line("Follow-up", MoneyRange(Money(12_000), Money(22_000)))
    assert estimate(visit).whole == estimate(visit).sure == visit.price
    assert estimate(Line("Free call", FREE)).whole == FREE


@given(st.lists(st.tuples(pence, pence), max_size=6))
def test_more_tests_never_make_the_way_cheaper(prices: list[tuple[int, int]]) -> None:
    visit = Line("Visit", MoneyRange(Money(20_000), Money(35_000)))
    tests = [Line("Test", MoneyRange(Money(min(pair)), Money(max(pair)))) for pair in prices]
    for count in range(len(tests)):
        fewer, more = estimate(visit, tests[:count]).whole, estimate(visit, tests[: count + 1]).whole
        assert more.low == fewer.low
        assert more.high >= fewer.high


def test_every_code_of_the_knowledge_is_one_that_a_request_takes() -> None:
    codes = tuple(code for condition in load().conditions.values() for code in condition.icd10)
    assert len(codes) > 80
    facts = RequestFacts("1", date(1980, 1, 1), ("A1",), codes)
    assert missing_for_request(facts, today=date(2026, 6, 17)) == ()


def test_a_pattern_that_is_none_is_the_managers_to_mend() -> None:
    with pytest.raises(PathwayError, match="pattern"):
        missing_for_request(RequestFacts("1", None, pattern="("), today=date(2026, 6, 17))
