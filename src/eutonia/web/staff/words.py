"""Dates, times and people in words, as every staff page says them. Templates know this module as ``say``."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eutonia.clinic.people.queries import spoken_nhs_number, spoken_phone
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.consent import age_on

__all__ = [
    "age",
    "clock",
    "day",
    "day_in_list",
    "iso",
    "length",
    "moment",
    "month",
    "nhs_number",
    "phone",
    "short_day",
    "today",
    "urgency",
    "urgency_options",
]

MIDDAY = 12
nhs_number = spoken_nhs_number
phone = spoken_phone


def today(now: datetime) -> date:
    """The day at the clinic."""
    return timezone.localtime(now).date()


def day(value: date) -> str:
    """``Monday 23 November 2026``."""
    return dateformat.format(value, "l j F Y")


def day_in_list(value: date) -> str:
    """``Mon 23 November``."""
    return dateformat.format(value, "D j F")


def short_day(value: date) -> str:
    """``23 November 2026``."""
    return dateformat.format(value, "j F Y")


def month(value: date) -> str:
    """``November 2026``."""
    return dateformat.format(value, "F Y")


def iso(value: date) -> str:
    """A date for an address."""
    return value.isoformat()


def clock(value: datetime | time) -> str:
    """``9:05am``, ``midday``; a time with a zone is told on the clock of the clinic."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if value.hour == 0 and value.minute == 0:
        return _("midnight")
    if value.hour == MIDDAY and value.minute == 0:
        return _("midday")
    half = _("am") if value.hour < MIDDAY else _("pm")
    return f"{(value.hour - 1) % 12 + 1}:{value.minute:02}{half}"


def moment(value: datetime) -> str:
    """``23 November 2026, 9:05am``, on the clock of the clinic."""
    here = timezone.localtime(value)
    return f"{short_day(here)}, {clock(here)}"


def length(value: timedelta) -> str:
    """``2 hours 15 minutes``."""
    minutes = int(value.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("1 hour") if hours == 1 else _("%(n)s hours") % {"n": hours})
    if rest or not hours:
        parts.append(_("1 minute") if rest == 1 else _("%(n)s minutes") % {"n": rest})
    return " ".join(parts)


def age(birth_date: date, on: date) -> str:
    """``43 years old``."""
    years = age_on(birth_date, on)
    return _("1 year old") if years == 1 else _("%(years)s years old") % {"years": years}


URGENCIES = {
    Urgency.SAME_DAY: gettext_lazy("Must be seen today"),
    Urgency.URGENT_2_WEEKS: gettext_lazy("Within two weeks"),
    Urgency.ROUTINE: gettext_lazy("Routine"),
    Urgency.SELF_CARE: gettext_lazy("Self-care"),
}


def urgency(level: Urgency | int | None) -> str:
    """How soon somebody should be seen; empty where nobody has said."""
    if level is None:
        return ""
    return str(URGENCIES.get(Urgency(level), _("Emergency")))


def urgency_options() -> list[tuple[str, str]]:
    """The urgencies that a visit can be booked with."""
    return [(str(level.value), urgency(level)) for level in URGENCIES if level is not Urgency.SELF_CARE]
