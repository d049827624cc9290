"""Forms of the result: feedback, and the code of a kept result."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.assessment import queries, services
from eutonia.web.design.fields import ChoiceField, LongTextField, MultipleChoiceField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option

SHARE = "share"


class FeedbackForm(Form):
    """This was wrong or unclear."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["problem"] = ChoiceField(
            label=_("What was wrong?"),
            size="m",
            options=[Option(value, words) for value, words in queries.problems()],
            missing=_("Choose what was wrong"),
        )
        self.fields["words"] = LongTextField(
            label=_("Tell us more"),
            size="m",
            hint=_("Please leave out names, and anything that would tell who you are."),
            max_length=services.LONGEST_WORDS,
            missing=_("Tell us what was wrong, in a few words"),
        )
        self.fields["share"] = MultipleChoiceField(
            label=_("May we see your answers with it?"),
            size="m",
            hint=_("Without your tick we get only your words above, and not your answers."),
            options=[Option(SHARE, _("Yes, send my answers along"))],
            required=False,
        )


class CodeForm(Form):
    """The code of a kept result."""

    code = TextField(
        label=gettext_lazy("What is your code?"),
        hint=gettext_lazy("Three groups of four letters and numbers, like ABCD-2345-EFGH."),
        page_heading=True,
        width=20,
        max_length=60,
        autocomplete="off",
        spellcheck=False,
        missing=gettext_lazy("Enter your code"),
    )
