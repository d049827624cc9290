"""Bookings a second, with audit and outbox, beside a bare unique insert in the same run; on both databases.

A race: 16 processes each try every one of 600 times once, in an order of their own. Ours holds the time and then
confirms it, as a patient does: two transactions, with the entry, the audit, the message with its calendar file and
the link. The bare insert writes one row with a unique number, in a transaction of its own.

django-appointment (same framework, same databases) runs the same race in an environment of its own in .bench-envs;
it looks whether the time is on its list of free ones and then saves, as its pages do.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.stress import ground
from tests.stress.race import Result, bare, booking, make_bare_table, run

ROOT = Path(__file__).resolve().parents[1]
PEER, WANTED = "django-appointment", "django-appointment>=3.12,<4"
AIM = 0.40
PEER_PROGRAM = """
import datetime, json, multiprocessing, random, sys, time, logging
task = json.load(open(sys.argv[1]))
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="bench", USE_TZ=True, TIME_ZONE="UTC", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions",
                    "django.contrib.messages", "appointment"],
    ROOT_URLCONF="appointment.urls", DATABASES={"default": task["database"]},
)
django.setup()
logging.disable(logging.CRITICAL)
from django.core.management import call_command
call_command("migrate", verbosity=0)  # the tables of Django first, to which those without migrations point
call_command("migrate", run_syncdb=True, verbosity=0)
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from appointment.models import AppointmentRequest, Service, StaffMember, WorkingHours
from appointment.services import get_available_slots_for_staff
from appointment.utils.db_helpers import create_and_save_appointment, get_weekday_num_from_date
User = get_user_model()
quarter = datetime.timedelta(minutes=15)
service = Service.objects.create(name="visit", duration=quarter, price=0)
staff = []
for n in range(2):
    member = StaffMember.objects.create(user=User.objects.create(username=f"staff{n}"), slot_duration=15)
    member.services_offered.add(service)
    for day in range(7):
        WorkingHours.objects.create(staff_member=member, day_of_week=day,
                                    start_time=datetime.time(9), end_time=datetime.time(17))
    staff.append(member)
users = [User.objects.create(username=f"person{n}") for n in range(task["processes"])]
first = datetime.date.today() + datetime.timedelta(days=2)
slots = [(n % 2, first + datetime.timedelta(days=n // 2 // 30),
          (datetime.datetime(2000, 1, 1, 9) + quarter * (n // 2 % 30)).time()) for n in range(task["slots"])]

class Request:
    def __init__(self, user):
        self.user = user

def book(user, slot):
    who, day, start = slot
    free = get_available_slots_for_staff(day, staff[who], get_weekday_num_from_date(day), service)
    wanted = start.strftime("%I:%M %p")
    if wanted not in {s if isinstance(s, str) else s.strftime("%I:%M %p") for s in free}:
        return False
    end = (datetime.datetime.combine(day, start) + quarter).time()
    with transaction.atomic():
        asked = AppointmentRequest(date=day, start_time=start, end_time=end, service=service, staff_member=staff[who])
        asked.save()
        create_and_save_appointment(asked, {"email": ""}, {"phone": "", "address": ""}, Request(user))
    return True

def process(number, start, done):
    won, errors = [], []
    order = random.Random(1000 + number).sample(range(len(slots)), len(slots))
    start.wait()
    began = time.perf_counter()
    for place in order:
        at = time.perf_counter()
        try:
            if book(users[number], slots[place]):
                won.append((place, time.perf_counter() - at))
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    done.put((won, errors, began, time.perf_counter()))

connections.close_all()
fork = multiprocessing.get_context("fork")
start, done = fork.Barrier(task["processes"]), fork.SimpleQueue()
workers = [fork.Process(target=process, args=(n, start, done)) for n in range(task["processes"])]
for worker in workers: worker.start()
told = [done.get() for _ in workers]
for worker in workers: worker.join()
print(json.dumps({"won": [w for t in told for w in t[0]], "errors": [e for t in told for e in t[1]],
                  "seconds": max(t[3] for t in told) - min(t[2] for t in told)}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench booking", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--slots", type=int, default=600)
    parser.add_argument("--no-peer", action="store_true", help="only ours and the bare insert")
    options = parser.parse_args()
    if options.database is None:  # Django speaks to one database in its life
        more = [f"--processes={options.processes}", f"--slots={options.slots}", *["--no-peer"] * options.no_peer]
        for name in ("sqlite", "postgresql"):
            subprocess.run([sys.executable, "-m", "bench.booking", "--database", name, *more], check=True)
        return
    with ground.database(options.database) as url:
        ours(url, options)
    if not options.no_peer:
        with ground.database(options.database) as url:
            peer(url, options)


def ours(url: str, options: argparse.Namespace) -> None:
    """The bare insert, ours, and the bare insert again, because a machine has moods."""
    ground.prepare(url)
    ground.open_clinic()
    slots = ground.slots("telephone", options.slots)
    patients = ground.people(2 * options.processes)
    attempts = options.processes * options.slots
    before = race(attempts, options, bare, slots)
    booked = run(options.processes, attempts, booking, slots, patients)
    after = race(attempts, options, bare, slots)
    rate = (before.rate + after.rate) / 2
    name = options.database
    print(before.line(f"{name}, bare insert, before"))
    print(booked.line(f"{name}, booking"))
    print(after.line(f"{name}, bare insert, after"))
    share = booked.rate / rate
    verdict = "" if share >= AIM else f"; the aim of {AIM:.0%} is missed"
    print(f"{name}: booking runs at {share:.0%} of the rate of a bare insert{verdict}")
    if booked.errors:
        sys.exit(f"bench: {len(booked.errors)} errors, the first: {booked.errors[0]}")


def race(attempts: int, options: argparse.Namespace, runner, slots: list) -> Result:
    make_bare_table()
    return run(options.processes, attempts, runner, slots)


def peer(url: str, options: argparse.Namespace) -> None:
    python = environment()
    if python is None:
        return
    from eutonia.project import database

    settings = database.settings_for(url, Path(tempfile.gettempdir()))
    settings = {key: str(value) if isinstance(value, Path) else value for key, value in settings.items()}
    settings.pop("TEST", None)
    task = {"database": settings, "processes": options.processes, "slots": options.slots}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "task.json"
        place.write_text(json.dumps(task), encoding="utf-8")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "EUTONIA"))}
        command = [str(python), "-W", "ignore", "-c", PEER_PROGRAM, str(place)]
        done = subprocess.run(command, capture_output=True, text=True, env=clean)
    if done.returncode:
        print(f"{PEER} on {options.database}: did not run ({done.stderr.strip().splitlines()[-1:]}).")
        return
    told = json.loads(done.stdout.splitlines()[-1])
    times = sorted(took for _place, took in told["won"])
    twice = len(told["won"]) - len({place for place, _took in told["won"]})
    print(
        f"{options.database}, {PEER}: {len(told['won'])} confirmed for {options.slots} times, so {twice} were promised"
        f" twice; {len(told['errors'])} errors; {len(times) / told['seconds']:.0f} bookings/s,"
        f" p99 {1000 * times[int(0.99 * len(times))]:.1f} ms"
    )


def environment() -> Path | None:
    """The Python of the peer's own environment, made at need, or None with a sentence."""
    folder = ROOT / ".bench-envs" / PEER
    python, uv = folder / "bin" / "python", ROOT / ".boot" / "bin" / "uv"
    if python.exists():
        return python
    for step in (
        [uv, "venv", "-q", "--python", sys.executable, folder],
        [uv, "pip", "install", "-q", "--python", python, WANTED, "psycopg[binary]"],
    ):
        done = subprocess.run(list(map(str, step)), capture_output=True, text=True) if uv.exists() else None
        if done is None or done.returncode:
            why = "no uv" if done is None else done.stderr.strip()[:200]
            print(f"{PEER}: skipped, because its environment could not be made ({why}).")
            return None
    return python


if __name__ == "__main__":
    main()
