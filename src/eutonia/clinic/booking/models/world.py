"""The clinic's world: sites, rooms, kinds of visit, the people who see patients, and the rules of its booking."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    """A building where patients are seen."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10)
    phone = models.CharField(max_length=30)
    email = models.EmailField()
    zone = models.CharField(max_length=40)
    """IANA name, such as ``Europe/London``: the wall clock that rotas and letters speak of."""
    holidays = models.CharField(max_length=10, blank=True)
    """Whose bank holidays are kept: country and part of it (ISO 3166-2), such as ``GB-ENG``; empty: none."""
    step_free = models.CharField(max_length=300, blank=True)
    """How to get in without steps."""
    travel = models.TextField(max_length=2000, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(zone=""), name="site_names_its_zone"),)

    def __str__(self) -> str:
        return f"site {self.code}"


class Room(models.Model):
    """A room of a site. Which visits fit into it is said by the kind of visit."""

    code = models.SlugField(unique=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    directions = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("site", "name")
        constraints = (models.UniqueConstraint(fields=("site", "name"), name="room_name_once_per_site"),)

    def __str__(self) -> str:
        return f"room {self.code}"


class Mode(models.TextChoices):
    """Where clinician and patient meet."""

    IN_PERSON = "in-person", _("In person")
    TELEPHONE = "telephone", _("By telephone")
    VIDEO = "video", _("By video")


class VisitType(models.Model):
    """A kind of visit: how long, where, at what price, how to prepare.

    ``buffer_before`` and ``buffer_after`` are minutes in which clinician and room are not free, although the patient
    is not there. ``is_open``: patients book it themselves; else the clinic books it, at a clinician's request.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    lay_name = models.CharField(max_length=120)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    minutes = models.PositiveSmallIntegerField()
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    is_first = models.BooleanField(default=False)
    """A new consultation: what somebody with a fresh result books."""
    is_open = models.BooleanField(default=False)
    notice_minutes = models.PositiveIntegerField(default=60)
    """How long before the start it can still be booked by the patient."""
    price = models.ForeignKey("cover.Price", models.PROTECT, related_name="+")
    procedures = models.JSONField(default=list, blank=True)
    """Codes that an insurer wants to be named."""
    preparation = models.TextField(max_length=2000, blank=True)
    bring = models.TextField(max_length=1000, blank=True)
    rooms = models.ManyToManyField(Room, related_name="visit_types", blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=480), name="visit_type_length_is_possible"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="visit_type_mode_is_known"),
        )

    def __str__(self) -> str:
        return f"visit type {self.code}"


class Clinician(models.Model):
    """Somebody who sees patients: the diary of an account, or of a team that has none (the MRI scanner's).

    ``ages_from`` and ``ages_to`` are whole years, both included.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.OneToOneField("people.User", models.PROTECT, related_name="clinician", null=True, blank=True)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=100)
    specialties = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    """ISO 639-1 codes, such as ``en``."""
    ages_from = models.PositiveSmallIntegerField(default=18)
    ages_to = models.PositiveSmallIntegerField(default=120)
    insurers = models.ManyToManyField("cover.Insurer", related_name="+", blank=True)
    visit_types = models.ManyToManyField(VisitType, related_name="clinicians", blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ages_from__gte=12, ages_from__lte=F("ages_to")), name="clinician_ages_are_possible"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="clinician_has_a_name"),
        )

    def __str__(self) -> str:
        return f"clinician {self.public_id}"


class Policy(models.Model):
    """The rules of booking of this clinic: one row, changed by the manager."""

    horizon_days = models.PositiveSmallIntegerField(default=90)
    """How far ahead one can book."""
    kept_back = models.PositiveSmallIntegerField(default=2)
    """Places kept free each day at each site for people who must be seen that day; of the kind ``kept_back_type``."""
    kept_back_type = models.ForeignKey(VisitType, models.PROTECT, related_name="+")
    kept_back_opens = models.TimeField()
    """Wall time from which anybody may book them, ``kept_back_days_before`` days earlier (0: on the day itself)."""
    kept_back_days_before = models.PositiveSmallIntegerField(default=0)
    reminder_hours = models.JSONField(default=list, blank=True)
    """How many hours before the start a reminder leaves, such as ``[72, 24]``."""
    offer_minutes = models.PositiveSmallIntegerField(default=120)
    """How long a place that became free waits for one person's answer."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="policy_is_one_row"),
            models.CheckConstraint(condition=Q(horizon_days__gte=1), name="policy_horizon_is_a_day_at_least"),
        )

    def __str__(self) -> str:
        return "policy"
