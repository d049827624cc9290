"""Which insurers pay for the visit of a draft, and in a word why the others cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import ClinicianLine
from eutonia.clinic.cover.queries import InsurerLine, insurers
from eutonia.web.patient.booking.draft import Draft


@dataclass(frozen=True, slots=True)
class Insurers:
    """The insurers that can be chosen. ``left_out`` says which cannot and why; empty where all can."""

    listed: tuple[InsurerLine, ...]
    left_out: str


def clinicians_for(draft: Draft) -> tuple[ClinicianLine, ...]:
    """The clinicians for the kind of visit who see this age."""
    age = draft.age or 0
    return tuple(each for each in _of_kind(draft) if each.ages_from <= age <= each.ages_to)


def insurers_for(draft: Draft) -> Insurers:
    """The insurers that pay for the clinician of the chosen time; where none is chosen yet, for any who may be met."""
    slot, may_meet = draft.slot, clinicians_for(draft)
    met = [each for each in _of_kind(draft) if each.public_id == slot.clinician] if slot else may_meet
    paid, by_another, at_another_age = recognised(met), recognised(may_meet), recognised(_of_kind(draft))

    def reason(code: str) -> str:
        if code in by_another:
            return _("not for the clinician of your time; another time may be with another")
        if code in at_another_age:
            return _("not for the clinicians who see people of this age")
        return _("not for this kind of visit")

    out = "; ".join(f"{each.name} ({reason(each.code)})" for each in insurers() if each.code not in paid)
    return Insurers(
        listed=tuple(each for each in insurers() if each.code in paid),
        left_out=_("Insurers that do not pay for this visit: %(names)s.") % {"names": out} if out else "",
    )


def recognised(clinicians: Iterable[ClinicianLine]) -> frozenset[str]:
    """The codes of the insurers that pay for one of these clinicians."""
    return frozenset(code for each in clinicians for code in each.insurers)


def _of_kind(draft: Draft) -> Sequence[ClinicianLine]:
    return queries.clinicians(draft.answer("visit", "kind"))
