"""Pages about the person: each a form, saved as it was typed, whether the time is still kept or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from eutonia.web.design.forms import Form
from eutonia.web.patient.assessment.desk import sent
from eutonia.web.patient.booking import desk
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.patient.booking.person_forms import (
    ContactForm,
    DetailsForm,
    GuardianForm,
    HelpForm,
    PersonForm,
    PrivateForm,
)
from eutonia.web.patient.booking.views import form_page
from eutonia.web.requests import Request

PROVABLE = ("guardian", "contact")
"""Pages whose addresses a proof speaks of: a change of them asks for a new one."""


def details_page(name: str, make: Callable[[Request, Draft], DetailsForm]) -> Callable[..., HttpResponse]:
    """The view of one page of details."""

    @form_page
    @desk.in_turn(name)
    def view(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
        form = make(request, draft)
        if desk.is_answered(request, draft, form):
            if name in PROVABLE:
                forget_stale_proof(draft, form.given)
            return desk.answered(request, draft, name, form.given, is_change=is_change)
        return asked(request, draft, name, form, is_change=is_change)

    view.__doc__ = make.__doc__
    return view


def asked(request: Request, draft: Draft, name: str, form: Form, *, is_change: bool) -> HttpResponse:
    """Ask."""
    today = desk.today_of(request)
    back = desk.back_from(name, draft, today, is_change=is_change)
    shown = {"form": form, "back": back, "name": name, "by_guardian": draft.needs_guardian(today)}
    return desk.show(request, name, draft, shown)


def forget_stale_proof(draft: Draft, given: dict[str, str]) -> None:
    """A proof of an address that is no longer there proves nothing."""
    if draft.proof.get("address") not in (given.get("email"), given.get("phone")):
        draft.proof = {}


def person_form(request: Request, draft: Draft) -> DetailsForm:
    """Who will be seen."""
    given: dict[str, Any] = dict(draft.answers.get("person", {}))
    if draft.birth_date is not None:
        given["birth_date"] = draft.birth_date
    return PersonForm(sent(request), given=given, today=desk.today_of(request))


def guardian_form(request: Request, draft: Draft) -> DetailsForm:
    """The parent or guardian who says yes."""
    return GuardianForm(sent(request), given=draft.answers.get("guardian", {}), today=desk.today_of(request))


def contact_form(request: Request, draft: Draft) -> DetailsForm:
    """How to reach the person."""
    today = desk.today_of(request)
    needs_one = not draft.needs_guardian(today)
    return ContactForm(sent(request), given=draft.answers.get("contact", {}), today=today, needs_one=needs_one)


def help_form(request: Request, draft: Draft) -> DetailsForm:
    """What helps us to look after the person."""
    return HelpForm(sent(request), given=draft.answers.get("help", {}), today=desk.today_of(request))


person = details_page("person", person_form)
guardian = details_page("guardian", guardian_form)
contact = details_page("contact", contact_form)
help_us = details_page("help", help_form)


@form_page
@desk.in_turn("private")
def private(request: Request, draft: Draft, is_change: bool = False) -> HttpResponse:
    """What a young person wants only clinicians to know.

    What was written is kept and never shown again: the page is the same whether there is something or not. Nothing
    written anew leaves what is there.
    """
    form = PrivateForm(sent(request))
    if desk.is_answered(request, draft, form):
        written = form.cleaned_data["words"]
        kept = {"words": written} if written else draft.answers.get("private", {"words": ""})
        return desk.answered(request, draft, "private", kept, is_change=is_change)
    return asked(request, draft, "private", form, is_change=is_change)
