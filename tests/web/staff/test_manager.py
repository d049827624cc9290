"""The manager changes when people work and what can be booked; visits that stand in the way are listed first."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from eutonia.clinic.booking import services
from eutonia.clinic.booking.models import (
    Absence,
    Clinician,
    Closure,
    OpenHoliday,
    Policy,
    Room,
    Session,
    Site,
    VisitType,
)
from eutonia.clinic.booking.queries import Details
from eutonia.clinic.cover.models import Insurer, Price
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.clinic.people.roles import Role
from tests.clinic.booking import clinic
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import date_parts, see, send

TOMORROW = clinic.TODAY + timedelta(days=1)
FAR = clinic.TODAY + timedelta(days=30)
C = "/staff/clinic"


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in(Role.MANAGER)


@pytest.fixture
def visit() -> services.Booked:
    """Rosa Lind, tomorrow at ten with neurologist A."""
    patient = clinic.register(given_name="Rosa", family_name="Lind")
    slot = clinic.slot(10, day=TOMORROW)
    return services.place(clinic.staff(), slot, Details(patient.public_id), now=clinic.NOW, key="k")


def days(first: date, last: date) -> dict[str, str]:
    """Two days of a form."""
    return {**date_parts("first", first), **date_parts("last", last)}


# ---- closures and absences -----------------------------------------------------------------------------------


def test_a_day_without_visits_is_closed_and_opened_again(manager: Client) -> None:
    closing = {"site": "welbeck-street", "why": "staff training", **days(FAR, FAR)}
    page = send(manager, f"{C}/closures/add/", closing)
    assert "Saved. Rotas and closures" in page
    assert "Friday 25 December 2026: Christmas Day" in page
    assert "staff training" in page
    closure = Closure.objects.get()
    send(manager, f"{C}/closures/{closure.public_id}/remove/")
    assert not Closure.objects.exists()


def test_closing_a_day_with_visits_lists_them_and_is_made_only_if_somebody_insists(
    manager: Client, visit: services.Booked
) -> None:
    closing = {"site": "welbeck-street", "why": "a burst pipe", **days(TOMORROW, TOMORROW)}
    page = send(manager, f"{C}/closures/add/", closing)
    assert "1 booked visit would have no clinician or room. Move these visits first" in page
    assert "Thu 26 November, 10:00am: Rosa Lind, Example neurologist A" in page
    assert "Make the change all the same?" in page
    assert not Closure.objects.exists()
    page = send(manager, f"{C}/closures/add/", closing | {"anyway": "anyway"})
    assert "Saved." in page
    assert Closure.objects.count() == 1
    stranded = see(manager, "/staff/desk/stranded/")
    assert "Nobody there: Rosa Lind, Thu 26 November, 10:00am" in stranded
    assert "Visits that cannot take place as booked 1" in see(manager, "/staff/")
    assert "1 visit cannot take place as booked" in see(manager, f"{C}/")


def test_the_question_is_not_asked_before_a_visit_is_hit(manager: Client) -> None:
    assert "all the same" not in see(manager, f"{C}/closures/add/")
    assert "all the same" not in send(manager, f"{C}/closures/add/", {"site": "welbeck-street"})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"why": ""}, "Say why"),
        ({"site": "nowhere"}, "Choose the site"),
        (date_parts("last", clinic.TODAY), "The last day must not be before the first"),
        ({"first-day": ""}, "The first day must include a day"),
    ],
)
def test_a_closure_that_cannot_be_is_refused(manager: Client, changes: dict[str, str], error: str) -> None:
    closing = {"site": "welbeck-street", "why": "x", **days(FAR, FAR)}
    assert error in send(manager, f"{C}/closures/add/", closing | changes)
    assert not Closure.objects.exists()


def test_a_clinician_is_away_for_a_part_of_a_day(manager: Client, visit: services.Booked) -> None:
    whose = f"clinician:{clinic.clinician().public_id}"
    morning = {"whose": whose, "starts": "8", "ends": "12", **days(TOMORROW, TOMORROW)}
    assert "Rosa Lind" in send(manager, f"{C}/absences/add/", morning)
    afternoon = morning | {"starts": "1pm", "ends": "6pm"}
    page = send(manager, f"{C}/absences/add/", afternoon)
    assert "Saved." in page
    assert "Example neurologist A: Thursday 26 November 2026, 1:00pm – 6:00pm" in page
    row = Absence.objects.get()
    send(manager, f"{C}/absences/{row.public_id}/remove/")
    assert not Absence.objects.exists()
    backwards = morning | {"starts": "12", "ends": "8"}
    assert "The end must be later than the beginning" in send(manager, f"{C}/absences/add/", backwards)


def test_a_room_is_out_of_use(manager: Client) -> None:
    page = send(manager, f"{C}/absences/add/", {"whose": "room:gym", "why": "new floor", **days(FAR, FAR)})
    assert "Physiotherapy gym: " in page
    assert "new floor" in page


def test_a_bank_holiday_is_opened_and_kept_again(manager: Client) -> None:
    day = f"{C}/holidays/welbeck-street/2026-12-28"
    page = send(manager, f"{day}/open/")
    assert "Boxing Day (observed) (open all the same) Close Monday 28 December 2026, 1 Welbeck Street" in page
    assert OpenHoliday.objects.count() == 1
    assert "Monday 28 December 2026" in see(manager, f"{day}/keep/")
    send(manager, f"{day}/keep/")
    assert not OpenHoliday.objects.exists()
    assert manager.post(f"{C}/holidays/nowhere/2026-12-28/open/").status_code == 404


# ---- rotas ---------------------------------------------------------------------------------------------------


def test_weekly_work_is_added_for_several_days_and_ended(manager: Client) -> None:
    before = Session.objects.count()
    work = {
        "clinician": str(clinic.clinician("neurologist-b").public_id),
        "site": "welbeck-street",
        "room": "",
        "weekdays": ["2", "5"],
        "starts": "9:30",
        "ends": "13.00",
        **date_parts("first", FAR),
    }
    assert "Saved." in send(manager, f"{C}/rota/add/", work)
    assert Session.objects.count() == before + 2
    added = Session.objects.latest("id")
    ending = f"{C}/rota/{added.public_id}/end/"
    assert "Example neurologist B, Saturday 9:30am to 1:00pm." in see(manager, ending)
    send(manager, ending, date_parts("last", FAR - timedelta(days=1)))  # before it begins: it goes
    assert Session.objects.count() == before + 1


def test_words_that_only_a_screen_reader_speaks_name_rooms_and_sites_as_people_do(manager: Client) -> None:
    hidden = re.findall(r'visually-hidden">([^<]*)</span>', manager.get(f"{C}/rota/").content.decode())
    assert any(words.endswith("EMG room") for words in hidden)
    assert any(words.endswith("1 Welbeck Street") for words in hidden)
    assert not [words for words in hidden if words.rstrip().endswith(",")]
    assert not [words for words in hidden if words.endswith((", emg", ", welbeck-street"))]


def test_work_with_visits_is_not_ended_unawares(manager: Client, visit: services.Booked) -> None:
    for session in Session.objects.filter(clinician=clinic.clinician(), weekday=TOMORROW.weekday()):
        ending = f"{C}/rota/{session.public_id}/end/"
        page = send(manager, ending, date_parts("last", clinic.TODAY))
        session.refresh_from_db()
        if session.starts.hour < 12:
            assert "Rosa Lind" in page
            assert session.last_day is None


def test_work_on_one_day_comes_and_goes(manager: Client) -> None:
    work = {
        "clinician": str(clinic.clinician("neurologist-b").public_id),
        "site": "welbeck-street",
        "starts": "9",
        "ends": "12",
        **date_parts("day", clinic.TODAY),
    }
    page = send(manager, f"{C}/rota/extra/add/", work)
    assert "Wednesday 25 November 2026, 9:00am to midday: Example neurologist B" in page
    extra = clinic.clinician("neurologist-b").extra_sessions.get()
    assert "Saved." in send(manager, f"{C}/rota/extra/{extra.public_id}/remove/")
    see(manager, f"{C}/rota/extra/{extra.public_id}/remove/")  # asks; the answer is a page that is not there
    assert manager.post(f"{C}/rota/extra/{extra.public_id}/remove/").status_code == 404


# ---- the world -----------------------------------------------------------------------------------------------


def filled(browser: Client, address: str) -> dict[str, Any]:
    """What a form is filled with, to be sent back with a change."""

    html = browser.get(address).content.decode().split("<main", 1)[1]
    found: dict[str, Any] = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"[^>]*>', html))
    found |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', html))
    ticked: dict[str, list[str]] = {}
    for box in re.findall(r"<input[^>]*type=\"(?:checkbox|radio)\"[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', box), re.search(r'value="([^"]*)"', box)
        assert name is not None
        assert value is not None
        found.pop(name[1], None)
        if " checked" in box:
            ticked.setdefault(name[1], []).append(value[1])
    for select in re.findall(r"<select.*?</select>", html, flags=re.DOTALL):
        name, chosen = re.search(r'name="([^"]+)"', select), re.search(r'value="([^"]*)" selected', select)
        assert name is not None
        found[name[1]] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found | ticked


ENTRIES = [
    ("kinds", "emg", "minutes", "60", lambda: VisitType.objects.get(code="emg").minutes == 60),
    ("prices", "mri", "high", "1,250.50", lambda: Price.objects.get(code="mri").high_pence == 125050),
    (
        "insurers",
        "example-mutual",
        "phone",
        "020 1",
        lambda: Insurer.objects.get(code="example-mutual").phone == "020 1",
    ),
    ("rooms", "gym", "name", "The gym", lambda: Room.objects.get(code="gym").name == "The gym"),
    ("sites", "welbeck-street", "postcode", "W1G 1AA", lambda: Site.objects.get().postcode == "W1G 1AA"),
    ("people", "nurse", "languages", "en, fr", lambda: Clinician.objects.get(code="nurse").languages == ["en", "fr"]),
]


@pytest.mark.parametrize(("room", "code", "field", "value", "is_so"), ENTRIES)
def test_an_entry_is_changed_and_the_rest_of_it_stays(
    manager: Client, room: str, code: str, field: str, value: str, is_so: Any
) -> None:
    address = f"{C}/{room}/change/{code}/"
    before = filled(manager, address)
    page = send(manager, address, before | {field: value})
    assert "Saved." in page, page
    assert is_so()
    after = filled(manager, address)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {field}


@pytest.mark.parametrize(("room", "code"), [entry[:2] for entry in ENTRIES])
def test_an_entry_goes_out_of_use(manager: Client, room: str, code: str) -> None:
    address = f"{C}/{room}/change/{code}/"
    answers = filled(manager, address)
    answers.pop("is_active")
    send(manager, address, answers)
    assert "(not in use)" in see(manager, f"{C}/{room}/")
    see(manager, f"{C}/{room}/change/no-such-code/", status=404)


def test_a_new_room_and_a_new_price_get_codes_of_their_own(manager: Client) -> None:
    room = {"name": "Sauna & bath", "site": "welbeck-street", "is_active": "yes"}
    assert "Sauna &amp; bath" in manager.post(f"{C}/rooms/add/", room, follow=True).content.decode()
    assert Room.objects.filter(code="sauna-bath").exists()
    assert "There is one of this name already" in send(manager, f"{C}/rooms/add/", room)
    price = {"name": "Botulinum toxin", "group": "other", "low": "300", "high": "250", "is_active": "yes"}
    assert "must not be below the lowest" in send(manager, f"{C}/prices/add/", price)
    send(manager, f"{C}/prices/add/", price | {"high": "450"})
    assert Price.objects.get(code="botulinum-toxin").high_pence == 45000


@pytest.mark.parametrize(
    ("room", "code", "changes", "error"),
    [
        ("kinds", "emg", {"minutes": "0"}, "Enter a number from 5 to 480"),
        ("kinds", "emg", {"rooms": []}, "A visit in person needs a room."),
        ("insurers", "example-mutual", {"membership_pattern": "[0-9"}, "cannot be read as a regular expression"),
        ("sites", "welbeck-street", {"zone": "Europe/Atlantis"}, "There is no such time zone."),
        ("sites", "welbeck-street", {"holidays": "GB-XXX"}, "We do not know the bank holidays"),
        ("people", "nurse", {"ages_from": "90", "ages_to": "20"}, "The highest age must not be below the lowest"),
        ("people", "nurse", {"ages_from": "11"}, "Enter a number from 12 to 130"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    manager: Client, room: str, code: str, changes: dict[str, Any], error: str
) -> None:
    address = f"{C}/{room}/change/{code}/"
    page = send(manager, address, filled(manager, address) | changes)
    assert error in page
    assert "Saved." not in page


def test_the_rules_of_booking_are_changed(manager: Client) -> None:
    answers = filled(manager, f"{C}/rules/")
    assert answers["reminder_hours"] == "72, 24"
    page = send(
        manager, f"{C}/rules/", answers | {"kept_back": "4", "kept_back_opens": "11.30", "reminder_hours": "48"}
    )
    assert "Saved." in page
    row = Policy.objects.get()
    assert (row.kept_back, row.kept_back_opens.isoformat(), row.reminder_hours) == (4, "11:30:00", [48])
    for wrong in ({"reminder_hours": "soon"}, {"kept_back": "-1"}, {"kept_back_opens": "25:00"}):
        assert "There is a problem" in send(manager, f"{C}/rules/", answers | wrong)


# ---- messages ------------------------------------------------------------------------------------------------


def test_messages_that_failed_are_listed_and_sent_again(sign_in: SignIn, visit: services.Booked) -> None:
    Message.objects.filter(kind="visit-confirmed").update(
        state=MessageState.FAILED, done_at=clinic.NOW, trouble="Undeliverable", attempts=3
    )
    desk = sign_in()
    page = see(desk, f"{C}/messages/")
    assert "Your booking is confirmed" in page
    assert "Undeliverable, 3 attempts" in page
    assert "Messages that could not be delivered 1" in see(desk, "/staff/")
    message = Message.objects.get(kind="visit-confirmed")
    assert message.to not in page
    resend = f"{C}/messages/{message.public_id}/resend/"
    assert "It is on its way again." in send(desk, resend)
    assert "This message cannot be sent again." in send(desk, resend)
