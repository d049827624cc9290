"""Form fields that draw themselves with the accessible kit.

In a template, ``{{ form.age }}`` is the whole field: label, hint, error and input.

Every field takes, besides what Django's own takes:

``hint``           a sentence under the label
``page_heading``   the label is the page's one ``h1`` (a page that asks one thing)
``size``           size of the label: ``s``, ``m``, ``l`` or ``xl`` (default ``s``, or ``l`` as page heading)
``missing``        the error when there is no answer; required of every required field, for "This field is
                   required" helps nobody
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.web.design.kit import kit
from eutonia.web.design.options import Option, Words, as_choices


class DrawnField(BoundField):
    """A field on a page. Printing it draws label, hint, error and input."""

    def __str__(self) -> SafeString:
        return self.__html__()

    def __html__(self) -> SafeString:
        field = cast("Drawing", self.field)
        return mark_safe(field.draw(self))  # noqa: S308 -- the kit escapes what it is given

    @property
    def first_control(self) -> str:
        """Id of the element that the error summary leads to."""
        return cast("Drawing", self.field).first_control(self)


class Drawing(forms.Field):
    """What all our fields share. See the module's own words for the parameters."""

    bound_field_class = DrawnField

    def __init__(
        self,
        *,
        hint: Words = "",
        page_heading: bool = False,
        size: str = "",
        missing: Words = "",
        **rest: Any,
    ) -> None:
        if rest.get("required", True) and not missing:
            raise TypeError("a field that must be answered needs missing='…', the words shown when it is not")
        again = missing or gettext_lazy("Choose one of these")  # what was chosen is no longer offered
        messages = {"required": missing, "invalid_choice": again} | rest.pop("error_messages", {})
        super().__init__(help_text=cast("str", hint), error_messages=messages, **rest)
        self.page_heading = page_heading
        self.size = size or ("l" if page_heading else "s")

    def draw(self, bound: DrawnField) -> str:
        """The whole field as HTML."""
        raise NotImplementedError

    def first_control(self, bound: DrawnField) -> str:
        """Id of the first element that takes an answer."""
        return bound.auto_id

    def heading(self, bound: DrawnField) -> dict[str, Any]:
        """The label, or the legend of a group."""
        return {"text": bound.label, "size": self.size, "isPageHeading": self.page_heading}

    def shared(self, bound: DrawnField) -> dict[str, Any]:
        """Parameters that every component of the kit takes."""
        params: dict[str, Any] = {"name": bound.html_name, "id": bound.auto_id}
        if bound.help_text:
            params["hint"] = {"text": bound.help_text}
        if bound.errors:
            params["errorMessage"] = {"text": bound.errors[0]}
        return params


class TextField(Drawing, forms.CharField):
    """One line of text. ``width`` is in characters: 2, 3, 4, 5, 10, 20 or 30."""

    def __init__(self, *, width: int = 0, autocomplete: str = "", spellcheck: bool = True, **rest: Any) -> None:
        super().__init__(**rest)
        self.width = width
        self.autocomplete = autocomplete
        self.spellcheck = spellcheck

    def draw(self, bound: DrawnField) -> str:
        """A text input."""
        return kit.input(self.input_params(bound))

    def input_params(self, bound: DrawnField) -> dict[str, Any]:
        """Parameters of the kit's input."""
        params = self.shared(bound) | {"label": self.heading(bound), "value": text_of(bound)}
        if self.width:
            params["width"] = self.width
        if self.autocomplete:
            params["autocomplete"] = self.autocomplete
        if not self.spellcheck:
            params["spellcheck"] = False
        return params


class EmailField(TextField, forms.EmailField):
    """An e-mail address."""

    def __init__(self, **rest: Any) -> None:
        wrong = gettext_lazy("Enter an email address in the right form, like name@example.com")
        rest.setdefault("spellcheck", False)
        rest.setdefault("autocomplete", "email")
        super().__init__(**rest)
        self.error_messages["invalid"] = wrong

    def draw(self, bound: DrawnField) -> str:
        """A text input that brings up the keyboard for addresses."""
        return kit.input(self.input_params(bound) | {"type": "email"})


class PasswordField(TextField):
    """A password, which the person can choose to see. Never drawn back onto a page."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("strip", False)
        rest.setdefault("autocomplete", "current-password")
        super().__init__(**rest)

    def draw(self, bound: DrawnField) -> str:
        """A password input with its show button."""
        params = self.shared(bound)
        return kit.password_input(
            params | {"label": self.heading(bound), "autocomplete": self.autocomplete, "value": ""}
        )


class LongTextField(Drawing, forms.CharField):
    """Several lines of text. With ``max_length`` the page counts what is left."""

    def __init__(self, *, rows: int = 5, **rest: Any) -> None:
        super().__init__(**rest)
        self.rows = rows

    def draw(self, bound: DrawnField) -> str:
        """A text area, with a count if there is a limit."""
        params = self.shared(bound)
        params |= {"label": self.heading(bound), "value": text_of(bound), "rows": self.rows}
        if self.max_length:
            return kit.character_count(params | {"maxlength": self.max_length})
        return kit.textarea(params)


class ChoiceField(Drawing, forms.ChoiceField):
    """Pick one: radios. ``apart`` are further answers set off by "or", such as "I am not sure"."""

    def __init__(
        self, *, options: Sequence[Option], apart: Sequence[Option] = (), inline: bool = False, **rest: Any
    ) -> None:
        self.options = tuple(options)
        self.apart = tuple(apart)
        self.inline = inline
        super().__init__(choices=as_choices([*self.options, *self.apart]), **rest)

    def draw(self, bound: DrawnField) -> str:
        """Radios in a fieldset."""
        return kit.radios(self.group_params(bound, {str(bound.value())}) | {"inline": self.inline})

    def group_params(self, bound: DrawnField, chosen: set[str]) -> dict[str, Any]:
        """Parameters of the kit's radios or checkboxes."""
        items = [self.item(bound, option, chosen) for option in self.options]
        if self.apart:
            items.append({"divider": _("or")})
            items += [self.item(bound, option, chosen) | self.set_apart for option in self.apart]
        params = self.shared(bound)
        params["idPrefix"] = params.pop("id")
        return params | {"fieldset": {"legend": self.heading(bound)}, "items": items}

    set_apart: dict[str, Any] = {}  # noqa: RUF012 -- a constant that subclasses replace

    def item(self, bound: DrawnField, option: Option, chosen: set[str]) -> dict[str, Any]:
        """One radio or checkbox."""
        item: dict[str, Any] = {
            "value": option.value,
            "text": option.label,
            "checked": option.value in chosen,
        }
        if option.hint:
            item["hint"] = {"text": option.hint}
        return item


class MultipleChoiceField(ChoiceField, forms.MultipleChoiceField):
    """Pick all that apply: checkboxes.

    ``apart`` are answers that exclude all others, such as "None of these". Picking one together with
    another answer is an error, because nobody should have to guess which of the two was meant.
    """

    set_apart = {"behaviour": "exclusive"}  # noqa: RUF012

    def draw(self, bound: DrawnField) -> str:
        """Checkboxes in a fieldset."""
        chosen = bound.value() or []
        return kit.checkboxes(self.group_params(bound, {str(value) for value in chosen}))

    def validate(self, value: list[str]) -> None:
        """Refuse "none of these" together with one of these."""
        super().validate(value)
        alone = [option for option in self.apart if option.value in value]
        if alone and len(value) > 1:
            words = _("Choose what applies, or “%(alone)s”, not both") % {"alone": alone[0].label}
            raise forms.ValidationError(words, code="both")


def text_of(bound: DrawnField) -> str:
    """What the input holds now: what was typed, or what was there before."""
    value = bound.value()
    return "" if value is None else str(value)
