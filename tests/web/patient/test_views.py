"""Pages by address: what they refuse, keep, lose and never tell."""

import json
import logging
import re
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from eutonia.clinic.assessment.models import Feedback, StoredAssessment
from eutonia.project.logs import PrivateJsonFormatter
from eutonia.reasoning.answers import Case, screen_findings
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient import urls
from eutonia.web.patient.assessment.sheet import KEY, Sheet
from eutonia.web.patient.result.document import document_html
from tests.journeys.questionnaire import sheet_of

pytestmark = pytest.mark.django_db

ADULT = {"about": "me", "age": "63", "sex": "female"}
CRAMP = {"chief-complaint": "cramp", "site-calf": "present", "side": "changes", "when": "night"}
ADDRESSES = [
    "first/2/",
    "questions/1/",
    "questions/1/which/",
    "find/symptom/",
    "find/medicine/",
    "check/",
    "elsewhere/",
    "back-to-the-answer/",
    "result/",
    "result/for-a-clinician.pdf",
    "result/feedback/",
    "keep/",
]


def client_with(sheet: Sheet | object) -> Client:
    client = Client()
    session = client.session
    session[KEY] = sheet.document() if isinstance(sheet, Sheet) else sheet
    session.save()
    return client


@pytest.fixture(scope="module")
def finished() -> Sheet:
    return sheet_of(CRAMP, ADULT)


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_answers_every_page_says_so_and_offers_to_start(address: str) -> None:
    page = Client().get(f"/assessment/{address}")
    assert page.status_code == 200
    assert b"Your answers are not here" in page.content
    assert b'href="/assessment/"' in page.content


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("broken", ["rubbish", {"format": 1, "first": {"about": "me", "age": "-1"}, "answers": 3}])
def test_a_broken_session_is_told_once_and_the_rest_is_kept(address: str, broken: object) -> None:
    client = client_with(broken)
    page = client.get(f"/assessment/{address}")
    assert page.status_code == 200
    assert b"Some answers were lost" in page.content
    again = client.get("/assessment/go-on/", follow=True).content.decode()
    assert "Some answers were lost" not in again
    assert ("How old are you?" in again) is isinstance(broken, dict)


@pytest.mark.parametrize("address", ["questions/99/", "questions/0/", "questions/99/which/", "first/9/", "check/"])
def test_a_page_that_is_not_there_leads_to_what_is_open(address: str) -> None:
    client = client_with(sheet_of({}, ADULT, pages=2))
    page = client.get(f"/assessment/{address}", follow=True)
    assert page.status_code == 200
    assert f"Emergency questions, page 3 of {len(knowledge().screens)}" in page.content.decode()


def test_a_first_question_cannot_be_jumped_over() -> None:
    client = client_with(Sheet(first={"about": "me"}))
    page = client.get("/assessment/questions/1/", follow=True).content
    assert b"How old are you?" in page
    assert b"How old are you?" in client.get("/assessment/first/3/", follow=True).content


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"answer": "150"}, "Enter a number from 0 to 120"),
        ({"answer": "old"}, "Enter a number, like 0"),
        ({"answer": "-4"}, "Enter a number from 0 to 120"),
        ({"answer": "12.5"}, "Enter a whole number"),
        ({}, "Enter the age in years, or tick “Rather not say”"),
        ({"answer": "40", "unsaid": ["rather-not-say"]}, "not both"),
    ],
)
def test_an_impossible_age_is_refused_with_its_remedy(given: dict[str, str], error: str) -> None:
    page = client_with(Sheet(first={"about": "me"})).post("/assessment/first/2/", given).content.decode()
    assert error in page
    assert "<title>Error: " in page


def test_an_emergency_list_must_be_answered_and_none_of_these_stands_alone() -> None:
    client = client_with(sheet_of({}, ADULT, pages=0))
    empty = client.post("/assessment/questions/1/", {}).content.decode()
    assert "Choose what applies, or “None of these”" in empty
    both = client.post("/assessment/questions/1/", {"ticked": ["none-of-these", "fit-today"]}).content.decode()
    assert "not both" in both
    foreign = client.post("/assessment/questions/1/", {"ticked": ["no-such-sign"]})
    assert foreign.status_code == 200
    assert b"Error: " in foreign.content


def test_every_change_of_data_needs_a_post_and_a_token(finished: Sheet) -> None:
    client = client_with(finished)
    for address in ("delete/", "check/remove/", "more-questions/", "delete-kept/"):
        assert client.get(f"/assessment/{address}").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for address in ("delete/", "questions/1/", "first/1/", "keep/", "result/feedback/", "return/"):
        assert strict.post(f"/assessment/{address}", {}).status_code == 403


def test_delete_removes_the_session_from_the_server(finished: Sheet) -> None:
    client = client_with(finished)
    assert Session.objects.count() == 1
    assert client.post("/assessment/delete/").headers["Location"] == "/assessment/deleted/"
    assert Session.objects.count() == 0
    assert b"Your answers are not here" in client.get("/assessment/check/").content


def test_no_address_can_hold_an_answer() -> None:
    patterns = "".join(str(pattern.pattern) for pattern in urls.urlpatterns)
    assert set(re.findall(r"<(\w+):", patterns)) == {"int"}
    for name in knowledge().findings:
        assert name not in patterns


def test_nothing_about_a_person_reaches_address_title_referrer_or_log(finished: Sheet) -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PrivateJsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        client = client_with(finished)
        searched = client.post("/assessment/find/symptom/", {"words": "pins and needles", "search": "1"})
        assert searched.headers["Location"] == "/assessment/find/symptom/"
        pages = [client.get(f"/assessment/{address}") for address in ("check/", "result/", "find/symptom/")]
        client.get("/assessment/no-such-page/")
    finally:
        root.removeHandler(handler)
        root.level = level
    for page in pages:
        title = re.search(r"<title>(.*?)</title>", page.content.decode())
        assert title is not None
        assert title[1] in {"Check your answers – Eutonia", "Your result – Eutonia", "Find a symptom – Eutonia"}
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store, private"
    logged = [{**json.loads(line), "at": ""} for line in written.getvalue().splitlines()]  # a time may hold any digits
    assert {line["status"] for line in logged if "status" in line} == {404}
    for word in ("needles", "calf", "cramp", "63", "female"):
        assert word not in json.dumps(logged)


def test_feedback_sends_answers_only_with_a_tick(finished: Sheet) -> None:
    client = client_with(finished)
    given = {"problem": "urgency", "words": "It should have said today."}
    assert client.post("/assessment/result/feedback/", given).headers["Location"].endswith("/thanks/")
    client.post("/assessment/result/feedback/", given | {"share": ["share"]})
    with_answers, without = Feedback.objects.all()
    assert without.case is None
    assert with_answers.case["answers"]["site-calf"] == "present"
    assert "calf" not in json.dumps([without.words, without.problem])
    assert without.knowledge_version == knowledge().version


def test_a_kept_result_opens_in_another_browser_and_can_be_deleted(finished: Sheet) -> None:
    client = client_with(finished)
    client.post("/assessment/keep/")
    page = client.get("/assessment/kept/").content.decode()
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert found is not None
    assert found[0] not in client.get("/assessment/kept/").content.decode()
    other = Client()
    assert b"opens nothing" in other.post("/assessment/return/", {"code": "AAAA-BBBB-CCCC"}).content
    opened = other.post("/assessment/return/", {"code": found[0].lower()}, follow=True).content.decode()
    assert "You kept this result until" in opened
    assert "worked out anew" not in opened
    other.post("/assessment/delete-kept/")
    assert StoredAssessment.objects.count() == 0
    assert b"opens nothing" in Client().post("/assessment/return/", {"code": found[0]}).content


def test_a_result_kept_with_older_knowledge_says_that_it_was_worked_out_anew(finished: Sheet) -> None:
    client = client_with(finished)
    client.post("/assessment/keep/")
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", client.get("/assessment/kept/").content.decode())
    assert code is not None
    StoredAssessment.objects.update(knowledge_version="older")
    page = Client().post("/assessment/return/", {"code": code[0]}, follow=True).content.decode()
    assert "worked out anew" in page


def test_contradicting_answers_are_shown_with_their_remedy() -> None:
    one, other = next((rule.finding, rule.implies) for rule in knowledge().model.implications)
    sheet = sheet_of(CRAMP, ADULT)
    sheet.answers |= {one: "present", other: "absent"}
    page = client_with(sheet).get("/assessment/check/", follow=True).content.decode()
    assert "Some answers do not fit together" in page or "Go to A&amp;E now" in page or "Call 999 now" in page


def test_a_water_tablet_that_was_started_and_is_not_among_the_medicines_is_asked_about() -> None:
    asked = "If you take it still, choose it too."
    started = {**CRAMP, "started-within-year-statin-or-diuretic": "present"}
    for taken, is_asked in (({}, True), ({"takes-thiazide-or-loop": "present"}, False)):
        page = client_with(sheet_of({**started, **taken}, ADULT)).get("/assessment/check/").content.decode()
        assert "<h1>Check your answers</h1>" in page
        assert (asked in page) is is_asked
        assert ("Look at them again. If they are right, go on." in page) is is_asked


def test_the_document_is_a_tagged_pdf_for_a_clinician(finished: Sheet) -> None:
    answer = client_with(finished).get("/assessment/result/for-a-clinician.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="eutonia-result.pdf"'
    plain = unpacked(answer.content)
    for mark in (b"/MarkInfo", b"/Marked true", b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/S /TH"):
        assert mark in plain, mark


def test_the_document_does_not_say_that_the_patient_answered_when_somebody_else_did() -> None:
    answers = dict.fromkeys(screen_findings(knowledge()), "absent") | CRAMP
    assessment = assessor().assess(Case(answers=answers))
    for asker, is_said in (("me", False), ("child", True)):
        html = document_html(assessment, knowledge(), now=datetime(2026, 11, 25, 8, tzinfo=UTC), asker=asker)
        assert "Made from the answers to an online questionnaire on 25 November 2026" in html
        assert "own answers" not in html
        assert ("Answered by someone else for the person." in html) is is_said


def unpacked(document: bytes) -> bytes:
    """A PDF with its compressed parts opened, so that its structure can be read."""
    parts = [document]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompress(packed))
    return b"\n".join(parts)
