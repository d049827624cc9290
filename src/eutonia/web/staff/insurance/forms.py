"""Forms of the insurance role."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from eutonia.clinic.cover.queries import AuthorisationRecord
from eutonia.pathway.money import Money
from eutonia.pathway.standing import Standing, Terms
from eutonia.web.design.fields import LongTextField, TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField, NumberField
from eutonia.web.staff.fields import MoneyField

NOTE = 500


class ConfirmForm(Form):
    """Nothing to fill in: the button is the answer."""


class NoteForm(Form):
    """What the insurer said. Asked for where somebody else must act on it."""

    def __init__(self, data: Any, *, required: bool) -> None:
        super().__init__(data)
        self.fields["note"] = LongTextField(
            label=_("What did they say?") if required else _("Note (optional)"),
            rows=3, max_length=NOTE, required=required, missing=_("Write down what the insurer said"),
        )  # fmt: skip


class TermsForm(Form):
    """The insurer's terms."""

    def __init__(self, data: Any, standing: Standing, asked_for: Collection[str]) -> None:
        terms = standing.terms
        super().__init__(data, initial=known(terms) if terms else None)
        self.fields["code"] = TextField(
            label=_("Authorisation code"), max_length=60, width=20, autocomplete="off", spellcheck=False,
            missing=_("Enter the code that the insurer gave"),
        )  # fmt: skip
        self.fields["last_day"] = DateField(
            label=_("Last day on which it holds"), subject=_("The last day"), missing=_("Enter the last day")
        )
        self.fields["visits"] = NumberField(
            label=_("Visits that it covers in all"), hint=_("Empty: no limit"), least=1, most=999, required=False
        )
        self.fields["limit"] = MoneyField(
            label=_("Most that the insurer pays in all"), hint=_("Empty: no limit"), required=False
        )
        self.fields["procedures"] = TextField(
            label=_("Procedure codes that it names"),
            hint=_("Empty: all that were asked for (%(codes)s)") % {"codes": ", ".join(asked_for) or "–"},
            required=False, max_length=300, autocomplete="off", spellcheck=False,
        )  # fmt: skip
        self.fields["note"] = LongTextField(label=_("Note (optional)"), rows=2, max_length=NOTE, required=False)

    def terms(self) -> Terms:
        """The terms that were entered."""
        found = self.cleaned_data
        return Terms(
            code=found["code"],
            last_day=found["last_day"],
            visits=found["visits"],
            limit=None if found["limit"] is None else Money(found["limit"]),
            procedures=frozenset(codes(found["procedures"])),
        )


class RequestForm(Form):
    """What is asked for."""

    def __init__(self, data: Any, record: AuthorisationRecord) -> None:
        initial = {"procedures": ", ".join(record.procedures), "diagnoses": ", ".join(record.diagnoses)}
        super().__init__(data, initial=initial)
        self.fields["procedures"] = TextField(
            label=_("Procedure codes"), hint=_("With commas between them"), max_length=300, required=False,
            autocomplete="off", spellcheck=False,
        )  # fmt: skip
        self.fields["diagnoses"] = TextField(
            label=_("Diagnosis codes (ICD-10)"), hint=_("For example: R25.2, G24.3"), max_length=300, required=False,
            autocomplete="off", spellcheck=False,
        )  # fmt: skip


def known(terms: Terms) -> dict[str, Any]:
    """Terms as the form is filled with them."""
    return {
        "code": terms.code,
        "last_day": terms.last_day,
        "visits": terms.visits,
        "limit": terms.limit.pence if terms.limit else None,
        "procedures": ", ".join(sorted(terms.procedures)),
    }


def codes(text: str) -> list[str]:
    """Codes that were typed with commas or spaces between them, in capitals."""
    return [code.upper() for code in re.split(r"[,;\s]+", text) if code]
