"""What can be done in this stage. Each verb checks permission and rule and writes everything or nothing."""

from __future__ import annotations

from datetime import datetime

from eutonia.clinic.booking.enquiries import (
    book_enquiry,
    close_enquiry,
    enquire,
    note_enquiry,
    read_reply,
    reply,
    take_enquiry,
)
from eutonia.clinic.booking.problems import (
    AgeNotSeen,
    BookingProblem,
    CannotBook,
    ConsentNeeded,
    HitsVisits,
    HoldGone,
    LinkGone,
    MoreThanPrice,
    NotFound,
    NotInsuredHere,
    NotOffered,
    OfferGone,
    PatientBusy,
    SlotTaken,
)
from eutonia.clinic.booking.records import Booked, Details, Held, LinkOpened, Need, Question, Slot, WaitingWish, Wish
from eutonia.clinic.booking.visits.changing import cancel, check_in, leave, mark_late, move, no_show, see, undo
from eutonia.clinic.booking.visits.consenting import judge_competence
from eutonia.clinic.booking.visits.holding import book, hold, place, release
from eutonia.clinic.booking.visits.insured import (
    authorise,
    expire_authorisations,
    pay_self,
    request_authorisation,
    take_payment,
    use_insurance,
)
from eutonia.clinic.booking.visits.introducing import ProofGone, introduce
from eutonia.clinic.booking.visits.links import open_link, send_link
from eutonia.clinic.booking.visits.young import confide, record_consent
from eutonia.clinic.booking.waiting import (
    accept_offer,
    decline_offer,
    expire_holds,
    expire_offers,
    join_waiting_list,
    leave_waiting_list,
    offer_place,
)
from eutonia.clinic.booking.world.details import (
    AbsenceDetails,
    ClinicianDetails,
    ExtraDetails,
    PolicyDetails,
    RoomDetails,
    SessionDetails,
    SiteDetails,
    VisitTypeDetails,
)
from eutonia.clinic.booking.world.editing import BadEntry, set_clinician, set_policy, set_room, set_site, set_visit_type
from eutonia.clinic.booking.world.rotas import (
    add_absence,
    add_extra,
    add_session,
    close,
    end_session,
    keep_holiday,
    open_holiday,
    remove_absence,
    remove_extra,
    reopen,
)
from eutonia.clinic.booking.world.seeding import WorldProblem, seed

__all__ = [
    "AbsenceDetails",
    "AgeNotSeen",
    "BadEntry",
    "Booked",
    "BookingProblem",
    "CannotBook",
    "ClinicianDetails",
    "ConsentNeeded",
    "Details",
    "ExtraDetails",
    "Held",
    "HitsVisits",
    "HoldGone",
    "LinkGone",
    "LinkOpened",
    "MoreThanPrice",
    "Need",
    "NotFound",
    "NotInsuredHere",
    "NotOffered",
    "OfferGone",
    "PatientBusy",
    "PolicyDetails",
    "ProofGone",
    "Question",
    "RoomDetails",
    "SessionDetails",
    "SiteDetails",
    "Slot",
    "SlotTaken",
    "VisitTypeDetails",
    "WaitingWish",
    "Wish",
    "WorldProblem",
    "accept_offer",
    "add_absence",
    "add_extra",
    "add_session",
    "authorise",
    "book",
    "book_enquiry",
    "cancel",
    "check_in",
    "close",
    "close_enquiry",
    "confide",
    "decline_offer",
    "end_session",
    "enquire",
    "expire",
    "hold",
    "introduce",
    "join_waiting_list",
    "judge_competence",
    "keep_holiday",
    "leave",
    "leave_waiting_list",
    "mark_late",
    "move",
    "no_show",
    "note_enquiry",
    "offer_place",
    "open_holiday",
    "open_link",
    "pay_self",
    "place",
    "read_reply",
    "record_consent",
    "release",
    "remove_absence",
    "remove_extra",
    "reopen",
    "reply",
    "request_authorisation",
    "see",
    "seed",
    "send_link",
    "set_clinician",
    "set_policy",
    "set_room",
    "set_site",
    "set_visit_type",
    "take_enquiry",
    "take_payment",
    "undo",
    "use_insurance",
]


def expire(*, now: datetime) -> int:
    """End what has run out: holds, offers (which go to the next in line), approvals. Called by the worker.

    Returns how many. Nothing is wrong if it never runs: whoever claims a time clears expired holds by themselves.
    """
    return expire_holds(now=now) + expire_offers(now=now) + expire_authorisations(now=now)
