import json
from pathlib import Path

import pytest

from eutonia.cli.main import main
from eutonia.phenotype.evaluation import JudgedPatient, calibration_error, scores
from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.genes import RankedGene, rank_genes
from eutonia.phenotype.index import Index
from eutonia.phenotype.panels import panels, suggest_test
from eutonia.phenotype.parameters import PARAMETERS
from eutonia.phenotype.query import read_query
from eutonia.phenotype.ranking import posterior
from tests.unit.phenotype.tiny import write_files


def test_the_panel_that_holds_the_probability_is_suggested() -> None:
    test = suggest_test([RankedGene(1, "CLCN1", 0.6, ()), RankedGene(2, "TOR1A", 0.02, ())])
    assert test.indicated
    assert [one.panel.id for one in test.panels] == ["skeletal-muscle-channelopathy"]
    assert test.panels[0].genes == ("CLCN1",)
    assert "If the cause is a rare disease" in test.sentence
    assert test.consent


def test_a_gene_on_no_panel_is_named() -> None:
    test = suggest_test([RankedGene(1, "XYZ1", 0.6, ())])
    assert test.other_genes == ("XYZ1",)
    assert "XYZ1" in test.sentence
    # what is enough for a panel of this clinic's is not enough for a gene on none
    assert suggest_test([RankedGene(1, "CLCN1", 0.12, ())]).indicated
    assert not suggest_test([RankedGene(1, "XYZ1", 0.12, ())]).indicated


def test_no_test_where_nothing_stands_out() -> None:
    test = suggest_test([RankedGene(1, "CLCN1", 0.05, ())])
    assert not test.indicated
    assert test.sentence.startswith("No genetic test is indicated")
    assert test.panels == test.consent == ()


def test_less_is_enough_where_rare_causes_matter_anyway() -> None:
    genes = [RankedGene(1, "CLCN1", 0.03, (), prior=0.001)]
    assert not suggest_test(genes).indicated
    assert suggest_test(genes, called_for=True).indicated
    assert not suggest_test([RankedGene(1, "CLCN1", 0.03, (), prior=0.01)], called_for=True).indicated  # not lifted
    assert not suggest_test([RankedGene(1, "CLCN1", 0.01, (), prior=0.001)], called_for=True).indicated  # too little


def test_only_codes_that_were_seen_are_printed_without_a_warning() -> None:
    assert {panel.id for panel in panels() if panel.code_seen} == {"duchenne-becker"}
    assert all("to confirm" in panel.code_words for panel in panels() if not panel.code_seen)


def test_every_gene_of_a_panel_has_a_disease(real: Index) -> None:
    known = {gene for genes in real.genes_of.values() for gene in genes}
    assert {gene for panel in panels() for gene in panel.genes} <= known


def test_calibration_error_by_hand() -> None:
    # ten bins of one: gaps 0.1 for the five that came true at 0.9, 0.2 for the five that did not at 0.2
    assert calibration_error([(0.9, True)] * 5 + [(0.2, False)] * 5) == pytest.approx((5 * 0.1 + 5 * 0.2) / 10)


def test_scores_count_a_disease_outside_the_data_as_not_found() -> None:
    judged = [JudgedPatient("a", "x", 1.0, 0.9, 0.9, ()), JudgedPatient("b", "y", None, 0.5, 0.0, ())]
    assert scores(judged).top_1 == 0.5
    assert scores([]).top_1 is None


# ---- the real release ------------------------------------------------------------------------------------------


def test_the_real_release_finds_a_textbook_case(real: Index) -> None:
    from eutonia.phenotype.ranking import rank

    assert real.versions == ("2025-01-16", "2025-01-16")
    assert real.tables.omim_diseases > 8000
    found = rank(["HP:0002486", "HP:0003740", "HP:0003712"], index=real, top=5)  # myotonia, warm-up, large muscles
    assert "CLCN1" in {gene for one in found for gene in one.genes}


EVERYDAY = {
    "cramp": ["HP:0003394"],
    "cramp and back pain": ["HP:0003394", "HP:0003418"],
    "cramp and tiredness": ["HP:0003394", "HP:0012378"],
    "muscle pain": ["HP:0003326"],
    "muscle pain, tiredness, headache": ["HP:0003326", "HP:0012378", "HP:0002315"],
    "tingling and cramp": ["HP:0003401", "HP:0003394"],
    "restless legs": ["HP:0012452"],
    "twitching": ["HP:0002380"],
}


@pytest.mark.parametrize("terms", EVERYDAY.values(), ids=EVERYDAY)
def test_everyday_complaints_suggest_no_genetic_test(real: Index, terms: list[str]) -> None:
    found = posterior(real, read_query(real, terms).sound())
    assert not suggest_test(rank_genes(real, found, len(real.tables.diseases))).indicated


# ---- the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def run(files: HpoFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("EUTONIA_CACHE", str(tmp_path / "cache"))

    def call(*words: str) -> tuple[int, str, str]:
        code = main(["phenotype", *words, "--hpo-files", str(files.ontology.parent)])
        return code, *capsys.readouterr()

    return call


def _patient(folder: Path, number: int, term: str, disease: str) -> Path:
    path = folder / f"{number}.json"
    document = {
        "id": f"p{number}",
        "phenotypicFeatures": [{"type": {"id": term}}],
        "interpretations": [{"diagnosis": {"disease": {"id": disease}}}],
        "metaData": {"externalReferences": [{"id": "PMID:4"}]},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_command_search(run) -> None:
    code, out, _ = run("search", "cal", "cram")
    assert (code, out.splitlines()) == (0, ["HP:0000012  Calf cramp"])
    assert run("search", "nothing-like-it")[0] == 1


def test_command_rank_terms_and_file_agree(run, tmp_path: Path) -> None:
    code, by_terms, _ = run("rank", "--hpo", "HP:0000022", "--json")
    path = _patient(tmp_path, 1, "HP:0000022", "OMIM:1")
    _, by_file, _ = run("rank", str(path), "--json")
    assert code == 0
    assert json.loads(by_terms) == json.loads(by_file)
    assert json.loads(by_terms)["diseases"][0]["id"] == "OMIM:4"
    _, text, _ = run("rank", str(path), "--top", "1")
    assert "WHY Fits?" in text
    assert text.index("natural logarithm of a likelihood ratio") < text.index("WHY Fits?")
    assert "HPO 2020-02-02" in text


@pytest.mark.parametrize("words", [(), ("--hpo", "HP:0000901"), ("nowhere.json",), ("x.json", "--hpo", "HP:0000011")])
def test_command_rank_refuses_with_a_remedy(run, words: tuple[str, ...]) -> None:
    code, out, err = run("rank", *words)
    assert code == 2
    assert out == ""
    assert "Nothing was ranked." in err


@pytest.mark.parametrize(
    "beside",
    [("--age", "12"), ("--age", "0"), ("--onset", "4"), ("--sex", "male"), ("--absent", "HP:0000013")],
    ids=str,
)
def test_what_would_not_count_beside_a_phenopacket_is_refused(run, tmp_path: Path, beside: tuple[str, str]) -> None:
    path = _patient(tmp_path, 1, "HP:0000022", "OMIM:1")
    code, out, err = run("rank", str(path), *beside)
    assert (code, out) == (2, "")
    assert f"{beside[0]} would not count" in err


def test_missing_files_are_told_to_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("search", "cramp"), ("rank", "--hpo", "HP:0000011"), ("evaluate", str(tmp_path))):
        assert main(["phenotype", *words, "--json", "--hpo-files", str(tmp_path / "nowhere")]) == 2
        assert "There is no folder" in json.loads(capsys.readouterr().out)["issues"][0]["what"]


@pytest.mark.parametrize("wrong", ["0", "-2", "many", "1.5"])
def test_less_than_one_disease_cannot_be_asked_for(run, capsys: pytest.CaptureFixture[str], wrong: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("rank", "--hpo", "HP:0000011", "--top", wrong)
    assert "1 or more" in capsys.readouterr().err


def test_an_onset_is_years_or_a_term(run) -> None:
    by_years, by_term, wrong = (
        run("rank", "--hpo", "HP:0000118", "--onset", said, "--json")[1] for said in ("0.5", "HP:0003593", "HP:0000011")
    )
    assert json.loads(by_years)["diseases"] == json.loads(by_term)["diseases"]
    assert "is not an age at onset" in json.loads(wrong)["issues"][0]["what"]


def test_command_evaluate_folder_and_list_agree(run, tmp_path: Path) -> None:
    folder = tmp_path / "patients"
    folder.mkdir()
    paths = [_patient(folder, 1, "HP:0000022", "OMIM:4"), _patient(folder, 2, "HP:0000013", "OMIM:999")]
    listing = tmp_path / "list.txt"
    listing.write_text("\n".join(map(str, paths)), encoding="utf-8")
    code, out, _ = run("evaluate", str(folder), "--json")
    assert code == 0
    summary = json.loads(out)["summary"]
    assert (summary["all_patients"]["patients"], summary["rankable"]["patients"]) == (2, 1)
    assert summary["rankable"]["top_1"] == 1.0
    by_list = json.loads(run("evaluate", str(listing), "--json")[1])
    assert by_list["patients"] == json.loads(out)["patients"]
    # the only publication on OMIM:4 is the patient's own: without it the disease cannot be ranked
    excluded = json.loads(run("evaluate", str(folder), "--exclude-source", "--json")[1])
    assert excluded["summary"]["rankable"]["patients"] == 0
    assert (json.loads(out)["elsewhere"], excluded["elsewhere"]) == (0.0, PARAMETERS.elsewhere)
    assert "as the patient has it: 0%" in run("evaluate", str(folder))[1]


def test_the_commands_tell_of_an_age_that_does_not_count_and_go_on(run, tmp_path: Path) -> None:
    path = _patient(tmp_path, 1, "HP:0000022", "OMIM:4")
    document = json.loads(path.read_text(encoding="utf-8"))
    document["subject"] = {"timeAtLastEncounter": {"ontologyClass": {"id": "HP:0003581"}}}
    path.write_text(json.dumps(document), encoding="utf-8")
    for verb in ("rank", "evaluate"):
        code, _, err = run(verb, str(path))
        assert code == 0
        assert "warning: 1.json: The age does not count as it is written" in err
        told = json.loads(run(verb, str(path), "--json")[1])
        assert [issue["level"] for issue in told["issues"]] == ["warning"]


def test_files_with_a_byte_order_mark_are_read(run, tmp_path: Path) -> None:
    path = _patient(tmp_path, 1, "HP:0000022", "OMIM:4")
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    listing = tmp_path / "list.txt"
    listing.write_text(f"{path}\n", encoding="utf-8-sig")
    assert run("rank", str(path))[0] == 0
    assert json.loads(run("evaluate", str(listing), "--json")[1])["patients"][0]["rank"] == 1.0


def test_what_does_not_count_of_a_patient_is_told_to_people_and_programs(run, tmp_path: Path) -> None:
    path = _patient(tmp_path, 1, "HP:0000022", "OMIM:4")
    document = json.loads(path.read_text(encoding="utf-8"))
    document["phenotypicFeatures"].append({"type": {"id": "HP:7777777"}})
    del document["metaData"], document["interpretations"]
    path.write_text(json.dumps(document), encoding="utf-8")
    code, out, err = run("evaluate", str(path), "--exclude-source", "--json")
    assert code == 0
    for words in ("HP:7777777 is no sign", "No diagnosis is named", "No publication of its own is named"):
        assert words in err
        assert sum(words in issue["what"] for issue in json.loads(out)["issues"]) == 1


def test_command_evaluate_without_patients_says_so(run, tmp_path: Path) -> None:
    code, _, err = run("evaluate", str(tmp_path / "nowhere"))
    assert code == 2
    told = json.loads(run("evaluate", str(tmp_path / "nowhere"), "--json")[1])
    assert "no patient to evaluate" in told["issues"][0]["what"]
    assert "There is no patient to evaluate." in err


def test_a_release_without_a_disease_to_rank_is_refused_by_both_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EUTONIA_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "release"
    folder.mkdir()
    annotations = write_files(folder).annotations
    lines = annotations.read_text("utf-8").splitlines(keepends=True)
    annotations.write_text("".join(line for line in lines if not line.startswith("OMIM:")), "utf-8")
    patient = _patient(tmp_path, 1, "HP:0000022", "OMIM:4")
    for verb in ("rank", "evaluate"):
        assert main(["phenotype", verb, str(patient), "--hpo-files", str(folder)]) == 2
        assert "no disease of OMIM" in capsys.readouterr().err
