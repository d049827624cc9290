"""An insurer's authorisation, step by step. Rules stand in `pathway.steps`; here they become rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from eutonia.clinic.audit.actors import Actor, Subject
from eutonia.clinic.audit.services import record
from eutonia.clinic.cover.access import CoverPermission, require_may_act_for
from eutonia.clinic.cover.models import Authorisation, AuthorisationEntry, AuthorisationUse, Coverage
from eutonia.clinic.cover.problems import CoverNotFound
from eutonia.clinic.cover.protocols import AuthorisationRequest, Sent, insurer_gateway
from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.cover import RequestFacts, missing_for_request
from eutonia.pathway.money import Money
from eutonia.pathway.standing import AuthorisationState, Standing, Terms
from eutonia.pathway.states import AuthorisationAction
from eutonia.pathway.steps import APPROVING, authorisation_after
from eutonia.pathway.who import SYSTEM


def standing_of(row: Authorisation, *, used: int | None = None) -> Standing:
    """How an authorisation stands, for the rules. ``used``: the visits that began under it, where already counted."""
    terms = None
    if row.code and row.expires_on is not None:
        terms = Terms(
            row.code,
            row.expires_on,
            row.visits_allowed,
            None if row.limit_pence is None else Money(row.limit_pence),
            frozenset(row.approved_procedures),
        )
    return Standing(AuthorisationState(row.state), terms, used=_uses(row).count() if used is None else used)


def who(actor: Actor) -> str:
    """The word by which the tables of `pathway` know somebody: their role, or that they are a patient."""
    return actor.role or actor.kind.value


def need(
    actor: Actor,
    coverage: Coverage,
    procedures: Sequence[str],
    diagnoses: Sequence[str],
    *,
    today: date,
    now: datetime,
    note: str = "",
) -> Authorisation:
    """Begin an authorisation: somebody has to ask the insurer. In the caller's transaction.

    ``note`` is for whoever asks, such as a code that the patient says they were given.
    """
    row = Authorisation.objects.create(
        coverage=coverage,
        state=AuthorisationState.NOT_NEEDED.value,
        procedures=sorted(set(procedures)),
        diagnoses=sorted(set(diagnoses)),
        created_at=now,
    )
    after = authorisation_after(None, AuthorisationAction.NEED, who(actor), today=today)
    _write(row, AuthorisationAction.NEED, after, actor, now=now, note=note)
    return row


def step(
    actor: Actor,
    authorisation: UUID,
    action: AuthorisationAction,
    *,
    today: date,
    now: datetime,
    terms: Terms | None = None,
    note: str = "",
) -> Standing:
    """Take one step with an authorisation. ``today`` is the date in the clinic's zone.

    Steps that approve take the insurer's ``terms``; their procedures, if none are named, are those asked for.
    Raises `NotAllowed` with reason and remedy, and ``PermissionDenied`` for another person's authorisation.
    """
    with transaction.atomic():
        row = locked(authorisation)
        require_may_act_for(actor, row.coverage.patient, CoverPermission.READ, now=now)
        if terms is not None and not terms.procedures:
            terms = Terms(terms.code, terms.last_day, terms.visits, terms.limit, frozenset(row.procedures))
        after = authorisation_after(
            standing_of(row), action, who(actor), today=today, terms=terms, missing=missing(row, today)
        )
        _write(row, action, after, actor, now=now, note=note)
    return after


def expire(actor: Actor, authorisation: UUID, *, today: date, now: datetime) -> None:
    """Mark an approval whose last day is over. For the worker."""
    with transaction.atomic():
        row = locked(authorisation)
        action = AuthorisationAction.EXPIRE
        _write(row, action, authorisation_after(standing_of(row), action, who(actor), today=today), actor, now=now)


def request(actor: Actor, authorisation: UUID, *, today: date, now: datetime) -> Sent:
    """Ask the insurer, by the gateway of the settings. Returns what a person must still do.

    Raises `NotAllowed` with everything that is missing.
    """
    with transaction.atomic():
        row = locked(authorisation)
        require_may_act_for(actor, row.coverage.patient, CoverPermission.AUTHORISE, now=now)
        action = AuthorisationAction.REQUEST
        if row.state == AuthorisationState.PENDED:
            action = AuthorisationAction.SUPPLY
        after = authorisation_after(standing_of(row), action, who(actor), today=today, missing=missing(row, today))
        sent = insurer_gateway().send(request_of(row))
        _write(row, action, after, actor, now=now, note=sent.reference)
    return sent


def use(actor: Actor, row: Authorisation, visit: UUID, *, today: date, now: datetime) -> None:
    """Count a visit that begins now under an authorisation. In the caller's transaction, which holds the row.

    Two visits that take the last use at once cannot both have its number.
    """
    taken = set(_uses(row).values_list("number", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    AuthorisationUse.objects.create(authorisation=row, number=number, visit=visit, at=now)
    standing = standing_of(row)
    if standing.visits_left == 0:
        after = authorisation_after(standing, AuthorisationAction.USE_UP, SYSTEM, today=today)
        _write(row, AuthorisationAction.USE_UP, after, actor, now=now)


def give_back(actor: Actor, row: Authorisation, visit: UUID, *, today: date, now: datetime) -> None:
    """Take back the use of a visit that had not begun after all."""
    _uses(row).filter(visit=visit).update(taken_back_at=now)
    standing = standing_of(row)
    if standing.state is AuthorisationState.USED_UP:
        after = authorisation_after(standing, AuthorisationAction.GIVE_BACK, SYSTEM, today=today)
        _write(row, AuthorisationAction.GIVE_BACK, after, actor, now=now)


def change_request(
    actor: Actor, authorisation: UUID, *, procedures: Sequence[str], diagnoses: Sequence[str], now: datetime
) -> None:
    """Say what is asked for, before it is approved."""
    with transaction.atomic():
        row = locked(authorisation)
        require_may_act_for(actor, row.coverage.patient, CoverPermission.AUTHORISE, now=now)
        before = {"procedures": row.procedures, "diagnoses": row.diagnoses}
        row.procedures, row.diagnoses = _codes(procedures), _codes(diagnoses)
        row.save(update_fields=["procedures", "diagnoses"])
        after = {"procedures": row.procedures, "diagnoses": row.diagnoses}
        _audit(row, "change-request", actor, now=now, before=before, after=after)


def locked(authorisation: UUID) -> Authorisation:
    """The row, locked until the transaction ends. Raises `CoverNotFound`."""
    rows = Authorisation.objects.select_related("coverage__patient", "coverage__insurer")
    row = rows.select_for_update(of=("self",)).filter(public_id=authorisation).first()
    if row is None:
        raise CoverNotFound
    return row


def missing(row: Authorisation, today: date) -> tuple[Issue, ...]:
    """What a request lacks before it can be sent."""
    coverage = row.coverage
    facts = RequestFacts(
        membership_number=coverage.membership_number,
        birth_date=coverage.patient.birth_date,
        procedures=tuple(row.procedures),
        diagnoses=tuple(row.diagnoses),
        pattern=coverage.insurer.membership_pattern,
        hint=coverage.insurer.membership_hint,
    )
    return missing_for_request(facts, today=today)


def request_of(row: Authorisation) -> AuthorisationRequest:
    """What the insurer is told."""
    coverage, sequence = row.coverage, row.entries.count() + 1
    return AuthorisationRequest(
        key=f"{row.public_id}:{sequence}",
        insurer=coverage.insurer.name,
        insurer_phone=coverage.insurer.phone,
        insurer_portal=coverage.insurer.portal,
        membership_number=coverage.membership_number,
        patient_name=" ".join(filter(None, (coverage.patient.given_name, coverage.patient.family_name))),
        birth_date=coverage.patient.birth_date,
        procedures=tuple(row.procedures),
        diagnoses=tuple(row.diagnoses),
    )


def _uses(row: Authorisation) -> QuerySet[AuthorisationUse]:
    return AuthorisationUse.objects.filter(authorisation=row, taken_back_at__isnull=True)


def _write(
    row: Authorisation, action: AuthorisationAction, after: Standing, actor: Actor, *, now: datetime, note: str = ""
) -> None:
    """Write an authorisation as it stands after a step: the row, the entry, the audit."""
    before = _facts(row)
    row.state = after.state.value
    if action in APPROVING and after.terms is not None:
        row.code, row.expires_on = after.terms.code, after.terms.last_day
        row.visits_allowed = after.terms.visits
        row.limit_pence = None if after.terms.limit is None else after.terms.limit.pence
        row.approved_procedures = sorted(after.terms.procedures)
    row.save()
    AuthorisationEntry.objects.create(
        authorisation=row,
        sequence=row.entries.count() + 1,
        state=row.state,
        action=action.value,
        note=note,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        at=now,
    )
    _audit(row, action.value, actor, now=now, before=before, after=_facts(row))


def _facts(row: Authorisation) -> dict[str, Any]:
    return {
        "state": row.state,
        "expires_on": row.expires_on,
        "visits_allowed": row.visits_allowed,
        "limit_pence": row.limit_pence,
    }


def _audit(
    row: Authorisation, verb: str, actor: Actor, *, now: datetime, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    record(
        actor,
        f"authorisation.{verb}",
        Subject("authorisation", row.public_id),
        now=now,
        patient=row.coverage.patient.public_id,
        before=before,
        after=after,
    )


def _codes(typed: Sequence[str]) -> list[str]:
    """Codes in capitals, each once."""
    return sorted({code.strip().upper() for code in typed if code.strip()})
