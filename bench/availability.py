"""Free times of one day of a clinic: 20 clinicians, 12 rooms, two fifths of their time taken.

Medians of many searches, and how much faster they are than the slow and simple search that the tests compare
with; both must find the same times. The fortnight is what somebody with an urgent result sees.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from bench.progress import progress
from eutonia.pathway.availability import Candidate, FreeTime, Kept, Place, Policy, Rotas, Taken, Wanted, free_times
from eutonia.pathway.grains import footprint
from eutonia.pathway.rota import Rota, Session
from tests.unit.pathway import reference

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)
BUSY = 0.4  # of the clinicians' time: with 12 rooms for 20 people, more hardly fits
GRAINS_A_DAY = 37
ROOMS = tuple(range(12))


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench availability", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="searches of each kind (default 200)")
    parser.add_argument("--clinicians", type=int, default=20, help="clinicians of the clinic (default 20)")
    options = parser.parse_args()
    print(f"{options.clinicians} clinicians, {len(ROOMS)} rooms")
    kinds = (("a day", 1, BUSY, 5), ("an empty day", 1, 0.0, 5), ("a fortnight", 14, BUSY, 1))
    for name, days, busy, slow_rounds in kinds:
        measure(name, clinic(options.clinicians, days, busy), options.rounds, slow_rounds)


def measure(name: str, world: tuple[Wanted, Rotas, Taken, Policy], rounds: int, slow_rounds: int) -> None:
    """Check that both searches agree, time them, and print a line."""

    def search(how: Callable[..., tuple[FreeTime, ...]]) -> Callable[[], tuple[FreeTime, ...]]:
        wanted, rotas, taken, policy = world
        return lambda: how(wanted, rotas, taken, now=NOW, zone=LONDON, policy=policy)

    quick, slow = search(free_times), search(reference.free_times)
    found = quick()
    if found != slow():
        raise SystemExit("bench: the quick search and the simple one differ; run ./run test")
    ours, theirs = seconds(quick, rounds), seconds(slow, slow_rounds)
    processor = 1000 * median(busy for _, busy in ours)
    middle, worst = (1000 * how(wall for wall, _ in ours) for how in (median, max))
    ratio = median(busy for _, busy in theirs) * 1000 / processor
    print(
        f"{name:12}  {len(found):5} free times   median {middle:6.2f} ms   worst {worst:6.2f} ms"
        f"   of the processor {processor:6.2f} ms, {ratio:.0f} times less than the simple search"
    )


def clinic(clinicians: int, days: int, busy: float) -> tuple[Wanted, Rotas, Taken, Policy]:
    """A clinic in which that share of its working time is taken, the same at every run."""
    dice = Random(20)
    place = Place(45, tuple(Candidate(n, tuple(dice.sample(ROOMS, 6))) for n in range(clinicians)), after=15)
    half_days = ((time(8), time(12, 30)), (time(13, 15), time(18)))
    rota = Rota(tuple(Session(weekday, *half) for weekday in range(5) for half in half_days))
    wanted = Wanted(place, MONDAY, MONDAY + timedelta(days=days - 1))
    rotas = Rotas(dict.fromkeys(range(clinicians), rota))
    kept = Kept(place, 4, time(10))
    empty = free_times(wanted, rotas, Taken(), now=NOW, zone=LONDON)
    return (
        wanted,
        rotas,
        filled(empty, place, dice, int(busy * clinicians * worked_days(days) * GRAINS_A_DAY)),
        Policy(timedelta(hours=1), kept),
    )


def worked_days(days: int) -> int:
    """Return how many of the days are not at a weekend."""
    return sum((MONDAY + timedelta(days=n)).weekday() < 5 for n in range(days))


def filled(empty: tuple[FreeTime, ...], place: Place, dice: Random, wanted: int) -> Taken:
    """Book visits at random, until so many grains of the clinicians are taken or nothing fits any more."""
    people: dict[int | str, set[datetime]] = {}
    rooms: dict[int | str, set[datetime]] = {}
    for found in dice.sample(empty, len(empty)):
        if sum(map(len, people.values())) >= wanted:
            break
        grains = set(footprint(found.start, place.minutes, before=place.before, after=place.after).grains)
        mine = people.setdefault(found.clinician, set())
        free = [r for r in (found.room, *found.other_rooms) if r is not None and not grains & rooms.get(r, set())]
        if free and not grains & mine:
            mine |= grains
            rooms.setdefault(free[0], set()).update(grains)
    return Taken(people, rooms)


def seconds(search: Callable[[], object], rounds: int) -> list[tuple[float, float]]:
    """Seconds of many searches: by the clock, and of the processor, which a busy machine disturbs less."""
    taken = []
    for _ in progress(range(rounds)):
        began, busy = perf_counter(), process_time()
        search()
        taken.append((perf_counter() - began, process_time() - busy))
    return taken


if __name__ == "__main__":
    main()
