"""Small clinics for hypothesis: rotas, rooms, taken grains and a policy, often on a day when the clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eutonia.pathway.availability import Candidate, Kept, Place, Policy, Rotas, Taken, Wanted
from eutonia.pathway.rota import Absence, Extra, Key, Rota, Session

LONDON = ZoneInfo("Europe/London")
ORDINARY = date(2026, 6, 17)
# A zone with the days on which its clocks change: by an hour, by half an hour, at midnight, and never.
CHANGES: dict[ZoneInfo, tuple[date, ...]] = {
    LONDON: (date(2026, 3, 29), date(2026, 10, 25), ORDINARY),
    ZoneInfo("Australia/Lord_Howe"): (date(2026, 4, 5), date(2026, 10, 4)),
    ZoneInfo("America/Havana"): (date(2026, 3, 8), date(2026, 11, 1)),
    ZoneInfo("Asia/Kathmandu"): (ORDINARY,),
}
ROOMS: tuple[Key, ...] = ("blue", "green", "red")
CLINICIANS: tuple[Key, ...] = ("ada", "ben", "cid")
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)

quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
times = st.one_of(quarters, quarters, st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5)))
around = st.sampled_from((0, 0, 0, -1, 1, 2)).map(lambda n: timedelta(days=n))
seldom = st.sampled_from((0, 0, 0, 0, 0, 1))


@dataclass(frozen=True)
class World:
    """Everything that a search is given."""

    wanted: Wanted
    rotas: Rotas
    taken: Taken
    now: datetime
    zone: ZoneInfo
    policy: Policy


@st.composite
def stretches(draw: DrawFn) -> tuple[time, time]:
    """From and to: by day, by night, or anything between; often over the hour at which clocks change."""
    usual = ((time(9), time(17)), (time(0), time(4)), (time(0), time(0)), (time(0, 30), time(2, 45)))
    one, other = draw(times), draw(times)
    odd = (min(one, other), max(one, other) if one != other else time(0))
    return draw(st.sampled_from((*usual, odd, odd)))


def _limits() -> SearchStrategy[frozenset[Key] | None]:
    return st.sampled_from((None, None, None, frozenset(ROOMS[:2]), frozenset(ROOMS[1:]), frozenset()))


@st.composite
def absences(draw: DrawFn, day: date) -> Absence:
    first = day + draw(around)
    last = first + draw(st.integers(0, 1)) * DAY
    start, end = draw(st.one_of(st.just((time(0), time(0))), stretches()))
    return Absence(first, last, start, end)


@st.composite
def rotas_of(draw: DrawFn, day: date) -> Rota:
    sessions = [
        Session((day + draw(around)).weekday(), *draw(stretches()), rooms=draw(_limits()))
        for _ in range(draw(st.integers(1, 3)))
    ]
    extras = [Extra(day + draw(around), *draw(stretches()), draw(_limits())) for _ in range(draw(seldom))]
    away = [draw(absences(day)) for _ in range(draw(seldom))]
    return Rota(tuple(sessions), tuple(extras), tuple(away))


@st.composite
def places(draw: DrawFn) -> Place:
    with_rooms = draw(st.sampled_from((True, True, False)))
    candidates = tuple(
        Candidate(
            clinician,
            tuple(draw(st.permutations(ROOMS))[: draw(st.sampled_from((3, 3, 2, 1, 0)))]) if with_rooms else None,
        )
        for clinician in draw(st.permutations(CLINICIANS))[: draw(st.integers(1, 3))]
    )
    buffers = st.sampled_from((0, 0, 5, 15, 30))
    return Place(draw(st.sampled_from((15, 20, 30, 45, 90))), candidates, draw(buffers), draw(buffers))


@st.composite
def kept_back(draw: DrawFn) -> Kept:
    return Kept(draw(places()), draw(st.sampled_from((2, 1, 3, 4, 0))), draw(times), draw(st.integers(0, 1)))


@st.composite
def takings(draw: DrawFn, day: date) -> Taken:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    grains = st.frozensets(st.integers(0, 4 * 96 - 1).map(lambda n: begin + n * QUARTER), max_size=12)
    busy = {clinician: draw(grains) for clinician in CLINICIANS}
    rooms = {room: draw(grains) for room in ROOMS}
    used = {day + n * DAY: draw(st.integers(0, 2)) for n in range(2)}
    return Taken(busy, rooms, draw(grains), used)


@st.composite
def worlds(draw: DrawFn) -> World:
    """A clinic and a wish."""
    zone = draw(st.sampled_from(tuple(CHANGES)))
    day = draw(st.sampled_from(CHANGES[zone]))
    first = day + draw(st.integers(-1, 0)) * DAY
    wanted = Wanted(draw(places()), first, first + draw(st.integers(0, 1)) * DAY, draw(st.booleans()))
    rotas = Rotas(
        {clinician: draw(rotas_of(day)) for clinician in CLINICIANS},
        tuple(draw(absences(day)) for _ in range(draw(seldom))),
        {room: tuple(draw(absences(day)) for _ in range(draw(seldom))) for room in ROOMS},
    )
    middle = datetime(day.year, day.month, day.day, tzinfo=UTC)
    now = middle + draw(st.integers(-80, 12)) * timedelta(minutes=55)
    notice = timedelta(minutes=draw(st.sampled_from((0, 0, 7, 60, 240))))
    policy = Policy(notice, draw(st.one_of(kept_back(), kept_back(), st.none())))
    return World(wanted, rotas, draw(takings(day)), now, zone, policy)
