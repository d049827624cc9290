"""What forbids or cautions a treatment, as a table that a clinician can read.

Each row: a treatment, the person, what is known, and what the prescriber is told. "blocked": never offered.
"reason": offered only with a reason given. "free": nothing known stands against it.
"""

import pytest

from eutonia.knowledge.care import Severity
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Person, Sex
from eutonia.reasoning.safety import SafetyCheck, check_treatment
from eutonia.reasoning.triage.truth import Truth

MAN_60 = Person(60, Sex.MALE)
WOMAN_30 = Person(30, Sex.FEMALE, pregnant=False)
PREGNANT_30 = Person(30, Sex.FEMALE, pregnant=True)
BOY_15 = Person(15, Sex.MALE)
SOMEBODY = Person()

TABLE = [
    # ---- kidneys
    ("baclofen", MAN_60, "lab-egfr=very-low", "blocked"),
    ("baclofen", MAN_60, "dialysis", "blocked"),
    ("baclofen", MAN_60, "lab-egfr=low", "reason"),
    ("baclofen", MAN_60, "lab-egfr=normal", "free"),
    ("potassium", MAN_60, "lab-egfr=very-low", "blocked"),
    ("potassium", MAN_60, "takes-potassium-sparing", "reason"),
    ("potassium", MAN_60, "lab-potassium=very-high", "blocked"),
    ("magnesium", MAN_60, "dialysis", "reason"),
    ("pain-relief", MAN_60, "lab-egfr=very-low", "blocked"),
    # ---- liver
    ("tizanidine", MAN_60, "lab-alt=very-high", "blocked"),
    ("tizanidine", MAN_60, "liver-disease", "reason"),
    ("dantrolene", MAN_60, "liver-disease", "blocked"),
    # ---- other medicines
    ("tizanidine", MAN_60, "takes-antidepressant", "reason"),
    ("tizanidine", MAN_60, "takes-thiazide-or-loop", "reason"),
    ("quinine", MAN_60, "takes-macrolide-or-azole", "blocked"),
    ("quinine", MAN_60, "takes-anticoagulant", "reason"),
    ("statin-change", MAN_60, "takes-macrolide-or-azole", "reason"),
    ("pain-relief", MAN_60, "takes-anticoagulant", "reason"),
    ("pain-relief", MAN_60, "takes-ace-or-arb, takes-thiazide-or-loop", "reason"),
    ("propranolol", MAN_60, "takes-saba", "blocked"),
    # ---- minerals, blood and heart
    ("quinine", MAN_60, "lab-potassium=low", "blocked"),
    ("quinine", MAN_60, "lab-platelets=low", "blocked"),
    ("mexiletine", MAN_60, "heart-or-vessel-disease", "blocked"),
    ("vitamin-d", MAN_60, "lab-calcium=high", "blocked"),
    ("carbamazepine", MAN_60, "lab-sodium=low", "blocked"),
    ("statin-change", MAN_60, "dark-urine", "blocked"),
    # ---- diseases of nerve and muscle
    ("dopamine-blocker", MAN_60, "parkinsons", "blocked"),
    ("dopamine-blocker", MAN_60, "takes-levodopa", "blocked"),
    ("dopamine-blocker", WOMAN_30, "", "free"),
    ("tetrabenazine", MAN_60, "low-mood", "blocked"),
    ("botulinum-toxin", MAN_60, "achr-antibody", "blocked"),
    ("botulinum-toxin", MAN_60, "slow-swallow", "blocked"),
    ("botulinum-toxin", MAN_60, "double-vision-or-droopy-lid", "reason"),
    ("procyclidine", MAN_60, "achr-antibody", "blocked"),
    ("procyclidine", Person(80, Sex.FEMALE), "", "reason"),
    ("splinting-and-casting", BOY_15, "genetic-dystonia-variant", "blocked"),
    # ---- breathing and sedation
    ("gabapentin", MAN_60, "snoring-or-sleep-apnoea", "reason"),
    ("diazepam", MAN_60, "alcohol-heavy", "reason"),
    ("gabapentin", Person(70, Sex.FEMALE), "", "reason"),
    # ---- pregnancy
    ("quinine", PREGNANT_30, "", "blocked"),
    ("pregabalin", PREGNANT_30, "", "blocked"),
    ("pregabalin", WOMAN_30, "", "reason"),
    ("pain-relief", PREGNANT_30, "", "reason"),
    ("pain-relief", PREGNANT_30, "pregnant-late", "blocked"),
    ("botulinum-toxin", PREGNANT_30, "", "reason"),
    ("antiseizure-medicine", WOMAN_30, "", "reason"),
    ("stretching", PREGNANT_30, "", "free"),
    # ---- the young
    ("quinine", BOY_15, "", "blocked"),
    ("tizanidine", BOY_15, "", "blocked"),
    ("dantrolene", BOY_15, "", "blocked"),
    ("mexiletine", BOY_15, "", "blocked"),
    ("baclofen", BOY_15, "", "reason"),
    ("dopamine-blocker", BOY_15, "", "reason"),
    ("pain-relief", BOY_15, "", "reason"),
    ("stretching", BOY_15, "", "free"),
]


def _check(knowledge: Knowledge, treatment: str, person: Person, known: str) -> SafetyCheck:
    answers = {}
    for word in filter(None, known.split(", ")):
        name, _, value = word.partition("=")
        answers[name] = value or PRESENT
    return check_treatment(knowledge.treatments[treatment], answers, person, knowledge)


@pytest.mark.parametrize(("treatment", "person", "known", "told"), TABLE)
def test_a_treatment_is_blocked_or_asks_for_a_reason_as_the_table_says(
    knowledge: Knowledge, treatment: str, person: Person, known: str, told: str
) -> None:
    found = _check(knowledge, treatment, person, known)
    speaking = [(note.rule.id, note.rule.severity.value) for note in found.notes if note.truth > Truth.NO]
    assert found.is_blocked is (told == "blocked"), speaking
    if told != "blocked":
        assert found.needs_reason is (told == "reason"), speaking


@pytest.mark.parametrize(("treatment", "known"), [("baclofen", "dialysis"), ("quinine", "lab-platelets=low")])
def test_not_sure_counts_as_maybe_and_still_blocks(knowledge: Knowledge, treatment: str, known: str) -> None:
    name, _, _ = known.partition("=")
    found = check_treatment(knowledge.treatments[treatment], {name: NOT_SURE}, WOMAN_30, knowledge)
    assert found.is_blocked
    assert next(note for note in found.notes if note.rule.severity is Severity.BLOCK).truth is Truth.MAYBE


def test_what_was_never_asked_becomes_a_question_to_ask_first(knowledge: Knowledge) -> None:
    found = _check(knowledge, "baclofen", MAN_60, "")
    assert not found.is_blocked
    asked = {finding for note in found.notes for finding in note.ask}
    assert {"lab-egfr", "dialysis", "kidney-disease"} <= asked
    answered = check_treatment(
        knowledge.treatments["baclofen"], {"lab-egfr": "normal", "dialysis": ABSENT}, MAN_60, knowledge
    )
    assert not {"lab-egfr", "dialysis"} & {finding for note in answered.notes for finding in note.ask}


@pytest.mark.parametrize(
    ("treatment", "words"),
    [
        ("tizanidine", "fluvoxamine"),
        ("quinine", "QTc"),
        ("botulinum-toxin", "unit"),
        ("baclofen", "abrupt stop"),
        ("dantrolene", "verapamil"),
    ],
)
def test_what_no_answer_can_show_is_for_the_prescriber_to_look_at(
    knowledge: Knowledge, treatment: str, words: str
) -> None:
    found = _check(knowledge, treatment, MAN_60, "")
    looks = [note for note in found.notes if words in note.look]
    assert looks
    assert all(note.truth is Truth.NO for note in looks)


def test_age_sex_and_pregnancy_that_are_not_stated_count_as_if_they_stood_against_it(knowledge: Knowledge) -> None:
    assert _check(knowledge, "quinine", SOMEBODY, "").is_blocked
    assert _check(knowledge, "pregabalin", SOMEBODY, "").is_blocked


def test_the_severest_note_comes_first(knowledge: Knowledge) -> None:
    found = _check(knowledge, "quinine", PREGNANT_30, "lab-platelets=low, takes-anticoagulant")
    speaking = [note.rule.severity for note in found.notes if note.truth > Truth.NO]
    assert speaking == sorted(speaking, key=list(Severity).index)
    assert speaking[0] is Severity.BLOCK
    assert Severity.WARN in speaking


def test_every_note_says_why_and_from_where(knowledge: Knowledge) -> None:
    for treatment in knowledge.treatments.values():
        for note in check_treatment(treatment, {}, SOMEBODY, knowledge).notes:
            assert note.treatment == treatment.id
            assert note.rule.why.strip()
            assert note.rule.source == "estimate" or note.rule.source in knowledge.sources
