"""The waiting list: who is asked first, for how long, and what becomes of the place."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.models import Hold, Offer, WaitingEntry
from eutonia.clinic.booking.records import WaitingWish
from eutonia.clinic.booking.visits.freed import offer_ends
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role
from eutonia.knowledge.vocabulary import Urgency
from tests.clinic.booking.clinic import (
    NOW,
    SCREENED,
    at,
    booked,
    clinician,
    insure,
    messages,
    minutes,
    own,
    parent,
    register,
    slot,
    staff,
    visit,
    young,
)

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 27)
PLACE = (11, 0)


def join(patient: PatientRecord, *, later: int = 0, **wish: object) -> UUID:
    """Put somebody on the list."""
    usual = {"visit_type": "new-consultation", "first": FRIDAY, "last": date(2026, 12, 4)}
    return services.join_waiting_list(
        own(patient),
        WaitingWish(patient.public_id, **(usual | wish)),
        now=NOW + minutes(later),  # type: ignore[arg-type]
    )


def free_a_place() -> None:
    """Somebody cancels the visit of Friday at eleven."""
    patient = register()
    found = booked(slot(11, day=FRIDAY), patient)
    services.cancel(own(patient), found.visit, now=NOW)


def offered() -> list[str]:
    """To whom offers went, the first first."""
    return [m.to for m in messages("offer")]


def token() -> str:
    """The token of the newest offer."""
    return messages("offer")[-1].link.split("/")[2]


def test_a_freed_place_is_held_for_the_first_in_line_and_becomes_a_visit() -> None:
    patient = register()
    join(patient)
    free_a_place()
    assert offered() == [patient.details.email]
    with pytest.raises(services.SlotTaken):
        services.hold(VISITOR, slot(11, day=FRIDAY), SCREENED, now=NOW)
    page = queries.offer(token(), now=NOW)
    assert (page.wall.hour, page.minutes, page.clinician_name) == (11, 45, "Example neurologist A")
    found = services.accept_offer(token(), now=NOW + minutes(30))
    assert visit(found).starts_at == at(11, day=FRIDAY)
    assert visit(found).patient.public_id == patient.public_id
    assert WaitingEntry.objects.get().state == "placed"
    with pytest.raises(services.OfferGone):
        services.accept_offer(token(), now=NOW + minutes(31))


def test_the_more_urgent_comes_first_and_then_who_waits_longest() -> None:
    routine, longest, urgent = register(), register(), register()
    join(routine, later=1)
    join(longest, later=0)
    join(urgent, later=9, urgency=Urgency.URGENT_2_WEEKS)
    free_a_place()
    assert offered() == [urgent.details.email]
    services.decline_offer(token(), now=NOW + minutes(10))
    assert offered()[1:] == [longest.details.email]
    services.expire(now=NOW + minutes(10 + 120))
    assert offered()[2:] == [routine.details.email]
    services.expire(now=NOW + minutes(10 + 240))
    assert len(offered()) == 3, "nobody is asked twice for the same place"
    assert not Hold.objects.exists()
    assert {row.state for row in WaitingEntry.objects.all()} == {"waiting"}
    assert sorted(row.state for row in Offer.objects.all()) == ["declined", "expired", "expired"]


@pytest.mark.parametrize(
    "wish",
    [
        {"visit_type": "follow-up", "weekdays": (0, 1)},
        {"last": FRIDAY - timedelta(days=1), "first": FRIDAY - timedelta(days=2)},
        {"notice_minutes": 60 * 24 * 5},
        {"visit_type": "physiotherapy"},
    ],
    ids=["other weekdays", "days before", "needs more notice", "other kind of visit"],
)
def test_nobody_is_offered_what_does_not_suit(wish: dict[str, object]) -> None:
    join(register(), **wish)
    free_a_place()
    assert offered() == []


def test_a_shorter_visit_fits_into_a_longer_place() -> None:
    patient = register()
    join(patient, visit_type="follow-up")
    free_a_place()
    services.accept_offer(token(), now=NOW)
    assert WaitingEntry.objects.get().visit.minutes == 30  # type: ignore[union-attr]


def test_who_asked_for_another_clinician_or_is_too_young_or_insured_elsewhere_is_passed_over() -> None:
    join(register(), clinician=clinician("neurologist-b").public_id)
    child = young(15)
    services.join_waiting_list(
        parent(child),
        WaitingWish(child.public_id, "new-consultation", FRIDAY, FRIDAY),
        now=NOW,
    )
    abroad = register()
    join(abroad, coverage=insure(abroad, "example-abroad", "X"))
    last = register()
    join(last)
    free_a_place()
    assert offered() == [last.details.email]


def test_an_accepted_offer_moves_the_later_visit() -> None:
    patient = register()
    later = booked(slot(9, day=date(2026, 12, 3)), patient)
    join(patient, replaces=later.visit)
    free_a_place()
    found = services.accept_offer(token(), now=NOW)
    assert found.visit == later.visit
    assert visit(later).starts_at == at(11, day=FRIDAY)
    assert services.hold(VISITOR, slot(9, day=date(2026, 12, 3)), SCREENED, now=NOW)


def test_an_earlier_visit_is_not_offered_a_later_place() -> None:
    patient = register()
    early = booked(slot(9, day=date(2026, 11, 26)), patient)
    join(patient, replaces=early.visit)
    free_a_place()
    assert offered() == []


def test_a_mother_is_asked_for_her_daughter() -> None:
    child = young(14)
    services.join_waiting_list(parent(child), WaitingWish(child.public_id, "new-consultation", FRIDAY, FRIDAY), now=NOW)
    other = register()
    found = booked(slot(14, who="neurologist-b", day=FRIDAY), other)
    services.cancel(own(other), found.visit, now=NOW)
    assert offered() == ["eva@example.org"]
    assert visit(services.accept_offer(token(), now=NOW)).consent == "guardian"


def test_there_is_no_offer_where_there_is_no_time_to_answer() -> None:
    join(register(), first=date(2026, 11, 25), notice_minutes=0)
    patient = register()
    found = booked(slot(9), patient, now=at(7, 55))
    services.cancel(own(patient), found.visit, now=at(8, 40))
    assert offered() == []


@pytest.mark.parametrize(
    ("made", "starts", "ends"),
    [
        ((25, 20, 59), (27, 11, 0), (25, 22, 59)),  # by day: two hours
        ((25, 21, 0), (27, 11, 0), (26, 10, 0)),  # at night: two hours from the morning on
        ((26, 2, 0), (27, 11, 0), (26, 10, 0)),
        ((26, 7, 59), (26, 9, 0), (26, 8, 30)),  # half-way from the morning to the visit
        ((26, 2, 0), (26, 8, 20), (26, 4, 0)),  # the morning leaves no time: the night has to count
    ],
)
def test_nobody_sleeps_through_an_offer(
    made: tuple[int, int, int], starts: tuple[int, int, int], ends: tuple[int, int, int]
) -> None:
    def wall(day: int, hour: int, minute: int) -> datetime:
        return at(hour, minute, date(2026, 11, day))

    assert offer_ends(wall(*starts), wall(*made)) == wall(*ends)


def test_nobody_is_woken_by_a_text_message() -> None:
    """At two in the night a text waits until the offer begins to run; an e-mail goes at once."""
    night = at(2, 0, date(2026, 11, 26))
    reached = {"text": {"email": "", "phone": "07700 900123"}, "e-mail": {}}
    due = {}
    for means, details in reached.items():
        entry = join(register(**details))
        hour = {"text": 9, "e-mail": 11}[means]
        services.offer_place(staff(), entry, slot(hour, day=FRIDAY), now=night)
        due[means] = messages("offer")[-1].next_at
    assert due == {"text": at(8, 0, date(2026, 11, 26)), "e-mail": night}


def test_leaving_the_list_passes_an_open_offer_on() -> None:
    first, second = register(), register()
    entry = join(first)
    join(second, later=1)
    free_a_place()
    services.leave_waiting_list(own(first), entry, now=NOW + minutes(5))
    assert offered() == [first.details.email, second.details.email]


def test_an_offer_after_its_time_is_gone_even_before_the_worker_came() -> None:
    join(register())
    free_a_place()
    for attempt in (services.accept_offer, services.decline_offer, queries.offer):
        with pytest.raises(services.OfferGone):
            attempt(token(), now=NOW + minutes(120))


def test_the_desk_offers_a_place_by_hand_and_sees_the_line() -> None:
    patient = register()
    entry = join(patient)
    services.offer_place(staff(), entry, slot(9, day=FRIDAY), now=NOW)
    line = queries.waiting_list(staff(), now=NOW)[0]
    assert (line.public_id, line.place, line.state) == (entry, 1, "offered")
    assert line.offer_until == NOW + minutes(120)
    with pytest.raises(services.BookingProblem):
        services.offer_place(staff(), entry, slot(10, day=FRIDAY), now=NOW)


def test_the_list_is_for_the_desk_and_nobody_joins_for_another() -> None:
    patient, stranger = register(), register()
    entry = join(patient)
    for attempt in (
        lambda: join_as(stranger, patient),
        lambda: services.leave_waiting_list(own(stranger), entry, now=NOW),
        lambda: queries.waiting_list(own(patient), now=NOW),
        lambda: queries.waiting_list(staff(Role.NURSE), now=NOW),
        lambda: services.offer_place(staff(Role.NURSE), entry, slot(9, day=FRIDAY), now=NOW),
        lambda: queries.my_waiting(own(stranger), patient.public_id, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def join_as(who: PatientRecord, whom: PatientRecord) -> UUID:
    """Try to put somebody else on the list."""
    return services.join_waiting_list(
        own(who), WaitingWish(whom.public_id, "new-consultation", FRIDAY, FRIDAY), now=NOW
    )
