"""What the result page may say, and what it may not."""

import html
import re

import pytest
from django.test import Client

from eutonia.knowledge.vocabulary import AnsweredBy, Person, Sex, Urgency
from eutonia.reasoning.answers import Case
from eutonia.reasoning.assess import Assessment
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment.sheet import KEY
from eutonia.web.patient.result.levels import LEVELS
from eutonia.web.patient.result.page import result_page, shown_causes
from tests.journeys.questionnaire import sheet_of, walk

pytestmark = pytest.mark.django_db

MND = {
    "chief-complaint": "twitch",
    "site-hand": "present",
    "site-calf": "present",
    "wasting": "present",
    "weakness": "present",
    "weakness-progressive": "present",
    "leg-weakness-progressive": "present",
    "speech-slurred-slowly": "present",
    "visible-twitch": "present",
    "twitches-move-about": "present",
    "since": "months",
    "course": "worse",
}


def assessed(answers: dict[str, str], first: dict[str, str] | None = None) -> Assessment:
    sheet = sheet_of(answers, first or {"about": "me", "age": "63", "sex": "male"})
    way = walk(assessor(), sheet.person, sheet.answers)
    return assessor().assess(way.case, way.progress)


def shown(answers: dict[str, str]) -> str:
    """The result page as it is sent, in small letters."""
    client = Client()
    session = client.session
    session[KEY] = sheet_of(answers, {"about": "me", "age": "63", "sex": "male"}).document()
    session.save()
    response = client.get("/assessment/result/")
    assert response.status_code == 200
    return html.unescape(response.content.decode()).lower()


def test_the_reasons_name_no_sign_or_test_in_doctors_words() -> None:
    page = shown({"chief-complaint": "stiffness", "site-hand": "present", "cold-worsens": "present", "since": "years"})
    assert "what we do not know yet" in page
    terms = {one.term.lower() for one in knowledge().findings.values() if one.answered_by is not AnsweredBy.PERSON}
    reasons = page.split("what it may be", 1)[1].split("what you can do yourself", 1)[0]
    assert not [term for term in terms if f">{term}<" in re.sub(r">\s+|\s+<", lambda m: m[0].strip(), reasons)]


def test_every_level_has_words_and_a_time() -> None:
    assert set(LEVELS) == set(Urgency)
    for level in LEVELS.values():
        assert str(level.heading)
        assert str(level.time)


def test_s54_a_patient_never_reads_the_label_of_a_grave_nerve_disease() -> None:
    """The label comes from a clinician: not on the bar, not in a reason, a source, a test or a sentence."""
    assessment = assessed(MND)
    assert "motor-neurone-disease" in [cause.condition for cause in assessment.causes]
    page = result_page(assessment, assessor())
    assert "A nerve condition that a neurologist should check" in [bar.label for bar in page.bars]
    text = shown(MND)
    assert "a nerve condition that a neurologist should check" in text
    for word in ("motor neuron", "amyotrophic", "huntington", "mnd", "/causes/motor"):
        assert word not in text, word


def test_two_causes_with_one_gentle_name_stand_as_one() -> None:
    names = [knowledge().conditions[cause.condition].patient_name for cause in shown_causes(assessed(MND), knowledge())]
    assert len(set(names)) == len(names)


def test_what_would_change_it_is_more_urgent_than_what_is() -> None:
    page = result_page(assessed({"chief-complaint": "cramp", "site-calf": "present", "when": "night"}), assessor())
    headings = {str(LEVELS[level].heading) for level in Urgency if level > page.urgency}
    assert page.changes.sooner
    assert {heading for _sign, heading in page.changes.sooner} <= headings


def test_an_unsure_answer_that_decides_is_named() -> None:
    assessment = assessed({"muscle-rock-hard": "not-sure"})
    page = result_page(assessment, assessor())
    assert page.urgency >= Urgency.SAME_DAY
    assert knowledge().findings["muscle-rock-hard"].question in page.changes.unsure


def test_no_source_leads_anywhere_but_to_a_safe_address() -> None:
    for answers in (MND, {"chief-complaint": "cramp", "site-calf": "present"}):
        text = "".join(bar.detail for bar in result_page(assessed(answers), assessor()).bars)
        assert 'href="doi:' not in text
        assert 'href="http:' not in text


def test_what_people_of_the_knowledge_write_cannot_break_a_page() -> None:
    """A per cent sign in an advice step is a sign, not a place for a number."""
    from eutonia.web.patient.words import said

    assert said("below 50 % of %(all)s %") == "below 50 % of %(all)s %"
    assert said("") == ""


def test_no_emergency_page_offers_self_help_or_causes() -> None:
    case = Case(Person(40, Sex.MALE), {"breathing-difficulty": "present"})
    assert result_page(assessor().assess(case), assessor()).self_help == ()
