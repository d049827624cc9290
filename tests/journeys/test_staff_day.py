"""A day at the clinic: received, late, seen, gone, paid; placed, moved, cancelled; by keyboard and on a telephone."""

import pytest
from playwright.sync_api import expect

from eutonia.clinic.booking.models import Visit
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.journeys.booking import Clock
from tests.journeys.inspection import NARROW
from tests.journeys.staffing import NewMember, clock, member, placed, visit_in_list

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock", "member"]


def rosa() -> Visit:
    """Rosa Lind, today at nine."""
    return clinic.visit(placed(clinic.slot(9), clinic.register(given_name="Rosa", family_name="Lind")))


def test_check_in_late_see_leave_pay(member: NewMember, clock: Clock) -> None:
    rosa()
    clock.turn(minutes=55)
    desk, neurologist = member(), member(Role.NEUROLOGIST)
    desk.opens("/staff/")
    desk.sees("1 still expected, 0 here now.")
    desk.opens("/staff/desk/day/2026-11-25/list/")
    desk.follows("9:00am Rosa Lind")
    desk.presses("Comes late")
    desk.sees("Marked as late.")
    clock.turn(minutes=10)
    desk.opens("/staff/desk/")
    desk.presses("Check in Rosa Lind, 9:00am")
    desk.sees("Checked in.")
    expect(visit_in_list(desk, "9:00am Rosa Lind")).to_contain_text("Here")
    neurologist.opens("/staff/desk/mine/")
    neurologist.sees("Waiting for you, and can begin:")
    neurologist.presses("Begin the visit Rosa Lind, 9:00am")
    neurologist.sees("With you now: Rosa Lind, since 9:00am.")
    clock.turn(minutes=40)
    desk = member()  # nobody was at the desk meanwhile
    desk.opens("/staff/desk/day/2026-11-25/list/")
    desk.presses("End the visit Rosa Lind, 9:00am")
    desk.sees("The visit is over.")
    desk.follows("9:00am Rosa Lind")
    desk.follows("Take a payment")
    desk.presses("Save the payment")
    desk.is_told("Choose how they paid")
    desk.chooses("Card")
    desk.enters("Receipt number (optional)", "R-2041")
    desk.presses("Save the payment")
    desk.sees("The payment is written down.")
    desk.sees("Paid £200, Card")
    desk.follows("Entered by mistake £200, 25 November 2026, 9:45am, 1")
    desk.enters("Reason", "typed twice")
    desk.presses("It was a mistake")
    desk.sees("Written down as a mistake: no money came in.")


def test_somebody_calls_and_is_placed_and_the_doubtful_twin_is_settled(member: NewMember, clock: Clock) -> None:
    clinic.register(given_name="Anna", family_name="Vasquez")
    desk = member()
    desk.opens("/staff/desk/find/")
    desk.presses("Search")
    desk.is_told("Enter a name, a date of birth, an NHS number, a telephone number or an email address")
    desk.enters("Name, date of birth, NHS number, telephone or email", "Vasquz")
    desk.presses("Search")
    desk.sees("1 person found")
    desk.follows("Not here? Register a new patient")
    desk.enters("Given names", "Anna")
    desk.enters("Family name", "Vasquz")
    for label, value in (("Day", "3"), ("Month", "April"), ("Year", "1980")):
        desk.enters(label, value)
    desk.enters("Telephone", "07700 900321")
    desk.presses("Register")
    desk.sees("This may be the same person as")
    desk.follows("Compare with Anna Vasquez, born 3 April 1980")
    desk.chooses("Two people: do not ask again")
    desk.enters("How do you know?", "asked her by telephone")
    desk.presses("Settle it")
    desk.sees("They stay two records, and nobody is asked again.")
    desk.opens("/staff/desk/found/")
    desk.page.get_by_role("link", name="Anna Vasquz").click()
    desk.presses("Book a visit")
    desk.presses("Show free times")
    desk.is_told("Ask about the emergency signs, and choose the answer")
    desk.page.get_by_label("Kind of visit").select_option("new-consultation")
    desk.chooses("I asked: none of these", "Within two weeks")
    desk.presses("Show free times")
    desk.sees_heading("Free times")
    desk.page.get_by_role("group", name="Thursday 26 November 2026").get_by_role("radio").first.check()
    desk.presses("Book this time")
    desk.sees("The visit is booked. The patient gets a message with a link.")
    assert Visit.objects.get().urgency == 2


def test_moved_and_cancelled(member: NewMember, clock: Clock) -> None:
    visit = rosa()
    desk = member()
    desk.opens(f"/staff/desk/visit/{visit.public_id}/")
    desk.follows("Move the visit")
    desk.presses("Move it to this time")
    desk.is_told("Choose a time")
    today = desk.page.get_by_role("group", name="Wednesday 25 November 2026")
    today.get_by_role("radio", name="9:15am").first.check()
    desk.presses("Move it to this time")
    desk.sees("The visit is moved.")
    desk.sees("New consultation, Wednesday 25 November 2026, 9:15am")
    desk.follows("Cancel the visit")
    desk.presses("Cancel the visit")
    desk.is_told("Say in a few words why")
    desk.enters("Reason", "has a cold")
    desk.presses("Cancel the visit")
    desk.sees("The visit is cancelled.")
    desk.sees("Reason: has a cold")


def test_the_board_is_walked_by_keyboard(member: NewMember, clock: Clock) -> None:
    rosa()
    placed(clinic.slot(9, 45), clinic.register(given_name="Kit", family_name="Moor"))
    placed(
        clinic.slot(9, who="neurophysiologist", kind="emg", room="emg"),
        clinic.register(given_name="Ada", family_name="Bell"),
    )
    desk = member()
    desk.opens("/staff/desk/")
    desk.sees_heading("Wednesday 25 November 2026 today")
    desk.tabs_to("9:00am Rosa Lind")
    desk.page.keyboard.press("ArrowDown")
    assert desk.focused_name() == "9:45am Kit Moor"
    desk.page.keyboard.press("ArrowUp")
    desk.page.keyboard.press("ArrowRight")
    assert desk.focused_name() == "9:00am Ada Bell"
    desk.page.keyboard.press("Enter")
    desk.sees_heading("Ada Bell")
    desk.opens("/staff/desk/")
    desk.follows("Board by room")
    desk.sees("Consulting room 1")
    desk.follows("Month")
    desk.sees_heading("November 2026")
    desk.follows("26 November 2026")
    desk.sees_heading("Thursday 26 November 2026")


def test_without_a_script_on_a_telephone(member: NewMember, clock: Clock) -> None:
    rosa()
    clock.turn(minutes=50)
    desk = member(java_script_enabled=False, viewport=NARROW)
    desk.opens("/staff/desk/")
    desk.sees("Is this board wider than your screen?")
    desk.follows("list in order of time")
    desk.presses("Check in Rosa Lind, 9:00am")
    desk.sees("Checked in.")


def test_a_young_person_for_whom_nobody_agreed(member: NewMember, clock: Clock) -> None:
    slot = clinic.slot(14, day=clinic.TODAY.replace(day=26), who="neurologist-b", room="consulting-2")
    placed(slot, clinic.young(15))
    desk, neurologist = member(), member(Role.NEUROLOGIST)
    desk.opens("/staff/")
    desk.follows("What is missing tomorrow")
    desk.follows("Consent: Mina Owusu, Thu 26 November, 2:00pm")
    desk.sees("Nobody who may has agreed to this visit.")
    desk.follows("Write down who agreed")
    desk.presses("Save")
    desk.is_told("Choose who has agreed")
    desk.chooses("Eva Owusu")
    desk.presses("Save")
    desk.sees("Written down who agreed.")
    neurologist.opens(desk.page.url.removeprefix(desk.origin))
    neurologist.follows("Write down what is told in confidence")
    neurologist.enters("What did they tell you in confidence?", "She smokes.")
    neurologist.presses("Keep this note")
    neurologist.sees("She smokes.")
    desk.opens(desk.page.url.removeprefix(desk.origin))
    desk.does_not_see("confidence")
