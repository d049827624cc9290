"""What every page of booking does first: find the draft, see whether its turn has come, and draw with what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from eutonia.clinic.booking import services
from eutonia.clinic.people.queries import actor_of
from eutonia.pathway.problems import NotAllowed
from eutonia.web.design.forms import Form
from eutonia.web.patient.booking import draft as drafts
from eutonia.web.patient.booking import way, words
from eutonia.web.patient.booking.draft import Draft
from eutonia.web.requests import Request

type View[**P] = Callable[Concatenate[Request, P], HttpResponse]
type DraftView[**P] = Callable[Concatenate[Request, Draft, P], HttpResponse]

LONGER = "longer"
"""The button that asks for more time. It sends the form along, so that nothing typed is lost."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The time that is kept, in words.

    ``is_over``: it is no longer kept, though perhaps still free. ``gone``: why it can no longer be had; else empty.
    """

    when: str
    with_whom: str
    until: str
    is_over: bool
    gone: str


def today_of(request: Request) -> date:
    """The date at the clinic."""
    return timezone.localdate(request.now)


def with_draft[**P](view: DraftView[P]) -> View[P]:
    """Give a view the draft; without one, say what happened and offer the way on."""

    @wraps(view)
    def answer(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = drafts.read(request)
        if draft is None:
            drafts.forget(request)
            return render(request, "patient/booking/expired.jinja", {})
        return view(request, draft, *args, **kwargs)

    return answer


def in_turn[**P](name: str) -> Callable[[DraftView[P]], View[P]]:
    """As `with_draft`, for the page of that name: where something before it is still open, lead there."""

    def decorate(view: DraftView[P]) -> View[P]:
        @wraps(view)
        def answer(request: Request, draft: Draft, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            today = today_of(request)
            if draft.is_too_young(today) and name not in ("start", "visit", "person"):
                return redirect(address(way.TOO_YOUNG))
            if not way.is_open(name, draft, today, request.now):
                return onward(request, draft)
            return view(request, draft, *args, **kwargs)

        return with_draft(answer)

    return decorate


def show(request: Request, template: str, draft: Draft, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page with the time that is kept and the way back."""
    always = {"draft": draft, "kept": kept_of(draft, request.now), "is_waiting": draft.aim == drafts.WAITING}
    return render(request, f"patient/booking/{template}.jinja", always | shown, status=status)


def kept_of(draft: Draft, now: datetime) -> Kept | None:
    """The time that is kept, in words."""
    wall, until = draft.wall, draft.kept_until
    if wall is None or until is None:
        return None
    return Kept(
        words.when_words(wall),
        draft.hold.get("who", ""),
        words.time_words(until),
        is_over=is_over(draft, now),
        gone=draft.hold.get(drafts.GONE, ""),
    )


def is_over(draft: Draft, now: datetime) -> bool:
    """Whether the time is no longer kept."""
    return draft.kept_until is None or now >= draft.kept_until


def back_from(name: str, draft: Draft, today: date, *, is_change: bool) -> str:
    """The address of the page before; of a change, the last look at the answers."""
    if is_change:
        return address(way.CHECK)
    before = way.before(name, draft, today)
    return address(before) if before else ""


def address(name: str) -> str:
    """The address of a page of the way."""
    return reverse(f"booking:{name}")


def onward(request: Request, draft: Draft) -> HttpResponseRedirect:
    """Lead to the first page that is still to be answered."""
    return redirect(address(way.next_open(draft, today_of(request), request.now)))


def answered(
    request: Request, draft: Draft, name: str, given: dict[str, str], *, is_change: bool
) -> HttpResponseRedirect:
    """Save what a page was given, and lead on."""
    draft.answers[name] = given
    drafts.save(request, draft)
    return lead_on(request, draft, name, is_change=is_change)


def lead_on(request: Request, draft: Draft, name: str, *, is_change: bool) -> HttpResponseRedirect:
    """Lead to the page after this one; after a change, to what is open now."""
    if is_change:
        return onward(request, draft)
    return redirect(address(way.after(name, draft, today_of(request), request.now)))


def is_answered(request: Request, draft: Draft, form: Form) -> bool:
    """Whether a page was answered well. Somebody who asks for more time gets it, and keeps what they have typed."""
    if request.method == "POST" and LONGER in request.POST:
        keep_longer(request, draft)
        form.unjudged()
        return False
    return form.is_valid()


def keep_longer(request: Request, draft: Draft) -> None:
    """Ten minutes more, also where the time has run out and nobody has taken it."""
    slot, who = draft.slot, draft.hold.get("who", "")
    if slot is None:
        return
    if draft.hold_id is not None:
        services.release(draft.hold_id, now=request.now)
    try:
        held = services.hold(actor_of(request.user), slot, draft.booking_need(), now=request.now, age=draft.age)
    except NotAllowed as refusal:
        draft.lose_time(refusal.issue.what)
    else:
        draft.keep(held, who=who)
    drafts.save(request, draft)


def let_go(request: Request, draft: Draft) -> None:
    """Give the time back that is kept, if one is."""
    if draft.hold_id is not None:
        services.release(draft.hold_id, now=request.now)
    draft.hold = {}


def lose_time(request: Request, draft: Draft, refusal: NotAllowed) -> HttpResponseRedirect:
    """The time has gone: keep all that was typed, and let them choose another."""
    draft.lose_time(refusal.issue.what)
    drafts.save(request, draft)
    return redirect(address("times"))
