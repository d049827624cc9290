"""What cannot be done about cover, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eutonia.pathway.problems import NotAllowed


class CoverProblem(NotAllowed):
    """Something about prices, insurance or payments that cannot be done. ``issue`` says what, and what instead."""


class CoverNotFound(CoverProblem):
    """There is nothing with this id, or this person may not know of it; which of the two is not said."""

    def __init__(self) -> None:
        super().__init__(_("We could not find this."), _("Go back to the list and choose again."))
