"""Insurance, inbox, manager and auditor, each at their own pages."""

import pytest
from playwright.sync_api import expect

from eutonia.clinic.audit.services import seal
from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Closure, Enquiry, Visit
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.journeys.booking import Clock, newest
from tests.journeys.staffing import NewMember, clock, member, placed

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock", "member"]


def test_insurance_approves_and_the_visit_can_begin(member: NewMember, clock: Clock) -> None:
    person = clinic.register(given_name="Rosa", family_name="Lind")
    visit = clinic.visit(placed(clinic.slot(9), person, coverage=clinic.insure(person)))
    services.check_in(clinic.staff(), visit.public_id, now=clinic.at(8, 50))
    clock.turn(minutes=55)
    insurance, neurologist = member(Role.INSURANCE), member(Role.NEUROLOGIST)
    neurologist.opens("/staff/desk/mine/")
    neurologist.sees("The insurer has not approved this visit.")
    neurologist.follows("9:00am Rosa Lind")
    expect(neurologist.page.get_by_role("button", name="Begin the visit")).to_have_count(0)
    insurance.opens("/staff/")
    insurance.follows("Insurance: what waits")
    insurance.sees("There is no diagnosis code.")
    insurance.page.get_by_role("link", name="Rosa Lind").click()
    insurance.sees("If the insurer does not pay, it costs them £200 to £350.")
    insurance.follows("Change what is asked for")
    insurance.enters("Diagnosis codes (ICD-10)", "G24.3")
    insurance.presses("Save")
    insurance.follows("Ask the insurer")
    insurance.presses("Ask the insurer")
    insurance.sees("Ask Example Mutual Health on https://mutual.example.org/providers")
    insurance.follows("The insurer said yes")
    insurance.presses("The insurer said yes")
    insurance.is_told("Enter the code that the insurer gave")
    insurance.enters("Authorisation code", "AUTH-77")
    for label, value in (("Day", "24"), ("Month", "1"), ("Year", "2027")):
        insurance.enters(label, value)
    insurance.enters("Visits that it covers in all", "3")
    insurance.presses("The insurer said yes")
    insurance.sees("The authorisation is approved.")
    insurance.sees("3 of 3 left")
    assert newest("cover").to == person.details.email
    neurologist.opens("/staff/desk/mine/")
    neurologist.presses("Begin the visit Rosa Lind, 9:00am")
    neurologist.sees("With you now: Rosa Lind")
    insurance.page.reload()
    insurance.sees("2 of 3 left")


def test_an_insurer_says_no_and_the_patient_pays(member: NewMember, clock: Clock) -> None:
    person = clinic.register(given_name="Rosa", family_name="Lind")
    visit = clinic.visit(placed(clinic.slot(9), person, coverage=clinic.insure(person)))
    assert visit.authorisation is not None
    insurance = member(Role.INSURANCE)
    insurance.opens(f"/staff/insurance/{visit.authorisation.public_id}/change/")
    insurance.enters("Diagnosis codes (ICD-10)", "G24.3")
    insurance.presses("Save")
    insurance.follows("Ask the insurer")
    insurance.presses("Ask the insurer")
    insurance.follows("The insurer said no")
    insurance.enters("What did they say?", "Not covered by this policy.")
    insurance.presses("The insurer said no")
    insurance.sees("Your insurer has said no to this visit.")
    insurance.follows("Wednesday 25 November 2026, 9:00am, New consultation")
    insurance.follows("Change who pays")
    insurance.chooses("The patient")
    insurance.presses("Save")
    insurance.sees("Written down who pays.")
    insurance.sees("You pay for this visit yourself.")


def test_an_enquiry_is_answered_and_becomes_a_visit(member: NewMember, clock: Clock) -> None:
    question = services.Question("Mo Farrell", Channel.EMAIL, "mo@example.org", "Do you see stiff necks?")
    services.enquire(question, screened=True, now=clinic.NOW)
    clinic.register(given_name="Mo", family_name="Farrell")
    desk = member()
    desk.opens("/staff/")
    desk.follows("Enquiries")
    desk.follows("Mo Farrell, 25 November 2026, 8:00am number 1")
    desk.presses("I look after it")
    desk.follows("Reply")
    desk.presses("Send the reply")
    desk.is_told("Write the reply")
    desk.enters("Your reply", "Yes, we do.")
    desk.presses("Send the reply")
    desk.sees("a message with a link is on its way")
    desk.opens(newest("reply").link)
    desk.sees("Yes, we do.")
    desk.opens("/staff/inbox/?state=replied")
    desk.follows("Mo Farrell, 25 November 2026, 8:00am number 1")
    desk.presses("Book a visit for this enquiry")
    desk.enters("Name, date of birth, NHS number, telephone or email", "farrell")
    desk.presses("Search")
    desk.page.get_by_role("link", name="Mo Farrell").click()
    desk.presses("Book a visit")
    desk.page.get_by_label("Kind of visit").select_option("new-consultation")
    desk.sees("Does this visit answer the enquiry of Mo Farrell?")
    desk.chooses("Yes", "I asked: none of these", "Nobody has said")
    desk.presses("Show free times")
    desk.page.get_by_role("radio").first.check()
    desk.presses("Book this time")
    desk.sees("The visit is booked.")
    assert Enquiry.objects.get().state == "booked"


def test_the_manager_closes_a_day_with_visits(member: NewMember, clock: Clock) -> None:
    tomorrow = clinic.TODAY.replace(day=26)
    placed(clinic.slot(10, day=tomorrow), clinic.register(given_name="Rosa", family_name="Lind"))
    manager = member(Role.MANAGER)
    manager.opens("/staff/")
    manager.page.get_by_role("main").get_by_role("link", name="Clinic", exact=True).click()
    manager.follows("Close the clinic")
    for group in ("First day", "Last day, included"):
        within = manager.page.get_by_role("group", name=group)
        for label, value in (("Day", "26"), ("Month", "11"), ("Year", "2026")):
            within.get_by_label(label, exact=True).fill(value)
    manager.presses("Close it")
    manager.is_told("Say why")
    manager.enters("Why", "a burst pipe")
    manager.presses("Close it")
    manager.sees("Thu 26 November, 10:00am: Rosa Lind, Example neurologist A")
    assert not Closure.objects.exists()
    manager.page.get_by_role("checkbox", name="Yes. I will move these visits").check()
    manager.presses("Close it")
    manager.sees("Saved.")
    manager.sees("a burst pipe")
    manager.opens("/staff/")
    manager.follows("Visits that cannot take place as booked")
    manager.follows("Nobody there: Rosa Lind, Thu 26 November, 10:00am")
    manager.follows("Move the visit")
    manager.page.get_by_role("group", name="Friday 27 November 2026").get_by_role("radio").first.check()
    manager.presses("Move it to this time")
    manager.sees("The visit is moved.")
    assert Visit.objects.get().starts_at.date().day == 27
    manager.opens("/staff/desk/stranded/")
    manager.sees("There are none.")


def test_the_manager_changes_a_price_and_a_rota(member: NewMember, clock: Clock) -> None:
    manager = member(Role.MANAGER)
    manager.opens("/staff/clinic/prices/")
    manager.page.get_by_role("link", name="MRI scan").click()
    manager.enters("To", "9x")
    manager.presses("Save")
    manager.is_told("Enter an amount in pounds, like 45 or 45.50")
    manager.enters("To", "950")
    manager.presses("Save")
    manager.sees("£350 to £950")
    manager.opens("/staff/clinic/rota/")
    manager.follows("Add weekly work")
    manager.page.get_by_label("Who", exact=True).select_option("Example neurologist B")
    manager.chooses("Wednesday")
    manager.enters("From", "9:30")
    manager.enters("To", "13:00")
    manager.presses("Add it")
    manager.sees("Wednesday 9:30am to 1:00pm")
    manager.opens("/staff/desk/day/2026-12-02/clinicians/")
    manager.sees("Example neurologist B")


def test_the_auditor_looks_and_is_seen_looking(member: NewMember, clock: Clock) -> None:
    person = clinic.register(given_name="Rosa", family_name="Lind")
    desk, auditor = member(), member(Role.AUDITOR)
    desk.opens(f"/staff/desk/patient/{person.public_id}/")
    desk.sees(str(person.public_id))
    auditor.opens("/staff/")
    auditor.page.get_by_role("main").get_by_role("link", name="Who looked and who changed what").click()
    auditor.page.get_by_text("Narrow the list").click()
    auditor.enters("Patient's reference", "nonsense")
    auditor.presses("Show")
    auditor.is_told("Enter the whole reference, 32 letters and figures in 5 groups")
    auditor.enters("Patient's reference", str(person.public_id))
    auditor.presses("Show")
    auditor.sees("Patient record: looked at")
    auditor.sees("Example front-desk (front desk)")
    auditor.opens("/staff/audit/?what=audit")
    auditor.sees("Account of who looked: looked at")
    seal(now=clock.at)
    auditor.follows("Is this account whole? Check every line")
    auditor.sees("Yes. Every line is as it was written")
    auditor.opens(f"/staff/desk/patient/{person.public_id}/")
    auditor.sees_heading("You cannot see this page")
