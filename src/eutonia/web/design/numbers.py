"""Fields for numbers and dates, typed as people write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.web.design.fields import Drawing, DrawnField, TextField
from eutonia.web.design.kit import kit
from eutonia.web.design.options import Words

THOUSANDS = re.compile(r"[+-]?\d{1,3}([ ,]\d{3})+(\.\d+)?")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class NumberField(TextField):
    """A number, with its ``unit`` shown beside the input and its limits said in the error.

    ``least`` and ``most`` are inclusive. ``places`` is how many decimal places are allowed; 0 makes it whole.
    The cleaned value is a ``Decimal``, or an ``int`` when whole.
    """

    def __init__(
        self, *, least: Decimal | int, most: Decimal | int, unit: Words = "", places: int = 0, **rest: Any
    ) -> None:
        rest.setdefault("width", 5)
        rest.setdefault("spellcheck", False)
        super().__init__(**rest)
        self.least = least
        self.most = most
        self.unit = unit
        self.places = places

    def draw(self, bound: DrawnField) -> str:
        """A text input that brings up the keyboard for numbers; browsers treat ``type=number`` badly."""
        params = self.input_params(bound) | {"inputmode": "decimal" if self.places else "numeric"}
        if self.unit:
            params["suffix"] = {"text": self.unit}
        return kit.input(params)

    def clean(self, value: Any) -> Any:
        """The number, or ``None`` when there is no answer and none is needed."""
        text = super().clean(value)
        return self.number(text) if text else None

    def number(self, text: str) -> Decimal | int:
        """Read a number and check its limits."""
        plain = re.sub("[ ,]", "", text) if THOUSANDS.fullmatch(text) else text
        if not NUMBER.fullmatch(plain):
            raise ValidationError(_("Enter a number, like %(example)s") % {"example": self.least}, code="number")
        number = Decimal(plain)
        if number != round(number, self.places):
            words = _("Enter a whole number") if not self.places else _("Use fewer decimal places")
            raise ValidationError(words, code="places")
        if not self.least <= number <= self.most:
            words = _("Enter a number from %(least)s to %(most)s") % {"least": self.least, "most": self.most}
            raise ValidationError(words, code="limits")
        return number if self.places else int(number)


class DateParts(forms.Widget):
    """Reads the three inputs of a date: day, month, year."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, str] | None:
        """What was typed, or ``None`` if nothing was."""
        day, month, year = (str(data.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year"))
        return (day, month, year) if day or month or year else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form did not ask."""
        return all(f"{name}-{part}" not in data for part in ("day", "month", "year"))


class DateField(Drawing):
    """A date in three inputs; the month may be a number or a name. Errors open with ``subject``."""

    widget = DateParts

    def __init__(self, *, subject: Words, **rest: Any) -> None:
        super().__init__(**rest)
        self.subject = subject

    def draw(self, bound: DrawnField) -> str:
        """Three inputs in a fieldset."""
        day, month, year = self.parts(bound.value())
        inputs = [
            self.input(bound, "day", _("Day"), day, 2),
            self.input(bound, "month", _("Month"), month, 2),
            self.input(bound, "year", _("Year"), year, 4),
        ]
        return kit.date_input(self.shared(bound) | {"fieldset": {"legend": self.heading(bound)}, "items": inputs})

    def input(self, bound: DrawnField, part: str, label: str, value: str, width: int) -> dict[str, Any]:
        """One of the three inputs."""
        return {
            "label": label,
            "id": f"{bound.auto_id}-{part}",
            "name": f"{bound.html_name}-{part}",
            "value": value,
            "width": width,
            "inputmode": "text" if part == "month" and value.isalpha() else "numeric",
        }

    def first_control(self, bound: DrawnField) -> str:
        """The day."""
        return f"{bound.auto_id}-day"

    @staticmethod
    def parts(value: Any) -> tuple[str, str, str]:
        """Day, month and year as text, from a date or from what was typed."""
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year))
        return value or ("", "", "")

    def to_python(self, value: Any) -> date | None:
        """The date. Raises ``ValidationError`` that says which part is missing or wrong."""
        if value is None or isinstance(value, date):
            return value
        day, month, year = value
        named = ((day, _("a day")), (month, _("a month")), (year, _("a year")))
        absent = [name for part, name in named if not part]
        if absent:
            words = _("%(subject)s must include %(parts)s")
            raise ValidationError(words % {"subject": self.subject, "parts": _(" and ").join(absent)}, code="part")
        try:
            return date(int(year), month_number(month), int(day))
        except ValueError as error:
            words = _("%(subject)s must be a real date, like 27 3 1985")
            raise ValidationError(words % {"subject": self.subject}, code="date") from error


def month_number(text: str) -> int:
    """A month from its number or its English name. Raises ``ValueError``."""
    return MONTHS.index(text.lower()[:3]) + 1 if text.isalpha() and len(text) >= 3 else int(text)
