"""What every test shares: reproducible examples, the knowledge read once, and no way out to the network."""

import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings

from eutonia.knowledge.load import Knowledge, load
from eutonia.reasoning.assess import Assessor
from eutonia.reasoning.differential import Engine

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


@pytest.fixture(scope="session", autouse=True)
def flush_minds_the_guards() -> Iterator[None]:
    """Let Django empty the tables of the audit after a test that commits."""
    from django.core.management.commands import flush

    from tests.guards import GuardedFlush

    patch = pytest.MonkeyPatch()
    patch.setattr(flush, "Command", GuardedFlush)
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
