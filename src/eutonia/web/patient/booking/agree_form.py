"""The words that somebody agrees to before a visit is booked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from eutonia.web.design.fields import MultipleChoiceField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option

YES = "yes"


class AgreeForm(Form):
    """One tick: what was typed is right; of a guardian, that they may decide and say yes to the visit."""

    def __init__(self, data: Any, *, by_guardian: bool) -> None:
        super().__init__(data)
        words = _("What I entered is right, and I want this visit.")
        if by_guardian:
            words = _(
                "I have parental responsibility for the young person. What I entered is right, and I say yes to this "
                "visit."
            )
        self.fields["agree"] = MultipleChoiceField(
            label=_("Do you agree?"), size="m", options=[Option(YES, words)], missing=_("Tick that you agree")
        )
