"""These tests look at hundreds of pages as the file of the example clinic has them, and need no database."""

from collections.abc import Iterator

import pytest

from eutonia.web.information import views
from eutonia.web.information.clinic import clinic


@pytest.fixture(scope="package", autouse=True)
def clinic_of_the_file() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "clinic_today", clinic)
        yield
