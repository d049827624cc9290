"""Keep the answers, if the person wants to; come back with the code; delete what was kept."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eutonia.clinic.assessment import services
from eutonia.reasoning.assess import Assessment, Versions
from eutonia.reasoning.differential import ENGINE_VERSION
from eutonia.web.engine import knowledge
from eutonia.web.patient.assessment import desk
from eutonia.web.patient.assessment import sheet as sheets
from eutonia.web.patient.assessment.sheet import Sheet, read_sheet
from eutonia.web.patient.assessment.views import form_page
from eutonia.web.patient.result.forms import CodeForm
from eutonia.web.patient.result.views import KEPT, case_of, with_result
from eutonia.web.requests import Request

CODE = "assessment-code"


@form_page
@with_result
def keep(request: Request, sheet: Sheet, assessment: Assessment) -> HttpResponse:
    """Say what keeping means, and keep when asked to."""
    if request.method != "POST":
        shown = {"back": reverse("patient:result"), "days": services.KEPT_FOR.days}
        return desk.show(request, "patient/result/keep.jinja", shown)
    keep_in(request, sheet, assessment)
    return redirect("patient:kept")


def keep_in(request: Request, sheet: Sheet, assessment: Assessment) -> str:
    """Keep an assessment, let the session know, and return its id."""
    row = services.keep(case_of(sheet, assessment), assessment.versions, now=request.now)
    request.session[CODE] = row.code
    request.session[KEPT] = {"id": str(row.public_id), "until": day(row.expires_at), "changed": False}
    return str(row.public_id)


@require_GET
def kept(request: Request) -> HttpResponse:
    """Show the code, once."""
    code = request.session.pop(CODE, "")
    shown = {"code": code if isinstance(code, str) else "", "kept": request.session.get(KEPT)}
    return desk.show(request, "patient/result/kept.jinja", shown)


@form_page
def come_back(request: Request) -> HttpResponse:
    """Open a kept result with its code."""
    form = CodeForm(desk.sent(request))
    if form.is_valid():
        found = services.replay(form.cleaned_data["code"], now=request.now)
        if found is not None:
            return opened(request, found)
        form.add_error(
            "code", _("This code opens nothing. Check it. If it is right, its time is over, or the result was deleted")
        )
    return desk.show(request, "patient/result/return.jinja", {"form": form, "back": reverse("patient:start")})


def opened(request: Request, found: services.Replay) -> HttpResponse:
    """Put what was kept into this session. What cannot be read any more is told, as for any session."""
    request.session[KEPT] = {
        "id": str(found.public_id),
        "until": day(found.expires_at),
        "changed": found.versions != Versions(knowledge().version, ENGINE_VERSION),
    }
    sheet, lost = read_sheet(found.case.get("sheet"), knowledge())
    if lost:
        return desk.tell_loss(request, sheet, lost)
    sheets.save(request, sheet)
    return desk.onward(sheet) if desk.onward_to(sheet) != ("patient:check",) else redirect("patient:result")


@require_POST
def delete_kept(request: Request) -> HttpResponse:
    """Delete what was kept, and the answers in this session."""
    given = request.session.get(KEPT)
    with suppress(TypeError, KeyError, ValueError):  # nothing is kept from here: then it is deleted already
        services.delete(UUID(str(given["id"])))  # type: ignore[index]
    desk.forget(request)
    return redirect("patient:forgotten")


def day(moment: object) -> str:
    """A date in words."""
    return date_format(timezone.localtime(moment), "j F Y")  # type: ignore[arg-type]
