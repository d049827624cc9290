"""A form for one entry of the clinic's world, such as a room or a price.

Each is filled from a line of a query and gives back the details that a service takes. The code of a new entry is made
from its name; the code of an old one never changes, because visits and rotas go by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from eutonia.web.design.fields import MultipleChoiceField
from eutonia.web.design.forms import Form
from eutonia.web.design.options import Option

YES = "yes"
LONGEST_CODE = 45


class EntryForm(Form):
    """A form for one entry of a list. ``code`` is that of the entry that is changed; empty: a new one."""

    def __init__(self, data: Any, *, code: str, taken: Iterable[str], initial: dict[str, Any]) -> None:
        super().__init__(data, initial={"is_active": [YES]} | initial)
        self.code = code
        self.taken = frozenset(taken)

    def details(self) -> object:
        """What was entered, as the service takes it."""
        raise NotImplementedError

    def end(self) -> None:
        """The last field of every entry: whether it is in use."""
        self.fields["is_active"] = MultipleChoiceField(
            label=_("In use"),
            hint=_("Without the tick nobody can choose it any more; what was booked stays."),
            options=[Option(YES, _("Yes, it is in use"))],
            required=False,
        )

    @property
    def own_code(self) -> str:
        """The code of the entry."""
        return self.code or slugify(self.cleaned_data["name"])[:LONGEST_CODE]

    def clean_name(self) -> str:
        """A new entry must have a name of its own."""
        name = str(self.cleaned_data["name"])
        if not self.code and (not slugify(name) or slugify(name)[:LONGEST_CODE] in self.taken):
            raise ValidationError(_("There is one of this name already; change that one, or find another name"))
        return name

    @property
    def is_active(self) -> bool:
        """Whether the entry is in use."""
        return YES in self.cleaned_data["is_active"]


def ticked(value: bool) -> list[str]:
    """A yes or no as the value of a single checkbox."""
    return [YES] if value else []


def listed(text: str) -> tuple[str, ...]:
    """What was typed with commas between."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
