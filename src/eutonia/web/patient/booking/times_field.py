"""Times to pick, day by day: one group of radios for each day, of which one answer in all can be given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import Slot
from eutonia.web.design.fields import Drawing, DrawnField
from eutonia.web.design.forms import Form
from eutonia.web.patient.booking.pages import DayOfTimes


class TimesField(Drawing, forms.CharField):
    """Draws the days as fieldsets. Any slot may be answered, shown or not: whether it is free, the clinic says."""

    def __init__(self, *, days: Sequence[DayOfTimes], **rest: Any) -> None:
        super().__init__(label=_("Time"), max_length=200, **rest)
        self.days = days

    def draw(self, bound: DrawnField) -> str:
        """A fieldset of radios for each day; the error stands at the first."""
        template = engines["jinja2"].get_template("patient/booking/days.jinja")
        return str(template.render({"days": self.days, "field": bound, "chosen": str(bound.value() or "")}))


class TimesForm(Form):
    """Which time."""

    def __init__(self, data: Any, *, days: Sequence[DayOfTimes], chosen: str = "") -> None:
        super().__init__(data, initial={"slot": chosen})
        self.fields["slot"] = TimesField(days=days, missing=_("Choose a time"))

    @property
    def asked(self) -> Slot:
        """The slot that was asked for, as it was sent. Raises ``ValueError`` for a text that is none."""
        return Slot.from_key(str(self.data.get("slot", "")))

    def clean_slot(self) -> Slot:
        """The slot that was picked. A text that is none is answered as no choice."""
        try:
            return Slot.from_key(self.cleaned_data["slot"])
        except ValueError as error:
            raise ValidationError(_("Choose a time"), code="required") from error
