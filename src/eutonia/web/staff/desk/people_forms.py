"""Forms about people: search, register, change, guardians, merge."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.people.queries import GuardianRecord, PatientMatch, PatientRecord
from eutonia.clinic.people.services import GuardianDetails, PatientDetails
from eutonia.web.design.fields import ChoiceField, LongTextField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option
from eutonia.web.staff import words
from eutonia.web.staff.fields import HiddenField

SEPARATE = "separate"
WHY = 500
"""Characters of a reason."""


class SearchForm(Form):
    """Whatever the person at the desk or on the telephone says."""

    wanted = TextField(
        label=_("Name, date of birth, NHS number, telephone or email"),
        hint=_("For example: Smith 27 3 1985, or part of a name, or 943 476 5919"),
        max_length=200,
        autocomplete="off",
        spellcheck=False,
        missing=_("Enter a name, a date of birth, an NHS number, a telephone number or an email address"),
    )


class PatientForm(Form):
    """What is known of a patient. ``version`` is the one that was opened."""

    given_name = TextField(label=_("Given names"), max_length=100, required=False, autocomplete="off")
    family_name = TextField(label=_("Family name"), max_length=100, required=False, autocomplete="off")
    birth_date = DateField(
        label=_("Date of birth"), subject=_("Date of birth"), missing=_("Enter the date of birth"),
        hint=_("For example, 27 3 1985"),
    )  # fmt: skip
    phone = TextField(
        label=_("Telephone"), max_length=40, required=False, width=20, autocomplete="off", spellcheck=False
    )
    email = TextField(label=_("Email address"), max_length=254, required=False, autocomplete="off", spellcheck=False)
    address = LongTextField(label=_("Address"), rows=3, required=False)
    postcode = TextField(label=_("Postcode"), max_length=12, required=False, width=10, autocomplete="off")
    nhs_number = TextField(
        label=_("NHS number"), hint=_("10 digits; leave it empty if it is not known"), max_length=20,
        required=False, width=20, autocomplete="off", spellcheck=False,
    )  # fmt: skip
    gp_practice = TextField(label=_("GP practice"), max_length=150, required=False, autocomplete="off")
    communication_needs = LongTextField(
        label=_("Communication needs"), hint=_("For example: lip-reads, needs large print"), rows=2, required=False
    )
    interpreter_language = TextField(
        label=_("Interpreter wanted for"), hint=_("A language; empty: none"), max_length=60, required=False, width=20
    )
    emergency_contact_name = TextField(
        label=_("Emergency contact: name"), max_length=150, required=False, autocomplete="off"
    )
    emergency_contact_phone = TextField(
        label=_("Emergency contact: telephone"), max_length=40, required=False, width=20, autocomplete="off"
    )

    def details(self) -> PatientDetails:
        """What was typed, checked. Raises ``BadDetails``."""
        given = {name: self.cleaned_data[name] for name in self.fields if name != "version"}
        return PatientDetails(**given)


class ChangePatientForm(PatientForm):
    """The same, with the version of the record that was opened."""

    version = HiddenField()

    @property
    def opened_version(self) -> int | None:
        """The version that was opened; None if it did not come back."""
        text = self.cleaned_data["version"]
        return int(text) if text.isdecimal() else None

    @classmethod
    def opened(cls, data: Any, record: PatientRecord) -> ChangePatientForm:
        """The form, filled with what is known."""
        details = record.details
        known = {name: getattr(details, name) for name in PatientForm.base_fields}
        known |= {
            "phone": words.phone(details.phone),
            "emergency_contact_phone": words.phone(details.emergency_contact_phone),
            "nhs_number": words.nhs_number(details.nhs_number),
            "version": record.version,
        }
        return cls(data, initial=known)


class GuardianForm(Form):
    """A parent or guardian."""

    name = TextField(label=_("Name"), max_length=150, missing=_("Enter the name"), autocomplete="off")
    relationship = TextField(
        label=_("Who they are to the young person"), hint=_("For example: mother, foster carer"), max_length=60,
        missing=_("Enter who they are to the young person"),
    )  # fmt: skip
    phone = TextField(label=_("Telephone"), max_length=40, required=False, width=20, autocomplete="off")
    email = TextField(label=_("Email address"), max_length=254, required=False, autocomplete="off", spellcheck=False)

    def details(self) -> GuardianDetails:
        """What was typed, checked. Raises ``BadDetails``."""
        return GuardianDetails(**self.cleaned_data)


class WhyForm(Form):
    """A reason, for what should not be done without one."""

    why = LongTextField(label=_("Reason"), rows=2, max_length=WHY, missing=_("Say in a few words why"))


class RemoveGuardianForm(WhyForm):
    """Which guardian is none any more, and why."""

    def __init__(self, data: Any, guardians: tuple[GuardianRecord, ...]) -> None:
        super().__init__(data)
        options = [Option(str(each.public_id), each.details.name, hint=each.details.relationship) for each in guardians]
        self.fields["guardian"] = ChoiceField(
            label=_("Who is no longer a guardian?"), options=options, missing=_("Choose who is no longer a guardian")
        )
        self.order_fields(["guardian", "why"])


class CompareForm(WhyForm):
    """Whether two records are of one person."""

    def __init__(self, data: Any, first: PatientMatch | PatientRecord, second: PatientMatch | PatientRecord) -> None:
        super().__init__(data)
        keep = _("One person: keep the record of %(name)s (%(which)s)")
        self.fields["answer"] = ChoiceField(
            label=_("What are they?"),
            options=[
                Option(str(first.public_id), keep % {"name": first.full_name, "which": _("the first one")}),
                Option(str(second.public_id), keep % {"name": second.full_name, "which": _("the second one")}),
            ],
            apart=[Option(SEPARATE, _("Two people: do not ask again"))],
            missing=_("Choose what they are"),
        )
        self.fields["why"].label = _("How do you know?")
        self.fields["why"].help_text = _("For example: asked by telephone")
        self.fields["why"].error_messages["required"] = _("Say how you know")
        self.order_fields(["answer", "why"])
