"""Pages about a patient's insurance at the front desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from eutonia.clinic.cover import queries, services
from eutonia.clinic.cover.queries import CoverPermission
from eutonia.web.staff import words
from eutonia.web.staff.desk.cover_forms import CoverageForm, EndCoverageForm
from eutonia.web.staff.desk.people import back, form_page, opened
from eutonia.web.staff.room import Asking, StaffRequest, ask, needs, sent, sentence, staff_page, tell


@form_page
@staff_page(needs(queries.require, CoverPermission.COVER))
def add(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write down that a patient is insured. A number that looks wrong is taken, and said."""
    opened(request, public_id)
    form = CoverageForm(sent(request), queries.insurers())
    if form.is_valid():
        insurer, number = form.cleaned_data["insurer"], form.cleaned_data["number"]
        try:
            services.add_coverage(request.actor, public_id, insurer, number, now=request.now)
        except services.CoverProblem as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            doubt = queries.membership_issue(insurer, number, today=words.today(request.now))
            tell(request, _("The insurance is added.") + (f" {sentence(doubt)}" if doubt else ""))
            return redirect("desk:patient", public_id)
    return ask(request, form, Asking(_("Add insurance"), _("Add"), *back(public_id)))


@form_page
@staff_page(needs(queries.require, CoverPermission.COVER))
def end(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write down that an insurance has ended."""
    opened(request, public_id)
    lines = queries.coverages(request.actor, public_id, now=request.now)
    form = EndCoverageForm(sent(request), tuple(line for line in lines if line.is_current))
    if form.is_valid():
        services.end_coverage(request.actor, UUID(form.cleaned_data["coverage"]), now=request.now)
        tell(request, _("The insurance has ended."))
        return redirect("desk:patient", public_id)
    return ask(request, form, Asking(_("End insurance"), _("End it"), *back(public_id), grave=True))
