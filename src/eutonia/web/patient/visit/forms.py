"""Forms of managing a visit: why it is cancelled, and who looks for a visit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.people.services import Contact
from eutonia.web.design.fields import ChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option
from eutonia.web.patient.booking.proof_forms import reached_at

REASONS = {
    "better": _("I am better"),
    "time": _("I cannot come at that time"),
    "elsewhere": _("I am seen somewhere else"),
    "cost": _("It costs too much, or my insurer does not pay"),
    "other": _("Another reason"),
}


class CancelForm(Form):
    """Why. It can be left open."""

    why = ChoiceField(
        label=_("Why do you cancel?"),
        hint=_("It helps us to get better. You can leave this open."),
        size="m",
        required=False,
        options=[Option(value, words) for value, words in REASONS.items()],
    )


class FindForm(Form):
    """Who looks for a visit: an address that we know, the name and the date of birth of who will be seen."""

    address = TextField(
        label=_("Your email address or mobile number"),
        hint=_("The one that you gave us. We send a code there."),
        missing=_("Enter the email address or mobile number"),
        width=20,
        max_length=254,
        spellcheck=False,
    )
    name = TextField(
        label=_("Full name of the person who will be seen"),
        missing=_("Enter the name of the person who will be seen"),
        width=20,
        max_length=200,
        spellcheck=False,
    )
    birth_date = DateField(
        label=_("Their date of birth"),
        hint=_("For example 27 3 1985"),
        subject=_("The date of birth"),
        missing=_("Enter the date of birth"),
    )

    def clean_address(self) -> Contact:
        """The address as one that can get a code."""
        return reached_at(self.cleaned_data["address"])

    @property
    def contact(self) -> Contact:
        """The address."""
        contact: Contact = self.cleaned_data["address"]
        return contact


def reason_words(value: Any) -> str:
    """A reason in words, as it is written into the history of the visit."""
    return str(REASONS.get(str(value), ""))
