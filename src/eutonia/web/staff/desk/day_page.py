"""What the pages of a day, a month and one's own day show, worked out before the templates."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import batched
from urllib.parse import urlencode

from django.urls import reverse

from eutonia.clinic.audit.queries import Actor
from eutonia.clinic.booking import queries
from eutonia.clinic.booking.queries import Column, DayBoard, DayCount, Permission, SiteLine, VisitLine
from eutonia.knowledge.vocabulary import Issue, IssueLevel
from eutonia.pathway.states import VisitState
from eutonia.web.staff import words
from eutonia.web.staff.desk.grid import ROW, Grid, grid

DAY = timedelta(days=1)


class Look(StrEnum):
    """How a day is looked at."""

    CLINICIANS = "clinicians"
    ROOMS = "rooms"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Place:
    """Which day is looked at, how, and at which site: what the links of a page are made from."""

    day: date
    look: Look
    site: str = ""

    def href(self, day: date | None = None, look: Look | None = None) -> str:
        """The address of another day or another look, at the same site."""
        address = reverse("desk:day", args=[day or self.day, look or self.look])
        return address + self.query

    @property
    def query(self) -> str:
        """The site, where it is not the only one."""
        return "?" + urlencode({"site": self.site}) if self.site else ""

    def on(self, day: date) -> Place:
        """Another day, looked at in the same way."""
        return replace(self, day=day)

    def at(self, site: str) -> Place:
        """Another site, looked at in the same way."""
        return replace(self, site=site)

    @property
    def day_before(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def day_after(self) -> date:
        """The day after."""
        return self.day + DAY

    @property
    def before(self) -> str:
        """The address of the day before."""
        return self.href(self.day_before)

    @property
    def after(self) -> str:
        """The address of the day after."""
        return self.href(self.day_after)

    @property
    def month(self) -> str:
        """The address of the month."""
        return reverse("desk:month", args=[self.day.year, self.day.month]) + self.query

    @property
    def problems(self) -> str:
        """The address of the list of problems."""
        return reverse("desk:problems", args=[self.day]) + self.query


@dataclass(frozen=True, slots=True)
class DayPage:
    """A day at a site."""

    place: Place
    board: DayBoard
    grid: Grid | None
    standing: tuple[VisitLine, ...]
    cancelled: tuple[VisitLine, ...]
    sites: tuple[SiteLine, ...]
    is_today: bool
    may_place: bool
    now: datetime

    @property
    def next(self) -> VisitLine | None:
        """The first visit that is not over by the clock; None on another day than today."""
        return next((line for line in self.standing if line.ends > self.now), None) if self.is_today else None

    def is_now(self, at: datetime) -> bool:
        """Whether a quarter of an hour is the present one."""
        return at <= self.now < at + ROW

    @property
    def here(self) -> int:
        """How many people are in the house."""
        return sum(line.state in (VisitState.ARRIVED, VisitState.SEEN) for line in self.standing)

    @property
    def lacking(self) -> int:
        """How many visits still lack something."""
        return sum(bool(line.missing) for line in self.standing)


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month, in weeks from Monday; days of other months are None."""

    first: date
    weeks: tuple[tuple[DayCount | None, ...], ...]
    before: str
    after: str
    place: Place
    kind_name: str
    visits: int
    today: date


@dataclass(frozen=True, slots=True)
class KeptWaiting:
    """Somebody who is here and cannot begin, with every reason and its remedy."""

    line: VisitLine
    reasons: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class MyDay:
    """The day of whoever looks: their column, who is with them now and who waits. None without a diary.

    ``ready``: here, and their visit can begin; ``kept``: here, and something is missing first.
    """

    day: date
    column: Column | None
    now: VisitLine | None
    ready: tuple[VisitLine, ...]
    kept: tuple[KeptWaiting, ...]
    is_today: bool

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def after(self) -> date:
        """The day after."""
        return self.day + DAY


def day_page(actor: Actor, place: Place, *, now: datetime) -> DayPage:
    """A day as it is looked at. Raises ``PermissionDenied``, `NotFound`."""
    board = queries.day(actor, place.day, now=now, site=place.site)
    return DayPage(
        place=place,
        board=board,
        grid=_grid(board, place.look),
        standing=tuple(line for line in board.visits if line.state is not VisitState.CANCELLED),
        cancelled=tuple(line for line in board.visits if line.state is VisitState.CANCELLED),
        sites=queries.sites(),
        is_today=place.day == words.today(now),
        may_place=queries.may(actor, Permission.PLACE),
        now=now,
    )


def _grid(board: DayBoard, look: Look) -> Grid | None:
    match look:
        case Look.CLINICIANS:
            return grid(board.clinicians, with_work=True)
        case Look.ROOMS:
            return grid([room for room in board.rooms if room.visits], with_work=False)
    return None


def month_page(actor: Actor, year: int, month: int, *, site: str, now: datetime) -> MonthPage:
    """A month with the free starts for first visits. Raises ``PermissionDenied``, `NotFound`."""
    kind = next((each for each in queries.visit_types() if each.is_first), None)
    counts = queries.month(actor, year, month, now=now, site=site, visit_type=kind.code if kind else "")
    first = date(year, month, 1)
    cells: list[DayCount | None] = [None] * first.weekday() + list(counts)
    cells += [None] * (-len(cells) % 7)
    place = Place(first, Look.LIST, site)
    return MonthPage(
        first=first,
        weeks=tuple(batched(cells, 7)),
        before=_month_href(first - DAY, place),
        after=_month_href(first + DAY * calendar.monthrange(year, month)[1], place),
        place=place,
        kind_name=kind.name if kind else "",
        visits=sum(each.visits for each in counts),
        today=words.today(now),
    )


def _month_href(day: date, place: Place) -> str:
    return reverse("desk:month", args=[day.year, day.month]) + place.query


def my_day(actor: Actor, day: date, *, now: datetime) -> MyDay:
    """The day of a clinician by their own diary, at whichever site they work."""
    is_today = day == words.today(now)
    mine = next((each for each in queries.clinicians() if each.account == actor.id), None)
    if mine is None:
        return MyDay(day, None, None, (), (), is_today)
    for site in queries.sites():
        board = queries.day(actor, day, now=now, site=site.code)
        column = next((each for each in board.clinicians if each.key == str(mine.public_id)), None)
        if column is not None:
            break
    else:
        column = Column(str(mine.public_id), mine.name, mine.title, (), (), ())
    here = [
        KeptWaiting(line, tuple(issue for issue in line.missing if issue.level is IssueLevel.ERROR))
        for line in column.visits
        if line.state is VisitState.ARRIVED
    ]
    return MyDay(
        day=day,
        column=column,
        now=next((line for line in column.visits if line.state is VisitState.SEEN), None),
        ready=tuple(each.line for each in here if not each.reasons),
        kept=tuple(each for each in here if each.reasons),
        is_today=is_today,
    )
