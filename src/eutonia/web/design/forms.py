"""Forms that know their error summary."""

from __future__ import annotations

from typing import Any, Self, cast

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from eutonia.web.design.fields import DrawnField
from eutonia.web.design.kit import kit


class Form(forms.Form):
    """A form of ours, or with ours as first base any Django form, such as one of allauth."""

    use_required_attribute = False  # the browser's own bubbles cannot be read at leisure

    @property
    def error_summary(self) -> str:
        """The box at the top that leads to each error; empty when there is none."""
        if not self.errors:
            return ""
        listed: list[dict[str, Any]] = [{"text": words} for words in self.non_field_errors()]
        for bound in self:
            if bound.errors:
                drawn = cast("DrawnField", bound)
                listed.append({"text": bound.errors[0], "href": f"#{drawn.first_control}"})
        return kit.error_summary({"heading": _("There is a problem"), "errorList": listed})

    def unjudged(self) -> Self:
        """Show what was typed, without saying yet what is wrong with it: for a button that does something else."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        return self
