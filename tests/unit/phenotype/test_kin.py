"""Kin as whole descriptions: who lends, how much, and what it adds."""

import math
from pathlib import Path

import numpy as np
import pytest

from eutonia.phenotype.annotations import read_annotations, read_genes
from eutonia.phenotype.contributions import MatchKind
from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.index import Index
from eutonia.phenotype.kin import Kin, find_kin, lent, own_share, strongest
from eutonia.phenotype.parameters import Parameters
from eutonia.phenotype.profiles import Relatives
from eutonia.phenotype.ranking import rank
from tests.unit.phenotype.tiny import hp, kin_shares

P = Parameters()
# disease 0 has two kin, disease 1 none, disease 2 one
KIN = Kin(np.array([0, 2, 2, 3]), np.array([1, 2, 0]), np.array([0.2, 0.1, 0.3], dtype=np.float32))
EVERY = np.ones(3, dtype=bool)


def fits(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def no_relatives(diseases: int) -> Relatives:
    nothing = np.zeros(0, dtype=np.int32)
    return Relatives(nothing, nothing, np.zeros(0, dtype=np.float32), np.full(diseases, -1))


def test_the_shares_are_those_of_the_plain_reference(files: HpoFiles, index: Index) -> None:
    annotations, genes = read_annotations(files.annotations)[1], read_genes(files.genes)
    diseases, kin = index.tables.diseases, index.kin
    for place, disease in enumerate(diseases):
        row = slice(kin.starts[place], kin.starts[place + 1])
        found = {diseases[lender]: share for lender, share in zip(kin.lender[row], kin.share[row], strict=True)}
        assert found == pytest.approx(kin_shares(annotations, genes, disease, index.parameters))
    assert {"OMIM:4", "ORPHA:1"} <= {diseases[n] for n in kin.lender}


def test_genes_without_a_symbol_are_different_genes(tmp_path: Path) -> None:
    place = tmp_path / "genes_to_phenotype.txt"
    rows = [("7467", "-", "OMIM:1"), ("10108", "-", "OMIM:2"), ("10108", "-", "OMIM:3"), ("5", "ABC", "OMIM:1")]
    lines = ["\t".join((number, symbol, hp("0000011"), "a sign", "-", disease)) for number, symbol, disease in rows]
    place.write_text("\n".join(lines), encoding="utf-8")
    assert read_genes(place) == [
        ("ABC", "OMIM:1"), ("NCBIGene:10108", "OMIM:2"), ("NCBIGene:10108", "OMIM:3"), ("NCBIGene:7467", "OMIM:1"),
    ]  # fmt: skip


def test_what_kin_add_by_hand() -> None:
    fit = fits(1.0, 3.0, -2.0)
    added = lent(fit, EVERY, KIN, own_share(KIN), P)
    likely = [math.exp(P.kin_power * one) for one in (1.0, 3.0, -2.0)]
    first = math.log(0.7 * likely[0] + 0.2 * likely[1] + 0.1 * likely[2]) / P.kin_power - 1.0
    third = math.log(0.7 * likely[2] + 0.3 * likely[0]) / P.kin_power + 2.0
    assert added.tolist() == pytest.approx([first, 0.0, third], abs=1e-6)


def test_kin_that_fit_better_raise_a_disease_and_others_lower_it_a_little() -> None:
    own = own_share(KIN)
    better, worse = (lent(fits(0.0, kin, kin), EVERY, KIN, own, P)[0] for kin in (5.0, -50.0))
    assert better > 0 > worse
    assert worse == pytest.approx(math.log(own[0]) / P.kin_power)  # never lower than its own share allows


def test_what_cannot_be_ranked_lends_nothing_and_takes_nothing() -> None:
    added = lent(fits(0.0, 50.0, 60.0), np.array([True, False, False]), KIN, own_share(KIN), P)
    assert added.tolist() == pytest.approx([math.log(own_share(KIN)[0]) / P.kin_power, 0.0, 0.0])


def test_fits_far_apart_stay_in_order() -> None:
    alone = Kin(np.zeros(4, dtype=np.int64), KIN.lender[:0], KIN.share[:0])
    assert lent(fits(0.0, -300.0, -400.0), EVERY, alone, own_share(alone), P).tolist() == pytest.approx([0, 0, 0])


def test_the_strongest_kin_counts_share_and_fit() -> None:
    assert strongest(KIN, 0, fits(0.0, 0.0), P) == 1  # like fits: the larger share
    assert strongest(KIN, 0, fits(0.0, 9.0), P) == 2
    assert strongest(KIN, 1, fits(), P) == -1


def test_names_that_share_telling_words_are_kin_and_numbers_do_not_tell() -> None:
    names = ["Spastic paraplegia 3", "Spastic paraplegia 78", "Spastic tetraplegia", "Rickets", "Spastic paraplegia"]
    kin = find_kin(names, no_relatives(5), 4, P)
    first = slice(kin.starts[0], kin.starts[1])
    assert sorted(kin.lender[first].tolist()) == [1, 4]  # the last only lends, as Orphanet's do
    assert kin.share[first].tolist() == pytest.approx([P.kin_name / 2] * 2)
    assert kin.starts[4] == kin.starts[3] == kin.starts[5]  # rickets has none, and who only lends has none


def test_every_disease_keeps_most_for_itself(index: Index) -> None:
    least = 1 - P.kin_orphanet - P.kin_gene - P.kin_name
    assert (index.kept_from_kin >= least - 1e-6).all()
    assert (index.kept_from_kin <= 1.0).all()


def test_a_contribution_names_the_kin_that_fits_best(index: Index) -> None:
    found = {one.id: one for one in rank([hp("0000022")], index=index, orphanet=True)}
    by_kin = {d: [c for c in one.contributions if c.kind is MatchKind.KIN] for d, one in found.items()}
    assert by_kin["ORPHA:1"] == []
    assert "Fits (OMIM:4)" in by_kin["OMIM:5"][0].sentence
    assert by_kin["OMIM:4"][0].weight < min(by_kin["OMIM:5"][0].weight, 0.0)  # nothing fits as OMIM:4 does
