"""The command line as other programs meet it: a process with arguments, streams and an exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eutonia import __version__

EUTONIA = [sys.executable, "-m", "eutonia.cli.main"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {**os.environ, "EUTONIA_CACHE": str(tmp_path_factory.mktemp("cache")), "PYTHONWARNINGS": "error"}


def _run(environment: dict[str, str], *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*EUTONIA, *words], input=stdin, capture_output=True, env=environment, timeout=120)


def test_a_case_from_standard_input(environment: dict[str, str]) -> None:
    case = {"emergency_screen": "none-of-these", "answers": {"chief-complaint": "cramp", "when": "night"}}
    done = _run(environment, "assess", "--answers", "-", "--json", stdin=json.dumps(case).encode())
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout)["urgency"] == "self-care"


def test_bad_input_leaves_with_2_a_sentence_and_no_trace(environment: dict[str, str]) -> None:
    done = _run(environment, "assess", "--answers", "-", stdin=b'{"person": {"age": 150}}')
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: person: age: An age of 150 is not possible. Give whole years from 0 to 120.")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [*EUTONIA, "vocabulary"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), said) == (0, b"")


def test_a_cache_that_cannot_be_written_changes_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    nowhere = {**environment, "EUTONIA_CACHE": str(tmp_path / "a file" / "cache")}
    case = b'{"emergency_screen": "none-of-these", "answers": {"jaw-stiff": "present"}}'
    without = _run(nowhere, "assess", "--answers", "-", "--json", stdin=case)
    with_cache = _run(environment, "assess", "--answers", "-", "--json", stdin=case)
    assert without.returncode == 0
    assert without.stderr == b""
    assert without.stdout == with_cache.stdout


def test_the_version(environment: dict[str, str]) -> None:
    assert _run(environment, "--version").stdout.decode().strip() == f"eutonia {__version__}"


def test_a_plain_install_names_the_extra_that_a_command_needs(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text('import sys\n\nsys.modules["scipy"] = None\n')
    done = _run({**environment, "PYTHONPATH": str(tmp_path)}, "emg", "bursts", "one.edf")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"error: scipy is not installed. Install the extra 'emg'.\n"
