"""Rows of the booking stage, one family a file."""

from eutonia.clinic.booking.models.enquiry import (
    Enquiry,
    EnquiryAction,
    EnquiryEntry,
    EnquiryState,
    ReplyLink,
)
from eutonia.clinic.booking.models.rota import Absence, Closure, ExtraSession, OpenHoliday, Session
from eutonia.clinic.booking.models.visit import (
    Competence,
    ConfidentialNote,
    Grain,
    Hold,
    ManageLink,
    Visit,
    VisitEntry,
)
from eutonia.clinic.booking.models.waiting import Offer, OfferState, WaitingEntry, WaitingState
from eutonia.clinic.booking.models.world import Clinician, Mode, Policy, Room, Site, VisitType

__all__ = [
    "Absence",
    "Clinician",
    "Closure",
    "Competence",
    "ConfidentialNote",
    "Enquiry",
    "EnquiryAction",
    "EnquiryEntry",
    "EnquiryState",
    "ExtraSession",
    "Grain",
    "Hold",
    "ManageLink",
    "Mode",
    "Offer",
    "OfferState",
    "OpenHoliday",
    "Policy",
    "ReplyLink",
    "Room",
    "Session",
    "Site",
    "Visit",
    "VisitEntry",
    "VisitType",
    "WaitingEntry",
    "WaitingState",
]
