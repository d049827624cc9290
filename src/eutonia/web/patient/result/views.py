"""The result on the page, as a document, and what people tell us about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from eutonia.clinic.assessment import services
from eutonia.reasoning.assess import Assessment
from eutonia.web.engine import assessor, knowledge
from eutonia.web.patient.assessment import desk
from eutonia.web.patient.assessment.sheet import Sheet
from eutonia.web.patient.assessment.views import form_page
from eutonia.web.patient.result import document as documents
from eutonia.web.patient.result.forms import FeedbackForm
from eutonia.web.patient.result.page import result_page
from eutonia.web.requests import Request

KEPT = "assessment-kept"

type ResultView = Callable[[Request, Sheet, Assessment], HttpResponse]


def with_result(view: ResultView) -> Callable[[Request], HttpResponse]:
    """Give a view the finished assessment; where something is still to be asked, lead there."""

    @desk.ready
    def answer(request: Request, sheet: Sheet) -> HttpResponse:
        way = desk.way_of(sheet)
        if not way.is_finished or way.level is None:
            return desk.onward(sheet)
        return view(request, sheet, assessor().assess(way.case, way.progress))

    return wraps(view)(answer)


def case_of(sheet: Sheet, assessment: Assessment) -> services.Case:
    """The case as the clinic stores it, with the sheet, so that it opens again as it was."""
    person = assessment.case.person
    given = {"age": person.age, "sex": person.sex.value if person.sex else None, "pregnant": person.pregnant}
    return {
        "person": {name: value for name, value in given.items() if value is not None},
        "answers": dict(assessment.case.answers),
        "sheet": sheet.document(),
    }


@require_GET
@with_result
def result(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """The result: how soon first, and why."""
    page = result_page(assessment, assessor())
    kept = request.session.get(KEPT)
    shown = {"page": page, "sheet": sheet, "kept": kept if isinstance(kept, dict) else None}
    name = "emergency" if page.urgency.is_emergency else "result"
    return desk.show(request, f"patient/result/{name}.jinja", shown)


@require_GET
@with_result
def document(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """The result as a tagged PDF to hand to a clinician."""
    html = documents.document_html(
        assessment, knowledge(), now=timezone.localtime(request.now), asker=sheet.first.get("about", "")
    )
    try:
        written = documents.document_pdf(html)
    except documents.NoPdf:
        return desk.show(request, "patient/result/no_pdf.jinja", {"back": reverse("patient:result")}, status=503)
    headers = {"Content-Disposition": 'attachment; filename="eutonia-result.pdf"'}
    return HttpResponse(written, content_type="application/pdf", headers=headers)


@form_page
@with_result
def feedback(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """This was wrong or unclear."""
    form = FeedbackForm(desk.sent(request))
    if form.is_valid():
        services.give_feedback(
            form.cleaned_data["problem"],
            form.cleaned_data["words"],
            assessment.versions,
            case=case_of(sheet, assessment) if form.cleaned_data["share"] else None,
            now=request.now,
        )
        return redirect("patient:thanks")
    shown = {"form": form, "back": reverse("patient:result")}
    return desk.show(request, "patient/result/feedback.jinja", shown)


@require_GET
def thanks(request: Request) -> HttpResponse:
    """Thank for the feedback."""
    return desk.show(request, "patient/result/thanks.jinja", {})
