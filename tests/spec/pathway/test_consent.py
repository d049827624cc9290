"""consent.md: from which day on whose word somebody is seen."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from eutonia.pathway.consent import Competence, Consent, age_at, age_on, consent, consent_issue
from tests.spec.pathway.tables import Row, tables, utc

ROWS, MIDNIGHTS = tables("consent.md")


def competence(cell: str) -> Competence | None:
    if cell == "–":
        return None
    judged_on, verdict = cell.split()
    return Competence("the neurologist", date.fromisoformat(judged_on), verdict == "yes")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["Story"])
def test_on_whose_word(row: Row) -> None:
    birth, day = date.fromisoformat(row["Born"]), date.fromisoformat(row["Visit"])
    found = consent(
        birth, day, guardian=row["Guardian says yes"] == "yes", competence=competence(row["Judged competent"])
    )
    assert age_on(birth, day) == int(row["Age"])
    assert found == row["On whose word"]
    assert (consent_issue(found) is not None) is (found in {Consent.MISSING, Consent.NOT_HERE})


def test_every_answer_stands_in_the_table() -> None:
    assert {row["On whose word"] for row in ROWS} == {found.value for found in Consent}


@pytest.mark.parametrize("row", MIDNIGHTS, ids=str)
def test_the_date_is_that_of_the_clinics_zone(row: Row) -> None:
    assert age_at(date(2010, 6, 1), utc(row["Instant in UTC"]), ZoneInfo(row["Zone"])) == int(row["Age"])


def test_a_child_is_refused_kindly_and_told_where_to_go() -> None:
    issue = consent_issue(Consent.NOT_HERE)
    assert issue is not None
    for word in ("sorry", "GP", "111", "999"):
        assert word in str(issue)
