"""Who pays: the last word on it, and what an insurer must be told."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eutonia.clinic.cover.queries import InsurerLine, membership_issue
from eutonia.web.design.fields import ChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option
from eutonia.web.patient.booking.draft import OTHER_INSURER, SELF_PAY
from eutonia.web.patient.booking.who_pays import Insurers


class PayForm(Form):
    """Who pays for this very visit."""

    def __init__(self, data: Any, *, insurers: Insurers, price: str, payer: str) -> None:
        super().__init__(data, initial={"payer": payer})
        self.fields["payer"] = ChoiceField(
            label=_("Who pays for this visit?"),
            hint=insurers.left_out,
            size="m",
            options=[
                Option(SELF_PAY, _("I pay myself"), hint=_("%(price)s, at the clinic") % {"price": price}),
                *(
                    Option(each.code, each.name, hint=_("We ask them for their yes before your visit."))
                    for each in insurers.listed
                ),
                Option(OTHER_INSURER, _("Another insurer"), hint=_("You pay us, and ask them to pay you back.")),
            ],
            missing=_("Choose who pays"),
        )


class MembershipForm(Form):
    """The membership of an insurer. A number that looks wrong is asked about once, and then taken as it is."""

    def __init__(self, data: Any, *, insurer: InsurerLine, given: dict[str, str], asked: str, today: date) -> None:
        super().__init__(data, initial=given)
        self.insurer, self.today, self.asked = insurer, today, asked
        hint = insurer.membership_hint
        self.fields["number"] = TextField(
            label=_("Membership number"),
            hint=_("%(hint)s.") % {"hint": hint[:1].upper() + hint[1:]} if hint else "",
            missing=_("Enter the membership number"),
            width=20,
            max_length=40,
            spellcheck=False,
        )
        self.fields["code"] = TextField(
            label=_("Authorisation code, if you have one"),
            hint=_("The number your insurer gave you when they said yes. Leave this empty if you have none."),
            required=False,
            width=20,
            max_length=40,
            spellcheck=False,
        )

    def clean(self) -> dict[str, Any]:
        """Ask once about a number that does not look like one of this insurer."""
        cleaned = super().clean() or {}
        number = "".join(str(cleaned.get("number", "")).split()).upper()
        if number and number != self.asked and membership_issue(self.insurer.code, number, today=self.today):
            self.asked = number
            words = _("This does not look like a number of %(insurer)s. Check it; if it is right, press Continue again")
            self.add_error("number", words % {"insurer": self.insurer.name})
        return cleaned

    @property
    def given(self) -> dict[str, str]:
        """What the draft keeps."""
        number = "".join(self.cleaned_data["number"].split()).upper()
        code = " ".join(self.cleaned_data["code"].split())
        return {"insurer": self.insurer.code, "number": number, "code": code}
