"""What can be asked about cover: prices, insurers, memberships, authorisations, payments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from eutonia.clinic.audit.actors import Actor, ActorKind, Subject
from eutonia.clinic.audit.services import seen
from eutonia.clinic.cover.access import CoverPermission, may, require, require_may_act_for
from eutonia.clinic.cover.authorising import missing, standing_of, who
from eutonia.clinic.cover.models import (
    Authorisation,
    AuthorisationUse,
    Coverage,
    Insurer,
    Payment,
    PaymentKind,
    Price,
    PriceGroup,
)
from eutonia.clinic.cover.pages import (
    AuthorisationRecord,
    AuthorisationStep,
    CoverageLine,
    InsurerLine,
    PaymentLine,
    PriceLine,
    VisitPayments,
)
from eutonia.clinic.cover.problems import CoverNotFound
from eutonia.clinic.cover.protocols import payment_gateway
from eutonia.clinic.people.models import Patient
from eutonia.knowledge.vocabulary import Issue
from eutonia.pathway.cover import Estimate, Line, RequestFacts, estimate, missing_for_request
from eutonia.pathway.money import Money, MoneyRange
from eutonia.pathway.standing import AuthorisationState
from eutonia.pathway.steps import authorisation_actions

__all__ = [
    "AuthorisationRecord",
    "AuthorisationStep",
    "CoverNotFound",
    "CoverPermission",
    "CoverageLine",
    "InsurerLine",
    "PaymentKind",
    "PaymentLine",
    "PriceLine",
    "VisitPayments",
    "authorisation",
    "authorisation_record",
    "coverages",
    "insurers",
    "may",
    "membership_issue",
    "payment_methods",
    "payments",
    "payments_of",
    "price_groups",
    "price_list",
    "require",
    "visit_estimate",
    "work_list",
]


def price_list(*, with_old: bool = False) -> tuple[PriceLine, ...]:
    """What things cost, for everybody."""
    rows = Price.objects.all() if with_old else Price.objects.filter(is_active=True)
    return tuple(_price(row) for row in rows)


def price_groups() -> list[tuple[str, str]]:
    """What a price can be for, as value and words."""
    return [(value, str(label)) for value, label in PriceGroup.choices]


def payment_methods() -> tuple[str, ...]:
    """The ways of paying that the clinic has."""
    return payment_gateway().methods


def insurers(*, with_old: bool = False) -> tuple[InsurerLine, ...]:
    """The insurers of the clinic, by name."""
    rows = Insurer.objects.all() if with_old else Insurer.objects.filter(is_active=True)
    return tuple(_insurer(row) for row in rows)


def membership_issue(insurer: str, number: str, *, today: date) -> Issue | None:
    """What seems wrong with a membership number; None if nothing does. For a form, to ask once more."""
    row = Insurer.objects.filter(code=insurer).first()
    if row is None:
        return None
    facts = RequestFacts(
        "".join(number.split()).upper(), today, ("-",), ("R25.2",), row.membership_pattern, row.membership_hint
    )
    return next(iter(missing_for_request(facts, today=today)), None)


def visit_estimate(price: str, tests: Iterable[str] = ()) -> Estimate:
    """What a visit costs, by the code of its price, and the likely whole way with suggested tests.

    ``tests`` are the groups of the suggested tests (``Test.group`` of the knowledge); each group counts once. Raises
    `CoverNotFound` for a price that is not there.
    """
    row = Price.objects.filter(code=price, is_active=True).first()
    if row is None:
        raise CoverNotFound
    wanted = set(tests) - {PriceGroup.VISIT}
    lines = [_line(found) for found in Price.objects.filter(group__in=wanted, is_active=True)]
    return estimate(_line(row), lines)


def coverages(actor: Actor, patient: UUID, *, now: datetime) -> tuple[CoverageLine, ...]:
    """The memberships of a patient, current ones first. For staff, the patient and a guardian."""
    person = _patient(patient)
    require_may_act_for(actor, person, CoverPermission.READ, now=now)
    rows = Coverage.objects.filter(patient__in=Patient.objects.same_person(person)).select_related("insurer")
    lines = [_coverage(row) for row in rows.order_by("-created_at")]
    return tuple(sorted(lines, key=lambda line: not line.is_current))


def authorisation(actor: Actor, public_id: UUID, *, today: date, now: datetime) -> AuthorisationRecord:
    """Open an authorisation; written down as seen. Raises ``PermissionDenied``, `CoverNotFound`."""
    require(actor, CoverPermission.AUTHORISE)
    row = _rows().filter(public_id=public_id).first()
    if row is None:
        raise CoverNotFound
    subject = Subject("authorisation", row.public_id)
    seen(actor, subject, now=now, patient=row.coverage.patient.public_id)
    return authorisation_record(actor, row, today=today)


def work_list(actor: Actor, *, today: date) -> tuple[AuthorisationRecord, ...]:
    """Every authorisation that waits for somebody, the oldest first. `booking.queries` adds the visits."""
    require(actor, CoverPermission.AUTHORISE)
    done = (AuthorisationState.APPROVED, AuthorisationState.NOT_NEEDED, AuthorisationState.USED_UP)
    rows = _rows().exclude(state__in=[state.value for state in done])
    return tuple(authorisation_record(actor, row, today=today) for row in rows.order_by("created_at"))


def payments(actor: Actor, visit: UUID) -> VisitPayments:
    """What was paid for a visit, for staff."""
    require(actor, CoverPermission.READ)
    return payments_of(visit)


def payments_of(visit: UUID) -> VisitPayments:
    """What was paid for a visit. The caller has seen to it that somebody may know."""
    rows = list(Payment.objects.filter(visit=visit).select_related("of").prefetch_related("corrections"))
    lines = tuple(_payment(row) for row in rows)
    signs = {PaymentKind.PAYMENT: 1, PaymentKind.REFUND: -1, PaymentKind.VOID: -1}
    return VisitPayments(lines, Money(sum(signs[line.kind] * line.amount.pence for line in lines)))


def paid_for(visits: Iterable[UUID]) -> dict[UUID, Money]:
    """What is left in the till for each visit. For lists of stages that have seen to who may know."""
    sums: dict[UUID, int] = {}
    for visit, kind, pence in Payment.objects.filter(visit__in=list(visits)).values_list("visit", "kind", "pence"):
        sums[visit] = sums.get(visit, 0) + (pence if kind == PaymentKind.PAYMENT else -pence)
    return {visit: Money(pence) for visit, pence in sums.items()}


def uses_of(authorisations: Iterable[int]) -> dict[int, int]:
    """How many visits began under each authorisation, by primary key. For stages of the clinic."""
    uses = AuthorisationUse.objects.filter(authorisation__in=list(authorisations), taken_back_at__isnull=True)
    return dict(uses.values_list("authorisation").annotate(count=Count("pk")))


def authorisation_record(actor: Actor, row: Authorisation, *, today: date) -> AuthorisationRecord:
    """A row as pages see it. For stages of the clinic."""
    coverage, patient, standing = row.coverage, row.coverage.patient, standing_of(row)
    return AuthorisationRecord(
        public_id=row.public_id,
        patient=patient.public_id,
        patient_name=" ".join(filter(None, (patient.given_name, patient.family_name))),
        birth_date=patient.birth_date,
        coverage=_coverage(coverage),
        insurer=_insurer(coverage.insurer),
        standing=standing,
        procedures=tuple(row.procedures),
        diagnoses=tuple(row.diagnoses),
        missing=missing(row, today),
        actions=authorisation_actions(standing, who(actor)),
        history=tuple(
            AuthorisationStep(
                entry.sequence,
                entry.action,
                AuthorisationState(entry.state),
                entry.note,
                Actor(ActorKind(entry.actor_kind), entry.actor_id, entry.actor_role),
                entry.at,
            )
            for entry in row.entries.all()
        ),
    )


def _rows() -> QuerySet[Authorisation]:
    return Authorisation.objects.select_related("coverage__patient", "coverage__insurer").prefetch_related("entries")


def _price(row: Price) -> PriceLine:
    price = MoneyRange(Money(row.low_pence), Money(row.high_pence))
    return PriceLine(row.code, row.name, row.group, row.get_group_display(), price, row.is_active)


def _line(row: Price) -> Line:
    return Line(row.name, MoneyRange(Money(row.low_pence), Money(row.high_pence)))


def _insurer(row: Insurer) -> InsurerLine:
    return InsurerLine(
        row.public_id,
        row.code,
        row.name,
        row.membership_pattern,
        row.membership_hint,
        row.phone,
        row.portal,
        row.is_active,
    )


def _coverage(row: Coverage) -> CoverageLine:
    return CoverageLine(row.public_id, row.insurer.code, row.insurer.name, row.membership_number, row.ended_at is None)


def _payment(row: Payment) -> PaymentLine:
    corrected = sum(correction.pence for correction in row.corrections.all())
    left = row.pence - corrected if row.kind == PaymentKind.PAYMENT else 0
    return PaymentLine(
        row.public_id,
        PaymentKind(row.kind),
        row.of.public_id if row.of else None,
        Money(row.pence),
        row.method,
        row.reference,
        row.why,
        row.taken_by,
        row.at,
        Money(left),
    )


def _patient(public_id: UUID) -> Patient:
    try:
        return Patient.objects.resolve(public_id)
    except Patient.DoesNotExist:
        raise CoverNotFound from None
