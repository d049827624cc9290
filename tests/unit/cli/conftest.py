"""The command line, run in this process."""

import gc
import io
from pathlib import Path

import pytest

from eutonia.cli.main import main
from eutonia.knowledge.documents import DATA_FOLDER
from eutonia.knowledge.load import Knowledge, load
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.differential import Engine
from tests.unit.cli.command import Command, Said


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def eutonia(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cache_folder: Path,
    knowledge: Knowledge,
    assessor: Assessor,
) -> Command:
    """Run a command. What we ship was loaded and compiled once already; any other folder is read as ever."""

    def loaded(folder: Path, cache: Path | None) -> Knowledge:
        return knowledge if folder == DATA_FOLDER else load(folder, cache=cache)

    def compiled(given: Knowledge, cache: Path | None) -> Engine:
        return assessor.engine if given is knowledge else Engine(given, cache=cache)

    monkeypatch.setenv("EUTONIA_CACHE", str(cache_folder))
    monkeypatch.setattr("eutonia.cli.sources.load", loaded)
    for command in ("assess", "cases"):
        monkeypatch.setattr(f"eutonia.cli.{command}.Engine", compiled)

    def run(*words: object, stdin: str | bytes = b"") -> Said:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        try:
            code = main([str(word) for word in words])
        except SystemExit as leave:
            code = int(leave.code or 0)
        finally:
            gc.enable()  # a command switches it off, because it is over soon; we are not
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run
