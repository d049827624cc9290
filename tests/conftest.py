"""What every test shares: reproducible examples, both databases, the knowledge read once, no way out to the network."""

import os
import socket
from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from eutonia.knowledge.load import Knowledge, load
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.differential import Engine
from tests.databases import BOTH, Databases
from tests.guards import QuickFlush

# One fixed set of examples in CI, so that a red run can be repeated; fresh examples on a desk.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def no_outside_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine: nothing may lean on a third party."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            host = str(address[0])
            if host not in LOOPBACK:
                raise ConnectionRefusedError(f"a test tried to reach {host}; tests stay on this machine")
        return connect(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


# ---- both databases: see tests/databases.py ------------------------------------------------------------------

ASKS_FOR_A_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "admin_user"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database sqlite` for a quick look; without it, both."""
    parser.addoption("--database", choices=BOTH, help="run the tests that touch a database on this one only")


def pytest_configure(config: pytest.Config) -> None:
    """Say what our marker means."""
    config.addinivalue_line("markers", "only_on(database): this test is about one of the two databases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what touches the database on both; a journey, which is about pages, on the embedded one."""
    marker = metafunc.definition.get_closest_marker
    if not (marker("django_db") or ASKS_FOR_A_DATABASE & set(metafunc.fixturenames)):
        return
    if only := marker("only_on"):
        names = [str(only.args[0])]
    else:
        names = ["sqlite"] if "journeys" in metafunc.definition.path.parts else list(BOTH)
    chosen = metafunc.config.getoption("--database")
    wanted = [
        name if chosen in (None, name) else pytest.param(name, marks=pytest.mark.skip("another database was chosen"))
        for name in names
    ]
    metafunc.parametrize("database", wanted, indirect=True, scope="session")


@pytest.fixture(scope="session")
def databases(django_db_blocker: DjangoDbBlocker) -> Iterator[Databases]:
    """Both databases, each made when it is first wanted."""
    both = Databases()
    yield both
    with django_db_blocker.unblock():
        both.close()


@pytest.fixture(scope="session", autouse=True)
def database(request: pytest.FixtureRequest, databases: Databases, django_db_blocker: DjangoDbBlocker) -> str:
    """The database that this test runs on; nothing for a test that touches none."""
    name = getattr(request, "param", "")
    if name:
        with django_db_blocker.unblock():
            databases.use(name)
    return str(name)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Take the place of pytest-django's own, which would make a database that `database` has made."""


@pytest.fixture(scope="session", autouse=True)
def flush_minds_the_guards() -> Iterator[None]:
    """Let Django empty the tables of the audit after a test that commits."""
    patch = pytest.MonkeyPatch()
    patch.setattr(flush, "Command", QuickFlush)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge that we ship."""
    return load()


@pytest.fixture(scope="session")
def assessor(knowledge: Knowledge) -> Assessor:
    """An assessor over the knowledge that we ship."""
    return Assessor(Engine(knowledge))
