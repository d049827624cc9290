"""What pages ask: free times by what a person needs, the day, the month, what is missing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.records import Details, Need, Slot, Wish
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.people.roles import Role
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.money import Money
from eutonia.pathway.offer import Elsewhere, FirstStep
from eutonia.pathway.states import VisitState
from tests.clinic.booking.clinic import (
    NOW,
    SCREENED,
    TODAY,
    at,
    booked,
    clinician,
    insure,
    minutes,
    own,
    register,
    slot,
    staff,
    visit,
    young,
)

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 26)
FIRST = Wish("new-consultation")
SAME_DAY = Need(Urgency.SAME_DAY, screened=True)


def found(wish: Wish = FIRST, need: Need = SCREENED, **more: object) -> queries.FreeTimes:
    """What somebody can choose from."""
    return queries.free_times(wish, need, **({"now": NOW} | more))  # type: ignore[arg-type]


def on(day: date, **wish: object) -> Wish:
    """A wish for one day."""
    return Wish(**({"visit_type": "new-consultation", "first": day, "last": day} | wish))  # type: ignore[arg-type]


def times(wish: Wish, need: Need = SCREENED) -> set[tuple[object, object]]:
    """The free times by clinician, whatever the room."""
    return {(open_slot.slot.clinician, open_slot.slot.starts_at) for open_slot in found(wish, need).slots}


# ---- free times ---------------------------------------------------------------------------------------------


def test_every_time_on_the_list_can_be_held_and_no_other() -> None:
    listed = found(on(THURSDAY)).slots
    assert len(listed) > 20
    keys = times(on(THURSDAY))
    for open_slot in listed[:: len(listed) // 5]:
        held = services.hold(VISITOR, Slot.from_key(open_slot.slot.key), SCREENED, now=NOW)
        assert held.wall == open_slot.wall
        services.release(held.hold, now=NOW)
    gone = booked(slot(11, day=THURSDAY))
    assert times(on(THURSDAY)) < keys
    services.cancel(staff(), gone.visit, now=NOW)
    assert times(on(THURSDAY)) == keys, "free time is derived, not stored"


@pytest.mark.parametrize("text", ["", "a~b", "new-consultation~x~2026-11-26T09:00:00+00:00~r", "a~b~c~d~e"])
def test_a_forged_slot_is_no_slot(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Slot.from_key(text)


def test_a_slot_without_a_zone_is_no_slot() -> None:
    with pytest.raises(ValueError, match="zone"):
        Slot.from_key(slot(9).key.replace("+00:00", ""))


@pytest.mark.parametrize(
    ("wish", "codes"),
    [
        ({}, {"neurologist-a", "neurologist-b"}),
        ({"language": "fr"}, {"neurologist-a"}),
        ({"language": "ur"}, {"neurologist-b"}),
        ({"language": "tlh"}, set()),
        ({"insurer": "example-shield"}, {"neurologist-a"}),
        ({"insurer": "example-abroad"}, set()),
        ({"age": 15}, {"neurologist-b"}),
        ({"age": 40}, {"neurologist-a", "neurologist-b"}),
        ({"birth_date": date(2008, 11, 27)}, {"neurologist-b"}),
        ({"birth_date": date(2008, 11, 26)}, {"neurologist-a", "neurologist-b"}),
        ({"site": "nowhere"}, set()),
    ],
)
def test_only_clinicians_who_suit_are_offered(wish: dict[str, object], codes: set[str]) -> None:
    who = {open_slot.slot.clinician for open_slot in found(on(THURSDAY, **wish)).slots}
    assert who == {clinician(code).public_id for code in codes}


def test_somebody_who_turns_18_is_offered_the_clinician_for_adults_from_that_day() -> None:
    week = Wish("new-consultation", birth_date=date(2008, 11, 26), first=TODAY, last=THURSDAY)
    days = {s.wall.date() for s in found(week).slots if s.slot.clinician == clinician("neurologist-a").public_id}
    assert days == {THURSDAY}


def test_a_chosen_clinician_and_a_busy_patient_narrow_the_list() -> None:
    patient = register()
    booked(slot(11, day=THURSDAY), patient)
    free = found(on(THURSDAY, clinician=clinician("neurologist-b").public_id, patient=patient.public_id)).slots
    assert free
    assert not [s for s in free if at(10, 15, THURSDAY) < s.slot.starts_at < at(11, 45, THURSDAY)]


def test_who_moves_a_visit_is_offered_times_that_overlap_it() -> None:
    patient = register()
    gone = booked(slot(11, day=THURSDAY), patient)
    free = found(on(THURSDAY, patient=patient.public_id, moving=gone.visit)).slots
    assert at(11, 15, THURSDAY) in {s.slot.starts_at for s in free}


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT])
def test_an_emergency_sees_no_time_but_where_to_go(urgency: Urgency) -> None:
    answer = found(need=Need(urgency, screened=True))
    assert answer.slots == ()
    assert answer.may_book.first is FirstStep.EMERGENCY_ADVICE
    assert answer.may_book.elsewhere


def test_without_an_assessment_the_screen_comes_first() -> None:
    assert found(need=Need()).may_book.first is FirstStep.EMERGENCY_SCREEN
    assert found(need=Need()).slots == ()


def test_same_day_sees_today_first_and_kept_places_too() -> None:
    answer = found(need=SAME_DAY)
    assert {s.wall.date() for s in answer.slots} == {TODAY}
    assert answer.later == ()
    assert times(on(TODAY)) < times(on(TODAY), SAME_DAY)


def test_if_today_is_full_they_are_told_where_else_to_go_and_only_then_later_days() -> None:
    services.close(staff(Role.MANAGER), "welbeck-street", TODAY, TODAY, "No power", now=NOW)
    answer = found(need=SAME_DAY)
    assert answer.is_full
    assert {Elsewhere.CALL_111, Elsewhere.GP_TODAY} <= set(answer.may_book.elsewhere)
    assert {s.wall.date() for s in answer.later} <= {TODAY + timedelta(days=n) for n in range(1, 14)}
    assert answer.later


def test_urgent_sees_fourteen_days_and_routine_the_horizon() -> None:
    urgent = found(need=Need(Urgency.URGENT_2_WEEKS, screened=True))
    assert (urgent.first, urgent.last) == (TODAY, TODAY + timedelta(days=13))
    assert found().last == TODAY + timedelta(days=89)


def test_telephone_visits_need_no_room() -> None:
    free = found(on(THURSDAY, visit_type="telephone")).slots
    assert {s.room_name for s in free} == {""}
    assert booked(free[0].slot).is_new


# ---- one visit ----------------------------------------------------------------------------------------------


def test_a_visit_page_says_all_that_a_patient_needs() -> None:
    patient = register()
    done = booked(slot(11, day=THURSDAY), patient)
    page = queries.visit(own(patient), done.visit, now=NOW)
    assert page.line.wall.isoformat() == "2026-11-26T11:00:00+00:00"
    assert page.line.ends == page.line.wall + minutes(45)
    assert (page.site.postcode, page.line.room_name) == ("W1G 0AR", "Consulting room 1")
    assert page.bring
    assert page.preparation
    assert page.site.step_free
    assert page.line.quote.low == Money(20000)
    assert page.history == ()
    assert [step.action for step in queries.visit(staff(), done.visit, now=NOW).history] == ["book"]


def test_the_calendar_file_and_the_page_agree_in_summer_and_winter() -> None:
    for day in (date(2026, 10, 23), date(2026, 10, 26)):
        patient = register()
        done = booked(slot(9, day=day), patient, now=at(8, day=date(2026, 10, 1)))
        content = queries.calendar(own(patient), done.visit, now=NOW).content
        assert f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T090000" in content
        assert "BEGIN:VTIMEZONE" in content
        assert "SUMMARY:Your booking" in content
        assert queries.visit(own(patient), done.visit, now=NOW).line.wall.hour == 9


def test_a_calendar_reads_the_file_as_the_visit_stands() -> None:
    patient = register()
    done = booked(slot(11), patient)
    (event,) = Calendar.from_ical(queries.calendar(own(patient), done.visit, now=NOW).content).walk("VEVENT")
    row = visit(done)
    assert event["UID"] == f"{done.visit}@eutonia"
    assert event["SEQUENCE"] == row.calendar_sequence
    assert event.decoded("DTSTAMP") == NOW
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (row.starts_at, row.starts_at + minutes(45))
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["LOCATION"] == f"{row.site.address}, {row.site.postcode}", "with its commas"


def test_a_patient_sees_their_own_visits_only() -> None:
    patient, other = register(), register()
    mine = booked(slot(11), patient)
    booked(slot(9), other)
    assert [line.public_id for line in queries.visits_of(own(patient), patient.public_id, now=NOW)] == [mine.visit]


# ---- the day ------------------------------------------------------------------------------------------------


def test_the_board_shows_the_same_visits_by_clinician_by_room_and_as_a_list() -> None:
    first, second = booked(slot(11)), booked(slot(9))
    nurse = booked(slot(10, who="nurse", kind="bloods", room="treatment"))
    gone = booked(slot(10))
    services.cancel(staff(), gone.visit, now=NOW)
    board = queries.day(staff(), TODAY, now=NOW)
    standing = {first.visit, second.visit, nurse.visit}
    assert {line.public_id for column in board.clinicians for line in column.visits} == standing
    assert {line.public_id for column in board.rooms for line in column.visits} == standing
    assert [line.public_id for line in board.visits] == [second.visit, gone.visit, nurse.visit, first.visit]
    a = next(column for column in board.clinicians if column.name == "Example neurologist A")
    assert [(gap.starts.hour, gap.ends.hour, gap.ends.minute) for gap in a.work] == [(9, 12, 30), (13, 17, 0)]
    assert sum(gap.minutes for gap in a.gaps) == sum(gap.minutes for gap in a.work) - 90
    assert AuditEntry.objects.filter(verb="day.open").exists()


def test_the_board_of_a_closed_day_says_why() -> None:
    board = queries.day(staff(), date(2026, 12, 25), now=NOW)
    assert board.closed == "Christmas Day"
    assert board.clinicians == ()


def test_the_board_asks_the_database_no_more_for_more_visits() -> None:
    asked = []
    for hour in (9, 10, 11):
        person = register()
        booked(slot(hour, day=THURSDAY), person, coverage=insure(person))
        with CaptureQueriesContext(connection) as seen:
            assert len(queries.day(staff(), THURSDAY, now=NOW).visits) == len(asked) + 1
        asked.append(len(seen))
    assert len(set(asked)) == 1
    assert asked[0] < 25


def test_what_is_missing_for_tomorrow() -> None:
    insured, child = register(), young(14)
    one = booked(slot(11, day=THURSDAY), insured, coverage=insure(insured))
    two = services.place(staff(), slot(9, 30, who="neurologist-b", day=THURSDAY), Details(child.public_id),
        now=NOW, key="k")  # fmt: skip
    problems = {(p.visit.public_id, p.kind) for p in queries.problems(staff(), THURSDAY, now=NOW)}
    assert problems == {
        (one.visit, "authorisation"), (one.visit, "form"), (two.visit, "consent"), (two.visit, "form"),
    }  # fmt: skip
    assert all(p.issue.remedy for p in queries.problems(staff(), THURSDAY, now=NOW))


def test_the_month_counts_visits_free_places_and_closed_days() -> None:
    booked(slot(11, day=THURSDAY))
    days = {count.day: count for count in queries.month(staff(), 2026, 12, now=NOW, visit_type="new-consultation")}
    assert len(days) == 31
    assert days[date(2026, 12, 25)].closed == "Christmas Day"
    assert days[date(2026, 12, 25)].free == 0
    assert days[date(2026, 12, 3)].free > 10
    november = {count.day: count.visits for count in queries.month(staff(), 2026, 11, now=NOW)}
    assert november[THURSDAY] == 1


def test_actions_on_the_board_are_those_of_the_role() -> None:
    done = booked(slot(11))
    services.check_in(staff(), done.visit, now=at(10, 50))
    neurologist = queries.day(staff(Role.NEUROLOGIST), TODAY, now=at(11)).visits[0]
    desk = queries.day(staff(), TODAY, now=at(11)).visits[0]
    assert neurologist.state is VisitState.ARRIVED
    assert set(neurologist.actions) - set(desk.actions) == {"see"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda actor: queries.day(actor, TODAY, now=NOW),
        lambda actor: queries.month(actor, 2026, 12, now=NOW),
        lambda actor: queries.problems(actor, TODAY, now=NOW),
        lambda actor: queries.rota_page(actor, now=NOW),
    ],
    ids=["day", "month", "problems", "rota"],
)
def test_the_day_is_for_staff_and_not_for_the_auditor(ask: object) -> None:
    for actor in (VISITOR, own(register()), staff(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            ask(actor)  # type: ignore[operator]


# ---- what it costs ------------------------------------------------------------------------------------------


def test_the_estimate_is_sure_of_the_visit_and_counts_each_group_of_tests_once() -> None:
    estimate = cover.visit_estimate("first-visit", ["blood", "blood", "emg", "visit", "unknown"])
    assert estimate.sure.low == Money(20000)
    assert (estimate.whole.low, estimate.whole.high) == (Money(20000), Money(35000 + 40000 + 60000))


def test_a_later_price_does_not_change_what_somebody_was_told() -> None:
    from eutonia.clinic.cover import services as prices

    patient = register()
    done = booked(slot(11), patient)
    dear = prices.PriceDetails("first-visit", "First visit", "visit", 90000, 99000)
    prices.set_price(staff(Role.MANAGER), dear, now=NOW)
    assert queries.visit(own(patient), done.visit, now=NOW).line.quote.low == Money(20000)
    assert queries.visit_types()[0].price.low == Money(90000)
