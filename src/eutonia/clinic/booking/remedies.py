"""What to do about an insured visit that its insurer has not allowed: in words for whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.cover.access import CoverPermission, may
from eutonia.clinic.cover.asked import WAITING, last_asked
from eutonia.clinic.people.registration import today_of
from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.standing import WhyNotStart


@dataclass(frozen=True, slots=True)
class Remedies:
    """The remedies for one reader: whether they deal with insurers, and on which day each insurer was asked.

    ``asked`` is by the primary key of the authorisation, and only of those that the insurer has not answered.
    """

    deals_with_insurers: bool
    asked: Mapping[int, date]

    @classmethod
    def of(cls, actor: Actor, visits: Iterable[Visit]) -> Remedies:
        """The remedies for the visits of a list, looked up in one go."""
        waiting = [visit.authorisation.pk for visit in visits if _waits(visit) and visit.authorisation]
        asked = {pk: today_of(at) for pk, at in last_asked(waiting).items()} if waiting else {}
        return cls(may(actor, CoverPermission.AUTHORISE), asked)

    def issue(self, visit: Visit, why: WhyNotStart) -> Issue:
        """The reason with the remedy that this reader can act on."""
        asked = self.asked.get(visit.authorisation_id or 0)
        if asked is not None:
            day = dateformat.format(asked, "j F Y")
            return replace(
                why.issue,
                remedy=_(
                    "The insurance team asked the insurer on %(day)s and waits for the answer. "
                    "Or ask the patient whether they want to pay themselves."
                )
                % {"day": day},
            )
        if self.deals_with_insurers:
            return replace(
                why.issue, remedy=_("Ask the insurer, or ask the patient whether they want to pay themselves.")
            )
        return why.issue


def _waits(visit: Visit) -> bool:
    return visit.authorisation is not None and visit.authorisation.state in WAITING
