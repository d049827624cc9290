"""Forms about one visit."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.cover.queries import CoverageLine
from eutonia.clinic.people.queries import GuardianRecord
from eutonia.pathway.money import Money
from eutonia.web.design.fields import ChoiceField, LongTextField, MultipleChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option
from eutonia.web.staff.desk.words import METHODS
from eutonia.web.staff.fields import HiddenField, MoneyField

WHY = 300
"""Characters of a reason in a visit's history."""

ANYWAY = "anyway"
SELF = "self"
COMPETENT, NOT_COMPETENT = "yes", "no"


class ReasonForm(Form):
    """A reason that must be given."""

    why = TextField(label=_("Reason"), max_length=WHY, missing=_("Say in a few words why"))


class NoteForm(Form):
    """A reason that may be given."""

    why = TextField(label=_("Note (optional)"), max_length=WHY, required=False)


class PayForm(Form):
    """Money that was taken. ``key`` is made once for each page, so that a double click pays once."""

    def __init__(self, data: Any, methods: tuple[str, ...], owed: Money) -> None:
        super().__init__(data, initial={"amount": owed.pence or None, "key": str(uuid4())})
        self.fields["amount"] = MoneyField(label=_("Amount"), missing=_("Enter the amount that you took"))
        self.fields["method"] = ChoiceField(
            label=_("How did they pay?"),
            options=[Option(method, METHODS.get(method, method)) for method in methods],
            missing=_("Choose how they paid"),
        )
        self.fields["reference"] = TextField(
            label=_("Receipt number (optional)"), hint=_("Never a card number"), max_length=80, width=20,
            required=False, autocomplete="off", spellcheck=False,
        )  # fmt: skip
        self.fields["key"] = HiddenField()
        self.fields[ANYWAY] = MultipleChoiceField(
            label=_("More than the price. Take it all the same?"),
            options=[Option(ANYWAY, _("Yes. The amount is right"))],
            required=False,
        )

    @property
    def is_anyway(self) -> bool:
        """Whether the money is to be taken although it is more than the price."""
        return bool(self.cleaned_data.get(ANYWAY))

    def withhold_anyway(self) -> None:
        """Do not ask about the price where nobody has gone above it; a tick that is there stays."""
        if ANYWAY not in self.data:
            self.fields.pop(ANYWAY, None)


class RefundForm(ReasonForm):
    """Money that goes back."""

    def __init__(self, data: Any, left: Money) -> None:
        super().__init__(data, initial={"amount": left.pence, "key": str(uuid4())})
        self.fields["amount"] = MoneyField(label=_("Amount to give back"), missing=_("Enter the amount"))
        self.fields["key"] = HiddenField()
        self.order_fields(["amount", "why", "key"])


class PayerForm(Form):
    """Who pays: the patient, or one of their insurers."""

    def __init__(self, data: Any, coverages: tuple[CoverageLine, ...], chosen: str) -> None:
        super().__init__(data, initial={"payer": chosen})
        options = [Option(SELF, _("The patient"))]
        options += [Option(str(c.public_id), c.insurer_name, hint=c.membership_number) for c in coverages]
        self.fields["payer"] = ChoiceField(label=_("Who pays?"), options=options, missing=_("Choose who pays"))


class ConsentForm(Form):
    """Which parent or guardian has agreed."""

    def __init__(self, data: Any, guardians: tuple[GuardianRecord, ...]) -> None:
        super().__init__(data)
        options = [Option(str(g.public_id), g.details.name, hint=g.details.relationship) for g in guardians]
        self.fields["guardian"] = ChoiceField(
            label=_("Who has agreed?"),
            hint=_(
                "Ask them in person or by telephone, on the number that we have. Ask also whether they have parental "
                "responsibility: only then can they agree."
            ),
            options=options,
            apart=[Option(SELF, _("The young person, on a recorded judgement of competence"))],
            missing=_("Choose who has agreed"),
        )


class CompetenceForm(Form):
    """A clinician's judgement."""

    answer = ChoiceField(
        label=_("Do they understand enough to decide for themselves?"),
        hint=_("What is proposed, why, what could happen with it and without it."),
        options=[Option(COMPETENT, _("Yes, they can consent")), Option(NOT_COMPETENT, _("No, not yet"))],
        missing=_("Choose yes or no"),
    )
    words = LongTextField(
        label=_("How did you come to that?"), rows=4, max_length=1000, missing=_("Say how you came to that")
    )


class ConfidenceForm(Form):
    """What a young person told in confidence."""

    words = LongTextField(
        label=_("What did they tell you in confidence?"),
        hint=_("Only clinicians can read it, and each reading is written down. Parents never see it."),
        rows=5, max_length=4000, missing=_("Write down what they told you"),
    )  # fmt: skip


def once(form: Form) -> str:
    """The key of a form that pays once: as the page carried it, or a new one."""
    return str(form.cleaned_data["key"])[:60] or str(uuid4())
