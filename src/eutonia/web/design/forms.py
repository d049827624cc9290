"""Forms that know their error summary."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from eutonia.web.design.fields import ChoiceField, DrawnField
from eutonia.web.design.kit import kit


class Summary(forms.Form):
    """Gives any Django form our error summary."""

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


class Form(Summary):
    """A form of ours. Fields that an answer reveals are asked only with that answer."""

    def clean(self) -> dict[str, Any]:
        """Drop what was not asked; require what was revealed (its field says ``missing``)."""
        data = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, ChoiceField):
                self._settle_revealed(field, data.get(name))
        return data

    def _settle_revealed(self, field: ChoiceField, answer: Any) -> None:
        chosen = set(answer) if isinstance(answer, list) else {answer}
        for option in (*field.options, *field.apart):
            if not option.reveals:
                continue
            if option.value not in chosen:
                self.cleaned_data[option.reveals] = None
                self.errors.pop(option.reveals, None)
            elif option.reveals not in self.errors and not self.cleaned_data.get(option.reveals):
                self.add_error(option.reveals, self.fields[option.reveals].error_messages["required"])
