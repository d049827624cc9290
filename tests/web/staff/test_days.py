"""The day as a board and as a list, the month, what is missing, and a clinician's own day."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.queries import Column, Details, Gap, Slot, VisitLine
from eutonia.clinic.people.roles import Role
from eutonia.knowledge.vocabulary import Urgency
from eutonia.web.patient.booking import words as booking_words
from eutonia.web.staff import words as staff_words
from eutonia.web.staff.desk.grid import CellKind, grid
from tests.clinic.booking import clinic
from tests.web.staff import pages
from tests.web.staff.conftest import SignIn
from tests.web.staff.pages import see, send

DAY = "/staff/desk/day/2026-11-25"
TOMORROW = clinic.TODAY + timedelta(days=1)


def place(slot: Slot, **changes: str) -> services.Booked:
    """A visit of somebody who pays, placed by the desk."""
    patient = clinic.register(**changes)
    return services.place(clinic.staff(), slot, Details(patient.public_id), now=clinic.NOW, key=patient.full_name)


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in()


# ---- the board -----------------------------------------------------------------------------------------------


def test_the_board_has_a_column_for_each_who_works_and_a_cell_for_each_visit(desk: Client) -> None:
    booked = place(clinic.slot(10), given_name="Rosa", family_name="Lind")
    page = see(desk, f"{DAY}/clinicians/")
    assert "Wednesday 25 November 2026 today 1 Welbeck Street. 1 visit, 0 here now, 1 lacks something." in page
    assert "10:00am Rosa Lind ○ Expected New consultation, Consulting room 1 ⚠ 1 missing" in page
    assert "Example neurologist B" not in page  # not here on Wednesdays
    html = desk.get(f"{DAY}/clinicians/").content.decode()
    assert html.count(f"/staff/desk/visit/{booked.visit}/") == 1
    assert 'rowspan="3"' in html  # 45 minutes


def test_every_cell_of_the_board_stands_in_its_row(desk: Client) -> None:
    """As a browser lays it out: no row has more or fewer cells than there are columns."""
    for slot in (clinic.slot(9), clinic.slot(10, 15), clinic.slot(9, who="neurophysiologist", kind="emg", room="emg")):
        place(slot)
    html = desk.get(f"{DAY}/clinicians/").content.decode()
    columns = html.split("<thead>")[1].split("</thead>")[0].count("<th ") - 1
    open_rows = [0] * columns
    for row in html.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]:
        spans = [
            int(found) for found in re.findall(r"<td [^>]*?(?:rowspan=\"(\d+)\")?\s*>", row) for found in [found or "1"]
        ]
        free = [place for place, left in enumerate(open_rows) if left == 0]
        assert len(spans) == len(free)
        for place_, span in zip(free, spans, strict=True):
            open_rows[place_] = span
        open_rows = [left - 1 for left in open_rows]
    assert open_rows == [0] * columns


def test_a_free_time_that_is_over_cannot_be_booked(sign_in: SignIn) -> None:
    place(clinic.slot(11))  # parts the day
    free = r"eu-cell__book.*?free from ([^<]+)<"
    morning = re.findall(free, sign_in().get(f"{DAY}/clinicians/").content.decode(), re.DOTALL)
    assert any("to 11:00am" in words for words in morning)
    pages.set_clock(clinic.at(12, 30))
    desk = sign_in()
    later = re.findall(free, desk.get(f"{DAY}/clinicians/").content.decode(), re.DOTALL)
    assert later
    assert not any("to 11:00am" in words for words in later)
    yesterday = desk.get("/staff/desk/day/2026-11-24/clinicians/").content.decode()
    assert "eu-cell__book" not in yesterday


def test_a_free_place_leads_to_a_booking_with_that_clinician_and_day(desk: Client) -> None:
    patient = clinic.register()
    html = desk.get(f"{DAY}/clinicians/").content.decode()
    link = re.search(r'href="(/staff/desk/find/\?clinician=[^"]+)"', html)
    assert link is not None
    asked = link[1].replace("&amp;", "&")
    assert re.search("For a visit with .+ on Wednesday 25 November 2026", see(desk, asked))
    assert "For a visit with " in send(desk, "/staff/desk/find/", {"wanted": "Nobody"})
    form = desk.get(f"/staff/desk/patient/{patient.public_id}/book/").content.decode()
    assert re.search(r'<option value="[0-9a-f-]{36}" selected', form)
    assert 'value="25"' in form
    assert "For a visit with" not in see(desk, "/staff/desk/find/")  # begun anew, with nobody


def test_the_board_by_room_and_the_last_look_is_remembered(desk: Client) -> None:
    place(clinic.slot(10), given_name="Rosa", family_name="Lind")
    page = see(desk, f"{DAY}/rooms/")
    assert "Consulting room 1" in page
    assert "Physiotherapy gym" not in page  # nothing is there
    assert desk.get("/staff/desk/").url == f"{DAY}/rooms/"


def test_the_list_says_all_of_a_visit_and_offers_the_next_step(desk: Client) -> None:
    place(clinic.slot(10), given_name="Rosa", family_name="Lind")
    page = see(desk, f"{DAY}/list/")
    assert (
        "10:00am Rosa Lind ○ Expected New consultation, 45 minutes, Example neurologist A, Consulting room 1." in page
    )
    assert "Born 3 April 1980, 46. The patient pays." in page
    assert "Check in Rosa Lind, 10:00am" in page


def test_a_day_without_anybody_and_days_around_it(desk: Client) -> None:
    assert "Nobody works and nothing is booked." in see(desk, "/staff/desk/day/2026-11-28/clinicians/")
    html = desk.get("/staff/desk/day/2026-12-31/list/").content.decode()
    assert "/staff/desk/day/2027-01-01/list/" in html
    assert "/staff/desk/day/2026-12-30/list/" in html
    for wrong in ("2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "today"):
        assert desk.get(f"/staff/desk/day/{wrong}/list/").status_code == 404
    see(desk, "/staff/desk/day/2026-11-25/list/?site=nowhere", status=404)


def test_a_closed_day_says_why(desk: Client) -> None:
    assert "Closed: Christmas Day" in see(desk, "/staff/desk/day/2026-12-25/list/")


def test_a_day_is_gone_to_by_typing_it(desk: Client) -> None:
    response = desk.get("/staff/desk/go/", {"day-day": "3", "day-month": "12", "day-year": "2026"})
    assert response.url == "/staff/desk/day/2026-12-03/clinicians/"
    assert "The day must be a real date" in see(desk, "/staff/desk/go/?day-day=31&day-month=2&day-year=2026")


def test_looking_at_a_day_is_written_down(desk: Client) -> None:
    see(desk, f"{DAY}/list/")
    assert AuditEntry.objects.filter(verb="day.open", subject_id="2026-11-25").exists()


def test_cancelled_visits_stand_apart(desk: Client) -> None:
    booked = place(clinic.slot(10), given_name="Rosa", family_name="Lind")
    services.cancel(clinic.staff(), booked.visit, now=clinic.NOW, why="ill")
    page = see(desk, f"{DAY}/list/")
    assert "Nothing is booked. Cancelled 10:00am Rosa Lind" in page
    assert "Rosa" not in see(desk, f"{DAY}/clinicians/").split("Cancelled", 1)[0]


# ---- month, problems, my day ---------------------------------------------------------------------------------


def test_the_month_counts_visits_and_free_places(desk: Client) -> None:
    place(clinic.slot(10))
    page = see(desk, "/staff/desk/month/2026/11/")
    assert "25 November 2026 today 1 visit" in page
    assert page.count(" today ") == 1
    assert re.search(r"26 November 2026 \d+ free", page)
    december = see(desk, "/staff/desk/month/2026/12/")
    assert "25 December 2026 Closed: Christmas Day" in december
    for wrong in ("2026/0", "2026/13", "0/1", "99999/1"):
        assert desk.get(f"/staff/desk/month/{wrong}/").status_code == 404


def test_what_is_missing_tomorrow_is_listed_with_the_remedy(desk: Client) -> None:
    young = clinic.young(15)
    slot = clinic.slot(14, day=TOMORROW, who="neurologist-b", room="consulting-2")
    services.place(clinic.staff(), slot, Details(young.public_id), now=clinic.NOW, key="young")
    page = see(desk, f"/staff/desk/day/{TOMORROW}/missing/")
    assert "Put these right before people arrive." in page
    assert "Consent: Mina Owusu, Thu 26 November, 2:00pm" in page
    assert "Ask the parent or guardian and record it" in page
    assert "Nothing. Every visit of this day can take place" in see(desk, "/staff/desk/day/2026-11-27/missing/")
    assert "What is missing tomorrow 2 Consent, authorisation" in see(desk, "/staff/")


def test_a_clinician_sees_their_own_day(sign_in: SignIn) -> None:
    booked = place(clinic.slot(10), given_name="Rosa", family_name="Lind")
    place(clinic.slot(9, who="neurophysiologist", kind="emg", room="emg"), given_name="Not", family_name="Mine")
    pages.set_clock(clinic.at(9, 50))
    neurologist = sign_in(Role.NEUROLOGIST)
    assert "10:00am Rosa Lind ○ Expected" in see(neurologist, "/staff/desk/mine/")
    assert "Not Mine" not in see(neurologist, "/staff/desk/mine/")
    services.check_in(clinic.staff(), booked.visit, now=clinic.at(9, 50))
    assert "Waiting for you, and can begin: Rosa Lind, 10:00am" in see(neurologist, "/staff/desk/mine/")
    page = send(neurologist, f"/staff/desk/visit/{booked.visit}/step/see/", {"back": "mine"})
    assert "The visit has begun. My day" in page
    assert "With you now: Rosa Lind, since 10:00am." in page
    assert "Nobody is booked with you." in see(neurologist, f"/staff/desk/mine/{TOMORROW}/")


def test_noon_is_said_in_one_way_for_staff_and_patients() -> None:
    noon = clinic.at(12)
    assert booking_words.time_words(noon) == staff_words.clock(noon) == staff_words.clock(noon.time()) == "midday"
    assert staff_words.clock(clinic.at(12, 15)) == "12:15pm"


def test_a_day_says_how_to_print_it(desk: Client) -> None:
    for look in ("clinicians", "rooms", "list"):
        assert "To print this day, use the print command of your browser" in see(desk, f"{DAY}/{look}/")


def test_my_day_names_everyone_who_waits_and_says_what_keeps_them(sign_in: SignIn) -> None:
    """Whose visit can begin comes first, however early the others are booked; also while somebody is with me."""
    insured = clinic.register(given_name="Ida", family_name="Berg")
    details = Details(insured.public_id, coverage=clinic.insure(insured))
    kept = services.place(clinic.staff(), clinic.slot(9), details, now=clinic.NOW, key="i")
    ready = [place(clinic.slot(hour), given_name=name, family_name="Lind") for hour, name in ((10, "Ada"), (11, "Eli"))]
    for each in (kept, *ready):
        services.check_in(clinic.staff(), each.visit, now=clinic.at(8, 50))
    neurologist = sign_in(Role.NEUROLOGIST)
    page = see(neurologist, "/staff/desk/mine/")
    both = "Waiting for you, and can begin: Ada Lind, 10:00am Eli Lind, 11:00am"
    missing = "Waiting for you, and something is missing first: Ida Berg, 9:00am: The insurer has not approved"
    assert f"{both} {missing}" in page
    send(neurologist, f"/staff/desk/visit/{ready[0].visit}/step/see/", {"back": "mine"})
    page = see(neurologist, "/staff/desk/mine/")
    assert f"With you now: Ada Lind, since 10:00am. Waiting for you, and can begin: Eli Lind, 11:00am {missing}" in page


def test_my_day_says_who_is_urgent_and_how_to_speak_with_them(sign_in: SignIn) -> None:
    person = clinic.register(
        given_name="Rosa",
        family_name="Lind",
        communication_needs="Hard of hearing.\nFace me when you speak.",
        interpreter_language="Swedish",
    )
    found = Details(person.public_id)
    soon = services.Need(urgency=Urgency.SAME_DAY, screened=True)
    booked = services.place(clinic.staff(), clinic.slot(10), found, now=clinic.NOW, key="urgent", need=soon)
    said = "Communication needs: Hard of hearing. Face me when you speak. Interpreter wanted for: Swedish"
    neurologist = sign_in(Role.NEUROLOGIST)
    mine = see(neurologist, "/staff/desk/mine/")
    assert "Must be seen today. " + said in mine
    assert said in see(neurologist, f"/staff/desk/visit/{booked.visit}/")
    for printed in ("list", "clinicians", "rooms"):
        assert "Hard of hearing" not in see(neurologist, f"{DAY}/{printed}/")


def test_only_staff_get_a_visit_with_communication_needs() -> None:
    young = clinic.young(15, communication_needs="Please do not tell my mother")
    booked = services.place(
        clinic.staff(),
        clinic.slot(14, day=TOMORROW, who="neurologist-b", room="consulting-2"),
        Details(young.public_id),
        now=clinic.NOW,
        key="young",
    )
    for_staff = queries.visit(clinic.staff(), booked.visit, now=clinic.NOW)
    assert for_staff.line.communication_needs == "Please do not tell my mother"
    for_herself = queries.visit(clinic.own(young), booked.visit, now=clinic.NOW)
    assert for_herself.line.communication_needs == ""


def test_a_clinician_without_a_diary_is_told(sign_in: SignIn) -> None:
    nurse = clinic.clinician("nurse")
    nurse.user = None
    nurse.save()
    assert "Your account has no diary." in see(sign_in(Role.NURSE), "/staff/desk/mine/")


# ---- the grid by itself --------------------------------------------------------------------------------------


def column(*gaps: tuple[int, int], work: tuple[int, int] = (9, 12), visits: tuple[VisitLine, ...] = ()) -> Column:
    """A clinician who works some hours, with these free stretches."""
    free = tuple(Gap(clinic.at(a).astimezone(clinic.LONDON), clinic.at(b).astimezone(clinic.LONDON)) for a, b in gaps)
    worked = Gap(clinic.at(work[0]).astimezone(clinic.LONDON), clinic.at(work[1]).astimezone(clinic.LONDON))
    return Column("k", "Name", "Title", (worked,), free, visits)


def test_the_grid_covers_every_row_once() -> None:
    found = grid([column((9, 10)), column((8, 9), work=(8, 9))], with_work=True)
    assert len(found.rows) == 16  # 8:00 to 12:00
    spans = [(cell.kind, cell.rows) for row in found.rows for cell in row.cells if cell.column.key == "k"]
    assert sum(rows for _kind, rows in spans) == 32
    assert (CellKind.AWAY, 4) in spans
    assert (CellKind.FREE, 4) in spans
    assert (CellKind.KEPT, 8) in spans


def test_a_grid_of_nothing_has_no_rows() -> None:
    assert grid([], with_work=True).rows == ()
    assert grid([Column("k", "Name", "", (), (), ())], with_work=False).rows == ()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_grid_follows_the_wall_clock_over_a_change(day: date) -> None:
    """A day with 23 or 25 hours has so many hours of rows, and each visit or gap lies where the clock says."""
    worked = Gap(clinic.at(0, 30, day).astimezone(clinic.LONDON), clinic.at(4, 0, day).astimezone(clinic.LONDON))
    found = grid([Column("k", "Name", "", (worked,), (worked,), ())], with_work=True)
    hours = {date(2026, 3, 29): 3, date(2026, 10, 25): 5}[day]
    assert len(found.rows) == 4 * hours
    assert found.rows[-1].at.strftime("%H:%M") == "03:45"
