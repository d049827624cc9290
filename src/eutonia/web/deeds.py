"""Who did what, in words, for staff and for people about themselves: ``visit.check-in`` as "Visit: checked in"."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.people.queries import Role

SUBJECTS: dict[str, str | Promise] = {
    "account": _("Account of staff"),
    "absence": _("Absence"),
    "audit": _("Account of who looked"),
    "authorisation": _("Authorisation"),
    "clinician": _("Clinician"),
    "closure": _("Closed days"),
    "code": _("Code that proves an address"),
    "competence": _("Judgement of competence"),
    "confidential-note": _("Note in confidence"),
    "confidential-notes": _("All notes in confidence"),
    "coverage": _("Insurance"),
    "day": _("A day of the clinic"),
    "enquiry": _("Enquiry"),
    "enquiry-list": _("Enquiries in a list"),
    "extra-session": _("Extra hours in the rota"),
    "guardian": _("Parent or guardian"),
    "hold": _("Time kept free"),
    "holiday": _("Public holiday"),
    "insurer": _("Insurer"),
    "message": _("Message"),
    "offer": _("Offer of an earlier place"),
    "patient": _("Patient record"),
    "patient-history": _("History of a patient's details"),
    "patient-list": _("Patient in a list"),
    "payment": _("Payment"),
    "policy": _("Rules of booking"),
    "price": _("Price"),
    "room": _("Room"),
    "session": _("Rota"),
    "site": _("Site"),
    "visit": _("Visit"),
    "visit-list": _("All visits"),
    "visit-type": _("Kind of visit"),
    "waiting": _("Place on the waiting list"),
    "waiting-list": _("Waiting list"),
    "world": _("The clinic"),
}

ACTS: dict[str, str | Promise] = {
    "add": _("added"),
    "accept": _("place taken"),
    "approve": _("approved"),
    "book": _("booked"),
    "cancel": _("cancelled"),
    "change": _("changed"),
    "change-request": _("codes changed"),
    "check-in": _("checked in"),
    "close": _("closed"),
    "consent": _("who agreed was written down"),
    "decline": _("declined"),
    "end": _("ended"),
    "expire": _("expired"),
    "extend": _("extended"),
    "factor-added": _("second step added"),
    "factor-removed": _("second step removed"),
    "give-back": _("a use given back"),
    "join": _("joined"),
    "judge": _("judged"),
    "leave": _("patient left"),
    "make": _("made"),
    "mark-late": _("marked late"),
    "merge": _("merged"),
    "move": _("moved"),
    "need": _("needed"),
    "new-codes": _("new recovery codes"),
    "no-show": _("did not come"),
    "note": _("noted"),
    "open": _("looked at"),
    "open-again": _("opened again"),
    "password": _("password changed"),
    "pay-self": _("the patient pays"),
    "payment": _("taken"),
    "pend": _("insurer asks for more"),
    "prove": _("entered as it should be"),
    "receive": _("received"),
    "record-code": _("code written down"),
    "refund": _("given back"),
    "register": _("registered"),
    "remove": _("removed"),
    "reply": _("answered"),
    "request": _("asked for"),
    "resend": _("sent again"),
    "role": _("role changed"),
    "second-factor-removed": _("second step removed"),
    "see": _("began"),
    "seed": _("set up"),
    "send": _("sent"),
    "send-link": _("new link sent"),
    "set": _("changed"),
    "set-aside": _("not needed any more"),
    "set-password": _("password set"),
    "sign-in": _("signed in"),
    "sign-out": _("signed out"),
    "supply": _("sent what the insurer wanted"),
    "take": _("taken on"),
    "two-people": _("settled: two people"),
    "undo-check-in": _("not here after all"),
    "undo-late": _("not late after all"),
    "undo-no-show": _("came after all"),
    "undo-see": _("not begun after all"),
    "unmerge": _("merge undone"),
    "use-insurance": _("an insurer pays"),
    "use-up": _("used up"),
    "void": _("entered by mistake"),
    "withdraw": _("taken back by the insurer"),
}


OTHERWISE: dict[str, str | Promise] = {
    "holiday.keep": _("Public holiday: closed after all"),
    "holiday.open": _("Public holiday: open for visits"),
}
"""Deeds whose act means something else than elsewhere: a record that is opened is looked at."""


def said(verb: str) -> str:
    """A verb in words; one that is not known here is told as it is written."""
    if verb in OTHERWISE:
        return str(OTHERWISE[verb])
    subject, _dot, act = verb.partition(".")
    return f"{SUBJECTS.get(subject, plain(subject))}: {ACTS.get(act, plain(act))}"


def capacity(who: Actor) -> str:
    """In which capacity somebody acted: their role, or that they are the patient."""
    return str(Role(who.role).label if who.role else who.kind.label)


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("-", " ").replace("_", " ").capitalize() if code else code
