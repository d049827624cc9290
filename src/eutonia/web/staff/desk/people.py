"""Pages about people: find, open, register, change, guardians, records that look alike."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eutonia.clinic.booking.queries import clinicians
from eutonia.clinic.people import queries, services
from eutonia.clinic.people.queries import Act
from eutonia.web.staff import words
from eutonia.web.staff.desk import record_page
from eutonia.web.staff.desk.people_forms import (
    SEPARATE,
    ChangePatientForm,
    CompareForm,
    GuardianForm,
    PatientForm,
    RemoveGuardianForm,
    SearchForm,
    WhyForm,
)
from eutonia.web.staff.desk.showing import show_desk
from eutonia.web.staff.room import Asking, StaffRequest, ask, missing, needs, put_on, sent, show, staff_page, tell

START = "desk-start"
"""Where the session keeps from which clinician and day of the board a booking began."""
SEARCHED = "desk-searched"
"""Where the session keeps the words of the last search, so that they are in no address."""
ASKED = "desk-asked"
"""Where the session keeps who sent the enquiry that is being turned into a visit, so that nobody types it again."""

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@staff_page(needs(queries.require, Act.FIND))
def find(request: StaffRequest) -> HttpResponse:
    """Search for a patient; what was searched for is kept in the session.

    Whoever comes from a free place on the board brings its clinician and day; the booking form begins with them.
    """
    if request.method == "GET":
        request.session[START] = started(request.GET)
    form = SearchForm(sent(request))
    if form.is_valid():
        request.session[SEARCHED] = form.cleaned_data["wanted"]
        return redirect("desk:found")
    return show(request, "staff/desk/find.jinja", {"form": form, "page": None, "begun_with": begun_with(request)})


@require_safe
@staff_page(needs(queries.require, Act.FIND))
def found(request: StaffRequest) -> HttpResponse:
    """Whom the last search found."""
    wanted = str(request.session.get(SEARCHED, ""))
    if not wanted:
        return redirect("desk:find")
    page = record_page.found(request.actor, wanted, now=request.now)
    form = SearchForm(initial={"wanted": wanted})
    return show(request, "staff/desk/find.jinja", {"form": form, "page": page, "begun_with": begun_with(request)})


@require_safe
@staff_page(needs(queries.require, Act.OPEN))
def patient(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Open a record; the query writes down that it was seen."""
    try:
        page = record_page.opened(request.actor, public_id, now=request.now)
    except queries.NoSuchPatient as error:
        raise missing(error) from error
    return show_desk(request, "staff/desk/patient.jinja", {"page": page})


@form_page
@staff_page(needs(queries.require, Act.REGISTER))
def register(request: StaffRequest) -> HttpResponse:
    """Write down a new patient."""
    asked = request.session.get(ASKED, {})
    form = PatientForm(sent(request), initial=asked)
    if form.is_valid():
        try:
            record = services.register_patient(request.actor, form.details(), now=request.now)
        except services.BadDetails as wrong:
            put_on(form, wrong.issues)
        except services.NhsNumberTaken as taken:
            form.add_error("nhs_number", str(taken))
        else:
            request.session.pop(ASKED, None)
            tell(request, _("The patient is registered."))
            return redirect("desk:patient", record.public_id)
    page = Asking(_("Register a patient"), _("Register"), reverse("desk:find"), _("Find a patient"))
    if asked:
        page = page.saying(_("Filled in from the enquiry. If this is somebody else, write over it."))
    return ask(request, form, page)


@form_page
@staff_page(needs(queries.require, Act.CHANGE))
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Change what is known of a patient."""
    record = opened(request, public_id)
    form = ChangePatientForm.opened(sent(request), record)
    if form.is_valid():
        try:
            services.change_patient(
                request.actor, public_id, form.details(), now=request.now, version=form.opened_version
            )
        except services.BadDetails as wrong:
            put_on(form, wrong.issues)
        except (services.NhsNumberTaken, services.ChangedMeanwhile) as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The details are changed."))
            return redirect("desk:patient", public_id)
    return ask(request, form, Asking(_("Change details"), _("Save"), *back(public_id)))


@form_page
@staff_page(needs(queries.require, Act.GUARDIANS))
def add_guardian(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write down a parent or guardian."""
    form = GuardianForm(sent(request))
    if form.is_valid():
        try:
            services.add_guardian(request.actor, public_id, form.details(), now=request.now)
        except services.BadDetails as wrong:
            put_on(form, wrong.issues)
        except services.NoSuchPatient as error:
            raise missing(error) from error
        else:
            tell(request, _("The parent or guardian is added."))
            return redirect("desk:patient", public_id)
    return ask(request, form, Asking(_("Add a parent or guardian"), _("Add"), *back(public_id)))


@form_page
@staff_page(needs(queries.require, Act.GUARDIANS))
def remove_guardian(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Somebody is no longer a guardian."""
    record = opened(request, public_id)
    form = RemoveGuardianForm(sent(request), record.guardians)
    if form.is_valid():
        guardian = UUID(form.cleaned_data["guardian"])
        services.remove_guardian(request.actor, guardian, now=request.now, why=form.cleaned_data["why"])
        tell(request, _("They are no longer a guardian here."))
        return redirect("desk:patient", public_id)
    return ask(request, form, Asking(_("Remove a parent or guardian"), _("Remove"), *back(public_id), grave=True))


@require_safe
@staff_page(needs(queries.require, Act.OPEN))
def history(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What each detail was before."""
    try:
        changes = queries.history(request.actor, public_id, now=request.now)
    except queries.NoSuchPatient as error:
        raise missing(error) from error
    shown = {"changes": record_page.changes(changes), "public_id": public_id}
    return show(request, "staff/desk/history.jinja", shown)


# ---- records that look alike ---------------------------------------------------------------------------------


@require_safe
@staff_page(needs(queries.require, Act.MERGE))
def duplicates(request: StaffRequest) -> HttpResponse:
    """Records that may be of one person, the oldest suspicion first."""
    pairs = queries.duplicates_to_review(request.actor, now=request.now)
    return show(request, "staff/desk/duplicates.jinja", {"pairs": pairs, "reasons": record_page.LIKENESS})


@form_page
@staff_page(needs(queries.require, Act.MERGE))
def compare(request: StaffRequest, first: UUID, second: UUID) -> HttpResponse:
    """Two records side by side, and the question whether they are of one person."""
    one, other = opened(request, first), opened(request, second)
    form = CompareForm(sent(request), one, other)
    if form.is_valid():
        answer, why = form.cleaned_data["answer"], form.cleaned_data["why"]
        if answer == SEPARATE:
            services.two_people(request.actor, first=first, second=second, why=why, now=request.now)
            tell(request, _("They stay two records, and nobody is asked again."))
            return redirect("desk:duplicates")
        keep = UUID(answer)
        alias = second if keep == one.public_id else first
        try:
            services.merge(request.actor, keep=keep, alias=alias, why=why, now=request.now)
        except services.CannotMerge as refused:
            put_on(form, refused.issues)
        else:
            tell(request, _("The two records are one now."))
            return redirect("desk:patient", keep)
    shown = {"form": form, "rows": record_page.side_by_side(one, other), "one": one, "other": other}
    return show(request, "staff/desk/compare.jinja", shown)


@form_page
@staff_page(needs(queries.require, Act.MERGE))
def undo_merge(request: StaffRequest, public_id: UUID, alias: UUID) -> HttpResponse:
    """Take a merge back."""
    form = WhyForm(sent(request))
    if form.is_valid():
        try:
            services.undo_merge(request.actor, alias=alias, why=form.cleaned_data["why"], now=request.now)
        except services.CannotUndo as refused:
            put_on(form, [refused.issue])
        except services.NoSuchPatient as error:
            raise missing(error) from error
        else:
            tell(request, _("The two records stand for themselves again."))
            return redirect("desk:patient", alias)
    intro = _("The record that was merged into this one becomes a record of its own again.")
    page = Asking(_("Undo a merge"), _("Undo the merge"), *back(public_id), intro=intro, grave=True)
    return ask(request, form, page)


# ---- shared --------------------------------------------------------------------------------------------------


def opened(request: StaffRequest, public_id: UUID) -> queries.PatientRecord:
    """The record; a page that is not there for an id that we do not know."""
    try:
        return queries.patient(request.actor, public_id, now=request.now)
    except queries.NoSuchPatient as error:
        raise missing(error) from error


def started(asked: QueryDict) -> dict[str, str]:
    """The clinician and day that an address names; nothing where it names none, or what cannot be."""
    try:
        clinician, day = UUID(str(asked["clinician"])), date.fromisoformat(str(asked["day"]))
        return {"clinician": str(clinician), "day": day.isoformat()}
    except (KeyError, ValueError):
        return {}


def begun_with(request: StaffRequest) -> str:
    """With whom and when the visit is to be that began on the board; nothing where none did."""
    start = request.session.get(START) or {}
    clinician = next((each for each in clinicians() if str(each.public_id) == start.get("clinician")), None)
    if clinician is None:
        return ""
    day = words.day(date.fromisoformat(start["day"]))
    return _("For a visit with %(name)s on %(day)s.") % {"name": clinician.name, "day": day}


def back(public_id: UUID) -> tuple[str, str]:
    """The way back to a record."""
    return reverse("desk:patient", args=[public_id]), _("Patient record")
