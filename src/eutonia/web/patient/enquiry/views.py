"""Asking the clinic something: danger first, then the question, then how soon we answer; and our reply by its link."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from eutonia.clinic.booking import services
from eutonia.clinic.booking.services import LinkGone, Question
from eutonia.pathway.problems import NotAllowed
from eutonia.web.information.clinic import clinic
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import words
from eutonia.web.patient.booking.screen import LINES, ScreenForm, Sign
from eutonia.web.patient.booking.views import emergency
from eutonia.web.patient.enquiry.forms import QuestionForm
from eutonia.web.requests import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])
SCREENED, TOKEN = "enquiry-screened", "enquiry-reply"


@form_page
def screen(request: Request) -> HttpResponse:
    """Danger first: the two lines."""
    form = ScreenForm(sent(request))
    if form.is_valid():
        sign = form.answered
        if sign in LINES:
            return emergency(request, sign, back=request.path)
        if sign is Sign.NOT_SURE:
            return redirect("patient:start")
        request.session[SCREENED] = True
        return redirect("enquiry:question")
    return render(request, "patient/enquiry/start.jinja", {"form": form})


@form_page
def question(request: Request) -> HttpResponse:
    """The question and the address."""
    if request.session.get(SCREENED) is not True:
        return redirect("enquiry:start")
    form = QuestionForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        asked = Question(given["name"], given["address"].channel, given["address"].address, given["words"])
        try:
            services.enquire(asked, screened=True, now=request.now)
        except NotAllowed as refusal:
            form.add_error(None, words.problem_words(refusal))
        else:
            del request.session[SCREENED]  # a second press sends nothing twice
            return redirect("enquiry:thanks")
    shown = {"form": form, "back": reverse("enquiry:start"), "answers_within": clinic().answers_within}
    return render(request, "patient/enquiry/question.jinja", shown)


@require_GET
def thanks(request: Request) -> HttpResponse:
    """How soon we answer."""
    shown = {"answers_within": clinic().answers_within, "clinic": clinic()}
    return render(request, "patient/enquiry/thanks.jinja", shown)


@require_GET
def open_reply(request: Request, token: str) -> HttpResponse:
    """The link to our reply: its token goes into the session, and leads on."""
    request.session[TOKEN] = token
    return redirect("enquiry:reply")


@require_GET
def reply(request: Request) -> HttpResponse:
    """Our reply, under the question that was asked."""
    token = request.session.get(TOKEN, "")
    try:
        found = services.read_reply(token if isinstance(token, str) else "", now=request.now)
    except LinkGone:
        return render(request, "patient/enquiry/reply_gone.jinja", {})
    replies = [(words.long_day_words(timezone.localdate(each.at)), each.words.splitlines()) for each in found.replies]
    shown = {"question": found.question.splitlines(), "replies": replies}
    return render(request, "patient/enquiry/reply.jinja", shown)
