"""When rare causes matter, on the knowledge as it is."""

import subprocess
import sys

import pytest

from eutonia.knowledge.load import load
from eutonia.knowledge.vocabulary import FindingKind
from eutonia.phenotype import Index
from eutonia.phenotype.when import BEGAN_YOUNG, FAMILY, OF_MOVEMENT, STRONG, hpo_terms, rare_causes

TELLING = 4.0  # nats: a term that at most one in fifty of the annotated diseases shows
RARE_HERE = 0.02  # of people who come with spasms
MOVEMENT_ROOTS = {
    "HP:0100022",  # abnormality of movement
    "HP:0011442",  # abnormal central motor function
    "HP:0003011",  # abnormality of the musculature
    "HP:0012638",  # abnormal nervous system physiology: speech, swallowing, chorea
    "HP:0001608",  # abnormality of the voice: HPO files the strained voice of dystonia here
}


@pytest.fixture(scope="module")
def findings():
    return load().findings


def said(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "present")


def test_every_finding_it_names_is_in_the_knowledge_and_is_a_yes_or_no(findings) -> None:
    named = {BEGAN_YOUNG, *FAMILY, *OF_MOVEMENT}
    assert named <= set(findings)
    assert all(findings[name].kind is FindingKind.YES_NO for name in named)


def test_strong_findings_have_strong_hpo_evidence_and_are_rare_here(findings, real: Index) -> None:
    for name in STRONG:
        place = real.term_place[findings[name].hpo]
        assert real.information[place] >= TELLING, name
        assert findings[name].values[-1].background.value <= RARE_HERE, name


def test_signs_of_movement_have_a_term_of_movement_muscle_or_nerve(findings, real: Index) -> None:
    laboratory = {"caeruloplasmin-low", "kayser-fleischer", "after-hard-effort-dark-urine-ever"}
    for name in OF_MOVEMENT - laboratory:
        above = {real.tables.terms[place] for place in real.ancestors_of(real.term_place[findings[name].hpo])}
        assert above & MOVEMENT_ROOTS, name


@pytest.mark.parametrize(
    ("answers", "age", "words"),
    [
        (said("twisting-posture"), 15, "before the age of 30"),
        (said("twisting-posture", "onset-before-20"), 45, "before the age of 20"),
        (said("family-same"), 50, "Others in the family"),
        (said("family-neuro"), 50, "runs in the family"),
        (said("cannot-let-go"), 60, "Grip myotonia: rare"),
    ],
)
def test_a_reason_is_said(findings, answers: dict[str, str], age: int, words: str) -> None:
    found = rare_causes(answers, findings, age=age)
    assert found.matter
    assert len(found.reasons) == 1
    assert words in found.reasons[0]


@pytest.mark.parametrize(
    ("answers", "age"),
    [
        ({}, 12),
        (said("painful"), 12),  # pain tells nothing
        (said("visible-twitch"), 20),  # twitches are common in the young
        (said("twisting-posture"), 45),  # focal dystonia of adults is hardly ever inherited
        (said("onset-before-20", "painful"), 40),
        ({"twisting-posture": "not-sure", "cannot-let-go": "absent", "family-same": "not-sure"}, 15),
        (said("twisting-posture"), None),
    ],
)
def test_no_reason_where_there_is_none(findings, answers: dict[str, str], age: int | None) -> None:
    assert not rare_causes(answers, findings, age=age).matter


def test_a_gene_test_in_the_work_up_is_a_reason(findings) -> None:
    assert rare_causes({}, findings, suggested=("Dystonia gene panel",)).reasons == (
        "The work-up of the likely causes suggests: Dystonia gene panel.",
    )


def test_terms_come_by_the_one_door(findings) -> None:
    answers = {"twisting-posture": "present", "tremor": "absent", "jerks": "not-sure", "severity": "severe"}
    assert hpo_terms(answers, findings) == (("HP:0001332",), ("HP:0001337",))


def test_a_denied_diagnosis_or_emergency_makes_no_sign_absent(findings) -> None:
    assert hpo_terms({"known-dystonia": "absent", "fit-today": "absent"}, findings) == ((), ())
    assert hpo_terms({"known-dystonia": "present", "fit-today": "present"}, findings)[0] == ("HP:0001250", "HP:0001332")


def test_two_findings_of_one_term_do_not_contradict_each_other(findings) -> None:
    assert hpo_terms({"wasting": "present", "wasting-exam": "absent"}, findings) == (("HP:0003202",), ())


def test_asking_loads_neither_numpy_nor_the_ranking() -> None:
    code = (
        "import sys, eutonia.phenotype.when; print('numpy' in sys.modules or 'eutonia.phenotype.index' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
