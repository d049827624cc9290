"""Messages that could not be delivered: for the front desk and the manager, who can call instead."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eutonia.clinic.outbox import queries, services
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.web.staff.room import StaffRequest, show, staff_page, tell

mends = staff_page(queries.require_mender)


@require_safe
@mends
def failed(request: StaffRequest) -> HttpResponse:
    """Messages that could not be delivered."""
    return shown(request)


@require_POST
@mends
def resend(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Send one again, once what was wrong is mended."""
    try:
        services.resend(request.actor, public_id, now=request.now)
    except services.CannotResend:
        what = _("This message cannot be sent again.")
        remedy = _("It was sent meanwhile, or would come too late. Call the person instead.")
        return shown(request, Issue(IssueLevel.ERROR, what, remedy))
    tell(request, _("It is on its way again."))
    return redirect("manager:messages")


def shown(request: StaffRequest, problem: Issue | None = None) -> HttpResponse:
    """The page."""
    found = queries.failed(request.actor, now=request.now)
    health = queries.health(now=request.now)
    return show(request, "staff/manager/messages.jinja", {"found": found, "health": health}, problem=problem)
