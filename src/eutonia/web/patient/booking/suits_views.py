"""The waiting list instead of a time: what suits."""

from __future__ import annotations

from django.http import HttpResponse

from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.patient.booking.suits_forms import SuitsForm
from eutonia.web.patient.booking.views import form_page
from eutonia.web.requests import Request


@form_page
@desk.in_turn("suits")
def suits(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """Which days suit, how quickly they can come, and until when we shall look."""
    today = desk.today_of(request)
    form = SuitsForm(sent(request), today=today, given=draft.answers.get("suits", {}))
    if form.is_valid():
        return desk.answered(request, draft, "suits", form.given, is_change=is_change)
    return desk.show(
        request, "suits", draft, {"form": form, "back": desk.back_from("suits", draft, today, is_change=is_change)}
    )
