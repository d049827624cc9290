"""The clinic's world from ``clinic.toml`` into an empty database, once. From then on the manager edits it there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from eutonia.clinic.audit.actors import SYSTEM, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.booking.models import Clinician, Policy, Room, Session, Site, VisitType
from eutonia.clinic.cover.editions import new_edition
from eutonia.clinic.cover.models import Insurer, Price
from eutonia.clinic.people.models import User
from eutonia.knowledge.vocabulary import Issue, IssueLevel

Table = Mapping[str, Any]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorldProblem(Exception):
    """``clinic.toml`` cannot fill the database. ``issues`` say what is wrong, with the remedy."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def seed(document: Table, *, now: datetime) -> bool:
    """Fill an empty database with the world of a clinic. Returns False, and does nothing, where there is one.

    Raises `WorldProblem` that names the entry.
    """
    if Site.objects.exists():
        return False
    with transaction.atomic():
        for table, make in _MAKERS:
            for number, entry in enumerate(document.get(table, []), start=1):
                _made(make, table, entry, number, document, now)
        _made(_policy, "booking", document.get("booking", {}), 1, document, now)
        new_edition()
        record(SYSTEM, "world.seed", Subject("world", "clinic"), now=now)
    return True


def _made(make: Any, table: str, entry: Table, number: int, document: Table, now: datetime) -> None:
    try:
        with transaction.atomic():
            make(entry, document, now)
    except KeyError as error:
        remedy = f"Add it; the example clinic shows the form. Or {error} is named here and stands nowhere above."
        raise _problem(table, entry, number, f"{error} is missing.", remedy) from error
    except (ValidationError, IntegrityError, models.ObjectDoesNotExist, ValueError, TypeError) as error:
        what = f"It cannot be read: {error}."
        raise _problem(table, entry, number, what, "Compare it with the example clinic.") from error


def _problem(table: str, entry: Table, number: int, what: str, remedy: str) -> WorldProblem:
    where = f"[[{table}]] {entry.get('code', number)}"
    return WorldProblem([Issue(IssueLevel.ERROR, f"{where}: {what}", remedy, "clinic.toml")])


def _price(entry: Table, document: Table, now: datetime) -> None:
    _checked(
        Price(
            code=entry["code"],
            name=entry["what"],
            group=entry["group"],
            low_pence=100 * entry["from"],
            high_pence=100 * entry["to"],
        )
    )


def _insurer(entry: Table, document: Table, now: datetime) -> None:
    _checked(
        Insurer(
            code=entry["code"],
            name=entry["name"],
            membership_pattern=entry.get("membership", ""),
            membership_hint=entry.get("membership_hint", ""),
            phone=entry.get("phone", ""),
            portal=entry.get("portal", ""),
        )
    )


def _site(entry: Table, document: Table, now: datetime) -> None:
    address, contact = document["address"], document["contact"]
    ways = "\n".join(f"{way['by']}: {way['text']}" for way in document.get("way", []))
    ZoneInfo(entry["zone"])
    _checked(
        Site(
            code=entry["code"],
            name=entry["name"],
            address=", ".join(entry.get("lines", address["lines"])),
            postcode=entry.get("postcode", address["postcode"]),
            phone=entry.get("phone", contact["phone"]),
            email=entry.get("email", contact["email"]),
            zone=entry["zone"],
            holidays=entry.get("holidays", ""),
            step_free=entry.get("step_free", ""),
            travel=entry.get("travel", ways),
        )
    )


def _room(entry: Table, document: Table, now: datetime) -> None:
    _checked(
        Room(
            code=entry["code"],
            site=Site.objects.get(code=entry["site"]),
            name=entry["name"],
            directions=entry.get("directions", ""),
        )
    )


def _visit_type(entry: Table, document: Table, now: datetime) -> None:
    row = VisitType(
        code=entry["code"],
        name=entry["name"],
        lay_name=entry["lay_name"],
        mode=entry["mode"],
        minutes=entry["minutes"],
        buffer_before=entry.get("buffer_before", 0),
        buffer_after=entry.get("buffer_after", 0),
        is_first=entry.get("first", False),
        is_open=entry.get("open", False),
        notice_minutes=entry["notice"],
        price=Price.objects.get(code=entry["price"]),
        procedures=entry.get("procedures", []),
        preparation=entry.get("preparation", ""),
        bring=entry.get("bring", ""),
    )
    _checked(row)
    row.rooms.set(_named(Room, entry.get("rooms", [])))


def _clinician(entry: Table, document: Table, now: datetime) -> None:
    account = entry.get("account")
    first, last = entry["ages"]
    row = Clinician(
        code=entry["code"],
        user=User.objects.filter(email=account.lower()).first() if account else None,
        name=entry["name"],
        title=entry["title"],
        specialties=entry.get("specialties", []),
        languages=entry["languages"],
        ages_from=first,
        ages_to=last,
    )
    _checked(row)
    row.insurers.set(_named(Insurer, entry.get("insurers", [])))
    row.visit_types.set(_named(VisitType, entry["visit_types"]))


def _session(entry: Table, document: Table, now: datetime) -> None:
    site = Site.objects.get(code=entry["site"])
    for day in entry["days"]:
        _checked(
            Session(
                clinician=Clinician.objects.get(code=entry["clinician"]),
                site=site,
                room=Room.objects.get(code=entry["room"]) if "room" in entry else None,
                weekday=WEEKDAYS.index(day),
                starts=time.fromisoformat(entry["from"]),
                ends=time.fromisoformat(entry["to"]),
                first_day=now.astimezone(ZoneInfo(site.zone)).date(),
            )
        )


def _policy(entry: Table, document: Table, now: datetime) -> None:
    _checked(
        Policy(
            pk=1,
            horizon_days=entry["horizon_days"],
            kept_back=entry["kept_back"],
            kept_back_type=VisitType.objects.get(code=entry["kept_back_type"]),
            kept_back_opens=time.fromisoformat(entry["kept_back_opens"]),
            kept_back_days_before=entry.get("kept_back_days_before", 0),
            reminder_hours=entry.get("reminder_hours", [24]),
            offer_minutes=entry.get("offer_minutes", 120),
        )
    )


def _named(model: type[models.Model], codes: list[str]) -> list[Any]:
    """The rows of these codes. Raises ``KeyError`` for one that is not there."""
    rows: dict[str, Any] = {row.code: row for row in model._default_manager.filter(code__in=codes)}  # type: ignore[attr-defined]
    return [rows[code] for code in codes]


def _checked(row: models.Model) -> None:
    row.full_clean(validate_unique=False, validate_constraints=False)  # those the database sees to, and quicker
    row.save(force_insert=True)


_MAKERS: tuple[tuple[str, Any], ...] = (
    ("price", _price),
    ("insurer", _insurer),
    ("site", _site),
    ("room", _room),
    ("visit_type", _visit_type),
    ("clinician", _clinician),
    ("session", _session),
)
