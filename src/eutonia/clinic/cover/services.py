"""What can be done about cover: list prices and insurers, write down memberships, authorise, take payments.

``need``, ``use`` and ``give_back`` are for the stages that book and begin visits, inside their transactions.
"""

from eutonia.clinic.cover.authorising import change_request, give_back, need, request, step, use
from eutonia.clinic.cover.listing import (
    InsurerDetails,
    PriceDetails,
    add_coverage,
    end_coverage,
    set_insurer,
    set_price,
)
from eutonia.clinic.cover.paying import Bill, refund, take_payment, void
from eutonia.clinic.cover.problems import CoverNotFound, CoverProblem

__all__ = [
    "Bill",
    "CoverNotFound",
    "CoverProblem",
    "InsurerDetails",
    "PriceDetails",
    "add_coverage",
    "change_request",
    "end_coverage",
    "give_back",
    "need",
    "refund",
    "request",
    "set_insurer",
    "set_price",
    "step",
    "take_payment",
    "use",
    "void",
]
