"""Insured visits: booked awaiting authorisation, and not begun before it is there."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.booking import queries, services
from eutonia.clinic.cover import queries as cover_queries
from eutonia.clinic.cover import services as cover
from eutonia.clinic.cover.models import Authorisation, AuthorisationUse
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role
from eutonia.pathway.cover import CoverWord
from eutonia.pathway.money import Money
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import AuthorisationState, Payer, Terms
from eutonia.pathway.states import AuthorisationAction
from tests.clinic.booking.clinic import NOW, TODAY, at, booked, insure, messages, own, register, slot, staff, visit

pytestmark = pytest.mark.django_db

DO = AuthorisationAction
NEUROLOGIST = Role.NEUROLOGIST


def insured(hour: int = 11, patient: PatientRecord | None = None, **more: object) -> tuple[PatientRecord, UUID, UUID]:
    """Somebody insured with a visit: the person, the visit, its authorisation."""
    person = patient or register()
    found = booked(slot(hour), person, coverage=insure(person), **more)
    leave = visit(found).authorisation
    assert leave is not None
    return person, found.visit, leave.public_id


def terms(**changes: object) -> Terms:
    """What an insurer approves."""
    usual = {"code": "A-1", "last_day": TODAY + timedelta(days=30), "visits": 2}
    return Terms(**(usual | changes))  # type: ignore[arg-type]


def approve(leave: UUID, **changes: object) -> None:
    """The insurer says yes, on the telephone."""
    services.authorise(staff(Role.INSURANCE), leave, DO.RECORD_CODE, now=NOW, terms=terms(**changes))


def arrive(found: UUID) -> None:
    """The patient is there."""
    services.check_in(staff(), found, now=at(10, 50))


def see(found: UUID) -> None:
    """The visit begins."""
    services.see(staff(NEUROLOGIST), found, now=at(11))


def state(leave: UUID) -> str:
    """The state of an authorisation."""
    return Authorisation.objects.get(public_id=leave).state


def test_an_insured_visit_is_booked_awaiting_authorisation() -> None:
    person, found, leave = insured()
    page = queries.visit(own(person), found, now=NOW)
    assert (page.line.payer, page.line.authorisation_state) == (Payer.INSURED, AuthorisationState.NEEDED)
    assert page.told.word is CoverWord.AWAITING
    assert page.told.pays_if_not.low == Money(20000)
    assert state(leave) == "needed"


@pytest.mark.parametrize(
    "steps",
    [(), (DO.REQUEST,), (DO.REQUEST, DO.PEND), (DO.REQUEST, DO.DECLINE)],
    ids=["nobody asked", "asked", "pended", "declined"],
)
def test_no_insured_visit_begins_unauthorised(steps: tuple[AuthorisationAction, ...]) -> None:
    _person, found, leave = insured()
    desk = staff(Role.INSURANCE)
    cover.change_request(desk, leave, procedures=["NEW-CONSULT"], diagnoses=["R25.2"], now=NOW)
    for action in steps:
        services.authorise(desk, leave, action, now=NOW)
    arrive(found)
    with pytest.raises(NotAllowed) as refused:
        see(found)
    assert "insurer" in refused.value.issue.what
    assert not AuthorisationUse.objects.exists()
    assert visit_state(found) == "arrived"


def visit_state(found: UUID) -> str:
    """The state of a visit."""
    return str(queries.visit(staff(), found, now=NOW).line.state)


@pytest.mark.parametrize(
    "wrong",
    [{"last_day": TODAY}, {"procedures": frozenset({"MRI"})}],
    ids=["over by tomorrow", "for something else"],
)
def test_an_approval_for_another_day_or_procedure_lets_nothing_begin(wrong: dict[str, object]) -> None:
    person = register()
    tomorrow = TODAY + timedelta(days=1)
    found = booked(slot(11, day=tomorrow), person, coverage=insure(person))
    leave = visit(found).authorisation
    assert leave is not None
    approve(leave.public_id, **wrong)
    services.check_in(staff(), found.visit, now=at(10, 50, tomorrow))
    with pytest.raises(NotAllowed):
        services.see(staff(NEUROLOGIST), found.visit, now=at(11, 0, tomorrow))


def test_an_approved_visit_begins_and_uses_one() -> None:
    _person, found, leave = insured()
    approve(leave)
    arrive(found)
    see(found)
    assert visit_state(found) == "seen"
    assert AuthorisationUse.objects.get().visit == found
    assert state(leave) == "approved"


def test_the_last_use_uses_it_up_and_the_next_visit_does_not_begin() -> None:
    person, found, leave = insured()
    approve(leave, visits=1)
    second = booked(slot(16, day=date(2026, 11, 26)), person, coverage=insure(person), authorisation=leave)
    arrive(found)
    see(found)
    assert state(leave) == "used-up"
    services.check_in(staff(), second.visit, now=at(15, 50, date(2026, 11, 26)))
    with pytest.raises(NotAllowed):
        services.see(staff(NEUROLOGIST), second.visit, now=at(16, 0, date(2026, 11, 26)))


def test_a_visit_that_had_not_begun_gives_its_use_back() -> None:
    _person, found, leave = insured()
    approve(leave, visits=1)
    arrive(found)
    see(found)
    services.undo(staff(NEUROLOGIST), found, now=at(11, 1))
    assert state(leave) == "approved"
    see(found)
    assert state(leave) == "used-up"
    assert AuthorisationUse.objects.filter(taken_back_at__isnull=True).count() == 1


def test_a_declined_patient_can_pay_themselves_and_begin() -> None:
    person, found, leave = insured()
    services.authorise(staff(Role.INSURANCE), leave, DO.RECORD_CODE, now=NOW, terms=terms())
    services.authorise(staff(Role.INSURANCE), leave, DO.WITHDRAW, now=NOW, note="not covered")
    assert queries.visit(own(person), found, now=NOW).told.word is CoverWord.DECLINED
    services.pay_self(own(person), found, now=NOW)
    page = queries.visit(own(person), found, now=NOW)
    assert (page.line.payer, page.line.authorisation) == (Payer.SELF, None)
    arrive(found)
    see(found)
    assert visit_state(found) == "seen"


def test_who_pays_cannot_change_once_the_visit_has_begun() -> None:
    person, found, leave = insured()
    approve(leave)
    arrive(found)
    see(found)
    with pytest.raises(NotAllowed):
        services.pay_self(own(person), found, now=at(11, 5))


def test_a_self_payer_can_use_insurance_later() -> None:
    person = register()
    found = booked(slot(11), person)
    services.use_insurance(own(person), found.visit, insure(person), now=NOW)
    assert queries.visit(own(person), found.visit, now=NOW).line.authorisation_state is AuthorisationState.NEEDED


def test_another_persons_or_an_ended_or_unrecognised_insurance_does_not_pay() -> None:
    person, stranger = register(), register()
    theirs, ended = insure(stranger), insure(person, number="87654321")
    cover.end_coverage(staff(), ended, now=NOW)
    abroad = insure(person, insurer="example-abroad", number="X")
    for coverage in (theirs, ended, abroad, uuid4()):
        with pytest.raises(services.NotInsuredHere):
            booked(slot(11), person, coverage=coverage)
        services.expire(now=at(9))


def test_a_move_to_a_clinician_whom_the_insurer_does_not_recognise_is_refused() -> None:
    person = register()
    shield = insure(person, insurer="example-shield", number="AB123456")
    found = booked(slot(11), person, coverage=shield)
    with pytest.raises(services.NotInsuredHere):
        services.move(own(person), found.visit, slot(14, who="neurologist-b", day=date(2026, 11, 26)), now=NOW)


def test_the_request_says_everything_that_is_missing_and_what_to_do_next() -> None:
    person = register()
    odd = insure(person, number="123")
    found = booked(slot(11), person, coverage=odd)
    leave = visit(found).authorisation
    assert leave is not None
    work = queries.work_list(staff(Role.INSURANCE), now=NOW)
    assert [line.visits[0].public_id for line in work] == [found.visit]
    wrong = " ".join(issue.what for issue in work[0].record.missing)
    assert "membership" in wrong
    assert "diagnosis" in wrong
    with pytest.raises(NotAllowed):
        services.request_authorisation(staff(Role.INSURANCE), leave.public_id, now=NOW)
    assert state(leave.public_id) == "needed"


def test_asking_says_whom_to_call_and_the_answer_tells_the_patient() -> None:
    person, found, leave = insured()
    desk = staff(Role.INSURANCE)
    cover.change_request(desk, leave, procedures=["new-consult"], diagnoses=["r25.2 "], now=NOW)
    sent = services.request_authorisation(desk, leave, now=NOW)
    assert "020 7946 0201" in sent.to_do
    assert messages("cover") == []
    services.authorise(desk, leave, DO.APPROVE, now=NOW, terms=terms())
    told = messages("cover")
    assert len(told) == 1
    assert told[0].to == person.details.email
    assert queries.visit(own(person), found, now=NOW).told.word is CoverWord.COVERED
    assert not queries.work_list(desk, now=NOW)


def test_only_the_insurance_role_and_the_manager_deal_with_insurers() -> None:
    _person, _found, leave = insured()
    for role in (Role.FRONT_DESK, Role.NEUROLOGIST, Role.NURSE, Role.AUDITOR):
        for attempt in (
            lambda actor: services.authorise(actor, leave, DO.RECORD_CODE, now=NOW, terms=terms()),
            lambda actor: services.request_authorisation(actor, leave, now=NOW),
            lambda actor: queries.work_list(actor, now=NOW),
            lambda actor: cover_queries.authorisation(actor, leave, today=TODAY, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                attempt(staff(role))


def test_a_patient_cannot_approve_their_own_visit() -> None:
    person, _found, leave = insured()
    with pytest.raises(NotAllowed):
        cover.step(own(person), leave, DO.RECORD_CODE, today=TODAY, now=NOW, terms=terms())
    with pytest.raises(PermissionDenied):
        services.authorise(own(person), leave, DO.RECORD_CODE, now=NOW, terms=terms())
    with pytest.raises(PermissionDenied):
        cover.step(own(register()), leave, DO.SET_ASIDE, today=TODAY, now=NOW)


def test_the_worker_marks_what_is_over() -> None:
    _person, _found, leave = insured()
    approve(leave, last_day=TODAY)
    services.expire(now=at(23))
    assert state(leave) == "approved"
    services.expire(now=at(0, 1, TODAY + timedelta(days=1)))
    assert state(leave) == "expired"


def test_nobody_asks_an_insurer_for_a_visit_that_is_cancelled() -> None:
    person, found, leave = insured()
    services.cancel(own(person), found, now=NOW)
    assert state(leave) == "not-needed"
    assert queries.work_list(staff(Role.INSURANCE), now=NOW) == ()


def test_a_payment_at_the_desk_is_taken_once_and_corrected_by_more_entries() -> None:
    person = register()
    found = booked(slot(11), person)
    desk = staff()
    for _click in range(2):
        paid = services.take_payment(desk, found.visit, pence=20000, method="card", key="form-1", now=NOW)
    assert queries.visit(own(person), found.visit, now=NOW).payments.paid == Money(20000)
    with pytest.raises(cover.CoverProblem):
        cover.refund(staff(Role.INSURANCE), paid, pence=20001, why="too much", key="r1", now=NOW)
    cover.refund(staff(Role.INSURANCE), paid, pence=5000, why="shorter visit", key="r2", now=NOW)
    with pytest.raises(cover.CoverProblem):
        cover.void(desk, paid, why="wrong patient", now=NOW)
    page = cover_queries.payments(desk, found.visit)
    assert [str(line.kind) for line in page.lines] == ["payment", "refund"]
    assert page.paid == Money(15000)
    assert page.lines[0].left == Money(15000)


def test_more_than_the_price_is_taken_only_by_somebody_who_says_so() -> None:
    found, desk = booked(slot(11), register()), staff()
    high = queries.visit(desk, found.visit, now=NOW).line.quote.high
    services.take_payment(desk, found.visit, pence=high.pence - 100, method="card", key="most", now=NOW)
    with pytest.raises(services.MoreThanPrice) as refused:
        services.take_payment(desk, found.visit, pence=101, method="card", key="slip", now=NOW)
    assert str(Money(high.pence + 1)) in refused.value.issue.what
    services.take_payment(desk, found.visit, pence=100, method="card", key="rest", now=NOW)
    services.take_payment(desk, found.visit, pence=100, method="card", key="rest", now=NOW)  # the other click of two
    assert queries.visit(desk, found.visit, now=NOW).payments.paid == high
    services.take_payment(desk, found.visit, pence=1, method="card", key="tip", now=NOW, anyway=True)
    assert queries.visit(desk, found.visit, now=NOW).payments.paid == Money(high.pence + 1)


def test_money_is_for_the_desk() -> None:
    person = register()
    found = booked(slot(11), person)
    for actor in (own(person), staff(Role.NEUROLOGIST), staff(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            services.take_payment(actor, found.visit, pence=100, method="card", key="k", now=NOW)
    paid = services.take_payment(staff(), found.visit, pence=100, method="cash", key="k", now=NOW)
    with pytest.raises(PermissionDenied):
        cover.refund(staff(), paid, pence=100, why="x", key="r", now=NOW)
    cover.void(staff(), paid, why="wrong person", now=NOW)
    with pytest.raises(cover.CoverProblem):
        services.take_payment(staff(), found.visit, pence=100, method="shells", key="k2", now=NOW)
