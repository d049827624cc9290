"""The form of the rules of booking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import PolicyLine, VisitTypeLine
from eutonia.clinic.booking.services import PolicyDetails
from eutonia.web.design.fields import TextField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import NumberField
from eutonia.web.design.options import Option
from eutonia.web.staff.fields import SelectField, TimeOfDayField
from eutonia.web.staff.manager.entries import listed


class PolicyForm(Form):
    """The rules of booking."""

    def __init__(self, data: Any, policy: PolicyLine | None, kinds: Iterable[VisitTypeLine]) -> None:
        names = ("horizon_days", "kept_back", "kept_back_type", "kept_back_opens", "kept_back_days_before")
        known = {name: getattr(policy, name) for name in (*names, "offer_minutes")} if policy else {}
        if policy is not None:
            known["reminder_hours"] = ", ".join(map(str, policy.reminder_hours))
        super().__init__(data, initial=known)
        add = self.fields.__setitem__
        number = _("Enter a number")
        add(
            "horizon_days",
            NumberField(
                label=_("How far ahead one can book"),
                least=1,
                most=730,
                unit=_("days"),
                missing=number,
            ),
        )
        add(
            "kept_back",
            NumberField(
                label=_("Places kept back each day"),
                hint=_("For people who must be seen that day; at each site"),
                least=0,
                most=50,
                missing=number,
            ),
        )
        add(
            "kept_back_type",
            SelectField(
                label=_("Of which kind"),
                options=[Option(kind.code, kind.name) for kind in kinds if kind.is_active],
                missing=_("Choose the kind of visit"),
            ),
        )
        add(
            "kept_back_opens",
            TimeOfDayField(
                label=_("From when anybody may book those that are left"),
                hint=_("By the clock of the site, like 10:00"),
                missing=_("Enter a time"),
            ),
        )
        add(
            "kept_back_days_before",
            NumberField(
                label=_("So many days before the day itself"),
                hint=_("0: on the day itself"),
                least=0,
                most=30,
                missing=number,
            ),
        )
        add(
            "reminder_hours",
            TextField(
                label=_("Reminders leave so many hours before"),
                hint=_("With commas, such as 72, 24; empty: none"),
                max_length=40,
                width=10,
                required=False,
            ),
        )
        add("offer_minutes", NumberField(
            label=_("How long a freed place waits for one person's answer"), least=5, most=2880, unit=_("minutes"),
            missing=number,
        ))  # fmt: skip

    def clean_reminder_hours(self) -> tuple[int, ...]:
        """Whole hours."""
        parts = listed(self.cleaned_data["reminder_hours"])
        if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 720 for part in parts):
            raise ValidationError(_("Enter whole hours from 1 to 720 with commas between them"))
        return tuple(int(part) for part in parts)

    def details(self) -> PolicyDetails:
        """What was entered."""
        return PolicyDetails(**self.cleaned_data)
