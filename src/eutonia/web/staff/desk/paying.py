"""Pages about money at the desk: take it, give it back, say that it was a mistake, change who pays."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from eutonia.clinic.booking import services as booking
from eutonia.clinic.booking.queries import VisitPage
from eutonia.clinic.cover import queries as cover
from eutonia.clinic.cover import services
from eutonia.clinic.cover.queries import CoverPermission, PaymentLine
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import Payer
from eutonia.web.staff.desk.people import form_page
from eutonia.web.staff.desk.visit_forms import SELF, PayerForm, PayForm, ReasonForm, RefundForm, once
from eutonia.web.staff.desk.visit_page import owed
from eutonia.web.staff.desk.visits import back_to, visit_page
from eutonia.web.staff.room import Asking, StaffRequest, ask, needs, sent, sentence, staff_page, tell

takes_money = staff_page(needs(cover.require, CoverPermission.TAKE))


@form_page
@takes_money
def pay(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Take a payment."""
    page = visit_page(request, public_id)
    form = PayForm(sent(request), cover.payment_methods(), owed(page))
    is_more = False
    if form.is_valid():
        found = form.cleaned_data
        try:
            booking.take_payment(
                request.actor,
                public_id,
                pence=found["amount"],
                method=found["method"],
                key=once(form),
                now=request.now,
                reference=found["reference"],
                anyway=form.is_anyway,
            )
        except booking.MoreThanPrice as more:
            form.add_error("amount", sentence(more.issue))
            is_more = True
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("The payment is written down."))
            return redirect("desk:visit", public_id)
    if not is_more:
        form.withhold_anyway()
    intro = _("The price that was shown before booking: %(price)s. Paid so far: %(paid)s.")
    said = intro % {"price": page.line.quote, "paid": page.payments.paid}
    return ask(request, form, Asking(_("Take a payment"), _("Save the payment"), *back_to(public_id), intro=said))


@form_page
@takes_money
def void(request: StaffRequest, public_id: UUID, payment: UUID) -> HttpResponse:
    """Say that a payment was entered by mistake."""
    line = payment_of(visit_page(request, public_id), payment)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            services.void(request.actor, payment, why=form.cleaned_data["why"], now=request.now)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("Written down as a mistake: no money came in."))
            return redirect("desk:visit", public_id)
    intro = _("%(amount)s was entered, and no money came in. If money came in and goes back, give it back instead.")
    page = Asking(_("Entered by mistake"), _("It was a mistake"), *back_to(public_id), grave=True)
    return ask(request, form, page.saying(intro % {"amount": line.amount}))


@form_page
@staff_page(needs(cover.require, CoverPermission.REFUND))
def refund(request: StaffRequest, public_id: UUID, payment: UUID) -> HttpResponse:
    """Give back some or all of a payment."""
    line = payment_of(visit_page(request, public_id), payment)
    form = RefundForm(sent(request), line.left)
    if form.is_valid():
        found = form.cleaned_data
        try:
            services.refund(
                request.actor,
                payment,
                pence=found["amount"],
                why=found["why"],
                key=once(form),
                now=request.now,
            )
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("The refund is written down."))
            return redirect("desk:visit", public_id)
    return ask(request, form, Asking(_("Give money back"), _("Save the refund"), *back_to(public_id), grave=True))


@form_page
@staff_page(needs(cover.require, CoverPermission.COVER))
def payer(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Change who pays, until the visit begins."""
    page = visit_page(request, public_id)
    lines = cover.coverages(request.actor, page.line.patient, now=request.now)
    chosen = SELF if page.line.payer is Payer.SELF else ""
    form = PayerForm(sent(request), tuple(line for line in lines if line.is_current), chosen)
    if form.is_valid():
        answer = form.cleaned_data["payer"]
        try:
            if answer == SELF:
                booking.pay_self(request.actor, public_id, now=request.now)
            else:
                booking.use_insurance(request.actor, public_id, UUID(answer), now=request.now)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused.issue))
        else:
            tell(request, _("Written down who pays."))
            return redirect("desk:visit", public_id)
    intro = _("As things stand: %(says)s A new insurance is entered on the patient's record.")
    asking = Asking(_("Who pays for this visit?"), _("Save"), *back_to(public_id))
    return ask(request, form, asking.saying(intro % {"says": page.told.says}))


def payment_of(page: VisitPage, payment: UUID) -> PaymentLine:
    """A payment of this visit; a page that is not there for one of another."""
    line = next((each for each in page.payments.lines if each.public_id == payment), None)
    if line is None:
        raise Http404
    return line
