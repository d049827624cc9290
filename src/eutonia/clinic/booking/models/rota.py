"""When clinicians work. Wall times, in the zone of the site; absences and closures are exceptions."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from eutonia.clinic.booking.models.world import Clinician, Room, Site
from eutonia.pathway.rota import MIDNIGHT

IN_ORDER = Q(starts__lt=F("ends")) | Q(ends=MIDNIGHT)  # an end at midnight is the end of the day


class Session(models.Model):
    """A clinician works every week on this weekday (0 is Monday), from and to by the wall clock, in this room.

    A session in a room serves the kinds of visit that fit into that room; ``last_day`` null: until further notice.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="sessions")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", null=True, blank=True)
    """Null: whichever fitting room is free."""
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("clinician", "weekday", "starts")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__lte=6), name="session_weekday_is_one"),
            models.CheckConstraint(condition=IN_ORDER, name="session_ends_later"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="session_days_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"session {self.public_id}"


class ExtraSession(models.Model):
    """A clinician works on one day beyond the weekly rota."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="extra_sessions")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", null=True, blank=True)
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=IN_ORDER, name="extra_session_ends_later"),)

    def __str__(self) -> str:
        return f"extra session {self.public_id}"


class Absence(models.Model):
    """A clinician is away, or a room is out of use: from a wall time on one day to a wall time on another.

    Midnight, as a beginning, is the start of the first day; as an end, the end of the last day.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="absences", null=True, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="absences", null=True, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    starts = models.TimeField(default=MIDNIGHT)
    ends = models.TimeField(default=MIDNIGHT)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(first_day__lt=F("last_day"))
                | Q(first_day=F("last_day"), ends=MIDNIGHT)
                | Q(first_day=F("last_day"), starts__lt=F("ends")),
                name="absence_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(clinician__isnull=True, room__isnull=False) | Q(clinician__isnull=False, room__isnull=True),
                name="absence_is_of_a_clinician_or_a_room",
            ),
        )

    def __str__(self) -> str:
        return f"absence {self.public_id}"


class Closure(models.Model):
    """A site is closed, both days included."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="closures")
    first_day = models.DateField()
    last_day = models.DateField()
    why = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="closure_days_in_order"),
            models.CheckConstraint(condition=~Q(why=""), name="closure_says_why"),
        )

    def __str__(self) -> str:
        return f"closure {self.public_id}"


class OpenHoliday(models.Model):
    """A bank holiday on which a site is open all the same."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="open_holidays")
    day = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "day"), name="open_holiday_once"),)

    def __str__(self) -> str:
        return f"open on {self.day}"
