"""Fields that only staff pages need: a choice among many, a time of day, an amount of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.pathway.money import Money
from eutonia.pathway.problems import PathwayError
from eutonia.web.design.fields import Drawing, DrawnField, TextField
from eutonia.web.design.kit import kit
from eutonia.web.design.options import Option, as_choices

TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)


class SelectField(Drawing, forms.ChoiceField):
    """Pick one of many, in one line. ``options`` with an empty value first stand for "any" or "none"."""

    def __init__(self, *, options: Sequence[Option], **rest: Any) -> None:
        self.options = tuple(options)
        super().__init__(choices=as_choices(self.options), **rest)

    def draw(self, bound: DrawnField) -> str:
        """A drop-down list."""
        chosen = "" if bound.value() is None else str(bound.value())
        items = [{"value": o.value, "text": o.label, "selected": o.value == chosen} for o in self.options]
        return kit.select(self.shared(bound) | {"label": self.heading(bound), "items": items})


class TimeOfDayField(TextField):
    """A time on the wall clock, written as people write it: ``9``, ``9:30``, ``14:15``, ``2.15pm``."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("width", 5)
        rest.setdefault("spellcheck", False)
        super().__init__(**rest)

    def prepare_value(self, value: Any) -> Any:
        """A time as it is typed."""
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def clean(self, value: Any) -> Any:
        """The time, or ``None`` where none is needed."""
        text = super().clean(value)
        return read_time(text) if text else None


def read_time(text: str) -> time:
    """A time of day. Raises ``ValidationError`` for what is none; 24:00 is midnight."""
    found = TIME.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValueError
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        return time(0 if (hour, minute) == (24, 0) else hour, minute)
    except ValueError as error:
        raise ValidationError(_("Enter a time, like 9:30 or 2:15pm"), code="time") from error


class HiddenField(forms.CharField):
    """Something that goes along unseen. What comes back is taken as it is: nobody can mend what they cannot see."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class MoneyField(TextField):
    """An amount in pounds. The cleaned value is pence."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("width", 10)
        rest.setdefault("spellcheck", False)
        super().__init__(**rest)

    def draw(self, bound: DrawnField) -> str:
        """A text input after a pound sign."""
        return kit.input(self.input_params(bound) | {"inputmode": "decimal", "prefix": {"text": "£"}})

    def prepare_value(self, value: Any) -> Any:
        """Pence as pounds."""
        return str(Money(value)).removeprefix("£") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Pence, or ``None`` where none are needed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Money.from_text(text).pence
        except PathwayError as error:
            raise ValidationError(_("Enter an amount in pounds, like 45 or 45.50"), code="money") from error
