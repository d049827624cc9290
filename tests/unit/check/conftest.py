"""A copy of our knowledge in which one thing is changed, checked by the command line."""

import functools
import gc
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from eutonia.cli.main import main
from eutonia.knowledge.documents import DATA_FOLDER

Check = Callable[[Path], tuple[int, str]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data folder."""
    return Path(shutil.copytree(DATA_FOLDER, tmp_path / "data"))


@pytest.fixture(scope="session")
def parsed_once() -> Callable[[str], object]:
    """Copies hardly differ from each other, so each text is parsed once for all of them."""
    return functools.cache(tomllib.loads)


@pytest.fixture
def check(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    parsed_once: Callable[[str], object],
    tmp_path: Path,
) -> Check:
    """Run ``eutonia --data FOLDER knowledge check``; its exit code, and what it printed."""
    (tmp_path / "no-folder").touch()
    monkeypatch.setenv("EUTONIA_CACHE", str(tmp_path / "no-folder" / "cache"))  # nothing is kept between copies
    monkeypatch.setattr("tomllib.loads", parsed_once)

    def run(folder: Path) -> tuple[int, str]:
        try:
            code = main(["--data", str(folder), "knowledge", "check"])
        finally:
            gc.enable()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out

    return run
