"""clinic.toml: the example can be shown as it is, and every mistake in it is told with its remedy."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings

from eutonia.web.information.clinic import ClinicProblem, clinic, read_clinic

EXAMPLE = Path(settings.EUTONIA_CLINIC_FILE)


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "clinic.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def problem(path: Path) -> str:
    with pytest.raises(ClinicProblem) as caught:
        read_clinic(path)
    assert all(issue.remedy and issue.where == path.name for issue in caught.value.issues)
    return str(caught.value)


def test_the_example_clinic_has_the_facts_and_nobodys_telephone() -> None:
    example = read_clinic(EXAMPLE)
    assert example.is_example
    assert example.main.address == ("1 Welbeck Street", "Marylebone", "London")
    assert example.main.postcode == "W1G 0AR"
    assert (example.ages_from, example.young_people_until, example.same_day, example.self_pay) == (12, 18, True, True)
    assert example.main.phone_link.startswith("0207946"), "Ofcom keeps 020 7946 0000 to 0999 for drama"
    assert example.main.email.endswith("@example.org")
    assert all(price.range.low < price.range.high for price in example.prices)


def test_the_pages_speak_for_the_clinic_of_the_settings() -> None:
    assert clinic() == read_clinic(EXAMPLE)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "The file is not there. Copy project/example/clinic.toml" in problem(tmp_path / "clinic.toml")


def test_a_file_that_is_not_toml(tmp_path: Path) -> None:
    assert "The file is not valid TOML" in problem(changed(tmp_path, 'name = "', "name = "))


def test_every_missing_entry_is_told_at_once(tmp_path: Path) -> None:
    path = changed(tmp_path, 'postcode = "W1G 0AR"', "")
    path.write_text(path.read_text(encoding="utf-8").replace("ages_from = 12", ""), encoding="utf-8")
    told = problem(path)
    assert "[clinic] has no entry 'ages_from'." in told
    assert "[address] has no entry 'postcode'." in told


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("ages_from = 12", "ages_from = 30", "ages_from must not be above young_people_until"),
        ("hello@example.org", "hello at example", "is no e-mail address"),
        ("from = 200", "from = 900", "needs 0 < from ≤ to"),
        ("from = 200", "low = 200", "'from'"),
        ("hours =", "times =", "times"),
    ],
)
def test_an_entry_that_cannot_be_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    told = problem(changed(tmp_path, old, new))
    assert "An entry cannot be read" in told
    assert what in told


def test_a_real_clinic_does_not_start_with_the_example_or_a_broken_file(tmp_path: Path) -> None:
    def ids(**settings: object) -> list[str]:
        clinic.cache_clear()
        with override_settings(**settings):
            found = [str(issue.id) for issue in run_checks(tags=["eutonia"])]
        clinic.cache_clear()
        return found

    real = changed(tmp_path, "example = true", "example = false")
    assert "eutonia.E004" in ids(EUTONIA_IS_PRODUCTION=True)
    assert "eutonia.E004" not in ids(EUTONIA_IS_PRODUCTION=True, EUTONIA_CLINIC_FILE=real)
    assert "eutonia.E003" in ids(EUTONIA_CLINIC_FILE=tmp_path / "nowhere.toml")
    assert not {"eutonia.E003", "eutonia.E004"} & set(ids())
