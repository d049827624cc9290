"""The command surface: it says what it can do, refuses what it cannot, and CI goes through it alone."""

import os
import re
import subprocess

import pytest

from tests.architecture.house import ROOT

RUN = ROOT / "run"


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(RUN), *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
        timeout=300,
        check=False,
    )


def _commands() -> set[str]:
    """The words that the script acts on, read from its last ``case``."""
    last_case = RUN.read_text(encoding="utf-8").rsplit("case $command in", 1)[1]
    return set(re.findall(r"^    (\w+)(?: \||\))", last_case, flags=re.MULTILINE))


def test_help_names_every_command() -> None:
    done = _run("help")
    assert done.returncode == 0
    assert {"serve", "test", "check", "bench", "eutonia"} <= _commands()
    assert [command for command in _commands() if command not in done.stdout] == []


def test_an_unknown_command_is_refused_with_help() -> None:
    done = _run("tset")
    assert done.returncode == 2
    assert "no command 'tset'" in done.stderr
    assert "./run test" in done.stderr


def test_words_that_nothing_would_read_are_refused_at_once() -> None:
    for words in (("check", "src"), ("check", "--fix"), ("serve", "now")):
        done = _run(*words)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert f"not '{words[1]}'" in done.stderr
    assert "./run test -k" in _run("check", "src").stderr


@pytest.mark.parametrize("command", ["serve", "check", "bench", "lock"])
def test_a_command_without_help_of_its_own_shows_the_help_of_all(command: str) -> None:
    done = _run(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == _run("help").stdout


def test_what_bench_lists_can_be_run_and_what_it_does_not_list_is_refused() -> None:
    listed = set(_run("bench").stdout.split("):", 1)[1].split())
    assert {"emg", "booking", "phenotype"} <= listed
    for file in (ROOT / "bench").glob("*.py"):
        says = f'prog="./run bench {file.stem}"' in file.read_text(encoding="utf-8")
        assert (file.stem in listed) is says, file.name
    assert "emg_sibling" not in listed
    done = _run("bench", "emg_sibling")
    assert (done.returncode, done.stdout) == (1, "")
    assert "./run bench lists what there is" in done.stderr


@pytest.mark.parametrize("port", ["eighty", "", "0", "65536", "99999999999999999999"])
def test_a_port_that_is_no_number_is_refused(port: str) -> None:
    done = _run("serve", f"--port={port}")
    assert done.returncode == 1
    assert "a port is a number" in done.stderr


def test_ci_fails_rather_than_skips_without_a_browser() -> None:
    done = _run("test", CI="true", EUTONIA_CHROMIUM=str(ROOT / "no-such-browser"))
    assert done.returncode == 1
    assert "MISSING: no Chromium" in done.stderr
    assert done.stdout == "", "pytest must not even start"


def test_ci_fails_rather_than_skips_without_postgresql() -> None:
    done = _run("test", CI="true", EUTONIA_POSTGRES_BIN=str(ROOT / "no-such-folder"))
    assert done.returncode == 1
    assert "MISSING: PostgreSQL" in done.stderr
    assert done.stdout == "", "pytest must not even start"


def test_ci_runs_check_and_test_and_ends_with_the_tests() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in lines if line.strip().startswith("./")] == ["./run check", "./run test"]
    after = lines[lines.index("./run test") + 1 :]
    assert not any("echo" in line or "printf" in line for line in after), "pytest's closing line comes last"
