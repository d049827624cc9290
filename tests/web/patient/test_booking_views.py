"""Booking by address: what is refused, kept, made once, and never told."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve
from pytest_django import Settings

from eutonia.clinic.booking import queries, services, tokens
from eutonia.clinic.booking.models import Enquiry, Hold, Visit
from eutonia.clinic.people.models import Patient
from eutonia.web.patient.booking import urls
from tests.clinic.booking import clinic
from tests.journeys.booking import Clock, clock, newest
from tests.unit.readability.measure import measure
from tests.unit.readability.pages import blocks
from tests.web.patient.booking_walk import Walk

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

PAGES = [str(route.pattern) for route in urls.urlpatterns]
WITHOUT_A_DRAFT = ["", "from-result/", "delete/", "deleted/", "done/"]


def adult(walk: Walk, email: str = "asha@example.org") -> None:
    """An adult, up to the last look at the answers."""
    walk.begins(age=44)
    walk.sends("/book/person/", given_name="Asha", family_name="Lindqvist", birth_date=(3, 4, 1982))
    walk.sends("/book/contact/", email=email)
    walk.sends("/book/help/")
    walk.proves()
    walk.sends("/book/pay/", payer="self")


@pytest.mark.parametrize("address", [page for page in PAGES if page not in WITHOUT_A_DRAFT])
def test_without_a_draft_every_page_says_so(clock: Clock, address: str) -> None:
    answer = Client().get(f"/book/{address}", follow=True)
    if address == "let-go/":
        assert answer.status_code == 405
        return
    assert "Your booking is not here" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("broken", ["rubbish", {"format": 1, "need": {}, "answers": {"person": {"birth_date": "x"}}}])
def test_a_broken_draft_is_told_and_forgotten(clock: Clock, broken: object) -> None:
    client = Client()
    session = client.session
    session["booking"] = broken
    session.save()
    assert "Your booking is not here" in client.get("/book/check/").content.decode()
    assert "booking" not in client.session


@pytest.mark.parametrize("address", ["times", "person", "contact", "private", "prove", "code", "pay", "check"])
def test_a_page_before_its_turn_leads_to_what_is_open(clock: Clock, address: str) -> None:
    walk = Walk()
    walk.sends("/book/", sign="none-of-these")
    walk.opens(f"/book/{address}/")
    assert walk.at == "/book/visit/"


def test_two_quick_presses_make_one_visit_and_both_are_led_to_it(clock: Clock) -> None:
    walk = Walk()
    adult(walk)
    before = dict(walk.client.session)
    walk.sends("/book/check/", agree="yes")
    assert walk.at == "/book/done/"
    walk.sends("/book/check/", agree="yes")  # the second press, after the first was answered
    assert walk.at == "/book/done/"
    session = walk.client.session  # and one that was under way before it
    session.clear()
    session.update(before)
    session.save()
    walk.sends("/book/check/", agree="yes")
    assert walk.at == "/book/done/"
    assert Visit.objects.count() == 1
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("slot", ["", "rubbish", "a~b~c~d", "new-consultation~{id}~2026-11-26T10:00:00~consulting-1"])
def test_a_forged_time_is_no_choice(clock: Clock, slot: str) -> None:
    walk = Walk()
    walk.sends("/book/", sign="none-of-these")
    walk.sends("/book/visit/", kind="new-consultation", age=44)
    walk.sends("/book/wishes/", payer="self", clinician="any", language="any")
    page = walk.sends("/book/times/", slot=slot.format(id=clinic.clinician().public_id))
    assert "Choose a time" in page
    assert walk.at == "/book/times/"
    assert not Hold.objects.exists()


def test_a_time_that_is_not_offered_is_refused_with_a_remedy(clock: Clock) -> None:
    walk = Walk()
    walk.sends("/book/", sign="none-of-these")
    walk.sends("/book/visit/", kind="new-consultation", age=44)
    walk.sends("/book/wishes/", payer="self", clinician="any", language="any")
    night = clinic.slot(3, day=clinic.TODAY + timedelta(days=1))
    page = walk.sends("/book/times/", slot=night.key)
    assert "<title>Error: " in page
    assert not Hold.objects.exists()


def test_only_one_time_is_kept_for_somebody_and_it_is_given_back(clock: Clock) -> None:
    walk = Walk()
    walk.begins(age=44)
    first = Hold.objects.get().starts_at
    walk.opens("/book/times/")
    walk.sends("/book/times/", slot=walk.first_time())
    assert Hold.objects.get().starts_at != first
    walk.sends("/book/delete/")
    assert not Hold.objects.exists()
    assert "booking" not in walk.client.session


def test_the_same_person_keeps_one_record_and_what_is_new_is_written_down(clock: Clock) -> None:
    for address in ("", "1 New Street"):
        walk = Walk()
        walk.begins(age=44)
        walk.sends("/book/person/", given_name="Asha", family_name="Lindqvist", birth_date=(3, 4, 1982))
        walk.sends("/book/contact/", email="asha@example.org", address=address)
        walk.sends("/book/help/", gp_practice="Old Surgery" if not address else "")
        walk.proves()
        walk.sends("/book/pay/", payer="self")
        walk.sends("/book/check/", agree="yes")
        assert walk.at == "/book/done/"
    person = Patient.objects.get()
    assert (person.address, person.gp_practice) == ("1 New Street", "Old Surgery")
    assert Visit.objects.count() == 2


def test_an_old_proof_is_asked_for_anew_and_nothing_typed_is_lost(clock: Clock) -> None:
    walk = Walk()
    adult(walk)
    clock.turn(minutes=31)
    walk.sends("/book/check/", agree="yes")
    assert walk.at == "/book/prove/"
    assert not Patient.objects.exists()
    walk.proves()
    assert walk.at == "/book/check/"


def test_a_changed_address_is_proved_anew(clock: Clock) -> None:
    walk = Walk()
    adult(walk)
    walk.sends("/book/contact/change/", email="other@example.org")
    assert walk.at == "/book/prove/"


def test_wrong_codes_are_told_and_run_out(clock: Clock) -> None:
    walk = Walk()
    walk.begins(age=44)
    walk.sends("/book/person/", given_name="Asha", family_name="Lindqvist", birth_date=(3, 4, 1982))
    walk.sends("/book/contact/", email="asha@example.org")
    walk.sends("/book/help/")
    walk.sends("/book/prove/", way="email")
    right = newest("code").code
    wrong = "000000" if right != "000000" else "111111"
    for _again in range(4):
        assert "This code is not right." in walk.sends("/book/code/", code=wrong)
    assert "This code does not work, or no longer." in walk.sends("/book/code/", code=wrong)
    assert "This code does not work, or no longer." in walk.sends("/book/code/", code=right)
    assert wrong not in walk.page


def test_a_session_gets_a_new_name_when_it_may_act_for_somebody(clock: Clock) -> None:
    walk = Walk()
    walk.begins(age=44)
    walk.sends("/book/person/", given_name="Asha", family_name="Lindqvist", birth_date=(3, 4, 1982))
    walk.sends("/book/contact/", email="asha@example.org")
    walk.sends("/book/help/")
    before = walk.client.session.session_key
    walk.proves()
    assert walk.client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


# ---- links -------------------------------------------------------------------------------------------------------


def test_every_link_that_we_send_leads_somewhere_and_its_token_leaves_the_address(clock: Clock) -> None:
    for link in (tokens.visit_link("x"), tokens.offer_link("x"), tokens.reply_link("x")):
        assert resolve(link).kwargs == {"token": "x"}
        walk = Walk()
        walk.opens(link)
        assert "x" not in walk.at.split("/") or "This link does not open your visit" in walk.page


def test_another_persons_visit_is_not_opened_by_changing_the_session_of_ones_own(clock: Clock) -> None:
    mine, theirs = clinic.booked(clinic.slot(10)), clinic.booked(clinic.slot(11))
    walk = Walk()
    walk.opens(str(mine.link))
    assert walk.at == "/visit/"
    session = walk.client.session
    session["visit"] = session["visit"] | {"visit": str(theirs.visit)}
    session.save()
    for address in ("", "move/", "cancel/", "booking.ics", "pay-myself/"):
        assert "This link does not open your visit" in walk.opens(f"/visit/{address}")
    walk.sends("/visit/cancel/", why="other")
    assert not Visit.objects.filter(state="cancelled").exists()


def test_a_link_is_over_two_weeks_after_the_visit(clock: Clock) -> None:
    made = clinic.booked(clinic.slot(10))
    clock.turn(days=14)
    walk = Walk()
    assert "Your visit" in walk.opens(str(made.link))
    clock.turn(days=1)
    walk.opens(str(made.link))
    assert "This link does not open your visit" in walk.page


def test_a_mothers_link_is_over_on_the_sixteenth_birthday(clock: Clock) -> None:
    child = clinic.young(15, birth_date=clinic.TODAY.replace(year=2010, month=11, day=28))
    made = clinic.booked(
        clinic.slot(10, day=clinic.TODAY + timedelta(days=1), who="neurologist-b"), child, actor=clinic.parent(child)
    )
    walk = Walk()
    walk.opens(str(made.link))
    assert walk.at == "/visit/"
    clock.turn(days=3)
    assert "This link does not open your visit" in walk.opens("/visit/")


def test_a_new_link_is_sent_once_however_often_it_is_asked_for(clock: Clock) -> None:
    made = clinic.booked(clinic.slot(10))
    walk = Walk()
    walk.opens(str(made.link))
    for _press in range(3):
        assert "We have sent you a new link." in walk.sends("/visit/new-link/")
    assert len(clinic.messages("manage-link")) == 1
    clock.turn(minutes=10)
    walk.sends("/visit/new-link/")
    assert len(clinic.messages("manage-link")) == 2
    again = Walk()
    again.opens(newest("manage-link").link)
    assert again.at == "/visit/"


# ---- text messages -----------------------------------------------------------------------------------------------

WITH_TEXTS = {"email": {}, "sms": {}}


def to_the_contact_page() -> Walk:
    """An adult at the page that asks for addresses."""
    walk = Walk()
    walk.begins(age=44)
    walk.sends("/book/person/", given_name="Asha", family_name="Lindqvist", birth_date=(3, 4, 1982))
    return walk


def test_a_mobile_number_is_enough_where_texts_can_be_sent(clock: Clock, settings: Settings) -> None:
    settings.EUTONIA_MESSAGE_GATEWAYS = settings.EUTONIA_MESSAGE_GATEWAYS | WITH_TEXTS
    walk = to_the_contact_page()
    assert "This telephone cannot get text messages." in walk.sends("/book/contact/", phone="020 7946 0123")
    walk.sends("/book/contact/", phone="07700 900123")
    walk.sends("/book/help/")
    assert "By text message to" in walk.page
    walk.sends("/book/prove/", way="sms")
    assert newest("code").to == "+447700900123"
    walk.sends("/book/code/", code=newest("code").code)
    assert walk.at == "/book/pay/"


def test_where_no_texts_can_be_sent_an_email_address_is_asked_for(clock: Clock, settings: Settings) -> None:
    settings.EUTONIA_MESSAGE_GATEWAYS = {"email": {}}
    walk = to_the_contact_page()
    assert "We cannot send text messages. Enter an email address." in walk.sends("/book/contact/", phone="07700 900123")
    walk.sends("/book/contact/", phone="07700 900123", email="asha@example.org")
    walk.sends("/book/help/")
    assert walk.at == "/book/prove/"
    assert "By text message" not in walk.page
    found = walk.sends("/visit/find/", address="07700 900123", name="Asha", birth_date=(3, 4, 1982))
    assert "We cannot send text messages." in found


# ---- who pays ----------------------------------------------------------------------------------------------------


def test_an_insurer_that_does_not_stand_on_the_list_is_named_with_the_reason(clock: Clock) -> None:
    nowhere = "Example Health Abroad (not for this kind of visit)"
    age = "Example Shield Insurance (not for the clinicians who see people of this age)"
    walk = Walk()
    walk.sends("/book/", sign="none-of-these")
    page = walk.sends("/book/visit/", kind="new-consultation", age=15)
    assert age in page
    assert nowhere in page
    assert 'value="example-mutual"' in page
    assert 'value="example-shield"' not in page
    page = walk.sends("/book/visit/change/", kind="new-consultation", age=44)
    assert 'value="example-shield"' in page
    assert "of this age" not in page
    assert nowhere in page


def test_who_is_not_paid_by_an_insurer_at_the_chosen_time_is_told_that_another_may_be(clock: Clock) -> None:
    walk = Walk()
    adult(walk)
    taken = walk.client.session["booking"]["hold"]["slot"]
    other = next(each for each in queries.clinicians("new-consultation") if "example-shield" not in each.insurers)
    session = walk.client.session
    booking = session["booking"]
    kind, _who, *rest = taken.split("~")
    booking["hold"]["slot"] = "~".join((kind, str(other.public_id), *rest))
    session["booking"] = booking
    session.save()
    page = walk.opens("/book/pay/change/")
    assert "Example Shield Insurance (not for the clinician of your time; another time may be with another)" in page
    assert "of this age" not in page


# ---- the enquiry -------------------------------------------------------------------------------------------------


def test_an_enquiry_is_sent_once_and_only_after_the_emergency_lines(clock: Clock) -> None:
    walk = Walk()
    given = {"words": "Can I come by train?", "name": "Asha", "address": "asha@example.org"}
    walk.sends("/enquire/question/", **given)
    assert walk.at == "/enquire/"
    walk.sends("/enquire/", sign="none-of-these")
    walk.sends("/enquire/question/", **given)
    assert walk.at == "/enquire/thanks/"
    walk.sends("/enquire/question/", **given)
    assert Enquiry.objects.count() == 1


# ---- privacy and words -------------------------------------------------------------------------------------------


def test_nothing_about_a_person_stands_in_an_address_a_log_or_a_message(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    walk = Walk()
    with caplog.at_level(logging.DEBUG):
        adult(walk)
        walk.sends("/book/check/", agree="yes")
    addresses = re.findall(r'href="(/[^"]*)"', "".join(walk.pages))
    told = newest("visit-confirmed")
    for words in ("asha", "lindqvist", "1982"):
        assert not [address for address in addresses if words in address.lower()]
        assert (
            words not in "".join(record.getMessage() for record in caplog.records if "eutonia" in record.name).lower()
        )
        assert words not in (told.link + told.attachment).lower()


def test_the_pages_can_be_read_at_the_age_of_twelve(clock: Clock) -> None:
    walk = Walk()
    walk.opens("/book/")
    adult(walk)
    walk.sends("/book/pay/change/", payer="example-mutual")
    walk.sends("/book/membership/", number="12345678")
    walk.sends("/book/check/", agree="yes")
    for address in ("/visit/", "/visit/move/", "/visit/cancel/", "/visit/pay-myself/", "/waiting-list/sooner/"):
        walk.opens(address)
    young = Walk()
    young.begins(age=14)
    young.sends("/book/person/", given_name="Mina", family_name="Owusu", birth_date=(1, 6, 2012))
    young.sends("/book/guardian/", name="Eva Owusu", relationship="mother", may_decide="yes", email="eva@example.org")
    young.opens("/book/contact/")
    young.sends("/book/contact/")
    young.sends("/book/help/")
    pages = [readable(page) for page in (*walk.pages, *young.pages)]
    for read in filter(None, pages):
        assert measure(read).flesch_kincaid_age <= 12, read
    assert measure(sorted({block for read in pages for block in read})).flesch_kincaid_age <= 11


def readable(page: str) -> list[str]:
    """What is read through: no labels, and no lines about a day and a name, which cannot be said more simply."""
    return [block for block in blocks(page) if len(block.split()) >= 6 and " 2026 at " not in block]


def test_only_somebody_with_parental_responsibility_says_yes(clock: Clock) -> None:
    """A grandparent or a partner may come along, and may not decide."""
    walk = Walk()
    walk.begins(age=14)
    walk.sends("/book/person/", given_name="Mina", family_name="Owusu", birth_date=(1, 6, 2012))
    grandmother = {"name": "Ama Owusu", "relationship": "grandmother", "email": "ama@example.org"}
    page = walk.sends("/book/guardian/", **grandmother)
    assert "Choose whether you have parental responsibility" in page
    page = walk.sends("/book/guardian/", **grandmother, may_decide="no")
    assert walk.at == "/book/guardian/"
    assert "Only somebody with parental responsibility can say yes to this visit." in page
    assert "a clinician can talk with the young person first" in page
    assert 'value="Ama Owusu"' in page
    walk.opens("/book/contact/")
    assert walk.at == "/book/guardian/"
    walk.sends("/book/guardian/", **grandmother, may_decide="yes")
    assert walk.at == "/book/contact/"


def test_services_are_told_who_asks(clock: Clock) -> None:
    """The pages act as the patient: the front desk's powers are not theirs."""
    walk = Walk()
    adult(walk)
    walk.sends("/book/check/", agree="yes")
    entry = Visit.objects.get().entries.get()
    assert (entry.actor_kind, entry.actor_id) == ("patient", Patient.objects.get().public_id)
    assert services.open_link  # the only door for whoever has no account
