"""What is written down about a person, checked and put into one form the moment it is made.

A wrong value cannot be built: the constructors raise :class:`BadDetails`, which names every fault with its
remedy and the field it is in, in words for the person who typed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people import writing
from eutonia.clinic.people.writing import Unreadable
from eutonia.knowledge.vocabulary import Issue, IssueLevel

EARLIEST_BIRTH = date(1900, 1, 1)
"""Nobody alive was born before. A check against slips such as 0198 or 1098, not a judgement of age."""


class BadDetails(Exception):
    """Something about a person cannot be as written. ``issues`` say what and how to mend it, field by field."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def fault(field: str, what: str, remedy: str) -> Issue:
    """An error in one field."""
    return Issue(IssueLevel.ERROR, what, remedy, field)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a field is brought into its form; ``most`` is the number of characters that the database holds."""

    read: Callable[[str], str]
    most: int


ONE_LINE = writing.one_line
PHONE = _Rule(writing.phone, 16)
EMAIL = _Rule(writing.email, 254)

PATIENT_RULES: Mapping[str, _Rule] = {
    "given_name": _Rule(ONE_LINE, 100),
    "family_name": _Rule(ONE_LINE, 100),
    "email": EMAIL,
    "phone": PHONE,
    "address": _Rule(writing.lines, 300),
    "postcode": _Rule(writing.postcode, 8),
    "nhs_number": _Rule(writing.nhs_number, 10),
    "gp_practice": _Rule(ONE_LINE, 150),
    "communication_needs": _Rule(writing.lines, 500),
    "interpreter_language": _Rule(ONE_LINE, 60),
    "emergency_contact_name": _Rule(ONE_LINE, 150),
    "emergency_contact_phone": PHONE,
}

GUARDIAN_RULES: Mapping[str, _Rule] = {
    "name": _Rule(ONE_LINE, 150),
    "relationship": _Rule(ONE_LINE, 60),
    "email": EMAIL,
    "phone": PHONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDetails:
    """What is known of a patient. Everything but the date of birth and one name may be empty.

    ``phone`` comes out in the form E.164, ``nhs_number`` as ten digits, ``postcode`` in capitals with its space.
    Whether the date of birth lies in the future is for the service to say, which knows the day.

    Raises :class:`BadDetails`.
    """

    birth_date: date
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    nhs_number: str = ""
    gp_practice: str = ""
    communication_needs: str = ""
    interpreter_language: str = ""
    emergency_contact_name: str = ""
    emergency_contact_phone: str = ""

    def __post_init__(self) -> None:
        issues = list(_settle(self, PATIENT_RULES))
        if not self.given_name and not self.family_name:
            issues.append(fault("given_name", _("A name is missing."), _("Enter one name at least.")))
        if self.birth_date < EARLIEST_BIRTH:
            words = _("The date of birth is before %(year)s.") % {"year": EARLIEST_BIRTH.year}
            issues.append(fault("birth_date", words, _("Check the year.")))
        if issues:
            raise BadDetails(tuple(issues))

    @property
    def full_name(self) -> str:
        """Both names in the order of address, or the one there is."""
        return f"{self.given_name} {self.family_name}".strip()

    def as_json(self) -> dict[str, str]:
        """Every field as text, the date in ISO form."""
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def stored(cls, row: object) -> PatientDetails:
        """The details of a row, which were checked when they were written.

        They are not checked again: numbering plans change, and a record must open even so.
        """
        return _as_it_is(cls, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianDetails:
    """A parent or guardian of a young person, with one way at least to reach them.

    ``relationship`` is in their own words: mother, foster carer, social worker. Raises :class:`BadDetails`.
    """

    name: str
    relationship: str
    email: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        issues = list(_settle(self, GUARDIAN_RULES))
        if not self.name:
            issues.append(fault("name", _("The name is missing."), _("Enter the name of the parent or guardian.")))
        if not self.relationship:
            remedy = _("Enter who they are to the young person, such as mother or foster carer.")
            issues.append(fault("relationship", _("The relationship is missing."), remedy))
        if not self.email and not self.phone:
            remedy = _("Enter an email address or a telephone number.")
            issues.append(fault("email", _("There is no way to reach this person."), remedy))
        if issues:
            raise BadDetails(tuple(issues))

    @classmethod
    def stored(cls, row: object) -> GuardianDetails:
        """As :meth:`PatientDetails.stored`."""
        return _as_it_is(cls, row)


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or a telephone that takes text messages. Raises :class:`BadDetails`."""

    channel: Channel
    address: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "channel", Channel(self.channel))  # a page has its value only
        read = writing.email if self.channel == Channel.EMAIL else writing.text_phone
        try:
            address = read(self.address)
            if not address:
                raise Unreadable(_("There is no address."), _("Enter an email address or a mobile number."))
        except Unreadable as trouble:
            raise BadDetails((fault("address", trouble.what, trouble.remedy),)) from trouble
        object.__setattr__(self, "address", address)


def _as_it_is[T: (PatientDetails, GuardianDetails)](cls: type[T], row: object) -> T:
    """An instance with the values of a row, without the constructor's checks."""
    made = object.__new__(cls)
    for field in fields(cls):
        object.__setattr__(made, field.name, getattr(row, field.name))
    return made


def _settle(details: Any, rules: Mapping[str, _Rule]) -> Iterator[Issue]:
    """Bring every field of a frozen instance into its form; yield what cannot be."""
    for name, rule in rules.items():
        try:
            value = rule.read(getattr(details, name))
        except Unreadable as trouble:
            yield fault(name, trouble.what, trouble.remedy)
            continue
        if len(value) > rule.most:
            words = _("This is longer than %(most)s characters.") % {"most": rule.most}
            yield fault(name, words, _("Shorten it."))
        object.__setattr__(details, name, value)
