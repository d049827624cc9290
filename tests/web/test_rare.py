"""The page for a clinician: what it says, what it refuses, what it forgets, and what it never tells."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from eutonia.clinic.people import services
from eutonia.clinic.people.roles import Role
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.phenotype.files import HpoFilesError
from eutonia.web.patient.assessment.sheet import KEY
from eutonia.web.rare import data, urls
from eutonia.web.rare.notes import KEY as NOTES
from eutonia.web.rare.notes import MOST_TERMS, Notes
from eutonia.web.rare.shown import link, percent, ratio
from tests.journeys.questionnaire import sheet_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROOM = "/assessment/for-a-clinician/"
GIRL = {"about": "me", "age": "15", "sex": "female", "pregnant": "no"}
TWISTING = {
    "chief-complaint": "twisting",
    "site-foot": "present",
    "twisting-posture": "present",
    "family-same": "present",
    "since": "years",
}
NIGHT_CRAMP = {"chief-complaint": "cramp", "site-calf": "present", "when": "night", "painful": "present"}
MYOTONIA = "HP:0002486"


@pytest.fixture
def girl() -> Client:
    return client_with(TWISTING, GIRL)


def client_with(answers: dict[str, str], first: dict[str, str], **notes: object) -> Client:
    """Somebody who answered the interview, and more than it asked for."""
    client = Client()
    session = client.session
    sheet = sheet_of(answers, first)
    sheet.answers |= answers
    session[KEY] = sheet.document()
    session[NOTES] = {"opened": True, **notes}
    session.save()
    return client


def text_of(client: Client, address: str = "") -> str:
    response = client.get(ROOM + address)
    assert response.status_code == 200
    return words(response.content)


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", content.decode())))


def notes(client: Client) -> dict:
    return client.session[NOTES]


# ---- what it says ------------------------------------------------------------------------------------------------


def test_rare_causes_stand_beside_the_differential_with_their_reasons(girl: Client) -> None:
    text = text_of(girl)
    assert "Rare causes matter here." in text
    assert "It began before the age of 30" in text
    assert "Others in the family have the same trouble." in text
    assert re.search(r"Reasons for Dystonia \d+", text)
    assert re.search(r"Dystonia is listed for this disease in \d+/\d+ patients\. ×\S+ for", text)
    assert re.search(r"OMIM:\d{6}", text)
    assert "Annotations of HPO 2025-01-16." in text
    assert "hpo.jax.org/app/license" in text


def test_a_publication_is_a_link(girl: Client) -> None:
    assert re.search(r'href="https://pubmed\.ncbi\.nlm\.nih\.gov/\d+/"', girl.get(ROOM).content.decode())


def test_a_plain_cramp_needs_no_genetic_test_and_no_ranking() -> None:
    text = text_of(client_with(NIGHT_CRAMP, {"about": "me", "age": "63", "sex": "male"}))
    assert "No genetic test is indicated: nothing that was answered points to an inherited cause." in text
    assert "Diseases that fit best" not in text
    assert "Reasons for Idiopathic nocturnal leg cramp" in text


def test_family_history_without_a_sign_cannot_be_ranked_and_says_so() -> None:
    answers = {"chief-complaint": "cramp", "site-calf": "present", "when": "night", "family-same": "present"}
    text = text_of(client_with(answers, {"about": "me", "age": "63", "sex": "male"}))
    assert "Rare causes matter here." in text
    assert "cannot be said yet, because no answer has an HPO term" in text


def test_without_the_hpo_files_the_issue_is_said_and_the_differential_stays(
    girl: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise HpoFilesError(Issue(IssueLevel.ERROR, "The HPO files are not here.", "Install the extra."))

    monkeypatch.setattr(data, "index", missing)
    text = text_of(girl)
    assert "Rare causes could not be ranked" in text
    assert "The HPO files are not here. Install the extra." in text
    assert "Rare causes matter here." in text
    assert "No genetic test is indicated" not in text
    assert "Differential" in text
    assert girl.post(f"{ROOM}found/", {"words": "dystonia"}).status_code == 503
    assert girl.post(f"{ROOM}add/", {"term": f"present {MYOTONIA}"}).status_code == 302


def test_missing_files_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from eutonia.phenotype import index

    monkeypatch.setattr(data, "_loaded", [])
    with monkeypatch.context() as patch:
        patch.setattr(index, "packaged_files", refuse)
        with pytest.raises(HpoFilesError):
            data.index()
    assert data.index() is data.index()


def refuse() -> None:
    raise HpoFilesError(Issue(IssueLevel.ERROR, "Gone.", "Bring them back."))


# ---- terms that are added -----------------------------------------------------------------------------------------


def test_a_search_an_added_term_and_taking_it_back() -> None:
    client = client_with(NIGHT_CRAMP, {"about": "me", "age": "63", "sex": "male"})
    found = client.post(f"{ROOM}search/", {"words": "grip myotonia"}, follow=True)
    assert "Handgrip myotonia" in words(found.content)
    added = client.post(f"{ROOM}add/", {"term": "present HP:0012899"}, follow=True)
    text = words(added.content)
    assert "present Handgrip myotonia HP:0012899, added by you" in text
    assert "Diseases that fit best" in text
    assert "CLCN1" in text
    back = client.post(f"{ROOM}remove/", {"term": "HP:0012899"}, follow=True)
    assert "Diseases that fit best" not in words(back.content)


def test_what_was_examined_outweighs_what_was_answered(girl: Client) -> None:
    text = words(girl.post(f"{ROOM}add/", {"term": "absent HP:0001332"}, follow=True).content)
    assert "absent Dystonia HP:0001332, added by you" in text
    assert "present Dystonia" not in text


def test_the_age_at_onset_counts(girl: Client) -> None:
    page = words(girl.post(f"{ROOM}onset/", {"onset": "8.5"}, follow=True).content)
    assert notes(girl)["onset"] == 8.5
    assert "It began between 5 and 15 years; weighed against the onsets listed for the disease." in page
    girl.post(f"{ROOM}onset/", {"onset": ""})
    assert notes(girl)["onset"] is None


@pytest.mark.parametrize("given", ["16", "-1", "young"])
def test_an_impossible_onset_is_refused_with_its_remedy(girl: Client, given: str) -> None:
    page = girl.post(f"{ROOM}onset/", {"onset": given}).content.decode()
    assert "<title>Error: " in page
    assert "Enter a number" in page
    assert "onset" not in girl.session[NOTES]


def test_an_empty_search_is_an_error_and_nothing_found_is_said(girl: Client) -> None:
    assert "Type a sign, or the id of a term" in words(girl.post(f"{ROOM}search/", {"words": " "}).content)
    page = girl.post(f"{ROOM}search/", {"words": "qqqq zzzz"}, follow=True)
    assert "No term matches “qqqq zzzz”" in words(page.content)


@pytest.mark.parametrize("term", ["", "present", "present HP:9999999", "maybe HP:0002486", "<script> HP:0002486"])
def test_what_is_no_term_is_not_added(girl: Client, term: str) -> None:
    assert girl.post(f"{ROOM}add/", {"term": term}, follow=True).status_code == 200
    assert notes(girl)["terms"] == {}


def test_there_is_room_for_so_many_terms_only() -> None:
    full = Notes(terms={f"HP:{n:07}": "present" for n in range(MOST_TERMS)})
    assert not full.add("HP:0002486", "present")
    assert full.add("HP:0000000", "absent")


@pytest.mark.parametrize("kept", ["rubbish", {"terms": 3, "onset": "x"}, {"terms": {"HP:1": "maybe"}, "onset": -1}])
def test_broken_notes_are_left_out(girl: Client, kept: object) -> None:
    session = girl.session
    session[NOTES] = kept
    session.save()
    assert "The next page is for a clinician" in text_of(girl)


def test_the_script_gets_a_part_of_the_page(girl: Client) -> None:
    part = girl.post(f"{ROOM}found/", {"words": "muscle cramp"}).json()["html"]
    assert "<html" not in part
    assert 'name="term"' in part
    assert girl.post(f"{ROOM}found/", {"words": "<b>"}).json()["html"].count("<b>") == 0


# ---- whom it is for, and privacy ------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_told_first_whom_it_is_for() -> None:
    client = client_with(TWISTING, GIRL, opened=False)
    text = text_of(client)
    assert "The next page is for a clinician" in text
    assert "Dystonia" not in text
    assert "Rare causes matter here." in words(client.post(f"{ROOM}open/", follow=True).content)


def test_staff_need_not_be_told() -> None:
    client = client_with(TWISTING, GIRL, opened=False)
    kept = dict(client.session)
    account = services.create_staff(
        email="n@example.org", name="Example", role=Role.NEUROLOGIST, password="a-line-a-wave", now=NOW
    )
    client.force_login(account)
    session = client.session
    session.update({KEY: kept[KEY]})
    session.save()
    assert "Rare causes matter here." in text_of(client)


def test_without_answers_it_offers_to_start() -> None:
    assert "Your answers are not here" in text_of(Client())


def test_every_change_needs_a_post_and_a_token(girl: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = girl.cookies
    for name in ("open", "search", "found", "add", "remove", "onset"):
        assert girl.get(f"{ROOM}{name}/").status_code == 405
        assert strict.post(f"{ROOM}{name}/", {}).status_code == 403


def test_no_address_can_hold_anything_and_deleting_forgets_all(girl: Client) -> None:
    assert not any("<" in str(pattern.pattern) for pattern in urls.urlpatterns)
    girl.post(f"{ROOM}add/", {"term": f"present {MYOTONIA}"})
    girl.post("/assessment/delete/")
    assert NOTES not in girl.session


def test_staff_who_delete_the_answers_lose_the_notes_too() -> None:
    from eutonia.web.patient.assessment.desk import EXTRAS

    assert NOTES in EXTRAS


# ---- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "under 0.1 %"), (0.0042, "0.4 %"), (0.034, "3.4 %"), (0.123, "12 %"), (0.994, "99 %"), (1.0, "over 99 %")],
)
def test_percent(share: float, expected: str) -> None:
    assert percent(share) == expected


def test_ratio_and_links() -> None:
    assert ratio(2.5) == "×12 for"
    assert ratio(-1.1) == "×3 against"
    assert ratio(5.18) == "×180 for"
    assert ratio(-7.4) == "×1,600 against"
    assert link("PMID:123").address == "https://pubmed.ncbi.nlm.nih.gov/123/"
    assert link("OMIM:159900").address.endswith("/159900")
    assert link("ISBN:javascript").address == link("PMID:x").address == ""
