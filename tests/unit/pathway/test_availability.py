"""Free times on days small enough to check by hand; the laws are in tests/property."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from eutonia.pathway.availability import (
    Candidate,
    FreeTime,
    Kept,
    NotFree,
    Place,
    Policy,
    Rotas,
    Taken,
    Wanted,
    free_times,
    kept_places,
    why_not_free,
)
from eutonia.pathway.grains import footprint
from eutonia.pathway.problems import PathwayError
from eutonia.pathway.rota import Absence, Rota, Session

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = date(2026, 6, 17)
EARLIER = datetime(2026, 6, 10, tzinfo=UTC)
MORNING = Rota((Session(2, time(9), time(11)),))


def wall(clock: str, day: date = WEDNESDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=LONDON).astimezone(UTC)


def wanted(minutes: int = 45, rooms: tuple[str, ...] | None = ("blue",), people: str = "a", **more: int) -> Wanted:
    place = Place(minutes, tuple(Candidate(person, rooms) for person in people), **more)
    return Wanted(place, WEDNESDAY, WEDNESDAY)


def starts(found: tuple[FreeTime, ...]) -> list[str]:
    return [free.start.astimezone(LONDON).strftime("%H:%M") for free in found]


def search(asked: Wanted, taken: Taken = Taken(), now: datetime = EARLIER, policy: Policy = Policy(), **rotas: Rota):  # noqa: B008
    return free_times(asked, Rotas(rotas or {"a": MORNING}), taken, now=now, zone=LONDON, policy=policy)


def test_a_free_morning() -> None:
    assert starts(search(wanted())) == ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"]


def test_buffers_lie_in_the_session_too() -> None:
    assert starts(search(wanted(before=15, after=15))) == ["09:15", "09:30", "09:45", "10:00"]


def test_a_visit_in_the_middle_leaves_what_fits_on_either_side() -> None:
    taken = Taken({"a": footprint(wall("09:45"), 30).grains})
    assert starts(search(wanted(), taken)) == ["09:00", "10:15"]


def test_a_buffer_needs_the_clinician_and_the_room_but_not_the_patient() -> None:
    busy = [wall("09:45")]
    assert "09:00" in starts(search(wanted(after=15), Taken(person=busy)))
    assert "09:00" not in starts(search(wanted(after=15), Taken(clinicians={"a": busy})))
    assert "09:00" not in starts(search(wanted(after=15), Taken(rooms={"blue": busy})))


def test_the_best_free_room_comes_first_and_the_others_are_named() -> None:
    asked = wanted(rooms=("red", "blue", "green"))
    taken = Taken(rooms={"red": [wall("09:30")]})
    first, *_, last = search(asked, taken)
    assert (first.room, first.other_rooms) == ("blue", ("green",))
    assert (last.room, last.other_rooms) == ("red", ("blue", "green"))


def test_a_visit_by_telephone_needs_no_room_and_one_without_a_fitting_room_cannot_be() -> None:
    taken = Taken(rooms={"blue": [wall("09:00")]})
    assert [free.room for free in search(wanted(rooms=None), taken)] == [None] * 6
    assert search(wanted(rooms=())) == ()


def test_a_session_limits_the_rooms_and_a_visit_may_run_into_the_next_one_in_a_room_of_both() -> None:
    rota = Rota(
        (
            Session(2, time(9), time(10), rooms=frozenset({"blue", "red"})),
            Session(2, time(10), time(11), rooms=frozenset({"red", "green"})),
        )
    )
    found = search(wanted(rooms=("blue", "green", "red")), a=rota)
    rooms = {start: (free.room, *free.other_rooms) for start, free in zip(starts(found), found, strict=True)}
    assert rooms == {
        "09:00": ("blue", "red"),
        "09:15": ("blue", "red"),
        "09:30": ("red",),
        "09:45": ("red",),
        "10:00": ("green", "red"),
        "10:15": ("green", "red"),
    }


def test_a_closed_clinic_and_a_room_out_of_use() -> None:
    closed = Absence(WEDNESDAY, WEDNESDAY, time(9), time(10))
    asked = wanted(rooms=("blue", "red"))
    everything = {"now": EARLIER, "zone": LONDON}
    shut = free_times(asked, Rotas({"a": MORNING}, closures=(closed,)), Taken(), **everything)
    assert starts(shut) == ["10:00", "10:15"]
    broken = free_times(asked, Rotas({"a": MORNING}, rooms={"blue": (closed,)}), Taken(), **everything)
    assert [free.room for free in broken] == ["red"] * 4 + ["blue"] * 2


def test_notice_is_counted_to_the_start() -> None:
    policy = Policy(timedelta(minutes=60))
    assert starts(search(wanted(), now=wall("08:30"), policy=policy)) == ["09:30", "09:45", "10:00", "10:15"]
    assert starts(search(wanted(), now=wall("08:31"), policy=policy)) == ["09:45", "10:00", "10:15"]


def test_a_session_that_begins_off_the_grain_begins_at_the_next() -> None:
    assert starts(search(wanted(), a=Rota((Session(2, time(9, 5), time(10, 10)),)))) == ["09:15"]


def test_nothing_is_cut_off_silently() -> None:
    """A full week round the clock, three clinicians: every quarter of an hour is there."""
    rota = Rota(tuple(Session(day, time(0), time(0)) for day in range(7)))
    asked = replace(wanted(15, people="abc", rooms=None), last=WEDNESDAY + timedelta(days=6))
    found = search(asked, a=rota, b=rota, c=rota)
    assert Counter(free.clinician for free in found) == dict.fromkeys("abc", 7 * 96)


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 3, 29), 12), (date(2026, 10, 25), 20), (date(2026, 10, 18), 16)]
)
def test_a_night_of_four_hours_by_the_clock(day: date, count: int) -> None:
    """Sundays from midnight to four: three hours long in spring, five in autumn, and no start stands twice."""
    rota = Rota((Session(6, time(0), time(4)),))
    asked = replace(wanted(15, rooms=None), first=day, last=day)
    found = search(asked, a=rota, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert len({free.start for free in found}) == len(found) == count


# ---- places kept back ----------------------------------------------------------------------------------------------

KEPT = Policy(kept=Kept(wanted().place, 1, time(8)))


def test_the_last_place_is_kept_for_the_day_and_opens_to_everyone_in_the_morning() -> None:
    assert starts(kept_places(WEDNESDAY, Rotas({"a": MORNING}), Taken(), now=EARLIER, zone=LONDON, policy=KEPT)) == [
        "10:15"
    ]
    assert starts(search(wanted(), policy=KEPT)) == ["09:00", "09:15", "09:30"]
    assert starts(search(wanted(), policy=KEPT, now=wall("07:59"))) == ["09:00", "09:15", "09:30"]
    assert starts(search(wanted(), policy=KEPT, now=wall("08:00")))[-1] == "10:15"


def test_who_must_be_seen_today_has_them_today_and_not_tomorrow() -> None:
    urgent = replace(wanted(), same_day=True)
    assert starts(search(urgent, policy=KEPT, now=wall("07:00")))[-1] == "10:15"
    the_day_before = wall("23:59", WEDNESDAY - timedelta(days=1))
    assert starts(search(urgent, policy=KEPT, now=the_day_before))[-1] == "09:30"


def test_one_place_used_for_the_day_is_one_fewer_to_keep() -> None:
    taken = Taken({"a": footprint(wall("09:00"), 45).grains}, same_day={WEDNESDAY: 1})
    assert starts(search(wanted(), taken, policy=KEPT)) == ["09:45", "10:00", "10:15"]


def test_a_kept_place_that_somebody_has_got_is_kept_elsewhere() -> None:
    taken = Taken({"a": footprint(wall("10:15"), 45).grains})
    assert starts(search(wanted(), taken, policy=KEPT)) == []
    other = replace(wanted(), place=replace(wanted().place, candidates=(Candidate("a", ("red",)),)))
    assert starts(search(other, policy=KEPT)) == ["09:00", "09:15", "09:30"]


def test_places_are_kept_with_different_clinicians_before_one_keeps_two() -> None:
    policy = Policy(kept=Kept(wanted(people="ab", rooms=("blue", "red")).place, 2, time(8)))
    rotas = Rotas({"a": MORNING, "b": MORNING})
    found = kept_places(WEDNESDAY, rotas, Taken(), now=EARLIER, zone=LONDON, policy=policy)
    assert [(free.clinician, free.room) for free in found] == [("a", "blue"), ("b", "red")]


def test_places_open_a_day_before_where_the_clinic_says_so() -> None:
    policy = Policy(kept=Kept(wanted().place, 1, time(17), days_before=1))
    eve = WEDNESDAY - timedelta(days=1)
    assert len(search(wanted(), policy=policy, now=wall("16:59", eve))) == 3
    assert len(search(wanted(), policy=policy, now=wall("17:00", eve))) == 6


def test_a_session_of_one_place_is_kept_whole() -> None:
    policy = Policy(kept=Kept(wanted(before=15, after=15).place, 1, time(8)))
    rota = Rota((Session(2, time(9), time(10, 15)),))
    assert search(wanted(15), policy=policy, a=rota) == ()
    assert len(search(wanted(15), a=rota)) == 5


def test_two_sessions_at_once_do_not_keep_the_same_clinician_twice() -> None:
    rota = Rota(tuple(Session(2, time(9), time(10), rooms=frozenset({room})) for room in ("blue", "red")))
    policy = Policy(kept=Kept(wanted(30, rooms=("blue", "red")).place, 4, time(8)))
    found = kept_places(WEDNESDAY, Rotas({"a": rota}), Taken(), now=EARLIER, zone=LONDON, policy=policy)
    assert starts(found) == ["09:00", "09:30"]


def test_a_visit_does_not_run_over_midnight_into_a_place_that_is_kept() -> None:
    rota = Rota((Session(2, time(23), time(0)), Session(3, time(0), time(0, 45))))
    policy = Policy(kept=Kept(wanted(rooms=None).place, 1, time(8)))
    taken = Taken(same_day={WEDNESDAY: 1})
    assert starts(search(wanted(rooms=None), taken, policy=policy, a=rota)) == ["23:00", "23:15"]
    assert starts(search(wanted(rooms=None), taken, a=rota)) == ["23:00", "23:15", "23:30", "23:45"]


# ---- why not -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time_", "reason"),
    [
        (FreeTime(wall("09:00"), "a", "blue"), None),
        (FreeTime(wall("09:05"), "a", "blue"), NotFree.NOT_OFFERED),
        (FreeTime(wall("09:00"), "z", "blue"), NotFree.NOT_OFFERED),
        (FreeTime(wall("09:00"), "a", "red"), NotFree.NOT_OFFERED),
        (FreeTime(wall("09:00"), "a", None), NotFree.NOT_OFFERED),
        (FreeTime(wall("09:00", date(2026, 6, 24)), "a", "blue"), NotFree.NOT_OFFERED),
        (FreeTime(wall("08:30"), "a", "blue"), NotFree.TOO_SOON),
        (FreeTime(wall("10:30"), "a", "blue"), NotFree.NOT_WORKED),
        (FreeTime(wall("09:15"), "a", "blue"), NotFree.TAKEN),
        (FreeTime(wall("10:15"), "a", "blue"), NotFree.KEPT_BACK),
    ],
)
def test_why_a_time_is_not_free(time_: FreeTime, reason: NotFree | None) -> None:
    taken = Taken({"a": [wall("09:45")]})
    policy = replace(KEPT, notice=timedelta(minutes=30), kept=replace(KEPT.kept, opens=time(8, 45)))
    arguments = {"now": wall("08:15"), "zone": LONDON, "policy": policy}
    assert why_not_free(time_, wanted(), Rotas({"a": MORNING}), taken, **arguments) is reason


@pytest.mark.parametrize(
    "make",
    [
        lambda: Place(0, ()),
        lambda: Place(15, (), before=-1),
        lambda: Place(15, (Candidate("a"), Candidate("a"))),
        lambda: Place(15, (Candidate("a"), Candidate(1))),
        lambda: Wanted(Place(15, ()), WEDNESDAY, date(2026, 6, 16)),
        lambda: Kept(Place(15, ()), -1, time(8)),
        lambda: Kept(Place(15, ()), 1, time(8), days_before=-1),
        lambda: Policy(timedelta(minutes=-1)),
        lambda: search(wanted(), now=datetime(2026, 6, 17, 9)),  # noqa: DTZ001 -- that is the point
    ],
)
def test_what_cannot_be_is_refused(make) -> None:
    with pytest.raises(PathwayError):
        make()
