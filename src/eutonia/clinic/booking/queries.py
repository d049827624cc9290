"""What can be asked of this stage. Whatever opens a record writes down who looked."""

from eutonia.clinic.booking.access import Permission, may, require
from eutonia.clinic.booking.pages.asked import EnquiryLine, EnquiryPage, EnquiryStep, OfferPage, WaitingLine
from eutonia.clinic.booking.pages.days import Column, DayBoard, DayCount, DayProblem, Gap, WorkLine
from eutonia.clinic.booking.pages.rotas import AbsenceLine, ClosureLine, ExtraLine, RotaPage, SessionLine
from eutonia.clinic.booking.pages.visits import ConfidentialLine, FreeTimes, VisitLine, VisitPage, VisitStep
from eutonia.clinic.booking.pages.world import ClinicianLine, PolicyLine, RoomLine, SiteLine, VisitTypeLine, World
from eutonia.clinic.booking.reading.asking import calendar, free_times, held, visit, visits_of
from eutonia.clinic.booking.reading.board import day, month, problems
from eutonia.clinic.booking.reading.listing import (
    confidential_notes,
    enquiries,
    enquiry,
    enquiry_counts,
    enquiry_keepers,
    my_waiting,
    offer,
    waiting_list,
    work_list,
)
from eutonia.clinic.booking.reading.overview import has_confidence, states_today, stranded, visits_named, waiting_count
from eutonia.clinic.booking.records import Booked, Details, Held, LinkOpened, Need, OpenSlot, Slot, Wish, wall_time
from eutonia.clinic.booking.world.atlas import clinicians, rooms, rota_page, sites, visit_types, world

__all__ = [
    "AbsenceLine",
    "Booked",
    "ClinicianLine",
    "ClosureLine",
    "Column",
    "ConfidentialLine",
    "DayBoard",
    "DayCount",
    "DayProblem",
    "Details",
    "EnquiryLine",
    "EnquiryPage",
    "EnquiryStep",
    "ExtraLine",
    "FreeTimes",
    "Gap",
    "Held",
    "LinkOpened",
    "Need",
    "OfferPage",
    "OpenSlot",
    "Permission",
    "PolicyLine",
    "RoomLine",
    "RotaPage",
    "SessionLine",
    "SiteLine",
    "Slot",
    "VisitLine",
    "VisitPage",
    "VisitStep",
    "VisitTypeLine",
    "WaitingLine",
    "Wish",
    "WorkLine",
    "World",
    "calendar",
    "clinicians",
    "confidential_notes",
    "day",
    "enquiries",
    "enquiry",
    "enquiry_counts",
    "enquiry_keepers",
    "free_times",
    "has_confidence",
    "held",
    "may",
    "month",
    "my_waiting",
    "offer",
    "problems",
    "require",
    "rooms",
    "rota_page",
    "sites",
    "states_today",
    "stranded",
    "visit",
    "visit_types",
    "visits_named",
    "visits_of",
    "waiting_count",
    "waiting_list",
    "wall_time",
    "work_list",
    "world",
]
