"""Every test of this room begins in the example clinic, on a Wednesday at eight."""

import pytest

from tests.clinic.booking import clinic


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    """The world of the example clinic, with its accounts."""
    clinic.staff()
    clinic.open_clinic()
