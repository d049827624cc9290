"""When insurers were asked. For stages of the clinic that have seen to who may know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from eutonia.clinic.cover.models import AuthorisationEntry
from eutonia.pathway.standing import AuthorisationState
from eutonia.pathway.states import AuthorisationAction

WAITING = (AuthorisationState.REQUESTED.value, AuthorisationState.PENDED.value)
"""States in which the insurer was asked and has not answered."""


def last_asked(authorisations: Iterable[int]) -> dict[int, datetime]:
    """When the insurer was asked last, by the primary key of the authorisation; nothing for one never asked for."""
    asking = (AuthorisationAction.REQUEST.value, AuthorisationAction.SUPPLY.value)
    entries = AuthorisationEntry.objects.filter(authorisation__in=list(authorisations), action__in=asking)
    return dict(entries.values_list("authorisation").annotate(at=Max("at")))
