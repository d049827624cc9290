"""What the documents tell a reader to type is what the program takes: commands are parsed, Python is run."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from eutonia.cli.commands import build_parser
from tests.architecture.house import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:\S*/)?eutonia\s+(.*)$")


def _blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if name == language]


def _commands(page: Path) -> list[list[str]]:
    """The words of each line of a shell block that calls the command line."""
    lines = [line.strip() for block in _blocks(page, "sh") for line in block.splitlines()]
    found = [_COMMAND.match(line.removeprefix("./run ")) for line in lines]
    return [shlex.split(match[1], comments=True) for match in found if match]


COMMANDS = [(page, words) for page in PAGES for words in _commands(page)]
PROGRAMS = [(page, text) for page in PAGES for text in _blocks(page, "python")]


def _is_taken(words: list[str]) -> bool:
    try:
        return hasattr(build_parser().parse_args(words), "command")
    except SystemExit as leave:
        return not leave.code  # --version and --help leave with 0


@pytest.mark.parametrize(("page", "words"), COMMANDS, ids=lambda value: " ".join(value) if type(value) is list else "")
def test_a_command_of_the_documents_is_one(page: Path, words: list[str]) -> None:
    assert _is_taken(words), f"{page.name}: eutonia {' '.join(words)}"


def test_a_command_that_is_none_would_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(COMMANDS) > 10
    for wrong in ("emg", "emg bursts", "phenotype rank --ages 3", "diagnose"):
        assert not _is_taken(wrong.split())
    assert "usage: eutonia" in capsys.readouterr().err


@pytest.mark.parametrize(("page", "text"), PROGRAMS, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_python_of_the_documents_runs_and_prints(
    page: Path, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ROOT / "var" / "test-home"  # what is compiled once is found again
    home.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    exec(compile(text, page.name, "exec"), {})
    assert capsys.readouterr().out.strip()


def test_the_environment_of_a_site_can_be_read_by_a_shell(tmp_path: Path) -> None:
    """An unquoted space would run the second word, and a comment behind a value would become part of it."""
    (sample,) = [one for one in _blocks(ROOT / "docs" / "operation.md", "sh") if "DJANGO_SETTINGS_MODULE=" in one]
    file = tmp_path / "environment"
    file.write_text(sample, encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", f"set -a; . {shlex.quote(str(file))}; env"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("=", 1) for line in sample.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 5
    for name, value in lines:
        assert f"{name}={value.strip(chr(39))}" in done.stdout.splitlines()
        assert not re.search(r"\s#", value), f"{name}: systemd takes a comment behind a value for part of it"
