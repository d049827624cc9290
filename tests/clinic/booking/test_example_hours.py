"""The hours of the example clinic by the clock on its wall: winter, summer, and the night of a change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from eutonia.clinic.booking.example.hours import ExampleHours
from tests.clinic.booking.clinic import LONDON

HOURS = ExampleHours(time(8), time(18), LONDON)
DAY = date(2027, 6, 17)


def wall(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


@pytest.mark.parametrize(
    ("moment", "latest"),
    [
        (wall(8), wall(8)),
        (wall(17, 59), wall(17, 59)),
        (wall(18), wall(17)),
        (wall(23, 59), wall(17)),
        (wall(7, 59), wall(17, day=DAY - timedelta(days=1))),
        (datetime(2027, 6, 17, 7, 30, tzinfo=UTC), wall(8, 30)),  # summer: an hour ahead of UTC
        (wall(0, 30, date(2027, 3, 28)), wall(17, day=date(2027, 3, 27))),  # the night in which the clock goes forward
    ],
)
def test_the_latest_moment_of_an_open_clinic(moment: datetime, latest: datetime) -> None:
    assert HOURS.latest(moment) == latest
    assert HOURS.are(HOURS.latest(moment))


@pytest.mark.parametrize(
    ("moment", "times"),
    [
        (wall(12, 20), (time(9), time(15))),
        (wall(8, 30), (time(8), time(11))),
        (wall(17), (time(14), time(18))),
        (wall(19, 30), (time(16), time(18))),
        (wall(20, 10), None),
        (wall(1), None),
        (wall(23, 30), None),
    ],
)
def test_hours_around_a_moment_stay_inside_the_day(moment: datetime, times: tuple[time, time] | None) -> None:
    assert HOURS.around(moment, timedelta(hours=3)) == times
