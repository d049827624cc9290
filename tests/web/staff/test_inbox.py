"""Enquiries get an owner, a reply that leaves as a link, and perhaps a visit; who waits is offered a place."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import Enquiry, Offer, WaitingEntry
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people.models import User
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import date_parts, see, send
from tests.web.staff.test_placing import NEED
from tests.web.staff.test_visits import slots_of

QUESTION = "Do you see people\nwith a stiff neck?"
REPLY = "Yes, we do: dystonia of the neck."


@pytest.fixture
def enquiry() -> str:
    """The address of a question that somebody asked."""
    question = services.Question("Mo Farrell", Channel.EMAIL, "mo@example.org", QUESTION)
    return f"/staff/inbox/{services.enquire(question, screened=True, now=clinic.NOW)}/"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in()


def test_the_inbox_shows_what_is_open_and_counts_the_rest(desk: Client, enquiry: str) -> None:
    page = see(desk, "/staff/inbox/")
    assert "Open (1)" in page
    assert "Mo Farrell, 25 November 2026, 8:00am number 1 New Do you see people" in page
    assert "There are none." in see(desk, "/staff/inbox/?state=closed")
    see(desk, "/staff/inbox/?state=nonsense", status=404)
    assert "Enquiries 1 1 new, 0 looked after." in see(desk, "/staff/")


def test_an_enquiry_gets_an_owner_and_another(desk: Client, enquiry: str) -> None:
    assert "You look after this enquiry." in send(desk, f"{enquiry}take/")
    assert "Yours" in see(desk, "/staff/inbox/")
    manager = str(clinic.staff(Role.MANAGER).id)
    page = send(desk, f"{enquiry}owner/", {"owner": manager})
    assert "Example manager looks after it." in page
    assert "Choose who looks after it" in send(desk, f"{enquiry}owner/", {"owner": ""})


def test_an_enquiry_goes_only_to_somebody_who_can_open_it(desk: Client, enquiry: str) -> None:
    nurse, manager = clinic.staff(Role.NURSE), clinic.staff(Role.MANAGER)
    page = see(desk, f"{enquiry}owner/")
    assert "Example manager" in page
    assert "Example nurse" not in page
    assert "Choose who looks after it" in send(desk, f"{enquiry}owner/", {"owner": str(nurse.id)})
    User.objects.filter(public_id=manager.id).update(is_active=False)
    assert "Example manager" not in see(desk, f"{enquiry}owner/")
    with pytest.raises(services.NotFound):
        services.take_enquiry(clinic.staff(), UUID(enquiry.split("/")[-2]), owner=nurse.id, now=clinic.NOW)


def test_a_reply_leaves_as_a_link_and_says_nothing_in_the_message(desk: Client, enquiry: str) -> None:
    assert "Write the reply" in send(desk, f"{enquiry}reply/", {"words": ""})
    page = send(desk, f"{enquiry}reply/", {"words": REPLY})
    assert "a message with a link is on its way" in page
    assert REPLY in page
    message = Message.objects.get(kind="reply")
    assert message.to == "mo@example.org"
    assert "dystonia" not in f"{message.link} {message.attachment}"
    token = message.link.strip("/").split("/")[-1]
    assert services.read_reply(token, now=clinic.NOW).replies[0].words == REPLY


def test_a_note_stays_among_colleagues(desk: Client, enquiry: str) -> None:
    assert "rang, no answer" in send(desk, f"{enquiry}note/", {"words": "rang, no answer"})
    assert not Message.objects.exists()


def test_an_enquiry_is_closed(desk: Client, enquiry: str) -> None:
    assert "The enquiry is closed. Enquiries" in send(desk, f"{enquiry}close/")
    assert "Closed (1)" in see(desk, "/staff/inbox/")


def test_somebody_new_is_registered_with_what_the_enquiry_says(desk: Client, enquiry: str) -> None:
    assert "0 people found" in send(desk, f"{enquiry}book/")
    assert "Filled in from the enquiry." in see(desk, "/staff/desk/register/")
    form = desk.get("/staff/desk/register/").content.decode()
    for value in ("Mo", "Farrell", "mo@example.org"):
        assert f'value="{value}"' in form
    name = {"given_name": "Mo", "family_name": "Farrell", "email": "mo@example.org"}
    page = send(desk, "/staff/desk/register/", name | date_parts("birth_date", date(1980, 2, 29)))
    assert "The patient is registered." in page
    assert 'value="Farrell"' not in desk.get("/staff/desk/register/").content.decode()


def test_an_enquiry_becomes_a_visit(desk: Client, enquiry: str) -> None:
    patient = clinic.register(given_name="Mo", family_name="Farrell")
    page = send(desk, f"{enquiry}book/")
    assert "Choose the person or register them" in page
    assert "1 person found" in page  # nobody types again what the enquiry says
    assert "Farrell" in page
    record = f"/staff/desk/patient/{patient.public_id}/"
    assert "Choose whether this visit answers the enquiry" in send(desk, f"{record}book/", NEED)
    send(desk, f"{record}book/", NEED | {"answers": "yes"})
    slot = slots_of(desk, f"{record}book/times/")[0]
    send(desk, f"{record}book/times/", {"slot": slot})
    assert 'value="Farrell"' not in desk.get("/staff/desk/register/").content.decode()  # the next is somebody else
    row = Enquiry.objects.get()
    assert row.state == "booked"
    assert row.visit is not None
    page = see(desk, enquiry)
    assert "The visit that came of it" in page
    assert "Book a visit for this enquiry" not in page


def test_a_booking_that_was_left_half_way_gives_its_enquiry_to_nobody_else(desk: Client, enquiry: str) -> None:
    """The desk sets out to book for the one who asked, and then somebody else stands there."""
    send(desk, f"{enquiry}book/")
    other = clinic.register(given_name="Ida", family_name="Holm")
    record = f"/staff/desk/patient/{other.public_id}/"
    assert "Does this visit answer the enquiry of Mo Farrell?" in see(desk, f"{record}book/")
    send(desk, f"{record}book/", NEED | {"answers": "no"})
    send(desk, f"{record}book/times/", {"slot": slots_of(desk, f"{record}book/times/")[0]})
    row = Enquiry.objects.get()
    assert (row.state, row.visit) == ("new", None)
    assert "Mo Farrell" not in see(desk, f"{record}book/")
    assert 'value="Farrell"' not in desk.get("/staff/desk/register/").content.decode()


def test_a_wish_that_was_left_half_way_gives_its_enquiry_to_nobody_else(desk: Client, enquiry: str) -> None:
    """It was even said that the visit answers the enquiry; but that was another patient's visit."""
    asker, other = clinic.register(given_name="Mo", family_name="Farrell"), clinic.register(given_name="Ida")
    send(desk, f"{enquiry}book/")
    send(desk, f"/staff/desk/patient/{asker.public_id}/book/", NEED | {"answers": "yes"})
    record = f"/staff/desk/patient/{other.public_id}/"
    send(desk, f"{record}book/", NEED | {"answers": "no"})
    send(desk, f"{record}book/times/", {"slot": slots_of(desk, f"{record}book/times/")[0]})
    assert Enquiry.objects.get().state == "new"


def test_an_unknown_enquiry_is_not_there(desk: Client) -> None:
    see(desk, f"/staff/inbox/{uuid4()}/", status=404)
    assert desk.post(f"/staff/inbox/{uuid4()}/take/").status_code == 404


# ---- the waiting list ----------------------------------------------------------------------------------------


def waits(name: str, urgency: int | None = None) -> UUID:
    """Somebody on the list for a follow-up in the next days."""
    patient = clinic.register(given_name=name, family_name="Wait")
    wish = services.WaitingWish(
        patient.public_id, "follow-up", clinic.TODAY, clinic.TODAY + timedelta(days=5), urgency=urgency
    )
    return services.join_waiting_list(clinic.staff(), wish, now=clinic.NOW)


def test_the_waiting_list_stands_in_the_order_in_which_people_are_asked(desk: Client) -> None:
    waits("Slow")
    waits("Soon", urgency=2)
    page = see(desk, "/staff/inbox/waiting/")
    assert page.index("1. Soon Wait, Follow-up Waiting Within two weeks.") < page.index("2. Slow Wait")
    assert "Nobody waits." not in page


def test_a_place_is_offered_by_hand(desk: Client) -> None:
    entry = waits("Soon")
    address = f"/staff/inbox/waiting/{entry}/offer/"
    keys = slots_of(desk, address)
    assert keys
    page = send(desk, address, {"slot": keys[-1]})
    assert "The place is offered." in page
    assert "Has an offer until 25 November 2026, 10:00am" in page
    assert Offer.objects.get().state == "open"
    assert Message.objects.filter(kind="offer").count() == 1
    assert "They have an offer already" in send(desk, address, {"slot": keys[0]})


def test_somebody_is_taken_off_the_list(desk: Client) -> None:
    entry = waits("Soon")
    address = f"/staff/inbox/waiting/{entry}/leave/"
    assert "Soon Wait waits for Follow-up." in see(desk, address)
    assert "They are off the waiting list. Waiting list" in send(desk, address)
    assert WaitingEntry.objects.get().state == "left"
    see(desk, address, status=404)


@pytest.mark.parametrize("role", [Role.NURSE, Role.INSURANCE, Role.NEUROLOGIST, Role.AUDITOR])
def test_the_inbox_is_for_the_desk_and_the_manager(sign_in: SignIn, enquiry: str, role: Role) -> None:
    browser = sign_in(role)
    for address in ("/staff/inbox/", enquiry, f"{enquiry}reply/", "/staff/inbox/waiting/"):
        assert browser.get(address).status_code == 403
