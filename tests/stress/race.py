"""A race: many processes want the same times, each time and again. Exactly one may win each."""

from __future__ import annotations

import gc
import multiprocessing
import random
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

from tests.stress import ground

CARDS = 2  # people that each process books for: one for each clinician, who may work at the same time


@dataclass
class Outcome:
    """What one process met: visits it was told are confirmed, with the seconds each took, and what was refused."""

    won: list[tuple[int, UUID | None, float]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0


@dataclass
class Result:
    """A race, summed up."""

    attempts: int
    outcomes: list[Outcome]

    @property
    def won(self) -> list[tuple[int, UUID | None, float]]:
        return [one for outcome in self.outcomes for one in outcome.won]

    @property
    def errors(self) -> list[str]:
        return [error for outcome in self.outcomes for error in outcome.errors]

    @property
    def refused(self) -> Counter[str]:
        return sum((outcome.refused for outcome in self.outcomes), Counter[str]())

    @property
    def seconds(self) -> float:
        """From the first start to the last end."""
        return max(o.ended for o in self.outcomes) - min(o.began for o in self.outcomes)

    @property
    def rate(self) -> float:
        """Bookings a second."""
        return len(self.won) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the winners had their booking."""
        times = sorted(took for *_who, took in self.won)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0.0

    def line(self, name: str) -> str:
        """One line for people."""
        middle = 1000 * statistics.median(took for *_who, took in self.won) if self.won else 0.0
        return (
            f"{name}: {self.attempts} attempts, {len(self.won)} won, {self.rate:.0f} bookings/s,"
            f" p50 {middle:.1f} ms, p99 {self.percentile(0.99):.1f} ms, {self.attempts / self.seconds:.0f} attempts/s"
        )


def run(processes: int, attempts: int, runner: Callable[..., None], *args: Any, seed: int = 1) -> Result:
    """Let so many processes make so many attempts between them, and sum up."""
    from eutonia.project.memory import settle

    ground.leave_connections()
    settle()  # as every server process does
    fork = multiprocessing.get_context("fork")
    start, done = fork.Barrier(processes), fork.SimpleQueue()
    each = -(-attempts // processes)
    workers = [
        fork.Process(target=_process, args=(number, each, seed, start, done, runner, args))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    outcomes = [done.get() for _worker in workers]
    for worker in workers:
        worker.join()
    gc.unfreeze()
    return Result(each * processes, outcomes)


def _process(
    number: int, attempts: int, seed: int, start: Any, done: Any, runner: Callable[..., None], args: tuple[Any, ...]
) -> None:
    outcome = Outcome()
    try:
        attempt = runner(number, *args)
        start.wait()
        outcome.began = perf_counter()
        for place in _order(attempts, number, seed, len(args[0])):
            _try(attempt, place, outcome)
    except Exception as error:
        outcome.errors.append(repr(error))
        start.abort()
    outcome.ended = perf_counter()
    done.put(outcome)


def _try(attempt: Callable[[int], UUID | None], place: int, outcome: Outcome) -> None:
    from eutonia.pathway.problems import NotAllowed

    began = perf_counter()
    try:
        outcome.won.append((place, attempt(place), perf_counter() - began))
    except NotAllowed as refused:
        outcome.refused[type(refused).__name__] += 1
    except Taken:
        outcome.refused["Taken"] += 1
    except Exception as error:
        outcome.errors.append(f"{type(error).__name__}: {error}")


def _order(attempts: int, number: int, seed: int, slots: int) -> list[int]:
    """The places that a process tries, in an order of its own, all of them before any again."""
    dice = random.Random(seed * 1000 + number)
    order: list[int] = []
    while len(order) < attempts:
        order += dice.sample(range(slots), slots)
    return order[:attempts]


class Taken(Exception):
    """Somebody else was quicker (the bare insert)."""


def booking(number: int, slots: list[Any], patients: list[UUID]) -> Callable[[int], UUID]:
    """Book as a patient does: hold, then confirm."""
    from eutonia.clinic.audit.actors import VISITOR
    from eutonia.clinic.booking import services
    from eutonia.clinic.booking.records import Details, Need

    _warm(slots[0])
    diaries = sorted({slot.clinician for slot in slots})
    mine = patients[number * CARDS : (number + 1) * CARDS]

    def attempt(place: int) -> UUID:
        slot = slots[place]
        patient = mine[diaries.index(slot.clinician) % CARDS]
        held = services.hold(VISITOR, slot, Need(screened=True), now=ground.NOW)
        return services.book(ground.own(patient), held.hold, Details(patient), now=ground.NOW).visit

    return attempt


def _warm(slot: Any) -> None:
    """What a server has done long before its first rush: read the world, the rules of the zone, the translations."""
    from eutonia.clinic.booking import queries
    from eutonia.clinic.booking.problems import SlotTaken
    from eutonia.clinic.booking.records import Need, Wish
    from eutonia.clinic.booking.visits.calendar import CalendarVisit, calendar_file

    day = slot.starts_at.date()
    queries.free_times(Wish(slot.visit_type, first=day, last=day), Need(screened=True), now=ground.NOW)
    calendar_file(CalendarVisit(slot.clinician, slot.starts_at, 15, "Europe/London", "", "", 0), now=ground.NOW)
    SlotTaken()


def bare(number: int, slots: list[Any]) -> Callable[[int], None]:
    """The least that could be done: one row with a unique number, in a transaction of its own."""
    from django.db import IntegrityError, connection, transaction

    def attempt(place: int) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO bare_slot (place, who) VALUES (%s, %s)", [place, number])
        except IntegrityError:
            raise Taken from None

    return attempt


def make_bare_table() -> None:
    """The table of `bare`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_slot")
        key = "SERIAL" if connection.vendor == "postgresql" else "INTEGER"
        cursor.execute(
            f"CREATE TABLE bare_slot (id {key} PRIMARY KEY, place INTEGER UNIQUE NOT NULL, who INTEGER NOT NULL)"
        )


def full_race(kind: str, processes: int, slots: int, attempts: int, *, seed: int = 1) -> tuple[Result, list[str]]:
    """Race for free times of a kind of visit. Returns the result, and sentences for all that is wrong."""
    from tests.stress import invariants

    wanted = ground.slots(kind, slots)
    patients = ground.people(processes * CARDS)
    result = run(processes, attempts, booking, wanted, patients, seed=seed)
    wrong = [f"an error: {error}" for error in result.errors]
    if result.refused["Busy"]:
        wrong.append(f"{result.refused['Busy']} got no turn within the time-out of the database")
    wrong += invariants.broken(visit for _place, visit, _took in result.won if visit is not None)
    twice = [place for place, count in Counter(place for place, *_rest in result.won).items() if count > 1]
    wrong += [f"slot {place} was won twice" for place in twice]
    wrong += _left_over(wanted, result)
    return result, wrong


def _left_over(wanted: list[Any], result: Result) -> list[str]:
    """Whether as many visits are there as were won, and, where nothing overlaps, every slot was won."""
    from eutonia.clinic.booking.models import Hold, Visit

    wrong = []
    if Visit.objects.count() != len(result.won):
        wrong.append(f"{len(result.won)} were told that they won, and {Visit.objects.count()} visits are there")
    if Hold.objects.exists():
        wrong.append(f"{Hold.objects.count()} holds are left over")
    apart = wanted[0].visit_type == "telephone"  # 15 minutes each, so no two of them overlap
    if apart and result.attempts >= len(wanted) * 16 and len(result.won) != len(wanted):
        wrong.append(f"{len(wanted)} could be won, and {len(result.won)} were")
    return wrong


bare_race = partial(run, seed=1)
