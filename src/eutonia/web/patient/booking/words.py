"""Days, times and amounts as people say them. A time is always one on the clock of the site."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eutonia.pathway.money import MoneyRange
from eutonia.pathway.problems import NotAllowed

MIDDAY = 12


def day_words(day: date) -> str:
    """A day with its weekday: ``Monday 23 November``."""
    return date_format(day, "l j F")


def long_day_words(day: date) -> str:
    """A day that stands by itself: ``Monday 23 November 2026``."""
    return date_format(day, "l j F Y")


def relative_day_words(day: date, today: date) -> str:
    """A day as seen from today: ``Today, Sunday 22 November``."""
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}.get(day)
    return f"{near}, {day_words(day)}" if near else day_words(day)


def time_words(wall: datetime) -> str:
    """A time of the clock on the wall: ``9:15am``, ``midday``."""
    if (wall.hour, wall.minute) == (MIDDAY, 0):
        return _("midday")
    if (wall.hour, wall.minute) == (0, 0):
        return _("midnight")
    hour, half = (wall.hour - 1) % 12 + 1, _("am") if wall.hour < MIDDAY else _("pm")
    return f"{hour}:{wall.minute:02}{half}" if wall.minute else f"{hour}{half}"


def when_words(wall: datetime) -> str:
    """A day and time: ``Monday 23 November 2026 at 9:15am``."""
    return _("%(day)s at %(time)s") % {"day": long_day_words(wall.date()), "time": time_words(wall)}


def clock_change_words(wall: datetime) -> str:
    """What the clocks do in the night before a visit; empty on every other day.

    `wall` must be in a named zone, which knows when its clocks change.
    """
    midnight = wall.replace(hour=0, minute=0, fold=0)
    before, after = midnight.utcoffset(), (midnight + timedelta(days=1)).utcoffset()
    if before is None or after is None or before == after:
        return ""
    if after > before:
        return _("The clocks go forward in the night before. The times here are on the new clock.")
    return _("The clocks go back in the night before. The times here are on the new clock.")


def minutes_words(minutes: int) -> str:
    """How long something takes: ``45 minutes``, ``1 hour``."""
    if minutes == 60:
        return _("1 hour")
    return _("%(count)s minutes") % {"count": minutes}


def price_words(price: MoneyRange) -> str:
    """An amount or a range of them: ``£200 to £350``."""
    if price.low == price.high:
        return str(price.low)
    return _("%(low)s to %(high)s") % {"low": price.low, "high": price.high}


LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "gu": "Gujarati", "hi": "Hindi", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "nl": "Dutch", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "so": "Somali", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip


def language_words(code: str) -> str:
    """A language by its English name; one that we do not know by its code."""
    return _(LANGUAGES[code]) if code in LANGUAGES else code


def born_words(day: date) -> str:
    """A date of birth: ``5 January 2011``."""
    return date_format(day, "j F Y")


def zone_words(zone: str) -> str:
    """Whose clock it is: ``London time`` for ``Europe/London``."""
    return _("%(city)s time") % {"city": zone.rsplit("/", 1)[-1].replace("_", " ")}


def problem_words(problem: NotAllowed) -> str:
    """What cannot be done, and what to do instead."""
    return f"{problem.issue.what} {problem.issue.remedy}"
