"""A believable day of the example clinic, anchored at the moment it is made: visits in every state, and what waits.

It keeps its hours: made at night it shows a day that is over, or one that is still to come. Made at a weekend or on a
holiday it has opened for once, so that there is a day to look at.
Everything is done through the services, by the role that would do it, at the time when it would have been done; so
the audit and the outbox look as they would. The same seed and moment make the same day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from eutonia.clinic.assessment.services import keep
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.example.hours import ExampleHours
from eutonia.clinic.booking.example.life import ExampleLife, example_crew
from eutonia.clinic.booking.example.waiting import fill_the_lists
from eutonia.clinic.booking.models import Clinician, Visit
from eutonia.clinic.booking.problems import BookingProblem
from eutonia.clinic.booking.records import Details, Need, OpenSlot, Wish
from eutonia.clinic.cover import services as cover
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.registration import today_of
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.consent import OWN_FROM, age_on
from eutonia.reasoning.assess import Versions

BEFORE = timedelta(days=60)
"""How long before the day the clinic opened: rotas hold from then."""

QUARTER = timedelta(minutes=15)
AROUND = timedelta(hours=3)
"""Everybody works at least this long before and after the moment, within the hours of the clinic."""

KINDS = {
    "neurologist-a": ("new-consultation", "follow-up", "telephone"),
    "neurologist-b": ("new-consultation", "follow-up", "video"),
    "neurophysiologist": ("emg",),
    "physiotherapist": ("physiotherapy",),
    "nurse": ("bloods",),
    "scanner-team": ("mri",),
}
BUSY = (0.8, 0.6, 0.45, 0.3, 0.2)
"""The share of free times that get booked: today, and the working days after it."""
PAST = 0.4

INSURED = 0.45
INSURERS = {"example-mutual": "{:08}", "example-shield": "AB{:06}"}
URGENCIES = (None, Urgency.ROUTINE, Urgency.ROUTINE, Urgency.URGENT_2_WEEKS, Urgency.SELF_CARE)
ANSWERS = {"person": {"age": 47}, "answers": {"site-calf": "present"}, "asker": "myself"}


def load_example_day(patients: tuple[PatientRecord, ...], versions: Versions, *, seed: int, now: datetime) -> int:
    """Fill the clinic with visits of these people, unless there are visits already. Returns how many were made.

    The world must be there (`services.seed`), with rotas that hold since `BEFORE`.
    """
    if Visit.objects.exists() or not patients:
        return 0
    with transaction.atomic():
        day = _Day(patients, versions, seed, now)
        day.open_today()
        for offset in (-2, -1, 0, 1, 2, 3, 4):
            day.fill(offset)
        life = ExampleLife(day.crew, day.dice, day.hours, now)
        life.let_insurers_answer()
        life.live_until_now()
        day.make_some_trouble()
        fill_the_lists(day.crew.desk, day.crew.neurologist, patients, now=now)
    return Visit.objects.count()


class _Day:
    """The making of one day."""

    def __init__(self, patients: tuple[PatientRecord, ...], versions: Versions, seed: int, now: datetime) -> None:
        self.dice = Random(seed)  # noqa: S311 -- nothing secret hangs on it
        self.now, self.today = now, today_of(now)
        self.crew = example_crew()
        self.versions = versions
        self.adults = [p for p in patients if age_on(p.details.birth_date, self.today) >= 18]
        self.young = [p for p in patients if age_on(p.details.birth_date, self.today) < 18]
        self.turn = 0
        page = queries.rota_page(self.crew.manager, now=now)
        self.holidays = {line.first for line in page.closures if line.public_id is None}
        self.weekdays = {line.weekday for line in page.sessions}
        self.site = queries.sites()[0]
        self.hours = ExampleHours.of(page.sessions, ZoneInfo(self.site.zone))
        self.insured: dict[UUID, UUID] = {}

    # ---- the world ----------------------------------------------------------------------------------------------

    def open_today(self) -> None:
        """Let everybody work around this moment, within the hours of the clinic; all of them on a day of no rota."""
        if self.today in self.holidays:
            services.open_holiday(self.crew.manager, self.site.code, self.today, now=self.now - BEFORE)
        if self.today.weekday() in self.weekdays:
            times = self.hours.around(self.now, AROUND)
        else:
            times = self.hours.opens, self.hours.closes
        if times is None:
            return
        for person in Clinician.objects.filter(code__in=KINDS):
            if not self._works_around_now(person):
                extra = services.ExtraDetails(person.public_id, self.site.code, self.today, *times)
                services.add_extra(self.crew.manager, extra, now=self.now - BEFORE)

    def _works_around_now(self, person: Clinician) -> bool:
        free = self._free(person, KINDS[person.code][0], self.today, self.now - timedelta(days=3))
        starts = [slot.slot.starts_at for slot in free]
        return bool(starts) and min(starts) <= self.now - timedelta(hours=1) and max(starts) >= self.now + QUARTER

    # ---- booking ------------------------------------------------------------------------------------------------

    def fill(self, offset: int) -> None:
        """Book a share of a working day, so many days from today."""
        day = self._working_day(offset)
        share = PAST if offset < 0 else BUSY[offset]
        for person in Clinician.objects.filter(code__in=KINDS).order_by("pk"):
            for slot in self._picked(person, day, share):
                self._book(slot, person)

    def _working_day(self, offset: int) -> date:
        """The day so many working days from today, weekends and holidays left out."""
        day, step = self.today, 1 if offset > 0 else -1
        while offset:
            day += timedelta(days=step)
            offset -= step if day.weekday() < 5 and day not in self.holidays else 0
        return day

    def _picked(self, person: Clinician, day: date, share: float) -> Iterator[OpenSlot]:
        """Some of the free times of a diary, none of which overlaps another."""
        last_end = None
        kinds = KINDS[person.code]
        offers = {kind: self._free(person, kind, day, self._long_ago(day)) for kind in kinds}
        starts = sorted({slot.slot.starts_at for slots in offers.values() for slot in slots})
        for start in starts:
            if last_end is not None and start < last_end:
                continue
            kind = self.dice.choice(kinds)
            slot = next((slot for slot in offers[kind] if slot.slot.starts_at == start), None)
            if slot is None:
                continue
            last_end = start + timedelta(minutes=60 if kind in ("emg", "mri") else 45)
            if self.dice.random() < share:
                yield slot

    def _free(
        self, person: Clinician, kind: str, day: date, when: datetime, patient: UUID | None = None
    ) -> tuple[OpenSlot, ...]:
        wish = Wish(kind, clinician=person.public_id, first=day, last=day, patient=patient)
        return queries.free_times(wish, Need(screened=True), now=when, by_staff=True).slots

    def _long_ago(self, day: date) -> datetime:
        """Some days before, while the desk was there, when a visit of that day was booked."""
        ago = self.now - timedelta(days=self.dice.randint(3, 12), minutes=self.dice.randint(0, 200))
        return self.hours.latest(min(ago, self.now - timedelta(days=(self.today - day).days + 3)))

    def _book(self, slot: OpenSlot, person: Clinician) -> None:
        patient = self._next_patient(person)
        when = self._long_ago(slot.wall.date())
        details = Details(patient.public_id, guardian=patient.guardians[0].public_id if patient.guardians else None)
        if self.dice.random() < INSURED:
            details = replace(details, coverage=self._coverage(patient, person, when))
        need = Need(self.dice.choice(URGENCIES), screened=True, assessment=self._assessment(slot, when))
        key = str(uuid5(patient.public_id, slot.slot.key))
        try:
            services.place(self.crew.desk, slot.slot, details, now=when, key=key, need=need)
        except BookingProblem:
            return  # this person has another visit then, or is not seen by this clinician

    def _next_patient(self, person: Clinician) -> PatientRecord:
        """The next person; now and then a young one, with those who see them."""
        if person.ages_from < OWN_FROM and self.young and self.dice.random() < 0.2:
            return self.dice.choice(self.young)
        self.turn += 1
        return self.adults[self.turn % len(self.adults)]

    def _coverage(self, patient: PatientRecord, person: Clinician, when: datetime) -> UUID | None:
        if patient.public_id not in self.insured:
            code = self.dice.choice(sorted(INSURERS))
            if not person.insurers.filter(code=code).exists():
                return None
            number = INSURERS[code].format(self.dice.randint(100_000, 999_999))
            if self.dice.random() < 0.1:
                number = number[:-1]  # copied wrong: something for the work list
            coverage = cover.add_coverage(self.crew.desk, patient.public_id, code, number, now=when)
            self.insured[patient.public_id] = coverage
        coverage = self.insured[patient.public_id]
        return coverage if person.insurers.filter(coverages__public_id=coverage).exists() else None

    def _assessment(self, slot: OpenSlot, when: datetime) -> UUID | None:
        """Most who come for the first time answered the questions before."""
        if slot.slot.visit_type != "new-consultation" or self.dice.random() < 0.2:
            return None
        return keep(ANSWERS, self.versions, now=max(when, self.now - timedelta(days=20))).public_id

    # ---- trouble ------------------------------------------------------------------------------------------------

    def make_some_trouble(self) -> None:
        """What the list of tomorrow's problems is for: somebody away, and consent that is still to be given."""
        tomorrow = self._working_day(1)
        coming = Visit.objects.filter(state="booked", starts_at__gt=self.now).order_by("starts_at")
        hit = next((visit for visit in coming if today_of(visit.starts_at) == tomorrow), None)
        if hit is not None:
            wall = hit.starts_at.astimezone(ZoneInfo(hit.site.zone))
            until = (wall + timedelta(hours=1)).time()
            away = services.AbsenceDetails(
                tomorrow, tomorrow, clinician=hit.clinician.public_id, starts=wall.time(), ends=until, why="Training"
            )
            services.add_absence(self.crew.manager, away, now=self.now, anyway=True)
        self._book_without_consent()

    def _book_without_consent(self) -> None:
        child = next((p for p in self.young if age_on(p.details.birth_date, self.today) < OWN_FROM), None)
        person = Clinician.objects.get(code="neurologist-b")
        if child is None:
            return
        days = [self._working_day(offset) for offset in (1, 2, 3)]
        free = [s for day in days for s in self._free(person, "new-consultation", day, self.now, child.public_id)]
        if not free:
            return
        key, need = str(uuid5(child.public_id, "consent")), Need(Urgency.ROUTINE, screened=True)
        services.place(self.crew.desk, free[0].slot, Details(child.public_id), now=self.now, key=key, need=need)
        words = "She asked that her parents do not hear of the tablets that she takes."
        services.confide(self.crew.nurse, child.public_id, words, now=self.now)
