"""What the manager changes: sites, rooms, kinds of visit, the people who see patients, the rules of booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking.access import Permission, require
from eutonia.clinic.booking.models import Clinician, Policy, Room, Site, VisitType
from eutonia.clinic.booking.problems import BookingProblem
from eutonia.clinic.booking.world.bank_holidays import is_known
from eutonia.clinic.booking.world.details import (
    ClinicianDetails,
    PolicyDetails,
    RoomDetails,
    SiteDetails,
    VisitTypeDetails,
)
from eutonia.clinic.cover.editions import new_edition
from eutonia.clinic.cover.models import Insurer, Price
from eutonia.clinic.people.models import User


class BadEntry(BookingProblem):
    """Something in what the manager entered cannot be. ``fields`` name where."""

    def __init__(self, what: str, fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        super().__init__(what, _("Correct it and save again."))


def set_site(actor: Actor, details: SiteDetails, *, now: datetime) -> None:
    """Make or change a site. Raises `BadEntry`."""
    try:
        ZoneInfo(details.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadEntry(_("There is no such time zone."), ("zone",)) from error
    if not is_known(details.holidays):
        raise BadEntry(_("We do not know the bank holidays of this region."), ("holidays",))
    _set(actor, Site, details.code, _plain(details), {}, now=now)


def set_room(actor: Actor, details: RoomDetails, *, now: datetime) -> None:
    """Make or change a room. Raises `BadEntry`."""
    values = _plain(details) | {"site": _one(Site, "site", code=details.site)}
    _set(actor, Room, details.code, values, {}, now=now)


def set_visit_type(actor: Actor, details: VisitTypeDetails, *, now: datetime) -> None:
    """Make or change a kind of visit. Visits that are booked keep their length and price. Raises `BadEntry`."""
    rooms = _many(Room, "rooms", details.rooms)
    if details.mode == "in-person" and not rooms:
        raise BadEntry(_("A visit in person needs a room."), ("rooms",))
    values = _plain(details) | {
        "price": _one(Price, "price", code=details.price),
        "procedures": list(details.procedures),
    }
    values.pop("rooms")
    _set(actor, VisitType, details.code, values, {"rooms": rooms}, now=now)


def set_clinician(actor: Actor, details: ClinicianDetails, *, now: datetime) -> None:
    """Make or change the diary of somebody who sees patients. Raises `BadEntry`."""
    values = _plain(details) | {"specialties": list(details.specialties), "languages": list(details.languages)}
    account = values.pop("account")
    values["user"] = None if account is None else _one(User, "account", public_id=account)
    many: dict[str, list[Any]] = {
        "visit_types": _many(VisitType, "visit_types", values.pop("visit_types")),
        "insurers": _many(Insurer, "insurers", values.pop("insurers")),
    }
    _set(actor, Clinician, details.code, values, many, now=now)


def set_policy(actor: Actor, details: PolicyDetails, *, now: datetime) -> None:
    """Change the rules of booking. Raises `BadEntry`."""
    require(actor, Permission.MANAGE)
    values = _plain(details) | {
        "kept_back_type": _one(VisitType, "kept_back_type", code=details.kept_back_type),
        "reminder_hours": sorted(details.reminder_hours, reverse=True),
    }
    with transaction.atomic():
        row = Policy.objects.filter(pk=1).first() or Policy(pk=1)
        _write(row, values, {})
        new_edition()
        record(actor, "policy.set", Subject("policy", "1"), now=now, after={"kept_back": row.kept_back})


def _set(
    actor: Actor,
    model: type[models.Model],
    code: str,
    values: dict[str, Any],
    many: dict[str, list[Any]],
    *,
    now: datetime,
) -> None:
    require(actor, Permission.MANAGE)
    with transaction.atomic():
        row = model._default_manager.filter(code=code).first() or model(code=code)
        _write(row, values, many)
        new_edition()
        kind = str(model._meta.verbose_name).replace(" ", "-")
        record(actor, f"{kind}.set", Subject(kind, code), now=now, after={"active": values["is_active"]})


def _write(row: models.Model, values: dict[str, Any], many: dict[str, list[Any]]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        where = tuple(error.message_dict)
        raise BadEntry(" ".join(error.messages), where) from error
    row.save()
    for name, rows in many.items():
        getattr(row, name).set(rows)


def _plain(details: Any) -> dict[str, Any]:
    return {name: getattr(details, name) for name in details.__dataclass_fields__}


def _one[M: models.Model](model: type[M], field: str, **wanted: Any) -> M:
    found = model._default_manager.filter(**wanted).first()
    if found is None:
        raise BadEntry(_("One thing that was chosen is not there any more."), (field,))
    return found


def _many[M: models.Model](model: type[M], field: str, codes: tuple[str, ...]) -> list[M]:
    found = list(model._default_manager.filter(code__in=codes))
    if len(found) != len(set(codes)):
        raise BadEntry(_("One thing that was chosen is not there any more."), (field,))
    return found
