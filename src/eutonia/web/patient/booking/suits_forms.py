"""What suits somebody on the waiting list: until when, which days, and how quickly they can come."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from eutonia.web.design.fields import ChoiceField, MultipleChoiceField
from eutonia.web.design.forms import Form
from eutonia.web.design.numbers import DateField
from eutonia.web.design.options import Option

ALL_DAYS = "all"
WORKING_DAYS = range(5)
MOST_DAYS = 90


def notices() -> dict[str, str]:
    """How long somebody needs to get here, in minutes and in words."""
    return {"60": _("1 hour"), "120": _("2 hours"), "240": _("Half a day"), "1440": _("A day")}


class SuitsForm(Form):
    """What suits."""

    def __init__(self, data: Any, *, today: date, given: dict[str, str], before: date | None = None) -> None:
        initial: dict[str, Any] = {"notice": "120"} | given
        if given:
            initial["weekdays"] = given["weekdays"].split(",")
            initial["last"] = date.fromisoformat(given["last"])
        if before is not None:
            initial["last"] = before
        super().__init__(data, initial=initial)
        self.today = today
        self.fields["weekdays"] = MultipleChoiceField(
            label=_("Which days suit you?"),
            hint=_("Choose all that apply."),
            size="m",
            options=[Option(str(day), WEEKDAYS[day]) for day in WORKING_DAYS],
            apart=[Option(ALL_DAYS, _("Every day"))],
            missing=_("Choose the days that suit you, or “Every day”"),
        )
        self.fields["notice"] = ChoiceField(
            label=_("How long do you need to get here?"),
            hint=_("A place may become free at short notice."),
            size="m",
            options=[Option(minutes, words) for minutes, words in notices().items()],
            missing=_("Choose how long you need to get here"),
        )
        self.fields["last"] = DateField(
            label=_("Until what day shall we look?"),
            hint=_("At most %(days)s days from now.") % {"days": MOST_DAYS},
            size="m",
            subject=_("The last day"),
            missing=_("Enter the last day"),
        )

    def clean_last(self) -> date:
        """A day from today on, and not too far."""
        last: date = self.cleaned_data["last"]
        if not 0 <= (last - self.today).days <= MOST_DAYS:
            raise ValidationError(_("The last day must be within %(days)s days from now") % {"days": MOST_DAYS})
        return last

    @property
    def given(self) -> dict[str, str]:
        """What the draft keeps."""
        chosen = self.cleaned_data
        return {"weekdays": ",".join(chosen["weekdays"]), "notice": chosen["notice"], "last": str(chosen["last"])}


def weekdays_of(given: str) -> tuple[int, ...]:
    """The days as the waiting list takes them; none means every day."""
    return () if given == ALL_DAYS else tuple(int(day) for day in given.split(",") if day)


def weekday_words(given: str) -> str:
    """The days in words."""
    days = weekdays_of(given)
    return ", ".join(str(WEEKDAYS[day]) for day in days) if days else _("Every day")


def notice_words(given: str) -> str:
    """The notice in words."""
    return notices().get(given, "")
