"""The first questions: who it is about. Every one can be left with "Rather not say"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eutonia.knowledge.vocabulary import NOT_SURE, Sex
from eutonia.web.design.fields import ChoiceField, Drawing
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import NumberField
from eutonia.web.design.options import Option
from eutonia.web.patient.assessment.sheet import CHILD, ME, RATHER_NOT, SOMEONE, Sheet

RATHER_NOT_SAY = Option(RATHER_NOT, _("Rather not say"))


class FirstForm(Form):
    """One of the first questions. ``cleaned_data["answer"]`` is what the sheet keeps."""

    def __init__(self, *args: Any, sheet: Sheet, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["answer"] = FIELDS[name](sheet)
        if name == "age":
            self.fields["unsaid"] = unsaid_age()
        given = sheet.first.get(name, "")
        self.initial = {"answer": "" if given == RATHER_NOT and name == "age" else given}
        if name == "age" and given == RATHER_NOT:
            self.initial["unsaid"] = [RATHER_NOT]

    def clean(self) -> dict[str, Any]:
        """An age, or the wish not to say it, but not neither."""
        cleaned = super().clean() or {}
        if self.name != "age" or self.errors:
            return cleaned
        if cleaned.get("answer") is None and not cleaned.get("unsaid"):
            self.add_error("answer", _("Enter the age in years, or tick “Rather not say”"))
        elif cleaned.get("answer") is not None and cleaned.get("unsaid"):
            self.add_error("answer", _("Enter the age, or tick “Rather not say”, not both"))
        return cleaned

    @property
    def answer(self) -> str:
        """The answer as the sheet keeps it."""
        given = self.cleaned_data["answer"]
        return RATHER_NOT if given is None else str(given)


def about(sheet: Sheet) -> Drawing:
    """Who it is about."""
    return ChoiceField(
        label=_("Who is it about?"),
        page_heading=True,
        options=[
            Option(ME, _("Me")),
            Option(CHILD, _("My child")),
            Option(SOMEONE, _("Someone I care for")),
        ],
        missing=_("Choose who it is about"),
    )


def able(sheet: Sheet) -> Drawing:
    """Whether the person can take part."""
    return ChoiceField(
        label=_("Can they answer for themselves?"),
        hint=_("If they cannot answer because they have just become confused, or cannot be woken, call 999 now."),
        page_heading=True,
        options=[
            Option("yes", _("Yes"), hint=_("Go through the questions together, if you can.")),
            Option(
                "no",
                _("No, or only in part"),
                hint=_("Answer what you know or see. Where you cannot tell, say that you are not sure."),
            ),
        ],
        missing=_("Choose whether they can answer for themselves"),
    )


def age(sheet: Sheet) -> Drawing:
    """Age in whole years."""
    return NumberField(
        label=_("How old are you?") if sheet.is_about_me else _("How old are they?"),
        hint=_("Some causes belong to an age. Whole years are enough."),
        page_heading=True,
        least=0,
        most=120,
        unit=_("years"),
        required=False,
        error_messages={"limits": _("Enter an age from 0 to 120")},
    )


def unsaid_age() -> Drawing:
    """The way not to say an age."""
    from eutonia.web.design.fields import MultipleChoiceField

    return MultipleChoiceField(label=_("Or"), options=[RATHER_NOT_SAY], required=False)


def sex(sheet: Sheet) -> Drawing:
    """Sex, as the body is."""
    return ChoiceField(
        label=_("What is your sex?") if sheet.is_about_me else _("What is their sex?"),
        hint=_("We ask because the body makes some causes likelier. It is not about gender."),
        page_heading=True,
        options=[Option(Sex.FEMALE.value, _("Female")), Option(Sex.MALE.value, _("Male"))],
        apart=[RATHER_NOT_SAY],
        missing=_("Choose an answer, or “Rather not say”"),
    )


def pregnant(sheet: Sheet) -> Drawing:
    """Pregnancy."""
    return ChoiceField(
        label=_("Are you pregnant, or could you be?") if sheet.is_about_me else _("Are they pregnant, or may they be?"),
        hint=_("Cramps are common in pregnancy, and some advice differs. Nobody else sees your answer."),
        page_heading=True,
        options=[Option("yes", _("Yes")), Option("no", _("No")), Option(NOT_SURE, _("I am not sure"))],
        apart=[RATHER_NOT_SAY],
        missing=_("Choose an answer, or “Rather not say”"),
    )


FIELDS = {"about": about, "able": able, "age": age, "sex": sex, "pregnant": pregnant}
