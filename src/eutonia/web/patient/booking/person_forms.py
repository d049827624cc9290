"""Forms about the person: who they are, how to reach them, what they need, what only clinicians may know.

A form reads what was typed by the very constructor that the register uses, so that nothing passes here and fails there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eutonia.clinic.people.services import BadDetails, GuardianDetails, PatientDetails
from eutonia.pathway.consent import OLDEST
from eutonia.web.design.fields import ChoiceField, EmailField, LongTextField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option
from eutonia.web.patient.booking.proof_forms import SMS, trouble_with

SOMEBODY: dict[str, Any] = {"given_name": "-", "birth_date": date(2000, 1, 1)}
"""Fills what a form does not ask, so that the rest can be read."""


class DetailsForm(Form):
    """A form whose fields are some of the details of a person."""

    def __init__(self, data: Any, *, given: Mapping[str, Any], today: date) -> None:
        super().__init__(data, initial=dict(given))
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Every field in the form in which it is stored; errors where they belong."""
        cleaned = super().clean() or {}
        if not self.errors:
            self.read(cleaned, self.make)
        return cleaned

    def make(self, **given: Any) -> object:
        """Build what the form is about. Raises `BadDetails`."""
        return PatientDetails(**(SOMEBODY | given))

    def read(self, cleaned: dict[str, Any], make: Callable[..., object]) -> None:
        """Bring what was typed into its form, or say field by field what is wrong."""
        try:
            made = make(**cleaned)
        except BadDetails as trouble:
            for issue in trouble.issues:
                place = issue.where if issue.where in self.fields else None
                self.add_error(place, f"{issue.what} {issue.remedy}")
            return
        known = {field.name for field in fields(made)}  # type: ignore[arg-type]
        cleaned.update({name: getattr(made, name) for name in self.fields if name in known})

    def with_an_address(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Require an e-mail address, or a telephone that a code can be sent to."""
        if self.errors or cleaned.get("email"):
            return cleaned
        if not cleaned.get("phone"):
            self.add_error("email", _("Enter an email address or a mobile number"))
        elif trouble := trouble_with(SMS, cleaned["phone"]):
            self.add_error("phone", trouble)
        return cleaned

    @property
    def given(self) -> dict[str, str]:
        """What the draft keeps."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


class PersonForm(DetailsForm):
    """Who will be seen."""

    given_name = TextField(
        label=_("First names"),
        missing=_("Enter the first names. If there is one name only, enter it here"),
        width=20,
        max_length=100,
        autocomplete="given-name",
        spellcheck=False,
    )
    family_name = TextField(
        label=_("Last name"),
        hint=_("Leave this empty if there is one name only."),
        required=False,
        width=20,
        max_length=100,
        autocomplete="family-name",
        spellcheck=False,
    )
    birth_date = DateField(
        label=_("Date of birth"),
        hint=_("For example 27 3 1985"),
        subject=_("The date of birth"),
        missing=_("Enter the date of birth"),
    )

    def clean(self) -> dict[str, Any]:
        """As above; and a date that is possible today."""
        cleaned = super().clean()
        born = cleaned.get("birth_date")
        if born is not None and not self.errors:
            if born > self.today:
                self.add_error("birth_date", _("The date of birth is in the future. Check the year."))
            elif self.today.year - born.year > OLDEST:
                self.add_error("birth_date", _("The date of birth is too long ago. Check the year."))
        return cleaned


MAY_DECIDE = "may_decide"
"""The field that asks for parental responsibility. It is asked here and is no detail of the guardian."""


def guardian_of(given: Mapping[str, Any]) -> GuardianDetails:
    """The guardian whom a form or a draft describes. Raises `BadDetails`."""
    return GuardianDetails(**{name: value for name, value in given.items() if name != MAY_DECIDE})


class GuardianForm(DetailsForm):
    """The parent or guardian who says yes.

    Not every parent may, and many a guardian may not: only who has parental responsibility (GMC, 0 to 18 years,
    appendix 2; Children Act 1989, section 3).
    """

    name = TextField(
        label=_("Your full name"),
        missing=_("Enter the name of the parent or guardian"),
        width=20,
        max_length=150,
        autocomplete="name",
        spellcheck=False,
    )
    relationship = TextField(
        label=_("Who are you to the young person?"),
        hint=_("For example mother, father, special guardian"),
        missing=_("Enter who you are to the young person"),
        width=20,
        max_length=60,
    )
    may_decide = ChoiceField(
        label=_("Do you have parental responsibility for the young person?"),
        hint=_(
            "It is the right in law to decide for them. Mothers have it, and fathers who were married to the mother "
            "or are on the birth certificate. Others may have it by adoption, agreement or a court order."
        ),
        options=[Option("yes", _("Yes")), Option("no", _("No, or I am not sure"))],
        missing=_("Choose whether you have parental responsibility"),
    )
    email = EmailField(label=_("Your email address"), required=False)
    phone = TextField(
        label=_("Your mobile number"),
        hint=_("Give one of the two at least. We send a code there, and news of the visit."),
        required=False,
        width=20,
        max_length=30,
        autocomplete="tel",
        spellcheck=False,
    )

    def make(self, **given: Any) -> object:
        """A guardian."""
        return guardian_of(given)

    def clean_may_decide(self) -> str:
        """Only somebody who may decide can say yes."""
        answer: str = self.cleaned_data[MAY_DECIDE]
        if answer != "yes":
            raise ValidationError(
                _(
                    "Only somebody with parental responsibility can say yes to this visit. Fill this in together with "
                    "them. Or call us: a clinician can talk with the young person first."
                )
            )
        return answer

    def clean(self) -> dict[str, Any]:
        """As above; and an address at least that a code can be sent to."""
        return self.with_an_address(super().clean())


class ContactForm(DetailsForm):
    """How to reach the person. ``needs_one``: an e-mail address or telephone must be there."""

    email = EmailField(label=_("Email address"), required=False)
    phone = TextField(
        label=_("Mobile number"),
        required=False,
        width=20,
        max_length=30,
        autocomplete="tel",
        spellcheck=False,
    )
    address = LongTextField(
        label=_("Address"), required=False, rows=3, hint=_("House, street and town. You can leave this empty.")
    )
    postcode = TextField(
        label=_("Postcode"), required=False, width=10, max_length=12, autocomplete="postal-code", spellcheck=False
    )

    def __init__(self, *args: Any, needs_one: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_one = needs_one
        if needs_one:
            self.fields["phone"].help_text = _("Give one of the two at least. We send a code there.")

    def clean(self) -> dict[str, Any]:
        """As above; and one way at least to reach them."""
        return self.with_an_address(super().clean()) if self.needs_one else super().clean()


class HelpForm(DetailsForm):
    """What helps us to look after the person. Nothing of it must be given."""

    communication_needs = LongTextField(
        label=_("Is there something that we should know to make the visit easier?"),
        hint=_("For example a wheelchair, hearing, sight, large print, a quiet place, more time."),
        required=False,
        rows=3,
        max_length=500,
    )
    interpreter_language = TextField(
        label=_("Do you need an interpreter? For which language?"),
        hint=_("Sign language too. Leave this empty if not."),
        required=False,
        width=20,
        max_length=60,
    )
    gp_practice = TextField(label=_("GP surgery"), required=False, width=30, max_length=150)
    nhs_number = TextField(
        label=_("NHS number"),
        hint=_("10 digits, on letters and prescriptions. Leave this empty if you do not know it."),
        required=False,
        width=20,
        max_length=20,
        spellcheck=False,
    )
    emergency_contact_name = TextField(
        label=_("Whom may we call in an emergency?"), hint=_("Their name"), required=False, width=20, max_length=150
    )
    emergency_contact_phone = TextField(
        label=_("Their telephone number"), required=False, width=20, max_length=30, spellcheck=False
    )


class PrivateForm(Form):
    """What a young person wants only clinicians to know. What was written is never drawn back onto a page."""

    words = LongTextField(
        label=_("For clinicians only"),
        hint=_("For example about medicines, alcohol, sex, pregnancy, or somebody who hurts you."),
        required=False,
        rows=6,
        max_length=4000,
    )
