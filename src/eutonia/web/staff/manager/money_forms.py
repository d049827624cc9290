"""The forms of prices and insurers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.clinic.cover.queries import InsurerLine, PriceLine
from eutonia.clinic.cover.services import InsurerDetails, PriceDetails
from eutonia.web.design.fields import TextField
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import MoneyField, SelectField
from eutonia.web.staff.manager.entries import EntryForm, ticked


class PriceForm(EntryForm):
    """A price, from and to."""

    def __init__(
        self, data: Any, line: PriceLine | None, taken: Iterable[str], groups: Iterable[tuple[str, str]]
    ) -> None:
        known = {}
        if line is not None:
            amounts = {"low": line.price.low.pence, "high": line.price.high.pence}
            known = {"name": line.name, "group": line.group, "is_active": ticked(line.is_active)} | amounts
        super().__init__(data, code=line.code if line else "", taken=taken, initial=known)
        self.fields["name"] = TextField(label=_("What it is for"), max_length=120, missing=_("Enter what it is for"))
        self.fields["group"] = SelectField(
            label=_("Group"),
            hint=_("A test that a result suggests finds its price by the group"),
            options=[Option("", _("Choose")), *(Option(value, words) for value, words in groups)],
            missing=_("Choose the group"),
        )
        self.fields["low"] = MoneyField(label=_("From"), missing=_("Enter the lowest amount"))
        self.fields["high"] = MoneyField(label=_("To"), missing=_("Enter the highest amount"))
        self.end()

    def clean(self) -> dict[str, Any]:
        """The lower amount comes first."""
        found: dict[str, Any] = super().clean() or {}
        low, high = found.get("low"), found.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", ValidationError(_("The highest amount must not be below the lowest")))
        return found

    def details(self) -> PriceDetails:
        """What was entered."""
        found = self.cleaned_data
        return PriceDetails(self.own_code, found["name"], found["group"], found["low"], found["high"], self.is_active)


class InsurerForm(EntryForm):
    """An insurer."""

    def __init__(self, data: Any, line: InsurerLine | None, taken: Iterable[str]) -> None:
        names = ("name", "membership_pattern", "membership_hint", "phone", "portal")
        known = {name: getattr(line, name) for name in names} if line else {}
        if line is not None:
            known["is_active"] = ticked(line.is_active)
        super().__init__(data, code=line.code if line else "", taken=taken, initial=known)
        add = self.fields.__setitem__
        add("name", TextField(label=_("Name"), max_length=120, missing=_("Enter the name")))
        add("phone", TextField(label=_("Telephone for providers"), max_length=30, width=20, required=False))
        add("portal", TextField(label=_("Address of their portal"), max_length=200, required=False, spellcheck=False))
        add(
            "membership_hint",
            TextField(
                label=_("What a membership number looks like"),
                hint=_("For people, such as: 8 digits, on the front of the card"), max_length=200, required=False,
            ),
        )  # fmt: skip
        add(
            "membership_pattern",
            TextField(
                label=_("The same as a regular expression (optional)"),
                hint=_("It must match the whole number, such as [0-9]{8}"), max_length=120, required=False,
                spellcheck=False,
            ),
        )  # fmt: skip
        self.end()

    def clean_membership_pattern(self) -> str:
        """It must be one."""
        pattern = str(self.cleaned_data["membership_pattern"])
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValidationError(_("This cannot be read as a regular expression")) from error
        return pattern

    def details(self) -> InsurerDetails:
        """What was entered."""
        found = self.cleaned_data
        names = ("name", "membership_pattern", "membership_hint", "phone", "portal")
        return InsurerDetails(self.own_code, **{name: found[name] for name in names}, is_active=self.is_active)
