"""Sessions in wall time, by hand, with both clock changes of London in 2026: 29 March and 25 October, 01:00 UTC."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from eutonia.pathway.problems import PathwayError
from eutonia.pathway.rota import MIDNIGHT, Absence, Extra, Period, Rota, Session, end_instant, instant, working

LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN, WEDNESDAY = date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 17)
SUNDAY = 6


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def on(day: date, *walls: tuple[time, time], absences: tuple[Absence, ...] = ()) -> list[tuple[datetime, datetime]]:
    rota = Rota(tuple(Session(day.weekday(), *wall) for wall in walls), absences=absences)
    return [(period.start, period.end) for period in working(rota, day, day, LONDON)]


@pytest.mark.parametrize(
    ("day", "wall", "hour", "minute"),
    [
        (WEDNESDAY, time(9), 8, 0),
        (SPRING, time(0, 59), 0, 59),
        (SPRING, time(1, 0), 1, 0),  # does not exist: the moment of the change
        (SPRING, time(1, 30), 1, 0),  # nor does this
        (SPRING, time(2, 0), 1, 0),
        (SPRING, time(9), 8, 0),
        (AUTUMN, time(0, 59), -1, 59),
        (AUTUMN, time(1, 0), 0, 0),  # exists twice: the first
        (AUTUMN, time(1, 59), 0, 59),
        (AUTUMN, time(2, 0), 2, 0),
        (AUTUMN, time(9), 9, 0),
    ],
)
def test_a_wall_time_is_one_instant(day: date, wall: time, hour: int, minute: int) -> None:
    expected = utc(day, 0, minute).timestamp() + hour * 3600
    assert instant(day, wall, LONDON).timestamp() == expected


def test_the_same_morning_is_another_hour_in_utc_after_the_change() -> None:
    rota = Rota((Session(0, time(9), time(12)),))
    found = working(rota, date(2026, 3, 23), date(2026, 3, 30), LONDON)
    assert [period.start.hour for period in found] == [9, 8]


def test_a_session_over_the_spring_change_is_an_hour_shorter() -> None:
    assert on(SPRING, (time(0), time(4))) == [(utc(SPRING, 0), utc(SPRING, 3))]


def test_a_session_over_the_autumn_change_is_an_hour_longer() -> None:
    assert on(AUTUMN, (time(0), time(4))) == [(utc(date(2026, 10, 24), 23), utc(AUTUMN, 4))]


def test_a_session_in_the_hour_that_does_not_exist_is_none() -> None:
    assert on(SPRING, (time(1), time(2))) == []
    assert on(SPRING, (time(1, 15), time(1, 45))) == []


def test_a_session_that_begins_in_the_lost_hour_begins_at_the_change() -> None:
    assert on(SPRING, (time(1, 30), time(3))) == [(utc(SPRING, 1), utc(SPRING, 2))]


def test_sessions_that_meet_in_the_doubled_hour_meet_and_do_not_overlap() -> None:
    assert on(AUTUMN, (time(0), time(1, 30)), (time(1, 30), time(3))) == on(AUTUMN, (time(0), time(3)))
    found = on(AUTUMN, (time(0), time(1, 30)), (time(1, 45), time(3)))
    assert found == [(utc(date(2026, 10, 24), 23), utc(AUTUMN, 0, 30)), (utc(AUTUMN, 0, 45), utc(AUTUMN, 3))]


def test_midnight_as_an_end_is_the_end_of_the_day() -> None:
    assert end_instant(WEDNESDAY, MIDNIGHT, LONDON) == utc(WEDNESDAY, 23)
    assert on(WEDNESDAY, (time(22), MIDNIGHT)) == [(utc(WEDNESDAY, 21), utc(WEDNESDAY, 23))]


def test_where_clocks_change_at_midnight_the_day_begins_later() -> None:
    havana = ZoneInfo("America/Havana")  # on 8 March 2026 from 00:00 to 01:00
    assert instant(date(2026, 3, 8), MIDNIGHT, havana) == utc(date(2026, 3, 8), 5)
    assert instant(date(2026, 3, 8), time(1), havana) == utc(date(2026, 3, 8), 5)


def test_a_session_holds_between_its_dates() -> None:
    session = Session(2, time(9), time(10), first=WEDNESDAY, last=date(2026, 6, 24))
    rota = Rota((session,))
    found = working(rota, date(2026, 6, 1), date(2026, 7, 31), LONDON)
    assert [period.start.date() for period in found] == [WEDNESDAY, date(2026, 6, 24)]


def test_absences_cut_and_an_extra_session_adds() -> None:
    lunch = Absence(WEDNESDAY, WEDNESDAY, time(12), time(13))
    rota = Rota((Session(2, time(9), time(15)),), (Extra(WEDNESDAY, time(18), time(19)),), (lunch,))
    found = [(p.start.hour + 1, p.end.hour + 1) for p in working(rota, WEDNESDAY, WEDNESDAY, LONDON)]
    assert found == [(9, 12), (13, 15), (18, 19)]


def test_an_absence_beats_an_extra_session_and_a_closure_beats_all() -> None:
    rota = Rota((Session(2, time(9), time(15)),), (Extra(WEDNESDAY, time(18), time(19)),))
    away = Absence(WEDNESDAY, WEDNESDAY)
    assert working(rota, WEDNESDAY, WEDNESDAY, LONDON, closures=[away]) == ()
    assert working(Rota(rota.sessions, rota.extras, (away,)), WEDNESDAY, WEDNESDAY, LONDON) == ()


def test_an_absence_runs_from_a_time_on_one_day_to_a_time_on_another() -> None:
    away = Absence(WEDNESDAY, date(2026, 6, 19), time(13), time(11))
    rota = Rota(tuple(Session(day, time(9), time(17)) for day in (2, 3, 4)), absences=(away,))
    found = working(rota, WEDNESDAY, date(2026, 6, 19), LONDON)
    assert [(p.start.day, p.start.hour + 1, p.end.hour + 1) for p in found] == [(17, 9, 13), (19, 11, 17)]


def test_sessions_in_the_same_rooms_become_one_and_others_stay_apart() -> None:
    here, there = frozenset({"blue"}), frozenset({"red"})
    sessions = (
        Session(2, time(9), time(11), rooms=here),
        Session(2, time(11), time(12), rooms=here),
        Session(2, time(12), time(13), rooms=there),
    )
    found = working(Rota(sessions), WEDNESDAY, WEDNESDAY, LONDON)
    assert found == (
        Period(utc(WEDNESDAY, 8), utc(WEDNESDAY, 11), here),
        Period(utc(WEDNESDAY, 11), utc(WEDNESDAY, 12), there),
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: Session(7, time(9), time(10)),
        lambda: Session(0, time(10), time(9)),
        lambda: Session(0, time(9), time(9)),
        lambda: Session(0, time(9), time(10), first=date(2026, 2, 2), last=date(2026, 2, 1)),
        lambda: Session(0, time(9, tzinfo=UTC), time(10)),
        lambda: Extra(WEDNESDAY, time(17), time(9)),
        lambda: Absence(date(2026, 2, 2), date(2026, 2, 1)),
        lambda: Absence(WEDNESDAY, WEDNESDAY, time(13), time(12)),
    ],
)
def test_what_cannot_be_is_not_built(make) -> None:
    with pytest.raises(PathwayError):
        make()
