"""The laws of free times, and the quick search held against the slow and simple one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eutonia.pathway.availability import FreeTime, NotFree, Place, Taken, free_times, kept_places, nearest, why_not_free
from eutonia.pathway.grains import footprint
from eutonia.pathway.rota import MIDNIGHT, Key, Rota, days, instant, span, working
from tests.unit.pathway import reference
from tests.unit.pathway.worlds import CHANGES, QUARTER, World, times, worlds


def search(world: World) -> tuple[FreeTime, ...]:
    return free_times(
        world.wanted, world.rotas, world.taken, now=world.now, zone=world.zone, policy=world.policy
    )  # fmt: skip


def why_not(world: World, free: FreeTime) -> NotFree | None:
    return why_not_free(
        free, world.wanted, world.rotas, world.taken, now=world.now, zone=world.zone, policy=world.policy
    )


def grains_of(place: Place, free: FreeTime) -> tuple[set[datetime], set[datetime]]:
    """All grains of a visit at this time, and those with the patient."""
    steps = footprint(free.start, place.minutes, before=place.before, after=place.after)
    return set(steps.grains), set(steps.visit)


def rooms_of(free: FreeTime) -> tuple[Key | None, ...]:
    return (free.room, *free.other_rooms)


def booked(world: World, free: FreeTime) -> World:
    """The world after somebody has booked that time."""
    every, _ = grains_of(world.wanted.place, free)
    clinicians = {**world.taken.clinicians}
    clinicians[free.clinician] = {*clinicians.get(free.clinician, ()), *every}
    rooms = {**world.taken.rooms}
    if free.room is not None:
        rooms[free.room] = {*rooms.get(free.room, ()), *every}
    return replace(world, taken=replace(world.taken, clinicians=clinicians, rooms=rooms))


def all_pairs(found: tuple[FreeTime, ...]) -> set[tuple[datetime, Key, Key | None]]:
    return {(free.start, free.clinician, room) for free in found for room in rooms_of(free)}


# ---- the quick search is the simple one ----------------------------------------------------------------------------


@settings(max_examples=150)
@given(worlds())
def test_the_quick_search_finds_what_the_simple_one_finds(world: World) -> None:
    expected = reference.free_times(
        world.wanted, world.rotas, world.taken, now=world.now, zone=world.zone, policy=world.policy
    )
    assert search(world) == expected


@given(st.sampled_from(tuple(CHANGES)).flatmap(lambda z: st.tuples(st.just(z), st.sampled_from(CHANGES[z]), times)))
def test_a_wall_time_is_the_first_instant_at_which_the_clock_shows_it_or_later(given_time: tuple) -> None:
    zone, day, wall = given_time
    assert instant(day, wall, zone) == reference.first_showing(day, wall, zone)


# ---- laws ----------------------------------------------------------------------------------------------------------


@given(worlds())
def test_no_free_time_overlaps_what_is_taken(world: World) -> None:
    for free in search(world):
        every, with_patient = grains_of(world.wanted.place, free)
        assert every.isdisjoint(world.taken.clinicians.get(free.clinician, ()))
        assert with_patient.isdisjoint(world.taken.person)
        for room in rooms_of(free):
            assert room is None or every.isdisjoint(world.taken.rooms.get(room, ()))


@given(worlds())
def test_no_free_time_lies_outside_a_session_or_in_an_absence_or_closure(world: World) -> None:
    for free in search(world):
        every, _ = grains_of(world.wanted.place, free)
        begin, end = min(every), max(every) + QUARTER
        rota = world.rotas.clinicians[free.clinician]
        shut = [*rota.absences, *world.rotas.closures]
        for room in rooms_of(free):
            shut_here = shut if room is None else [*shut, *world.rotas.rooms.get(room, ())]
            for gone, back in (span(absence, world.zone) for absence in shut_here):
                assert end <= gone or back <= begin or gone == back
            usable = [
                period
                for period in working(rota, world.wanted.first, world.wanted.last, world.zone)
                if room is None or period.rooms is None or room in period.rooms
            ]
            assert all(
                any(p.start <= grain and grain + QUARTER <= p.end for p in usable) for grain in _near(every, world)
            )


def _near(grains: set[datetime], world: World) -> list[datetime]:
    """The grains on the wanted dates, whose sessions were listed."""
    wanted = set(days(world.wanted.first, world.wanted.last))
    return [grain for grain in grains if grain.astimezone(world.zone).date() in wanted]


@given(worlds())
def test_no_free_time_is_sooner_than_notice_or_on_another_date(world: World) -> None:
    for free in search(world):
        assert free.start >= world.now + world.policy.notice
        assert world.wanted.first <= free.start.astimezone(world.zone).date() <= world.wanted.last


@given(worlds())
def test_free_times_are_sorted_and_each_clinician_stands_once_at_each_start(world: World) -> None:
    rows = [(free.start, free.clinician) for free in search(world)]
    assert rows == sorted(set(rows))
    assert all(free.start.utcoffset() == timedelta(0) for free in search(world))


@given(worlds(), st.data())
def test_taking_a_free_time_takes_away_that_and_what_overlaps_it_and_nothing_else(
    world: World, data: st.DataObject
) -> None:
    before = search(world)
    assume(before)
    free = data.draw(st.sampled_from(before))
    taken, _ = grains_of(world.wanted.place, free)
    after = all_pairs(search(booked(world, free)))
    for start, clinician, room in all_pairs(before):
        every, _ = grains_of(world.wanted.place, FreeTime(start, clinician, room))
        meets = clinician == free.clinician or (room is not None and room == free.room)
        assert ((start, clinician, room) in after) is not (meets and bool(every & taken))
    assert after < all_pairs(before)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_means_nothing(world: World, dice) -> None:
    def shuffled(items):
        items = list(items)
        dice.shuffle(items)
        return items

    rotas = {
        clinician: Rota(tuple(shuffled(rota.sessions)), tuple(shuffled(rota.extras)), tuple(shuffled(rota.absences)))
        for clinician, rota in shuffled(world.rotas.clinicians.items())
    }
    taken = Taken(
        {clinician: shuffled(at) for clinician, at in shuffled(world.taken.clinicians.items())},
        {room: shuffled(at) for room, at in shuffled(world.taken.rooms.items())},
        shuffled(world.taken.person),
        dict(shuffled(world.taken.same_day.items())),
    )
    place = replace(world.wanted.place, candidates=tuple(shuffled(world.wanted.place.candidates)))
    other = replace(
        world,
        rotas=replace(world.rotas, clinicians=rotas, closures=tuple(shuffled(world.rotas.closures))),
        taken=taken,
        wanted=replace(world.wanted, place=place),
    )
    assert search(other) == search(world)


@given(worlds())
def test_two_dates_are_the_sum_of_each(world: World) -> None:
    each = [search(replace(world, wanted=replace(world.wanted, first=day, last=day)))
            for day in days(world.wanted.first, world.wanted.last)]  # fmt: skip
    assert search(world) == tuple(free for found in each for free in found)


@given(worlds(), st.data())
def test_why_not_free_agrees_with_what_is_free(world: World, data: st.DataObject) -> None:
    found = all_pairs(search(world))
    for start, clinician, room in found:
        assert why_not(world, FreeTime(start, clinician, room)) is None
    begin = instant(world.wanted.first, MIDNIGHT, world.zone)
    start = begin + data.draw(st.integers(-4, 4 * 50)) * QUARTER
    for candidate in world.wanted.place.candidates:
        for room in candidate.rooms if candidate.rooms is not None else (None,):
            reason = why_not(world, FreeTime(start, candidate.clinician, room))
            assert (reason is None) is ((start, candidate.clinician, room) in found)


# ---- places kept back ----------------------------------------------------------------------------------------------


@given(worlds(), st.integers(0, 1))
def test_kept_places_are_free_apart_from_each_other_and_no_more_than_wanted(world: World, later: int) -> None:
    kept = world.policy.kept
    assume(kept is not None)
    assert kept is not None
    day = world.wanted.first + timedelta(days=later)
    places = kept_places(day, world.rotas, world.taken, now=world.now, zone=world.zone, policy=world.policy)
    assert len(places) <= max(0, kept.count - world.taken.same_day.get(day, 0))
    if world.now >= instant(day - timedelta(days=kept.days_before), kept.opens, world.zone):
        assert places == ()
    free = free_times(
        replace(world.wanted, place=kept.place, first=day, last=day), world.rotas, replace(world.taken, person=()),
        now=datetime(2000, 1, 1, tzinfo=UTC), zone=world.zone,
    )  # fmt: skip
    assert {(p.start, p.clinician, p.room) for p in places} <= all_pairs(free)
    seen: set[tuple[object, datetime]] = set()
    for place in places:
        every, _ = grains_of(kept.place, place)
        mine = {("clinician", place.clinician, at) for at in every} | {
            ("room", place.room, at) for at in every if place.room
        }
        assert seen.isdisjoint(mine)
        seen |= mine


@given(worlds())
def test_what_is_kept_back_is_offered_only_to_those_who_must_be_seen_today(world: World) -> None:
    today = world.now.astimezone(world.zone).date()
    for day in days(world.wanted.first, world.wanted.last):
        if world.policy.kept is None or (world.wanted.same_day and day == today):
            continue
        for place in kept_places(day, world.rotas, world.taken, now=world.now, zone=world.zone, policy=world.policy):
            kept, _ = grains_of(world.policy.kept.place, place)
            for free in search(world):
                every, _ = grains_of(world.wanted.place, free)
                if every & kept:
                    assert free.clinician != place.clinician
                    assert place.room is None or place.room not in rooms_of(free)


@given(worlds())
def test_keeping_places_back_only_ever_takes_away_and_nothing_from_those_who_must_be_seen_today(world: World) -> None:
    without = replace(world, policy=replace(world.policy, kept=None))
    assert all_pairs(search(world)) <= all_pairs(search(without))
    today = world.now.astimezone(world.zone).date()
    urgent = replace(world, wanted=replace(world.wanted, first=today, last=today, same_day=True))
    everything = replace(urgent, policy=without.policy)
    for start, *_ in all_pairs(search(everything)) - all_pairs(search(urgent)):
        # only a visit that runs over midnight can meet a place that is kept for another day
        every, _ = grains_of(world.wanted.place, FreeTime(start, "anybody"))
        assert len({grain.astimezone(world.zone).date() for grain in every}) > 1


def test_nearest_prefers_the_closest_and_then_the_earlier() -> None:
    at = datetime(2026, 6, 17, 9, tzinfo=UTC)
    found = [FreeTime(at + n * QUARTER, "ada") for n in (-4, -1, 1, 2)]
    assert [free.start for free in nearest(found, at)] == [at - QUARTER, at + QUARTER, at + 2 * QUARTER]
    assert nearest((), at) == ()


def test_a_whole_day_in_spring_and_autumn_has_an_hour_less_and_more() -> None:
    london = next(iter(CHANGES))
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 17), 24)):
        begin, end = instant(day, MIDNIGHT, london), instant(day + timedelta(days=1), MIDNIGHT, london)
        assert (end - begin) == timedelta(hours=hours)
