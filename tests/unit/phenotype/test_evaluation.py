from eutonia.knowledge.vocabulary import IssueLevel
from eutonia.phenotype.evaluation import calibration_error, judge, query_of, rank_patient, right_places
from eutonia.phenotype.index import Index
from eutonia.phenotype.phenopacket import Phenopacket
from tests.unit.phenotype.tiny import hp


def _patient(disease: str, name: str = "") -> Phenopacket:
    return Phenopacket("one", (hp("0000023"),), diagnoses=(disease,), diagnosis_names=(name,) if name else ())


def test_a_disease_under_a_new_number_is_known_by_its_very_name(index: Index) -> None:
    patient = _patient("OMIM:777", "WOBBLE")
    assert right_places(index, patient)[0] == [index.disease_place["OMIM:5"]]
    judged = judge(index, patient, rank_patient(index, patient))
    assert judged.rank == 1.0
    assert judged.diagnosis == "OMIM:777"  # which half of the diseases it is in does not change
    assert judged.probability_of_right == judged.probability
    (issue,) = judged.issues
    assert issue.level is IssueLevel.WARNING
    assert "OMIM:777" in issue.what
    assert "OMIM:5" in issue.what


def test_a_known_number_goes_before_a_name(index: Index) -> None:
    assert right_places(index, _patient("OMIM:4", "Wobble")) == ([index.disease_place["OMIM:4"]], ())


def test_a_name_that_is_not_the_very_same_or_only_orphanets_is_not_taken(index: Index) -> None:
    for name in ("", "Wobble 2", "Fits and cramp"):
        patient = _patient("OMIM:777", name)
        assert right_places(index, patient) == ([], ())
        assert judge(index, patient, rank_patient(index, patient)).rank is None


def test_a_name_that_two_diseases_bear_is_not_taken(index: Index) -> None:
    twice = Index(index.tables, index.parameters)
    twice.__dict__["disease_names"] = ["Wobble"] * len(index.tables.diseases)
    assert right_places(twice, _patient("OMIM:777", "Wobble")) == ([], ())


def test_equal_probabilities_keep_their_order_in_calibration() -> None:
    assert calibration_error([(0.5, True), (0.5, False)] * 10) == 0.0


def test_what_does_not_count_of_a_patient_is_told(index: Index) -> None:
    patient = Phenopacket("one", (hp("0000023"), hp("7777777")), (hp("0003593"),), diagnoses=("OMIM:5",))
    judged = judge(index, patient, rank_patient(index, patient))
    assert judged.rank == 1.0
    assert [issue.where for issue in judged.issues] == ["one", "one"]
    assert "HP:7777777 is no sign in HPO 2020-02-02" in judged.issues[0].what
    assert "HP:0003593" in judged.issues[1].what


def test_a_sign_under_two_ids_present_and_absent_counts_as_present(index: Index) -> None:
    query = query_of(index, Phenopacket("one", (hp("0000011"),), (hp("0000911"), " hp:0000012")))
    assert query.sound().present == (index.term_place[hp("0000011")],)
    assert query.sound().absent == (index.term_place[hp("0000012")],)


def test_a_patient_without_a_diagnosis_or_publication_is_told(index: Index) -> None:
    patient = Phenopacket("one", (hp("0000023"),))
    found = rank_patient(index, patient)
    assert ["No diagnosis" in issue.what for issue in judge(index, patient, found).issues] == [True]
    told = judge(index, patient, found, exclude_source=True).issues
    assert ["No diagnosis" in told[0].what, "No publication" in told[1].what] == [True, True]
