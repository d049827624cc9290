"""Drawing a page of the front desk: its templates know the words of visits as ``said``."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from eutonia.knowledge.vocabulary import Issue
from eutonia.web.staff.desk import words
from eutonia.web.staff.room import StaffRequest, show


def show_desk(
    request: StaffRequest, template: str, shown: dict[str, Any], *, problem: Issue | None = None
) -> HttpResponse:
    """Draw the page."""
    return show(request, template, {"said": words} | shown, problem=problem)
