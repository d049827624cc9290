from pathlib import Path

import pytest

from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.index import Index
from tests.unit.phenotype.tiny import write_files


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> HpoFiles:
    return write_files(tmp_path_factory.mktemp("hpo"))


@pytest.fixture(scope="session")
def index(files: HpoFiles) -> Index:
    return Index.load(files, cache=None)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The packaged release, compiled once for all tests of this process, or taken from the user's cache."""
    cache = Path(__file__).resolve().parents[3] / "var" / "test-phenotype"
    return Index.load(cache=cache)
