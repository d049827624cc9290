"""For tests that look at hundreds of public pages: the clinic is as its file has it, and no database is needed."""

from collections.abc import Iterator

import pytest

from eutonia.web.information import views
from eutonia.web.information.clinic import clinic


@pytest.fixture(scope="module", autouse=True)
def clinic_of_the_file() -> Iterator[None]:
    """Draw the public pages from the file of the example clinic alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "clinic_today", clinic)
        yield
