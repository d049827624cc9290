"""All that was typed, to be looked at once more before it becomes a visit.

What was told in confidence stands here as one line that is the same whether there is something or not: a parent
may be looking on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from eutonia.clinic.booking import queries
from eutonia.clinic.cover.queries import insurers
from eutonia.clinic.people.queries import spoken_nhs_number, spoken_phone
from eutonia.web.patient.booking import words
from eutonia.web.patient.booking.draft import OTHER_INSURER, VISIT, Draft
from eutonia.web.patient.booking.suits_forms import notice_words, weekday_words


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was answered, and the address that changes it. ``what`` is read out after "Change"."""

    label: str
    lines: tuple[str, ...]
    change: str
    what: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]


def overview(draft: Draft, today: date) -> tuple[Part, ...]:
    """Every answer, part by part."""
    first = _visit_rows(draft, today) if draft.aim == VISIT else _waiting_rows(draft)
    parts = [
        Part(_("The visit") if draft.aim == VISIT else _("What you wait for"), tuple(first)),
        Part(_("The person"), tuple(_person_rows(draft, today))),
    ]
    if draft.aim == VISIT:
        parts.append(Part(_("Help and contacts"), tuple(_help_rows(draft))))
    parts.append(Part(_("Payment"), tuple(_pay_rows(draft))))
    return tuple(parts)


def _row(page: str, label: str, *lines: str) -> Row:
    shown = tuple(line for line in lines if line) or (_("Not given"),)
    return Row(label, shown, reverse(f"booking:{page}-change"), spoken(label))


def spoken(label: str) -> str:
    """A label in the middle of a sentence: with a small letter, unless it begins with an abbreviation (GP, NHS)."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _visit_rows(draft: Draft, today: date) -> list[Row]:
    rows = [_row("visit", _("Kind of visit"), _kind(draft))]
    if draft.wall is not None:
        when = words.when_words(draft.wall)
        rows.append(_row("times", _("Time"), when, words.clock_change_words(draft.wall), draft.hold.get("who", "")))
    rows.append(_row("wishes", _("Your wishes"), *_wishes(draft)))
    if draft.is_from_result:
        shared = draft.answer("wishes", "share") == "yes"
        rows.append(_row("wishes", _("Clinicians may read your answers"), _("Yes") if shared else _("No")))
    return rows


def _wishes(draft: Draft) -> list[str]:
    clinician, language = draft.wish("clinician"), draft.wish("language")
    names = [each.name for each in queries.clinicians() if str(each.public_id) == clinician]
    return [*(names or [_("Any clinician")]), *([words.language_words(language)] if language else [])]


def _waiting_rows(draft: Draft) -> list[Row]:
    until = date.fromisoformat(draft.answer("suits", "last"))
    return [
        _row("visit", _("Kind of visit"), _kind(draft)),
        _row("suits", _("Until"), words.long_day_words(until)),
        _row("suits", _("Days that suit"), weekday_words(draft.answer("suits", "weekdays"))),
        _row("suits", _("Time you need to get here"), notice_words(draft.answer("suits", "notice"))),
    ]


def _kind(draft: Draft) -> str:
    wanted = draft.answer("visit", "kind")
    return next((kind.lay_name for kind in queries.visit_types() if kind.code == wanted), "")


def _person_rows(draft: Draft, today: date) -> list[Row]:
    name = f"{draft.answer('person', 'given_name')} {draft.answer('person', 'family_name')}".strip()
    born = draft.birth_date
    rows = [
        _row("person", _("Name"), name),
        _row("person", _("Date of birth"), words.born_words(born) if born else ""),
    ]
    if draft.needs_guardian(today):
        rows.append(
            _row(
                "guardian",
                _("Parent or guardian"),
                draft.answer("guardian", "name"),
                draft.answer("guardian", "relationship"),
                draft.answer("guardian", "email"),
                spoken_phone(draft.answer("guardian", "phone")),
            )
        )
    address = [*draft.answer("contact", "address").splitlines(), draft.answer("contact", "postcode")]
    return [
        *rows,
        _row("contact", _("Email"), draft.answer("contact", "email")),
        _row("contact", _("Telephone"), spoken_phone(draft.answer("contact", "phone"))),
        _row("contact", _("Address"), *address),
        *([_row("private", _("For clinicians only"), _("Not shown here"))] if _has_private(draft, today) else []),
    ]


def _has_private(draft: Draft, today: date) -> bool:
    return draft.aim == VISIT and draft.is_young(today)


def _help_rows(draft: Draft) -> list[Row]:
    given = draft.answers.get("help", {})
    emergency = (given.get("emergency_contact_name", ""), spoken_phone(given.get("emergency_contact_phone", "")))
    return [
        _row("help", _("What we should know"), *given.get("communication_needs", "").splitlines()),
        _row("help", _("Interpreter"), given.get("interpreter_language", "")),
        _row("help", _("GP surgery"), given.get("gp_practice", "")),
        _row("help", _("NHS number"), spoken_nhs_number(given.get("nhs_number", ""))),
        _row("help", _("In an emergency, call"), *emergency),
    ]


def _pay_rows(draft: Draft) -> list[Row]:
    if draft.is_self_pay:
        other = draft.payer == OTHER_INSURER
        lines = (_("You, at the clinic"), _("You ask your insurer to pay you back.") if other else "")
        return [_row("pay", _("Who pays"), *lines)]
    name = next((each.name for each in insurers() if each.code == draft.insurer), draft.insurer)
    return [
        _row("pay", _("Who pays"), name),
        _row("membership", _("Membership number"), draft.answer("membership", "number")),
        _row("membership", _("Authorisation code"), draft.answer("membership", "code")),
    ]
