"""What pages of booking show: frozen, made of plain words. Templates decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from eutonia.clinic.booking.queries import FreeTimes, Need, OpenSlot, Slot, Wish, free_times
from eutonia.clinic.booking.services import SlotTaken
from eutonia.clinic.cover.queries import CoverNotFound, visit_estimate
from eutonia.knowledge.vocabulary import Urgency
from eutonia.pathway.offer import Elsewhere
from eutonia.pathway.problems import NotAllowed
from eutonia.web.patient.booking import words
from eutonia.web.patient.words import said

DAYS_ON_A_PAGE = 3
NEAREST = 3
AT_A_LOOK = timedelta(days=13)
"""So many more days are searched at a time. It mostly fills a page; where it does not, all days are searched."""
LIMITED = (Urgency.SAME_DAY, Urgency.URGENT_2_WEEKS)
BACK = timedelta(days=5)
"""How far the page before begins: as many days as a page shows, and a weekend."""


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """A time to pick: its key, and with whom and where."""

    key: str
    time: str
    detail: str


@dataclass(frozen=True, slots=True)
class DayOfTimes:
    """The free times of one day. ``note``: what the clocks do that day, if they do."""

    day: date
    heading: str
    note: str
    choices: tuple[TimeChoice, ...]


@dataclass(frozen=True, slots=True)
class TimesPage:
    """The times that are offered.

    ``elsewhere`` is where else to go, said first where nothing is free soon enough; ``days`` are then later ones.
    ``earlier`` and ``later`` are first days of the pages before and after; None where there is none.
    """

    days: tuple[DayOfTimes, ...]
    is_full: bool
    must_be_today: bool
    elsewhere: tuple[str, ...]
    may_wait: bool
    earlier: date | None
    later: date | None


def times_page(
    found: FreeTimes, *, today: date, start: date | None, one_each: bool, urgency: Urgency | None
) -> TimesPage:
    """The page of free times from the day ``start`` on. ``one_each``: of several clinicians at a time, the first."""
    every = [(day, list(of_day)) for day, of_day in by_day(found.slots or found.later)]
    grouped = [(day, slots) for day, slots in every if start is None or day >= start] or every
    shown = [day_of(day, slots, today, one_each=one_each) for day, slots in grouped[:DAYS_ON_A_PAGE]]
    listed = found.may_book.elsewhere if found.is_full else ()
    return TimesPage(
        days=tuple(shown),
        is_full=found.is_full,
        must_be_today=urgency is Urgency.SAME_DAY,
        elsewhere=tuple(said(each.words) for each in listed if each is not Elsewhere.WAITING_LIST),
        may_wait=urgency is not Urgency.SAME_DAY,
        earlier=max(today, start - BACK) if start and start > today else None,
        later=grouped[DAYS_ON_A_PAGE][0] if len(grouped) > DAYS_ON_A_PAGE else None,
    )


def search(wish: Wish, need: Need, *, start: date | None, today: date, now: datetime) -> FreeTimes:
    """The free times that a page from the day ``start`` on is made of.

    Where the urgency limits the days, all of them: whether it is full must be told from every one. Else two weeks, and
    all days that may be booked where two weeks do not fill the page.
    """
    if need.urgency in LIMITED:
        return free_times(wish, need, now=now)
    first = max(start or today, today)
    found = free_times(replace(wish, first=first, last=first + AT_A_LOOK), need, now=now)
    if len({each.wall.date() for each in found.slots}) > DAYS_ON_A_PAGE:
        return found
    found = free_times(replace(wish, first=first), need, now=now)
    return found if found.slots or start is None else free_times(wish, need, now=now)


def by_day(slots: Iterable[OpenSlot]) -> Iterator[tuple[date, Iterator[OpenSlot]]]:
    """Free times by the day of the site's calendar, the soonest first."""
    return groupby(sorted(slots, key=lambda each: each.slot.starts_at), key=lambda each: each.wall.date())


def day_of(day: date, slots: list[OpenSlot], today: date, *, one_each: bool) -> DayOfTimes:
    """One day of times."""
    chosen: dict[object, OpenSlot] = {}
    for each in slots:
        chosen.setdefault(each.slot.starts_at if one_each else (each.slot.starts_at, each.slot.clinician), each)
    with_site = len({each.site for each in slots}) > 1
    with_whom = not one_each and len({each.slot.clinician for each in slots}) > 1
    return DayOfTimes(
        day=day,
        heading=words.relative_day_words(day, today),
        note=words.clock_change_words(slots[0].wall),
        choices=tuple(
            TimeChoice(each.slot.key, words.time_words(each.wall), detail_of(each, whom=with_whom, site=with_site))
            for each in chosen.values()
        ),
    )


def detail_of(slot: OpenSlot, *, whom: bool, site: bool) -> str:
    """With whom, and in which building, where these differ between the times of a day."""
    return ", ".join([slot.clinician_name] * whom + [slot.site_name] * site)


def refused(refusal: NotAllowed, asked: Slot, page: TimesPage) -> str:
    """Why a time cannot be had; where somebody was quicker, with the times of the page that are nearest to it."""
    if not isinstance(refusal, SlotTaken) or not page.days:
        return words.problem_words(refusal)
    choices = [(choice, day) for day in page.days for choice in day.choices]
    choices.sort(key=lambda pair: abs(Slot.from_key(pair[0].key).starts_at - asked.starts_at))
    nearest = ", ".join(f"{choice.time} ({words.day_words(day.day)})" for choice, day in choices[:NEAREST])
    return _("%(what)s The nearest free times are: %(times)s.") % {"what": refusal.issue.what, "times": nearest}


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """Something that may be paid for."""

    name: str
    price: str


@dataclass(frozen=True, slots=True)
class EstimateShown:
    """What a visit costs, and what the whole way may. ``tests`` is empty without suggested tests."""

    visit: str
    whole: str
    tests: tuple[EstimateLine, ...]


def estimate_of(price_code: str, tests: Iterable[str]) -> EstimateShown | None:
    """The estimate for a visit and the tests that a result suggests; None where the price is not listed."""
    try:
        found = visit_estimate(price_code, tests)
    except CoverNotFound:
        return None
    lines = tuple(EstimateLine(said(line.name), words.price_words(line.price)) for line in found.lines if not line.sure)
    return EstimateShown(words.price_words(found.sure), words.price_words(found.whole), lines)
