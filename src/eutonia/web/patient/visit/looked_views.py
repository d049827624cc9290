"""Who looked at a person's record, and who changed what: told to the person whom it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eutonia.clinic.audit.queries import ActorKind, AuditLine
from eutonia.clinic.booking.queries import LinkOpened, VisitPage
from eutonia.clinic.people.queries import who_looked
from eutonia.web.deeds import capacity, said
from eutonia.web.patient.booking import words
from eutonia.web.patient.visit import grant
from eutonia.web.patient.visit.page import shown
from eutonia.web.requests import Request, below

PAGE = 100


@dataclass(frozen=True, slots=True)
class Look:
    """One line: when, in which capacity, what."""

    when: str
    who: str
    what: str


@require_safe
@grant.with_visit
def looked(request: Request, opened: LinkOpened, page: VisitPage) -> HttpResponse:
    """The account, the newest line first."""
    try:
        lines = who_looked(opened.actor, now=request.now, below=below(request))
    except PermissionDenied:  # a parent or guardian has no such page
        return redirect("visit:see")
    on_page = {
        "visit": shown(page),
        "looks": looks(lines),
        "older": lines[-1].number if len(lines) == PAGE else None,
    }
    return render(request, "patient/visit/looked.jinja", on_page)


def looks(lines: Iterable[AuditLine]) -> tuple[Look, ...]:
    """Lines as the person reads them whom they are about: roles, and no names of staff."""
    return tuple(
        Look(
            words.when_words(timezone.localtime(line.at)),
            _("You") if line.actor.kind == ActorKind.PATIENT else capacity(line.actor),
            said(line.verb),
        )
        for line in lines
    )
