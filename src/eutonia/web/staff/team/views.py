"""Pages of the accounts of staff: who there is, add somebody, change, close and open an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eutonia.clinic.people import queries, services
from eutonia.clinic.people.queries import Act, Role, StaffMember
from eutonia.web.staff.room import Asking, StaffRequest, ask, missing, needs, sent, show, staff_page, tell
from eutonia.web.staff.team.forms import AddForm, RoleForm, SureForm, WhyForm

form_page = require_http_methods(["GET", "HEAD", "POST"])
for_managers = staff_page(needs(queries.require, Act.RUN_STAFF))


@require_safe
@for_managers
def everybody(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, and who used to."""
    return show(request, "staff/team/list.jinja", {"staff": queries.staff(request.actor)})


@require_safe
@for_managers
def one(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One account and what can be done with it."""
    return show(request, "staff/team/one.jinja", {"member": found(request, public_id)})


@form_page
@for_managers
def add(request: StaffRequest) -> HttpResponse:
    """A new account; its owner sets the password by a link."""
    form = AddForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            made = services.add_staff(request.actor, **given, link_to=link_to, now=request.now)
        except services.AccountExists as there:
            form.add_error("email", str(there))
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            tell(request, _("The account is made. A link to set the password is on its way."))
            return redirect("team:one", made.public_id)
    page = Asking(_("Add a member of staff"), _("Add"), reverse("team:list"), _("Staff accounts"))
    return ask(request, form, page)


@form_page
@for_managers
def role(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Another role."""

    def act(form: forms.Form) -> None:
        new = Role(form.cleaned_data["role"])
        services.change_role(request.actor, public_id, new, why=form.cleaned_data["why"], now=request.now)

    member = found(request, public_id)
    form = RoleForm(sent(request), initial={"role": member.role})
    intro = _("What %(name)s may see and do changes with their next click.") % {"name": member.name}
    return settle(request, member, form, act, _("Change the role"), _("Change role"), intro, _("The role is changed."))


@form_page
@for_managers
def link(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A new link, for a password that was forgotten or never set."""

    def act(form: forms.Form) -> None:
        services.send_password_link(request.actor, public_id, link_to=link_to, now=request.now)

    member = found(request, public_id)
    intro = _("It goes to %(email)s, works once, for 3 days. Links sent before stop working.") % {"email": member.email}
    done = _("A link to set the password is on its way.")
    return settle(request, member, SureForm(sent(request)), act, _("Send a password link"), _("Send"), intro, done)


@form_page
@for_managers
def second_step(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Help somebody who has lost both their phone and their recovery codes."""

    def act(form: forms.Form) -> None:
        why = form.cleaned_data["why"]
        services.remove_second_factor(request.actor, public_id, link_to=link_to, why=why, now=request.now)

    intro = _(
        "A thief would ask for just this. Do it only for somebody you see in front of you, or whom you call back on "
        "a number you know. They are signed out, set a new password by a link, and then set up a new phone."
    )
    title, button = _("Take away the second step"), _("Take it away")
    done = _("The second step is taken away. A link to set a new password is on its way.")
    form = WhyForm(sent(request))
    return settle(request, found(request, public_id), form, act, title, button, intro, done, grave=True)


@form_page
@for_managers
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Close an account."""

    def act(form: forms.Form) -> None:
        services.close_account(request.actor, public_id, why=form.cleaned_data["why"], now=request.now)

    member = found(request, public_id)
    intro = _("%(name)s is signed out everywhere and cannot sign in. What they did stays on record.")
    title, button, done = _("Close the account"), _("Close account"), _("The account is closed.")
    words = intro % {"name": member.name}
    return settle(request, member, WhyForm(sent(request)), act, title, button, words, done, grave=True)


@form_page
@for_managers
def reopen(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Open a closed account again."""

    def act(form: forms.Form) -> None:
        why = form.cleaned_data["why"]
        services.open_account(request.actor, public_id, link_to=link_to, why=why, now=request.now)

    intro = _("The old password stays void: a link to set a new one is sent.")
    title, button = _("Open the account again"), _("Open account")
    done = _("The account is open. A link to set the password is on its way.")
    return settle(request, found(request, public_id), WhyForm(sent(request)), act, title, button, intro, done)


def settle(
    request: StaffRequest,
    member: StaffMember,
    form: forms.Form,
    act: Callable[[Any], None],
    title: str,
    button: str,
    intro: str,
    done: str,
    *,
    grave: bool = False,
) -> HttpResponse:
    """A page that asks before something is done to an account, does it, and says so."""
    if form.is_valid():
        try:
            act(form)
        except services.OwnAccount as own:
            form.add_error(None, str(own))
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            tell(request, done)
            return redirect("team:one", member.public_id)
    back = reverse("team:one", args=[member.public_id])
    return ask(request, form, Asking(title, button, back, member.name, intro, grave))


def found(request: StaffRequest, public_id: UUID) -> StaffMember:
    """The account that an address names."""
    try:
        return queries.staff_member(request.actor, public_id)
    except queries.NoSuchAccount as error:
        raise missing(error) from error


def link_to(secret: str) -> str:
    """The page where a password is set by a link."""
    return reverse("set-password", args=[secret])
