"""The auditor's filter. It goes by opaque references, so it may stand in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from eutonia.clinic.audit.queries import Filter
from eutonia.web.deeds import SUBJECTS
from eutonia.web.design.fields import TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import SelectField


class FilterForm(Form):
    """Whose lines, about whom, on which day, of what."""

    def __init__(self, data: Any, names: Mapping[UUID, str]) -> None:
        super().__init__(data)
        by_name = sorted(names.items(), key=lambda pair: pair[1])
        self.fields["who"] = SelectField(
            label=_("Member of staff"),
            options=[Option("", _("Anybody")), *(Option(str(key), name) for key, name in by_name)],
            required=False,
        )
        self.fields["patient"] = TextField(
            label=_("Patient's reference"), hint=_("It stands on the patient's record"), max_length=40,
            required=False, width=30, autocomplete="off", spellcheck=False,
        )  # fmt: skip
        self.fields["what"] = SelectField(
            label=_("What"),
            options=[Option("", _("Anything")), *(Option(key, str(word)) for key, word in SUBJECTS.items())],
            required=False,
        )
        self.fields["day"] = DateField(label=_("Day"), subject=_("Day"), required=False)

    def clean_patient(self) -> UUID | None:
        """The reference, if it is one."""
        text = self.cleaned_data["patient"].strip()
        try:
            return UUID(text) if text else None
        except ValueError as error:
            raise ValidationError(_("Enter the whole reference, 32 letters and figures in 5 groups")) from error

    def wanted(self) -> Filter:
        """The filter that was asked for."""
        found = self.cleaned_data
        since = until = None
        if found["day"]:
            since = timezone.make_aware(datetime.combine(found["day"], time()))
            until = timezone.make_aware(datetime.combine(found["day"] + timedelta(days=1), time()))
        return Filter(
            since=since,
            until=until,
            verb=f"{found['what']}." if found["what"] else "",
            actor=UUID(found["who"]) if found["who"] else None,
            patient=found["patient"],
        )
