"""The question, and where the reply goes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.people.services import Contact
from eutonia.web.design.fields import LongTextField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.patient.booking.proof_forms import reached_at

LONGEST = 2000


class QuestionForm(Form):
    """What somebody asks."""

    words = LongTextField(
        label=_("What do you want to ask?"),
        hint=_("Please no details of your health beyond what the question needs."),
        missing=_("Enter your question"),
        rows=6,
        max_length=LONGEST,
    )
    name = TextField(label=_("Your name"), missing=_("Enter your name"), width=20, max_length=150, autocomplete="name")
    address = TextField(
        label=_("Your email address or mobile number"),
        hint=_("We send a link to our reply there."),
        missing=_("Enter an email address or a mobile number"),
        width=20,
        max_length=254,
        spellcheck=False,
    )

    def clean_address(self) -> Contact:
        """The address as one that a link can be sent to."""
        return reached_at(self.cleaned_data["address"])
