"""A crash: the process is killed in the middle of booking, moving and authorising, time and again.

The client is this process: what it read on the pipe before the kill, it has seen.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
from collections import Counter
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from time import perf_counter, sleep
from typing import Any
from uuid import UUID, uuid4

from tests.stress import ground, invariants

MOST_SEEN = 4  # acts that a client sees done before the kill, drawn evenly from none
PATIENCE = 60.0  # seconds for a worker to get so far, on a machine that has much else to do


def run(kills: int, *, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """Kill so many workers. Returns what clients saw done, and sentences for all that is wrong after any kill."""
    dice = random.Random(seed)
    patients = ground.people(40)
    seen: Counter[str] = Counter()
    confirmed: set[UUID] = set()
    wrong: list[str] = []
    pace = 0.05
    fork = multiprocessing.get_context("fork")
    for number in range(kills):
        ground.leave_connections()
        ours, theirs = fork.Pipe(duplex=False)
        worker = fork.Process(target=_live, args=(number, seed, patients, theirs))
        worker.start()
        theirs.close()
        messages, pace = _watch(ours, worker, dice, pace)
        for what, visit in messages:
            seen[what] += 1
            if visit is not None:
                confirmed.add(visit)
        wrong += [f"after kill {number + 1}: {sentence}" for sentence in invariants.broken(confirmed)]
        if wrong:
            break
    if not wrong and sum(seen.values()) < kills:
        wrong.append(f"clients saw only {sum(seen.values())} acts before {kills} kills, so this proves little")
    return seen, wrong


def _watch(
    pipe: Connection, worker: Any, dice: random.Random, pace: float
) -> tuple[list[tuple[str, UUID | None]], float]:
    """Read what the worker says until it is killed in the middle of its next act, and what it had said before.

    ``pace`` is how long an act took of late, in seconds: the kill comes at some point within that time, so that it
    meets every part of an act, however fast the machine is.
    """
    messages = []
    pipe.recv()  # it is ready
    wanted, last = dice.randint(0, MOST_SEEN), perf_counter()
    end = last + PATIENCE
    while len(messages) < wanted and perf_counter() < end:
        if pipe.poll(0.05):
            messages.append(pipe.recv())
            pace, last = 0.5 * pace + 0.5 * (perf_counter() - last), perf_counter()
    sleep(dice.uniform(0.0, 1.5 * pace))
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    with contextlib.suppress(EOFError, OSError):
        while pipe.poll():
            messages.append(pipe.recv())
    return messages, pace


def _live(number: int, seed: int, patients: list[UUID], pipe: Connection) -> None:
    """Do what a clinic does, at random, and say so after each commit, until the kill."""
    from django.db import connection

    connection.ensure_connection()
    dice = random.Random(seed * 100_003 + number)
    now = ground.NOW + timedelta(minutes=11 * number)  # so that what was held before is over
    desk, insurance = ground.staff("front-desk"), ground.staff("insurance")
    pipe.send(("ready", None))
    while True:
        act = dice.choices((_book, _move, _cancel, _authorise, _begin), (6, 3, 1, 3, 2))[0]
        done = act(dice, patients, desk, insurance, now)
        if done is not None:
            pipe.send(done)
        else:
            sleep(0)


Done = tuple[str, UUID | None] | None


def _book(dice: random.Random, patients: list[UUID], desk: Any, insurance: Any, now: datetime) -> Done:
    from eutonia.clinic.audit.actors import VISITOR
    from eutonia.clinic.booking import services
    from eutonia.clinic.booking.records import Details, Need
    from eutonia.clinic.cover.services import add_coverage
    from eutonia.pathway.problems import NotAllowed

    patient = dice.choice(patients)
    try:
        slot = _slot(dice, now)
        held = services.hold(VISITOR, slot, Need(screened=True), now=now)
        coverage = None
        if dice.random() < 0.5:
            coverage = add_coverage(ground.own(patient), patient, "example-mutual", "12345678", now=now)
        booked = services.book(ground.own(patient), held.hold, Details(patient, coverage=coverage), now=now)
    except NotAllowed:
        return None
    return "booked", booked.visit


def _move(dice: random.Random, patients: list[UUID], desk: Any, insurance: Any, now: datetime) -> Done:
    from eutonia.clinic.booking import services
    from eutonia.pathway.problems import NotAllowed

    visit = _visit(dice, "booked")
    if visit is None:
        return None
    with contextlib.suppress(NotAllowed):
        services.move(desk, visit, _slot(dice, now), now=now)
        return "moved", visit
    return None


def _cancel(dice: random.Random, patients: list[UUID], desk: Any, insurance: Any, now: datetime) -> Done:
    from eutonia.clinic.booking import services
    from eutonia.pathway.problems import NotAllowed

    visit = _visit(dice, "booked")
    if visit is None:
        return None
    with contextlib.suppress(NotAllowed):
        services.cancel(desk, visit, now=now)
        return "cancelled", visit
    return None


def _authorise(dice: random.Random, patients: list[UUID], desk: Any, insurance: Any, now: datetime) -> Done:
    from eutonia.clinic.booking import services
    from eutonia.clinic.cover.models import Authorisation
    from eutonia.pathway.problems import NotAllowed
    from eutonia.pathway.standing import Terms
    from eutonia.pathway.states import AuthorisationAction

    waiting = list(Authorisation.objects.filter(state="needed").values_list("public_id", flat=True)[:20])
    if not waiting:
        return None
    terms = Terms(f"A-{uuid4().hex[:6]}", (now + timedelta(days=60)).date(), visits=dice.randint(1, 2))
    with contextlib.suppress(NotAllowed):
        services.authorise(insurance, dice.choice(waiting), AuthorisationAction.RECORD_CODE, now=now, terms=terms)
        return "authorised", None
    return None


def _begin(dice: random.Random, patients: list[UUID], desk: Any, insurance: Any, now: datetime) -> Done:
    """The patient comes, and the visit begins if its insurer allows it."""
    from eutonia.clinic.booking import services
    from eutonia.clinic.booking.models import Visit
    from eutonia.pathway.problems import NotAllowed

    visit = _visit(dice, "booked")
    if visit is None:
        return None
    then = Visit.objects.get(public_id=visit).starts_at
    with contextlib.suppress(NotAllowed):
        services.check_in(desk, visit, now=then)
        services.see(ground.staff("neurologist"), visit, now=then)
        return "begun", visit
    return None


def _slot(dice: random.Random, now: datetime) -> Any:
    """Some free time of the next weeks, new consultations with telephone calls mixed in."""
    from eutonia.clinic.booking.models import Clinician
    from eutonia.clinic.booking.records import Slot

    who = dice.choice(list(Clinician.objects.filter(code__startswith="neurologist")))
    day = (now + timedelta(days=dice.randint(1, 30))).date()
    hour, quarter = dice.randint(9, 16), dice.choice((0, 15, 30, 45))
    at = datetime(day.year, day.month, day.day, hour, quarter, tzinfo=now.tzinfo)
    kind, room = dice.choice((("new-consultation", "consulting-1"), ("telephone", "")))
    return Slot(kind, who.public_id, at, room)


def _visit(dice: random.Random, state: str) -> UUID | None:
    from eutonia.clinic.booking.models import Visit

    found = list(Visit.objects.filter(state=state).values_list("public_id", flat=True)[:50])
    return dice.choice(found) if found else None


def begin_insured(patient: UUID) -> Any:
    """An insured visit from booking to its beginning: what the judge must find nothing wrong with."""
    from eutonia.clinic.audit.actors import VISITOR
    from eutonia.clinic.booking import services
    from eutonia.clinic.booking.models import Visit
    from eutonia.clinic.booking.records import Details, Need
    from eutonia.clinic.cover.services import add_coverage
    from eutonia.pathway.standing import Terms
    from eutonia.pathway.states import AuthorisationAction

    slot = ground.slots("new-consultation", 1)[0]
    coverage = add_coverage(ground.own(patient), patient, "example-mutual", "12345678", now=ground.NOW)
    held = services.hold(VISITOR, slot, Need(screened=True), now=ground.NOW)
    booked = services.book(ground.own(patient), held.hold, Details(patient, coverage=coverage), now=ground.NOW)
    visit = Visit.objects.get(public_id=booked.visit)
    terms = Terms("A-1", visit.starts_at.date(), visits=1)
    leave = visit.authorisation
    assert leave is not None
    action = AuthorisationAction.RECORD_CODE
    services.authorise(ground.staff("insurance"), leave.public_id, action, now=ground.NOW, terms=terms)
    services.check_in(ground.staff("front-desk"), visit.public_id, now=visit.starts_at)
    services.see(ground.staff("neurologist"), visit.public_id, now=visit.starts_at)
    return Visit.objects.get(pk=visit.pk)
