import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from eutonia.phenotype.annotations import Annotation, frequency_words, read_annotations, read_genes
from eutonia.phenotype.compile import build_tables
from eutonia.phenotype.contributions import MatchKind
from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.genes import rank_genes
from eutonia.phenotype.index import Index
from eutonia.phenotype.likelihood import heat_of, weigh
from eutonia.phenotype.next_term import next_terms
from eutonia.phenotype.onset import ONSET_TERMS, SPANS, onset_weights, span_words
from eutonia.phenotype.ontology import read_ontology
from eutonia.phenotype.overlay import without
from eutonia.phenotype.query import QueryError, read_query
from eutonia.phenotype.ranking import posterior, rank, ranked
from tests.unit.phenotype.tiny import hp, reference_logits

A_TERM = [hp("0000012")]
TWO_TERMS = [hp("0000012"), hp("0000023")]
CASES = [
    (["0000012"], []),
    (["0000011", "0000014"], ["0000021"]),
    (["0000012", "0000013", "0000023"], []),
    (["0000022", "0000118"], ["0000014", "0000023"]),
    (["0000010"], ["0000020"]),
]


@pytest.mark.parametrize(("present", "absent"), CASES)
def test_fast_and_plain_reference_agree(files: HpoFiles, index: Index, present: list[str], absent: list[str]) -> None:
    shown, missing = [hp(t) for t in present], [hp(t) for t in absent]
    expected = reference_logits(
        read_ontology(files.ontology),
        read_annotations(files.annotations)[1],
        read_genes(files.genes),
        shown,
        missing,
        index.parameters,
    )
    total = weigh(index, read_query(index, shown, missing).sound()).total()
    assert dict(zip(index.tables.diseases, total.tolist(), strict=True)) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_a_frequency_by_hand(index: Index) -> None:
    # OMIM:1 shows calf cramp in 3/4 and 1/2, so 4/6; with 3 patients of 0.35 added (4 + 1.05) / 9
    own = index.tables
    place = (np.asarray(own.own_disease) == index.disease_place["OMIM:1"]) & (
        np.asarray(own.own_term) == index.term_place[hp("0000012")]
    )
    assert np.asarray(own.own_value)[place] == pytest.approx([5.05 / 9])


@pytest.mark.parametrize(("term", "disease"), [("0000023", "OMIM:3"), ("0000021", "OMIM:2")])  # 0/5, and NOT
def test_a_term_never_seen_in_a_disease_speaks_as_little_for_it_as_one_not_listed(
    files: HpoFiles, index: Index, term: str, disease: str
) -> None:
    version, annotations = read_annotations(files.annotations)
    kept = [a for a in annotations if (a.disease, a.term) != (disease, hp(term))]
    assert len(kept) == len(annotations) - 1
    without_it = Index(
        build_tables(read_ontology(files.ontology), kept, read_genes(files.genes), version, index.parameters)
    )
    query = read_query(index, [hp(term)]).sound()
    place = index.disease_place[disease]
    assert weigh(index, query).present[0, place] == weigh(without_it, query).present[0, place]


def test_the_disease_that_lists_the_term_comes_first(index: Index) -> None:
    found = rank([hp("0000012")], index=index)
    assert found[0].id == "OMIM:1"
    assert found[0].rank == 1
    assert sum(one.probability for one in found) == pytest.approx(1.0 - index.parameters.elsewhere)
    assert all(one.interval[0] <= one.probability <= one.interval[1] for one in found)
    assert {one.id for one in found} == {f"OMIM:{n}" for n in range(1, 6)}


def test_contributions_and_prior_add_up_to_the_odds(index: Index) -> None:
    found = rank([hp("0000012"), hp("0000023")], [hp("0000021")], age=50, sex="female", onset=45, index=index)
    first, second = found[:2]
    by_evidence = sum(c.weight for c in first.contributions) - sum(c.weight for c in second.contributions)
    by_prior = math.log(first.prior / second.prior)
    assert math.log(first.probability / second.probability) == pytest.approx(by_evidence + by_prior, abs=1e-4)


@pytest.mark.parametrize(
    ("term", "disease", "kind"),
    [
        ("0000012", "OMIM:1", MatchKind.EXACT),
        ("0000010", "OMIM:1", MatchKind.ANCESTOR),
        ("0000012", "OMIM:3", MatchKind.DESCENDANT),
        ("0000021", "OMIM:2", MatchKind.EXCLUDED),
        ("0000011", "OMIM:4", MatchKind.BORROWED),
        ("0000014", "OMIM:5", MatchKind.NONE),
    ],
)
def test_a_contribution_says_how_the_term_was_met(index: Index, term: str, disease: str, kind: MatchKind) -> None:
    found = {one.id: one for one in rank([hp(term)], index=index)}
    assert found[disease].contributions[0].kind is kind
    assert found[disease].contributions[0].sentence


def test_a_term_never_seen_is_met_by_a_kind_of_it_that_is(files: HpoFiles, index: Index) -> None:
    version, annotations = read_annotations(files.annotations)
    line = next(a for a in annotations if a.disease == "OMIM:2")
    more = [*annotations, dataclasses.replace(line, term=hp("0000022"), seen=1.0, examined=1.0)]
    other = Index(build_tables(read_ontology(files.ontology), more, read_genes(files.genes), version, index.parameters))
    found = {one.id: one.contributions[0] for one in rank([hp("0000021")], index=other)}["OMIM:2"]
    assert (found.kind, found.match) == (MatchKind.ANCESTOR, hp("0000022"))
    assert found.weight > 0


def test_a_contribution_names_frequency_and_every_source(index: Index) -> None:
    exact = rank([hp("0000012")], index=index)[0].contributions[0]
    assert exact.frequency == "4/6"
    assert sorted(exact.sources) == ["PMID:1", "PMID:2", "PMID:9"]


@pytest.mark.parametrize(
    ("disease", "term", "frequency", "sentence"),
    [
        (
            "OMIM:1",
            "0000014",
            "occasional (5 to 29 %)",
            "Myotonia is listed for this disease as occasional (5 to 29 %).",
        ),
        ("OMIM:3", "0000011", "90 %", "Cramp is listed for this disease in 90 % of patients."),
        ("OMIM:3", "0000012", "90 %", "The disease lists Cramp in 90 % of patients; Calf cramp is a kind of it."),
        ("OMIM:2", "0000013", "", "Night cramp is listed for this disease."),
        ("OMIM:2", "0000021", "excluded", "Seizure was looked for in this disease and not found."),
        ("OMIM:3", "0000023", "0/5", "Ataxia was looked for in this disease and not found (0/5)."),
    ],
)
def test_no_patients_are_counted_that_nobody_counted(
    index: Index, disease: str, term: str, frequency: str, sentence: str
) -> None:
    found = {one.id: one.contributions[0] for one in rank([hp(term)], index=index)}[disease]
    assert (found.frequency, found.sentence) == (frequency, sentence)


def test_counts_and_words_of_one_term_stay_apart(files: HpoFiles, index: Index) -> None:
    version, annotations = read_annotations(files.annotations)
    counted = next(a for a in annotations if a.term == hp("0000012"))
    more = [
        dataclasses.replace(counted, seen=1.0, examined=20.0, words=frequency_words(text, negated=False))
        for text in ("HP:0040281", "12.5%", "HP:0040281")
    ]
    tables = build_tables(read_ontology(files.ontology), [*annotations, *more], [], version, index.parameters)
    exact = {one.id: one.contributions[0] for one in rank([hp("0000012")], index=Index(tables))}["OMIM:1"]
    assert exact.frequency == "4/6; 12.5 %; very frequent (80 to 99 %)"
    assert "in 4/6 patients and in 12.5 % of patients and as very frequent (80 to 99 %)." in exact.sentence
    absent = rank([hp("0000023")], [hp("0000012")], index=Index(tables), top=9)
    told = next(c for one in absent if one.id == "OMIM:1" for c in one.contributions if c.kind is MatchKind.ABSENT)
    assert told.sentence.startswith("Calf cramp is absent; the disease lists it in 4/6 patients and ")


@pytest.mark.parametrize("source", ["PMID:9", "PMID:1", "PMID:2"])
def test_reasons_without_sources_are_those_of_a_release_without_them(
    files: HpoFiles, index: Index, source: str
) -> None:
    version, annotations = read_annotations(files.annotations)
    kept = [a for a in annotations if source not in a.reference.split(";")]
    kept += [dataclasses.replace(a, aspect="-") for a in annotations if a not in kept]  # the disease keeps its place
    smaller = Index(
        build_tables(read_ontology(files.ontology), kept, read_genes(files.genes), version, index.parameters)
    )
    for term in ("0000011", "0000012", "0000014", "0000023"):
        left, other = (
            {
                one.id: [(c.kind, c.match, c.frequency, c.sources) for c in one.contributions if c.term]
                for one in rank([hp(term)], index=release, exclude_sources=sources)
            }
            for release, sources in ((index, [source]), (smaller, []))
        )
        assert left == other


@pytest.mark.parametrize(
    ("onset", "words"),
    [
        (4.0, "It began between 1 and 5 years;"),
        ("HP:0003581", "It began at 16 years or later;"),
        ("HP:0410280", "It began after the first month, and by 15 years;"),
    ],
)
def test_an_onset_is_told_as_it_was_said_and_where_none_is_listed(index: Index, onset: float | str, words: str) -> None:
    found = {one.id: one.contributions for one in rank([hp("0000118")], index=index, onset=onset)}
    said = {d: next(c.sentence for c in found[d] if c.kind is MatchKind.ONSET) for d in ("OMIM:4", "OMIM:5")}
    assert said["OMIM:4"] == f"{words} weighed against the onsets listed for the disease."
    assert said["OMIM:5"] == f"{words} the disease lists none."
    left = posterior(index, read_query(index, [hp("0000011")], onset=onset).sound(), exclude_sources=["PMID:9"])
    (one,) = (one for one in ranked(index, left, 9) if one.id == "OMIM:1")
    assert any("weighed against" in c.sentence for c in one.contributions if c.kind is MatchKind.ONSET)


def test_every_onset_term_has_words() -> None:
    for spans in set(ONSET_TERMS.values()):
        assert " or " not in span_words(spans).replace("or before", "").replace("or later", "")


@pytest.mark.parametrize("top", [1, 2, 3, 5, 99])
def test_the_first_few_are_the_first_of_all_and_equals_keep_their_order(index: Index, top: int) -> None:
    found = posterior(index, read_query(index, [hp("0000023")]).sound())
    level = dataclasses.replace(found, logit=np.array([0.0, 2.0, 1.0, 2.0, 1.0]))
    assert level.best(top) == [1, 3, 2, 4, 0][:top]
    assert [one.id for one in ranked(index, found, top)] == [one.id for one in ranked(index, found, 99)][:top]


@pytest.mark.parametrize("varied", [1, 2, 20])
def test_an_interval_does_not_depend_on_how_many_are_shown(
    index: Index, monkeypatch: pytest.MonkeyPatch, varied: int
) -> None:
    monkeypatch.setattr("eutonia.phenotype.intervals.VARIED", varied)
    monkeypatch.setattr("eutonia.phenotype.ranking.VARIED", varied)
    terms = [hp("0000012"), hp("0000023")]
    every = [one.interval for one in rank(terms, index=index, top=None)]
    assert len(every) == 5
    for top in (1, 2, 3):
        assert np.allclose([one.interval for one in rank(terms, index=index, top=top)], every[:top], rtol=1e-9)
    assert all(low < high for low, high in every)


def test_onset_and_sex_move_the_ranking_the_right_way(index: Index) -> None:
    def chance(disease: str, **more: object) -> float:
        return {one.id: one.probability for one in rank([hp("0000118")], index=index, **more)}[disease]  # type: ignore[arg-type]

    assert chance("OMIM:4", onset=0.5) > chance("OMIM:4") > chance("OMIM:4", onset=50)
    assert chance("OMIM:2", sex="male") > chance("OMIM:2") > chance("OMIM:2", sex="female")
    assert chance("OMIM:1", age=10) < chance("OMIM:1", age=60)  # adult onset has not begun at 10


def test_a_disease_on_the_y_chromosome_is_of_men(files: HpoFiles, index: Index) -> None:
    version, annotations = read_annotations(files.annotations)
    linked = Annotation("OMIM:1", "One", "HP:0001450", "PMID:1", "I", 0.0, 0.0)
    genes = read_genes(files.genes)
    tables = build_tables(read_ontology(files.ontology), [*annotations, linked], genes, version, index.parameters)
    place = Index(tables).disease_place["OMIM:1"]
    assert tables.female_share[place] < 0.1
    assert index.tables.female_share[place] == 0.5


@pytest.mark.parametrize(("term", "begins"), [("HP:0003581", [16, 40, 60]), ("HP:0410280", [28 / 365.25, 1, 5])])
def test_a_wide_onset_covers_the_spans_of_its_definition(term: str, begins: list[float]) -> None:
    # HPO: "at the age of 16 years or later"; "before the age of 16 years, but excluding neonatal or congenital onset"
    assert [SPANS[span] for span in ONSET_TERMS[term]] == begins


@pytest.mark.parametrize("span", range(len(SPANS)))
def test_a_disease_that_begins_when_diseases_do_gains_nothing_by_any_onset(index: Index, span: int) -> None:
    usual = np.array([0.3, 0.05, 0.25, 0.15, 0.1, 0.08, 0.04, 0.03], dtype=np.float32)
    counts = np.stack([50 * usual, np.zeros(len(SPANS), dtype=np.float32)])  # the second lists none
    weights = onset_weights(counts, usual, (span,), None, index.parameters)
    assert weights.tolist() == pytest.approx([0.0, 0.0], abs=1e-5)


def test_an_absent_term_that_the_disease_shows_speaks_against_it(index: Index) -> None:
    before = {one.id: one.probability for one in rank([hp("0000020")], index=index)}
    after = {one.id: one.probability for one in rank([hp("0000020")], [hp("0000022")], index=index)}
    assert after["OMIM:4"] < before["OMIM:4"]


def test_a_prior_can_be_stated_and_nonsense_is_refused(index: Index) -> None:
    before = {one.id: one.prior for one in rank([hp("0000118")], index=index)}
    found = {one.id: one for one in rank([hp("0000118")], index=index, prior={"OMIM:5": 100.0})}
    assert found["OMIM:5"].rank == 1
    assert found["OMIM:5"].prior == pytest.approx(100 * before["OMIM:5"] / (1 + 99 * before["OMIM:5"]))
    for wrong in ({"OMIM:77": 1.0}, {"OMIM:5": 0.0}, {"OMIM:5": math.inf}, {"OMIM:5": 1e308, "OMIM:4": 1e308}):
        with pytest.raises(QueryError, match="prior"):
            rank([hp("0000118")], index=index, prior=wrong)


def test_a_release_without_a_disease_to_rank_says_so(files: HpoFiles, tmp_path: Path) -> None:
    lines = files.annotations.read_text("utf-8").splitlines(keepends=True)
    annotations = tmp_path / "phenotype.hpoa"
    annotations.write_text("".join(line for line in lines if not line.startswith("OMIM:")), "utf-8")
    without_omim = Index.load(HpoFiles(files.ontology, annotations), cache=None)
    with pytest.raises(QueryError, match="no disease of OMIM"):
        rank([hp("0000118")], index=without_omim)


def test_a_disease_that_more_publications_describe_begins_higher(index: Index) -> None:
    prior = {one.id: one.prior for one in rank([hp("0000118")], index=index)}
    expected = {"OMIM:1": 4, "OMIM:2": 1, "OMIM:3": 2, "OMIM:4": 2, "OMIM:5": 2}  # publications and one more
    total = sum(n**index.parameters.renown for n in expected.values())
    assert prior == pytest.approx({one: n**index.parameters.renown / total for one, n in expected.items()})


def test_orphanet_is_ranked_only_where_asked_for(index: Index) -> None:
    assert "ORPHA:1" not in {one.id for one in rank([hp("0000011")], index=index)}
    assert "ORPHA:1" in {one.id for one in rank([hp("0000011")], index=index, orphanet=True)}


def test_left_out_sources_change_only_what_cites_them(index: Index) -> None:
    full = posterior(index, read_query(index, [hp("0000012")]).sound())
    less = posterior(index, read_query(index, [hp("0000012")]).sound(), exclude_sources=["PMID:9"])
    same = posterior(index, read_query(index, [hp("0000012")]).sound(), exclude_sources=["PMID:404"])
    one = index.disease_place["OMIM:1"]
    assert less.evidence.present[0, one] != full.evidence.present[0, one]
    assert same.logit.tolist() == full.logit.tolist()


@pytest.mark.parametrize("source", ["PMID:9", "PMID:1"])  # cited with another; cited alone, with an onset
def test_leaving_sources_out_equals_a_release_without_them(files: HpoFiles, index: Index, source: str) -> None:
    version, annotations = read_annotations(files.annotations)
    kept = [a for a in annotations if source not in a.reference.split(";")]
    p = index.parameters
    smaller = build_tables(read_ontology(files.ontology), kept, read_genes(files.genes), version, p)
    overlay = without(index, [source])
    assert overlay is not None
    for place, row in zip(overlay.diseases, overlay.frequency, strict=True):
        begin, end = smaller.full_starts[place], smaller.full_starts[place + 1]
        expected = np.zeros(len(row), dtype=np.float32)
        expected[smaller.full_term[begin:end]] = smaller.full_value[begin:end]
        assert row.tolist() == expected.tolist()
    assert overlay.publications.tolist() == smaller.publications[overlay.diseases].tolist()
    assert overlay.listed_count.tolist() == Index(smaller).listed_count[overlay.diseases].tolist()
    assert overlay.onset_counts.tolist() == Index(smaller).onset_counts[overlay.diseases].tolist()
    assert index.disease_place["OMIM:2"] in overlay.diseases  # of the same series, so it borrows


def test_a_disease_left_without_any_annotation_is_not_ranked(index: Index) -> None:
    left = posterior(index, read_query(index, [hp("0000012")]).sound(), exclude_sources=["PMID:1", "PMID:9"])
    assert left.probability[index.disease_place["OMIM:1"]] == 0.0
    assert index.disease_place["OMIM:1"] not in left.best(10)


def test_near_synonyms_do_not_count_in_full(index: Index) -> None:
    query = read_query(index, [hp("0000012"), hp("0000013"), hp("0000023")]).sound()
    shares = weigh(index, query).term_weights
    assert shares[2] > shares[0]
    assert shares[0] < 1.0


def test_genes_share_the_probability_of_their_diseases(index: Index) -> None:
    found = posterior(index, read_query(index, [hp("0000023")]).sound())
    genes = rank_genes(index, found)
    both = sum(found.probability[index.disease_place[d]] for d in ("OMIM:4", "OMIM:5"))
    assert genes[0].symbol == "BBB"
    assert genes[0].probability == pytest.approx(float(both))


def test_the_next_term_tells_most_and_is_not_known_yet(index: Index) -> None:
    found = posterior(index, read_query(index, [hp("0000020")], [hp("0000021")]).sound())
    terms = next_terms(index, found)
    said = {hp(n) for n in ("0000118", "0000020", "0000021", "0000022")}
    assert terms
    assert not said & {one.term for one in terms}
    assert [one.information for one in terms] == sorted((one.information for one in terms), reverse=True)


def test_many_terms_say_less_together_than_one_by_one(index: Index) -> None:
    p = index.parameters
    assert heat_of(3 * p.crowding, p) == 2.0  # the root of 1 + 3
    one, two = (weigh(index, read_query(index, list(terms)).sound()) for terms in (A_TERM, TWO_TERMS))
    assert 1.0 < one.heat < two.heat
    apart = one.present[0] * one.heat / one.term_weights[0]
    together = two.present[0] * two.heat / two.term_weights[0]
    assert together == pytest.approx(apart, rel=1e-5)  # heat and share are all that the second term changes


def test_less_crowded_is_surer(index: Index) -> None:
    sure = Index(index.tables, dataclasses.replace(index.parameters, crowding=100.0))
    assert rank(A_TERM, index=sure)[0].probability > rank(A_TERM, index=index)[0].probability


def test_what_is_set_aside_can_be_stated_and_nonsense_is_refused(index: Index) -> None:
    kept = rank(A_TERM, index=index, elsewhere=0.0)
    less = rank(A_TERM, index=index, elsewhere=0.25)
    assert sum(one.probability for one in kept) == pytest.approx(1.0)
    assert [one.probability for one in less] == pytest.approx([0.75 * one.probability for one in kept])
    assert less[0].interval[1] <= 0.75
    for wrong in (-0.1, 1.0, math.nan):
        with pytest.raises(QueryError, match="probability"):
            rank(A_TERM, index=index, elsewhere=wrong)


def test_rows_kept_whole_and_rows_filled_give_the_same(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def logits(share: float) -> tuple[int, list[float]]:
        monkeypatch.setattr("eutonia.phenotype.index.COMMON", share)
        fresh = Index(index.tables)
        return len(fresh.common_rows), posterior(fresh, read_query(fresh, TWO_TERMS).sound()).logit.tolist()

    whole, filled = logits(0.0), logits(2.0)
    assert whole[0] > 0 == filled[0]
    assert whole[1] == filled[1]
