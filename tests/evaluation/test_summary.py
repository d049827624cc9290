"""The figures over played cases, each worked out by hand on a few made-up ones."""

from collections.abc import Iterable

import pytest

from eutonia.knowledge.vocabulary import Person, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessment, Versions
from eutonia.reasoning.evaluation import GoldCase, PlayedCase, Summary, summarise

NOW, ED, SAME_DAY = Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT, Urgency.SAME_DAY
TWO_WEEKS, ROUTINE, SELF_CARE = Urgency.URGENT_2_WEEKS, Urgency.ROUTINE, Urgency.SELF_CARE


def made(
    given: Urgency | None,
    *right: Urgency,
    rank: int | None = 1,
    rank_when_stopped: int | None = 1,
    gold: Iterable[str] = ("right-cause",),
    ours: bool = True,
    taken_for_ours: bool = True,
    screen_pages: int = 5,
    pages: int = 10,
    seconds: float = 200.0,
) -> PlayedCase:
    """A case that was given a level where these levels are right."""
    assessment = Assessment(
        versions=Versions("test", "test"),
        case=Case(),
        urgency=given,
        reasons=(),
        unasked=(),
        in_scope=taken_for_ours,
        causes=(),
        unexplained=0.0,
        nothing_fits=False,
        tests=(),
        next_page=None,
    )
    return PlayedCase(
        gold=GoldCase("made-up", Person(), {}, frozenset(gold), right, ours),
        assessment=assessment,
        screen_pages=screen_pages,
        pages=pages,
        seconds=seconds,
        rank=rank,
        rank_when_stopped=rank_when_stopped,
        first_causes=(),
        in_scope=taken_for_ours,
    )


def _of(*played: PlayedCase) -> Summary:
    return summarise(played)


# ---- one case ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "right", "is_right", "off_by"),
    [
        (ROUTINE, (ROUTINE,), True, 0),
        (SAME_DAY, (ROUTINE, SAME_DAY), True, 0),
        (TWO_WEEKS, (ROUTINE, SAME_DAY), False, 1),
        (SELF_CARE, (SAME_DAY, TWO_WEEKS), False, -2),
        (NOW, (ROUTINE,), False, 4),
        (ED, (ROUTINE, TWO_WEEKS), False, 2),
        (ED, (NOW,), True, 0),
        (NOW, (NOW,), True, 0),
        (NOW, (ED,), False, 1),
        (SAME_DAY, (NOW,), False, -2),
        (None, (ROUTINE,), False, -1),
        (None, (SELF_CARE,), True, 0),
    ],
)
def test_a_level_is_right_or_off_by_so_many_from_the_nearest_that_counts(
    given: Urgency | None, right: tuple[Urgency, ...], is_right: bool, off_by: int
) -> None:
    one = made(given, *right)
    assert (one.urgency_is_right, one.off_by) == (is_right, off_by)


# ---- urgency over cases --------------------------------------------------------------------------------------


def test_emergencies_found_are_told_apart_by_the_level_that_met_them() -> None:
    summary = _of(made(NOW, NOW), made(ED, NOW), made(SAME_DAY, NOW), made(ED, ED), made(NOW, ROUTINE))
    assert summary.emergencies == 4
    assert summary.emergencies_found == 3
    assert (summary.emergencies_by_ambulance, summary.emergencies_by_department) == (1, 2)


def test_a_case_is_an_emergency_by_its_first_level_and_not_by_one_that_is_only_tolerated() -> None:
    assert _of(made(SAME_DAY, SAME_DAY, ED)).emergencies == 0


def test_urgency_right_and_within_one() -> None:
    summary = _of(made(ROUTINE, ROUTINE), made(TWO_WEEKS, ROUTINE), made(SELF_CARE, TWO_WEEKS), made(NOW, SAME_DAY))
    assert summary.urgency_right == 0.25
    assert summary.urgency_within_one == 0.5


def test_under_triage_counts_from_two_levels_and_over_triage_from_one() -> None:
    summary = _of(
        made(SELF_CARE, ROUTINE), made(SELF_CARE, TWO_WEEKS), made(SAME_DAY, NOW), made(None, TWO_WEEKS),
        made(SAME_DAY, TWO_WEEKS), made(ROUTINE, ROUTINE),
    )  # fmt: skip
    assert summary.under_triage_by_two == 3
    assert summary.over_triage == 1


def test_sent_to_an_emergency_level_wrongly_only_where_none_would_count() -> None:
    summary = _of(made(ED, SAME_DAY), made(ED, SAME_DAY, ED), made(NOW, ED), made(SAME_DAY, ROUTINE))
    assert summary.sent_to_emergency_wrongly == 1


# ---- causes and scope ----------------------------------------------------------------------------------------


def test_the_right_cause_among_the_first_one_three_and_five() -> None:
    ranks = [1, 2, 3, 4, 5, 6, None, 1]
    summary = _of(*(made(ROUTINE, ROUTINE, rank=rank, rank_when_stopped=6) for rank in ranks))
    assert (summary.top_1, summary.top_3, summary.top_5) == (0.25, 0.5, 0.75)
    assert summary.top_3_when_stopped == 0.0


def test_only_cases_of_ours_that_have_a_right_cause_count_for_the_ranking() -> None:
    summary = _of(
        made(ROUTINE, ROUTINE, rank=1),
        made(ROUTINE, ROUTINE, rank=None, gold=()),
        made(ROUTINE, ROUTINE, rank=None, ours=False, taken_for_ours=False),
    )
    assert summary.top_1 == 1.0
    assert (summary.in_scope_cases, summary.out_of_scope_cases) == (2, 1)


def test_cases_of_others_are_counted_apart() -> None:
    summary = _of(
        made(ROUTINE, ROUTINE),
        made(ED, ED, ours=False, taken_for_ours=False),
        made(ROUTINE, ED, ours=False, taken_for_ours=True),
        made(SELF_CARE, ROUTINE, taken_for_ours=False),
    )
    assert summary.scope_right == 0.5
    assert summary.out_of_scope_urgency_right == 0.5


# ---- how long it took ----------------------------------------------------------------------------------------


def test_pages_are_those_of_interviews_that_went_past_the_screen() -> None:
    cases = [made(ROUTINE, ROUTINE, pages=pages, seconds=10.0 * pages) for pages in range(1, 22)]
    stopped = [made(NOW, NOW, pages=0, seconds=20.0, screen_pages=1)]
    summary = _of(*cases, *stopped)
    assert summary.pages_median == 11
    assert summary.pages_95 == 20
    assert summary.ended_by_ambulance == 1
    assert summary.seconds_median == pytest.approx(105.0)
    assert summary.seconds_95 == pytest.approx(199.5)


def test_the_longest_screen_counts() -> None:
    assert _of(made(NOW, NOW, screen_pages=1), made(ROUTINE, ROUTINE, screen_pages=6)).screen_pages_most == 6


def test_one_case_has_quantiles_too() -> None:
    summary = _of(made(ROUTINE, ROUTINE, pages=7, seconds=70.0))
    assert (summary.pages_median, summary.pages_95, summary.seconds_95) == (7, 7, 70.0)


def test_where_there_is_nothing_to_count_no_figure_is_made_up() -> None:
    nothing = _of()
    assert nothing.cases == nothing.emergencies == nothing.under_triage_by_two == nothing.screen_pages_most == 0
    for share in (nothing.urgency_right, nothing.top_1, nothing.scope_right, nothing.pages_median, nothing.seconds_95):
        assert share is None
    only_ours = _of(made(ROUTINE, ROUTINE))
    assert only_ours.out_of_scope_urgency_right is None
