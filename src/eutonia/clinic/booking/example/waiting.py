"""What waits in the example clinic: people on the waiting list, one of them with an offer, and enquiries."""

from __future__ import annotations

from datetime import datetime, timedelta

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.booking.records import Question, WaitingWish
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.registration import today_of
from eutonia.knowledge.vocabulary import Urgency

WAITING = (
    ("new-consultation", Urgency.URGENT_2_WEEKS, (), 6),
    ("new-consultation", None, (0, 2, 4), 9),
    ("follow-up", Urgency.ROUTINE, (), 4),
    ("physiotherapy", None, (1, 3), 2),
    ("new-consultation", Urgency.ROUTINE, (), 1),
)
"""Kind of visit, urgency, weekdays that suit, and days since they joined."""

QUESTIONS = (
    ("new", 0.1, "Do you see people with writer's cramp? My hand locks when I sign."),
    ("new", 0.4, "My father uses a wheelchair. Can we park near the door, and is there a lift to the EMG room?"),
    ("owned", 1.2, "I had an EMG elsewhere in spring. Do I have to repeat it?"),
    ("replied", 2.0, "How long does a first visit take, and can my wife come in with me?"),
    ("replied", 4.0, "Does my insurance pay for physiotherapy after the visit?"),
    ("closed", 9.0, "Please send me your brochure."),
)
"""State, days since it came, and the question."""


def fill_the_lists(desk: Actor, neurologist: Actor, patients: tuple[PatientRecord, ...], *, now: datetime) -> None:
    """Put people on the waiting list, free one place so that an offer goes out, and receive some questions."""
    reachable = [person for person in patients if person.details.email and not person.guardians]
    for (kind, urgency, weekdays, days), person in zip(WAITING, reversed(reachable), strict=False):
        wish = WaitingWish(
            person.public_id,
            kind,
            today_of(now),
            today_of(now) + timedelta(days=21),
            weekdays=weekdays,
            urgency=urgency,
        )
        services.join_waiting_list(desk, wish, now=now - timedelta(days=days))
    _free_a_place(desk, now=now)
    for (state, ago, words), person in zip(QUESTIONS, reachable[5:], strict=False):
        _ask(desk, person, state, words, when=now - timedelta(days=ago))


def _free_a_place(desk: Actor, *, now: datetime) -> None:
    """Somebody cancels a first visit of the next days: the first in line is asked."""
    coming = Visit.objects.filter(state="booked", visit_type__code="new-consultation").exclude(consent="missing")
    visit = coming.filter(starts_at__gt=now + timedelta(hours=26)).order_by("starts_at").first()
    if visit is not None:
        services.cancel(desk, visit.public_id, now=now - timedelta(minutes=20), why="Feels better")


def _ask(desk: Actor, person: PatientRecord, state: str, words: str, *, when: datetime) -> None:
    question = Question(person.full_name, Channel.EMAIL, person.details.email, words)
    enquiry = services.enquire(question, screened=True, now=when)
    later = when + timedelta(hours=1)
    if state != "new":
        services.take_enquiry(desk, enquiry, now=later)
    if state == "replied":
        services.reply(desk, enquiry, "Thank you for asking. Please call us, and we will go through it.", now=later)
    if state == "closed":
        services.close_enquiry(desk, enquiry, now=later)
