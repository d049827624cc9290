"""What every staff page shares: who acts, whether they may come in, and how a refusal is told.

A view decides nothing. It asks at the door whether this role may be here, by the clinic's own tables; the service or
query behind it asks again, and has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render

from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.people.queries import actor_of
from eutonia.knowledge.vocabulary import Issue
from eutonia.web.requests import Request
from eutonia.web.staff import ways, words
from eutonia.web.staff.signing_in import to_sign_in

TOLD = "staff-told"
"""Where a session keeps the sentence that says what was just done, until the next page has shown it."""


class StaffRequest(Request):
    """A request of somebody who is signed in. ``actor`` is as whom they act."""

    actor: Actor


type Gate = Callable[[Actor], None]
"""Raises ``PermissionDenied`` for whoever may not come in."""
type View[**P] = Callable[Concatenate[StaffRequest, P], HttpResponse]


def needs[T](require: Callable[[Actor, T], None], permission: T) -> Gate:
    """A gate from a stage's ``require`` and one of its permissions."""

    def gate(actor: Actor) -> None:
        require(actor, permission)

    return gate


def staff_page[**P](*gates: Gate) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let only somebody in who is signed in and passes every gate; others are sent to sign in, or refused."""

    def dress(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request, ended=False)
            request.actor = actor_of(request.user)
            for gate in gates:
                gate(request.actor)
            return view(request, *args, **kwargs)

        return answer

    return dress


# ---- pages ---------------------------------------------------------------------------------------------------


def show(
    request: StaffRequest, template: str, shown: dict[str, Any] | None = None, *, problem: Issue | None = None
) -> HttpResponse:
    """Draw a staff page. ``problem`` is what was just refused, said at the top with its remedy."""
    told = request.session.pop(TOLD, "") if TOLD in request.session else ""
    common = {"ways": ways.ways_of(request), "told": told, "problem": problem, "say": words}
    if twice := common.keys() & (shown or {}).keys():
        raise ValueError(f"every staff page has {', '.join(sorted(twice))} already: give it another name")
    return render(request, template, common | (shown or {}))


def tell(request: StaffRequest, sentence: str) -> None:
    """Say on the next page what was just done. Nothing that names a person: the session keeps it for a moment."""
    request.session[TOLD] = str(sentence)


@dataclass(frozen=True, slots=True)
class Asking:
    """A page that asks for something: its title, the button, and the way back.

    ``caption`` stands above the title; ``grave``: it cannot be undone.
    """

    title: str
    button: str
    back: str
    back_words: str
    intro: str = ""
    grave: bool = False
    caption: str = ""

    def saying(self, intro: str) -> Asking:
        """The same page with a sentence before the form."""
        return replace(self, intro=intro)


def ask(request: StaffRequest, form: forms.Form, page: Asking, *, problem: Issue | None = None) -> HttpResponse:
    """Draw a page with one form."""
    return show(request, "staff/form.jinja", {"form": form, "page": page}, problem=problem)


def sent(request: Request) -> QueryDict | None:
    """What a form is bound to: all that was sent, even nothing at all; None where nothing was to be sent."""
    return request.POST if request.method == "POST" else None


# ---- problems ------------------------------------------------------------------------------------------------


def sentence(issue: Issue) -> str:
    """A problem and its remedy in one breath."""
    return f"{issue.what} {issue.remedy}"


def put_on(form: forms.Form, issues: Sequence[Issue]) -> None:
    """Put what a service refused onto the form: beside the field it names, else at the top."""
    for issue in issues:
        form.add_error(issue.where if issue.where in form.fields else None, sentence(issue))


def missing(found: Exception) -> Http404:
    """The answer to an id of which we know nothing."""
    return Http404(type(found).__name__)
