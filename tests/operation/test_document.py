"""The page for operators says what is so: every setting, commands that exist, answers that are given."""

import re

import pytest
from django.core.management import get_commands
from django.test import Client

from eutonia.cli.commands import build_parser
from eutonia.project.environment import NEEDED, SECRET_KEY, VARIABLES, Variable
from tests.architecture.house import ROOT

PAGE = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_setting_is_explained(variable: Variable) -> None:
    assert f"`{variable.name}`" in PAGE


def test_no_setting_is_made_up() -> None:
    assert set(re.findall(r"EUTONIA_[A-Z_]+", PAGE)) == {variable.name for variable in VARIABLES}


def test_what_the_command_line_reads_is_no_misspelt_setting() -> None:
    """A site refuses every name that it does not know, also where ``eutonia backup`` is called with it."""
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src" / "eutonia" / "cli").glob("*.py"))
    read = set(re.findall(r'"(EUTONIA_[A-Z_]+)"', sources))
    assert "EUTONIA_CACHE" in read
    assert read <= {variable.name for variable in VARIABLES}


def test_the_example_holds_what_is_needed() -> None:
    example = PAGE.split("# /etc/eutonia/environment")[1].split("```")[0]
    assert [one.name for one in (SECRET_KEY, *NEEDED) if f"{one.name}=" not in example] == []


def test_every_command_exists() -> None:
    managed = set(re.findall(r"eutonia\.project\.manage ([a-z_]+)", PAGE))
    assert {"migrate", "work", "check", "collectstatic", "seed_clinic", "add_manager"} <= managed <= set(get_commands())
    for words in (["backup", "f"], ["restore", "f", "--expect", "h"], ["audit", "verify", "--expect", "h"]):
        assert f"eutonia {words[0]}" in PAGE
        build_parser().parse_args(words)


@pytest.mark.django_db
def test_what_to_watch_is_what_is_told(client: Client) -> None:
    for part in client.get("/readyz").json():
        assert f"`{part}`" in PAGE or part == "ready"
