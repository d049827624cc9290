"""The knowledge and the compiled triage, once for all example people."""

import pytest

from eutonia.knowledge.load import Knowledge, load
from eutonia.knowledge.vocabulary import ABSENT
from eutonia.reasoning.triage import Triage


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def triage(knowledge: Knowledge) -> Triage:
    return Triage(knowledge)


@pytest.fixture(scope="session")
def none_of_these(knowledge: Knowledge) -> dict[str, str]:
    """The emergency screen, every question answered with no."""
    return {finding.id: ABSENT for finding in knowledge.findings.values() if finding.screen is not None}
