"""cover.md: what a patient is told about costs, and what a request lacks."""

from datetime import date

import pytest

from eutonia.pathway.cover import CoverWord, RequestFacts, missing_for_request, told
from eutonia.pathway.money import NOTHING, Money, MoneyRange
from eutonia.pathway.standing import Payer
from tests.spec.pathway.tables import Row, standing, tables

DAY = date(2026, 6, 17)
PRICE = MoneyRange(Money(20_000), Money(35_000))
TOLD, REQUESTS = tables("cover.md")


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row["Story"])
def test_what_a_patient_is_told(row: Row) -> None:
    found = told(
        Payer(row["Payer"]), standing(row, row["Authorisation"], limit=row.money("Limit")), PRICE, day=DAY,
        spent=row.money("Spent") or NOTHING,
    )  # fmt: skip
    assert (found.word, str(found.pays), str(found.pays_if_not)) == (
        row["Word"],
        row["Pays"],
        row["If the insurer does not"],
    )
    assert found.says.endswith(".")
    assert found.then.endswith(".")


def test_every_word_stands_in_the_table() -> None:
    assert {row["Word"] for row in TOLD} == {word.value for word in CoverWord}


@pytest.mark.parametrize("row", REQUESTS, ids=lambda row: row["Story"])
def test_what_a_request_lacks(row: Row) -> None:
    facts = RequestFacts(
        membership_number=" ".join(row.list("Membership number")).replace("_", " "),
        birth_date=row.date("Born"),
        procedures=tuple(row.list("Procedures")),
        diagnoses=tuple(row.list("Diagnoses")),
        pattern=r"\d{8}",
        hint="8 figures",
    )
    found = missing_for_request(facts, today=DAY)
    wanted = row.list("Missing")
    assert len(found) == len(wanted), found
    for issue, words in zip(found, wanted, strict=True):
        assert words in issue.what
        assert issue.remedy
