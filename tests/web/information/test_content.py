"""What the pages say: nothing of the knowledge is lost on the way, and what the evidence corrects is corrected."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from eutonia.knowledge.criteria import parse_criterion
from eutonia.knowledge.vocabulary import ESTIMATE, Group, Urgency
from eutonia.web.engine import knowledge
from eutonia.web.information import care, causes, phrases
from eutonia.web.information.emergencies import LEVELS, emergency_page, signs_of
from eutonia.web.information.places import PLACES


def words(address: str) -> str:
    """The words of a page, without its marks."""
    sent = Client().get(address).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", sent)).split())


def said(text: str) -> str:
    return " ".join(text.split())


# ---- causes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["nocturnal-leg-cramp", "motor-neurone-disease", "stroke-or-tia", "carpal-tunnel-syndrome"]
)
def test_a_cause_says_all_that_is_known_for_people(name: str) -> None:
    known = knowledge()
    condition = known.conditions[name]
    page = words(f"/causes/{name}/")
    told = [condition.lay_name, condition.summary, condition.why, *condition.self_care, *condition.prevention]
    told += [*condition.complications, *condition.synonyms, *(each.why for each in condition.likelihoods if each.why)]
    told += [known.tests[test].lay_name for test in condition.tests]
    told += [known.treatments[treatment].lay_name for treatment in condition.treatments]
    told += [known.sources[key].title for key in condition.sources]
    missing = [text for text in told if said(text) not in page]
    assert not missing


def test_every_cause_can_be_drawn_with_words_for_all_that_it_names() -> None:
    known = knowledge()
    for condition in known.conditions.values():
        page = causes.cause_page(known, condition)
        assert page.facts[-1].claim.text == phrases.WHO[condition.refer_to]
        numbers = {number for claim in (*page.signs, *page.often) for number in claim.references}
        assert numbers <= {reference.number for reference in page.references}


def test_the_share_of_sourced_figures_is_counted_right() -> None:
    """Prior and one figure fewer than values for each sign: the last value of each follows from the others."""
    known = knowledge()
    condition = known.conditions["nocturnal-leg-cramp"]
    page = causes.cause_page(known, condition)
    assert page.figures == 1 + sum(len(each.values) - 1 for each in condition.likelihoods)
    assert 0 < page.figures_sourced < page.figures


def test_every_group_has_a_heading_and_holds_its_causes() -> None:
    known = knowledge()
    groups = causes.cause_groups(known)
    assert [group.id for group in groups] == [group.value for group in Group]
    assert sum(len(group.causes) for group in groups) == len(known.conditions)


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT])
def test_an_emergency_says_so_before_anything_else(urgency: Urgency) -> None:
    for condition in knowledge().conditions.values():
        if condition.urgency is urgency:
            page = words(f"/causes/{condition.id}/")
            card = page.index(f"Immediate action required: {phrases.CARDS[urgency].heading}")
            assert card < page.index("At a glance"), condition.id


def test_diseases_that_people_fear_are_spoken_of_gently() -> None:
    gently = {condition.id for condition in knowledge().conditions.values() if condition.gentle_name}
    assert gently <= set(phrases.GENTLE)
    for name in phrases.GENTLE:
        page = words(f"/causes/{name}/")
        assert page.index("On its own, it is very rarely this disease.") < page.index("At a glance")


# ---- tests, treatments and the rest ------------------------------------------------------------------------


def test_a_test_says_what_to_expect() -> None:
    test = knowledge().tests["emg"]
    page = words("/tests/emg/")
    told = [test.why, test.what_happens, test.feels_like, test.preparation, *test.results, *test.not_if.values()]
    assert not [text for text in told if said(text) not in page]


def test_every_test_and_treatment_stands_under_a_heading() -> None:
    known = knowledge()
    assert sum(len(shelf.links) for shelf in care.test_shelves(known)) == len(known.tests)
    assert sum(len(shelf.links) for shelf in care.treatment_shelves(known)) == len(known.treatments)


def test_a_test_names_the_causes_that_name_it() -> None:
    known = knowledge()
    named = {link.href for link in causes.causes_with(known, test="emg")}
    assert named == {f"/causes/{each.id}/" for each in known.conditions.values() if "emg" in each.tests}
    assert named


def test_tips_questions_and_complications_are_all_there_with_their_sources() -> None:
    known = knowledge()
    for address, entries in (
        ("/prevention/", known.tips),
        ("/questions/", known.questions),
        ("/complications/", known.complications),
    ):
        page = words(address)
        assert len(entries) > 5
        for entry in entries:
            assert said(getattr(entry, "title", "") or getattr(entry, "question", "")) in page
            for key in entry.sources:
                assert key == ESTIMATE or said(known.sources[key].title) in page, f"{address}: {key}"


def test_every_source_is_listed_and_weak_ones_are_marked() -> None:
    page = words("/sources/")
    known = knowledge().sources
    assert not [source.key for source in known.values() if said(source.title) not in page]
    marks = Client().get("/sources/").content.decode().count('class="eu-weak"')
    assert marks == sum(source.weak for source in known.values())


# ---- emergencies -------------------------------------------------------------------------------------------


def test_no_urgent_rule_is_missing_from_the_page_of_emergencies() -> None:
    page = words("/emergencies/")
    urgent = [rule for rule in knowledge().rules if rule.urgency in LEVELS]
    assert len(urgent) > 50
    assert not [rule.id for rule in urgent if said(rule.patient) not in page]


def test_a_rule_stands_under_its_own_level_and_once() -> None:
    page = emergency_page(knowledge())
    levels = {rule.id: rule.urgency.slug for rule in knowledge().rules}
    listed = [
        (flag.id, level.id)
        for level in page.levels
        for topic in (*level.alone, *level.together)
        for flag in topic.warnings
    ]
    assert len(listed) == len(set(listed))
    assert all(levels[rule] == level for rule, level in listed)


def test_help_for_those_who_cannot_speak_or_are_in_despair_or_danger_is_on_it() -> None:
    page = words("/emergencies/")
    for kind in ("emergency", "self-harm", "abuse"):
        steps = [step for advice in knowledge().advice.values() if advice.kind == kind for step in advice.steps]
        assert steps
        assert not [step for step in steps if said(step) not in page]
    assert "116 123" in page
    assert "Leave this page now" in page


def test_signs_are_told_as_the_rule_means_them() -> None:
    when = parse_criterion(
        {"all": ["sudden-severe-back-or-belly-pain", {"any": ["fainted-or-collapsed", "age>=60"]}, {"all": ["fever"]}]}
    )
    told = signs_of(knowledge(), when)
    findings = knowledge().findings
    assert told.how == "All of these:"
    assert told.parts[0].text == findings["sudden-severe-back-or-belly-pain"].question
    assert (told.parts[1].how, told.parts[1].parts[1].text) == ("One of these:", "You are 60 or older")
    assert told.parts[2].text == findings["fever"].question, "a group of one is the one"
    two = signs_of(
        knowledge(), parse_criterion({"at_least": 2, "of": ["fever", "rash-not-fading", "confused-or-drowsy"]})
    )
    assert two.how == "At least 2 of these:"
    value = signs_of(knowledge(), parse_criterion("severity>=moderate"))
    assert value.text.startswith("How bad is it at its worst? Moderate: I have to stop what I am doing or severe")


# ---- what the evidence corrects ----------------------------------------------------------------------------


def test_dystonia_is_only_one_kind() -> None:
    page = words("/muscle-spasms/")
    assert "That is not quite right. Dystonia is only one kind." in page
    for kind in ("Spasticity", "Myoclonus", "Fasciculation", "Tetany", "Cramp"):
        assert kind in page


def test_a_disc_presses_on_the_nerve_and_not_the_nerve_on_the_spine() -> None:
    assert "A disc, bone or tight tunnel presses on a nerve." in words("/causes/")


def test_tonic_water_is_not_recommended() -> None:
    page = words("/questions/")
    answer = page[page.index("tonic water help") :]
    assert "We do not recommend it." in answer
    assert "MHRA" in answer


def test_stretching_is_safe_but_not_proved() -> None:
    page = words("/treatments/stretching/")
    assert "Studies do not agree." in page


def test_magnesium_only_where_it_is_low() -> None:
    assert "Magnesium: only if yours is low" in words("/prevention/")
    assert "Minerals help only if a blood test shows that you lack them." in words("/treatments/")


def test_the_nine_other_symptoms_and_the_six_risks_are_named() -> None:
    page = words("/muscle-spasms/").lower()
    for sign in (
        "shaking",
        "sight",
        "blinking",
        "sleeping",
        "numbness",
        "unsteady",
        "twists",
        "weak muscles",
        "will not move",
    ):
        assert sign in page
    for risk in ("over 65", "out of training", "pregnant", "diabetes", "nerves, liver or thyroid", "overweight"):
        assert risk in page


# ---- the clinic and the small print ------------------------------------------------------------------------


def test_the_example_clinic_is_never_passed_off_as_a_real_one() -> None:
    assert "Nobody answers this telephone number" in words("/contact/")
    assert "The prices are made up" in words("/paying/")
    assert "This is an example clinic." in words("/")


def test_the_intended_purpose_is_told() -> None:
    page = words("/about/")
    for text in (
        "It does not make a diagnosis.",
        "It is not a registered medical device.",
        "No clinician has checked our knowledge yet.",
        knowledge().version,
    ):
        assert text in page


def test_privacy_names_the_times_that_the_code_keeps_to() -> None:
    page = words("/privacy/")
    assert "After 60 minutes without use nobody can open them any more" in page
    assert "for 30 days" in page
    assert "Delete my answers" in page


def test_privacy_tells_what_a_booking_and_a_question_leave_behind() -> None:
    page = words("/privacy/")
    assert "Only if you book a visit, or ask us something, do we need to know who you are." in page
    for text in ("part of your record at the clinic", "If an insurer pays", "who looked", "We keep your question"):
        assert text in page


def test_a_public_page_sets_no_cookie_and_needs_no_database() -> None:
    for place in PLACES.values():
        assert not Client().get(place.href).cookies
