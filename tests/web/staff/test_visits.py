"""One visit: carried forward by the right people in the right order, paid, cancelled, agreed to, told in confidence."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import ConfidentialNote, Visit
from eutonia.clinic.booking.queries import Details
from eutonia.clinic.cover import services as cover
from eutonia.clinic.cover.models import Payment
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff import pages
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import see, send

TOMORROW = clinic.TODAY + timedelta(days=1)


@pytest.fixture
def visit() -> Visit:
    """Somebody who pays, today at ten."""
    patient = clinic.register(given_name="Rosa", family_name="Lind")
    return clinic.visit(
        services.place(clinic.staff(), clinic.slot(10), Details(patient.public_id), now=clinic.NOW, key="k")
    )


@pytest.fixture
def insured() -> Visit:
    """Somebody whose insurer has not been asked, today at eleven."""
    patient = clinic.register(given_name="Ida", family_name="Berg")
    details = Details(patient.public_id, coverage=clinic.insure(patient))
    return clinic.visit(services.place(clinic.staff(), clinic.slot(11), details, now=clinic.NOW, key="i"))


@pytest.fixture
def young() -> Visit:
    """A girl of 15 for whom nobody has agreed, tomorrow."""
    slot = clinic.slot(14, day=TOMORROW, who="neurologist-b", room="consulting-2")
    details = Details(clinic.young(15).public_id)
    return clinic.visit(services.place(clinic.staff(), slot, details, now=clinic.NOW, key="y"))


def at(visit: Visit, rest: str = "") -> str:
    """An address of a visit."""
    return f"/staff/desk/visit/{visit.public_id}/{rest}"


def test_a_visit_is_carried_through_the_day(sign_in: SignIn, visit: Visit) -> None:
    pages.set_clock(clinic.at(9, 55))
    desk, neurologist = sign_in(), sign_in(Role.NEUROLOGIST)
    assert "Begin the visit" not in see(desk, at(visit))
    assert "◔ Late" in send(desk, at(visit, "step/mark-late/"))
    assert "Checked in." in send(desk, at(visit, "step/check-in/"))
    assert "▶ With the clinician" in send(neurologist, at(visit, "step/see/"))
    assert "✓ Left" in send(desk, at(visit, "step/leave/"))
    page = see(desk, at(visit))
    assert re.search(r"What happened Ended .* Begun .* Checked in .* Marked as late .* Booked", page)
    assert "Example neurologist" in page


def test_what_can_be_done_before_a_visit_is_not_said_after_it(sign_in: SignIn, visit: Visit) -> None:
    before = "tell us before the visit begins"
    address = f"/staff/desk/visit/{visit.public_id}/"
    nurse = sign_in(Role.NURSE)
    assert before in see(nurse, address)
    send(nurse, f"{address}step/check-in/")
    send(nurse, f"{address}step/see/")
    page = see(nurse, address)
    assert before not in page
    assert "You pay for this visit yourself." in page


def test_a_slip_of_the_hand_is_taken_back(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    send(desk, at(visit, "step/check-in/"))
    page = send(desk, at(visit, "step/undo-check-in/"))
    assert "Expected again." in page
    assert "○ Expected" in page


def test_what_is_not_possible_now_is_refused_on_the_page_with_the_remedy(sign_in: SignIn, visit: Visit) -> None:
    response = sign_in().post(at(visit, "step/leave/"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: Visit" in page
    assert "‘leave’ is not possible: it is booked." in page
    assert Visit.objects.get(pk=visit.pk).state == "booked"


def test_an_insured_visit_does_not_begin_before_the_insurer_allows_it(sign_in: SignIn, insured: Visit) -> None:
    neurologist = sign_in(Role.NEUROLOGIST)
    send(sign_in(), at(insured, "step/check-in/"))
    page = send(neurologist, at(insured, "step/see/"))
    assert (
        "The insurer has not approved this visit. The insurance team asks the insurer. Or ask the patient whether they"
        in page
    )
    assert Visit.objects.get(pk=insured.pk).state == "arrived"
    assert "Written down who pays." in send(sign_in(), at(insured, "payer/"), {"payer": "self"})
    assert "The visit has begun." in send(neurologist, at(insured, "step/see/"))


def test_the_remedy_is_one_that_the_reader_can_act_on(sign_in: SignIn, insured: Visit) -> None:
    """Who may not open the insurance pages is told who does it, and since when they wait for an answer."""
    assert insured.authorisation is not None
    address = f"/staff/insurance/{insured.authorisation.public_id}/"
    team = "The insurer has not approved this visit. The insurance team asks the insurer. Or ask the patient"
    for role in (Role.FRONT_DESK, Role.NURSE, Role.NEUROLOGIST):
        assert team in see(sign_in(role), at(insured)), role
    insurance = sign_in(Role.INSURANCE)
    assert "Ask the insurer, or ask the patient whether they want to pay themselves." in see(insurance, at(insured))
    send(insurance, f"{address}change/", {"procedures": "new-consult", "diagnoses": "r25.2"})
    send(insurance, f"{address}step/request/")
    asked = "The insurance team asked the insurer on 25 November 2026 and waits for the answer. Or ask the patient"
    for page in (at(insured), f"/staff/desk/day/{clinic.TODAY}/missing/", f"/staff/desk/day/{clinic.TODAY}/list/"):
        assert asked in see(sign_in(Role.NURSE), page), page
    send(insurance, f"{address}step/decline/", {"note": "not covered"})
    assert team in see(sign_in(), at(insured))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_the_way_to_change_who_pays_is_shown_to_those_who_may(sign_in: SignIn, insured: Visit, role: Role) -> None:
    browser = sign_in(role)
    is_shown = "Change who pays" in see(browser, at(insured))
    assert is_shown == (browser.get(at(insured, "payer/")).status_code == 200)
    assert is_shown == (role in (Role.FRONT_DESK, Role.INSURANCE, Role.MANAGER))


def test_the_insurance_role_is_led_from_the_visit_to_the_authorisation(sign_in: SignIn, insured: Visit) -> None:
    assert insured.authorisation is not None
    address = f"/staff/insurance/{insured.authorisation.public_id}/"
    assert address in sign_in(Role.INSURANCE).get(at(insured)).content.decode()
    assert address not in sign_in().get(at(insured)).content.decode()
    page = see(sign_in(Role.INSURANCE), address)
    assert "The patient reads: “We have no yes from your insurer yet." in page
    assert "If the insurer does not pay, it costs them £200 to £350." in page


def test_a_visit_is_cancelled_with_a_reason(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    assert "Say in a few words why" in send(desk, at(visit, "cancel/"))
    page = send(desk, at(visit, "cancel/"), {"why": "has a cold"})
    assert "The visit is cancelled." in page
    assert "Reason: has a cold" in page
    assert "‘cancel’ is not possible" in send(desk, at(visit, "cancel/"), {"why": "again"})


def test_somebody_who_did_not_come(sign_in: SignIn, visit: Visit) -> None:
    assert "This visit has not begun yet." in send(sign_in(), at(visit, "did-not-come/"))
    pages.set_clock(clinic.at(10, 30))
    desk = sign_in()
    assert "✕ Did not come" in send(desk, at(visit, "did-not-come/"), {"why": "no answer by telephone"})
    assert "Came after all" in see(desk, at(visit))


def test_opening_a_visit_is_written_down_and_an_unknown_one_is_not_there(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    see(desk, at(visit))
    assert AuditEntry.objects.filter(verb="visit.open", subject_id=str(visit.public_id)).exists()
    see(desk, f"/staff/desk/visit/{uuid4()}/", status=404)
    assert desk.post(f"/staff/desk/visit/{uuid4()}/step/check-in/").status_code == 404
    assert desk.post(at(visit, "step/fly/")).status_code == 404


# ---- moving --------------------------------------------------------------------------------------------------


def slots_of(browser: Client, address: str) -> list[str]:
    """The keys of the times that a page offers."""
    return re.findall(r'name="slot"\s+id="[^"]+"\s+value="([^"]+)"', browser.get(address).content.decode())


def test_a_visit_is_moved_also_to_a_time_that_overlaps_its_own(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    keys = slots_of(desk, at(visit, "move/"))
    overlapping = next(key for key in keys if clinic.at(10, 15).isoformat() in key)
    page = send(desk, at(visit, "move/"), {"slot": overlapping, "why": "the train"})
    assert "The visit is moved." in page
    assert "New consultation, Wednesday 25 November 2026, 10:15am" in page
    assert "Moved 25 November 2026, 8:00am Example front-desk, for 25 November 2026, 10:15am Reason: the train" in page


def test_a_time_that_was_not_offered_is_refused(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    for slot in ("", "nonsense", clinic.slot(3).key, clinic.slot(9, who="nurse", kind="bloods").key):
        assert "The visit is moved" not in send(desk, at(visit, "move/"), {"slot": slot})
    assert Visit.objects.get(pk=visit.pk).starts_at == clinic.at(10)


def test_later_days_are_a_page_away(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    html = desk.get(at(visit, "move/")).content.decode()
    later = re.search(r'href="([^"]+\?from=[0-9-]+)"', html)
    assert later is not None
    assert "Thursday 26 November" in see(desk, at(visit, "move/"))
    assert "Thursday 26 November" not in see(desk, later[1])
    assert slots_of(desk, at(visit, "move/?from=nonsense")) == slots_of(desk, at(visit, "move/"))


# ---- money ---------------------------------------------------------------------------------------------------


def pay(browser: Client, visit: Visit, **changes: str) -> str:
    """Take £45.50 by card."""
    return send(browser, at(visit, "pay/"), {"amount": "45.50", "method": "card", "key": str(uuid4())} | changes)


def test_a_payment_is_taken_once_however_often_the_button_is_pressed(sign_in: SignIn, visit: Visit) -> None:
    desk, key = sign_in(), str(uuid4())
    assert 'value="200"' in desk.get(at(visit, "pay/")).content.decode()  # what is owed at the least
    for _ in range(2):
        assert "Paid £45.50" in pay(desk, visit, key=key, reference="R-1")
    assert Payment.objects.count() == 1
    assert 'value="154.50"' in desk.get(at(visit, "pay/")).content.decode()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": ""}, "Enter the amount that you took"),
        ({"amount": "45.5"}, "Enter an amount in pounds, like 45 or 45.50"),
        ({"amount": "-1"}, "Enter an amount in pounds"),
        ({"amount": "0"}, "There is no amount."),
        ({"method": ""}, "Choose how they paid"),
        ({"method": "barter"}, "Choose how they paid"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    sign_in: SignIn, visit: Visit, changes: dict[str, str], error: str
) -> None:
    assert error in pay(sign_in(), visit, **changes)
    assert not Payment.objects.exists()


def test_more_than_the_price_is_asked_about_once_and_then_taken(sign_in: SignIn, visit: Visit) -> None:
    desk, question = sign_in(), "More than the price. Take it all the same?"
    assert question not in see(desk, at(visit, "pay/"))
    page = pay(desk, visit, amount="900")
    assert "With this payment, £900 is paid for a visit that costs £350 at the most." in page
    assert question in page
    assert not Payment.objects.exists()
    assert question in pay(desk, visit, amount="900", method="", anyway="anyway")  # the tick is not forgotten
    assert "Paid £900" in pay(desk, visit, amount="900", anyway="anyway")


def test_a_mistake_is_voided_by_who_made_it_and_money_given_back_by_the_insurance_role(
    sign_in: SignIn, visit: Visit
) -> None:
    desk, insurance = sign_in(), sign_in(Role.INSURANCE)
    pay(desk, visit)
    payment = Payment.objects.get()
    page = send(desk, at(visit, f"payment/{payment.public_id}/void/"), {"why": "typed twice"})
    assert "Written down as a mistake" in page
    assert "Paid £0" in page
    pay(desk, visit)
    second = Payment.objects.filter(kind="payment").latest("id")
    refund = at(visit, f"payment/{second.public_id}/refund/")
    assert desk.get(refund).status_code == 403
    assert "more than what is left" in send(insurance, refund, {"amount": "46", "why": "too much"})
    page = send(insurance, refund, {"amount": "5.50", "why": "too much"})
    assert "Paid £40" in page
    assert "Given back £5.50" in page


def test_a_payment_of_another_visit_is_not_there(sign_in: SignIn, visit: Visit, insured: Visit) -> None:
    desk = sign_in()
    pay(desk, visit)
    see(desk, at(insured, f"payment/{Payment.objects.get().public_id}/void/"), status=404)


def test_who_pays_is_changed_to_an_insurance_of_the_patient(sign_in: SignIn, visit: Visit) -> None:
    desk = sign_in()
    assert "Example Mutual" not in see(desk, at(visit, "payer/"))
    coverage = cover.add_coverage(clinic.staff(), visit.patient.public_id, "example-mutual", "12345678", now=clinic.NOW)
    page = send(desk, at(visit, "payer/"), {"payer": str(coverage)})
    assert "Who pays Example Mutual Health" in page
    assert "The insurer has not approved this visit." in page


# ---- young people --------------------------------------------------------------------------------------------


def test_a_parent_agrees_by_telephone(sign_in: SignIn, young: Visit) -> None:
    desk = sign_in()
    assert "Nobody who may has agreed to this visit." in see(desk, at(young))
    mother = str(young.patient.guardians.get().public_id)
    page = send(desk, at(young, "consent/"), {"guardian": mother})
    assert "Agreed by Eva Owusu" in page
    assert "Nobody who may has agreed" not in page


def test_a_clinician_judges_and_then_the_young_person_agrees(sign_in: SignIn, young: Visit) -> None:
    desk, neurologist = sign_in(), sign_in(Role.NEUROLOGIST)
    alone = {"guardian": "self"}
    send(desk, at(young, "consent/"), alone)
    assert Visit.objects.get(pk=young.pk).consent == "missing"
    page = send(neurologist, at(young, "competence/"), {"answer": "yes", "words": "explained it back to me"})
    assert "Your judgement is written down." in page
    send(desk, at(young, "consent/"), alone)
    assert Visit.objects.get(pk=young.pk).consent == "competence"


def test_what_was_told_in_confidence_is_for_clinicians_and_each_reading_is_written_down(
    sign_in: SignIn, young: Visit
) -> None:
    neurologist, desk = sign_in(Role.NEUROLOGIST), sign_in()
    told = "smokes, and is afraid of her father"
    assert "Write down what is told in confidence" in see(neurologist, at(young))
    page = send(neurologist, at(young, "in-confidence/"), {"words": told})
    assert told in page
    assert "Read what was told in confidence" in see(neurologist, at(young))
    assert told not in see(neurologist, at(young))
    before = AuditEntry.objects.filter(verb="confidential-notes.open").count()
    see(neurologist, at(young, "in-confidence/"))
    assert AuditEntry.objects.filter(verb="confidential-notes.open").count() == before + 1
    assert "confidence" not in see(desk, at(young))
    for role in (Role.FRONT_DESK, Role.MANAGER, Role.INSURANCE, Role.AUDITOR):
        assert sign_in(role).get(at(young, "in-confidence/")).status_code == 403
        assert sign_in(role).post(at(young, "in-confidence/"), {"words": "x"}).status_code == 403
    assert ConfidentialNote.objects.count() == 1
