"""One written form for each thing that people write in many: names, telephones, postcodes, NHS numbers.

Every function takes what was typed and returns the form that is stored; empty stays empty. What cannot be read
raises :class:`Unreadable` with a sentence and a remedy, and never repeats what was typed.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from nhs_number.constants import (
    REGION_ENGLAND_WALES_IOM,
    REGION_NORTHERN_IRELAND,
    REGION_SCOTLAND,
    REGION_SYNTHETIC,
)
from nhs_number.validate import is_valid
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME_REGION = "GB"
"""Where a telephone number belongs that does not say so itself."""

DRAMA = re.compile(r"\+44(7700900|1632960)\d{3}")
"""Numbers that Ofcom keeps free for made-up people ("Telephone numbers for use in TV and radio drama programmes").
The example clinic uses them; libphonenumber knows them as possible, not as valid."""

POSTCODE = re.compile(r"(?:GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][ABD-HJLNP-UW-Z]{2})")
"""The form of UK postcodes (area, district, sector, unit; the unit has no C, I, K, M, O or V). Says nothing of
whether there is such a place."""

NHS_REGIONS = (REGION_ENGLAND_WALES_IOM, REGION_SCOTLAND, REGION_NORTHERN_IRELAND, REGION_SYNTHETIC)
"""Ranges that are given out, and the one for tests; 000 000 0000 has a right check digit and is nobody's."""

NOT_FOR_TEXTS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)

INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
JOINERS = "\u200c\u200d"
"""Invisible characters that belong to the spelling of names in some scripts, such as Persian."""


class Unreadable(ValueError):
    """What was typed has no form that we know. ``what`` is wrong, and ``remedy`` says how to mend it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


def lines(text: str) -> str:
    """Text in composed Unicode, without invisible characters and needless spaces; line breaks stay."""
    found = (one_line(line) for line in text.splitlines())
    return "\n".join(line for line in found if line)


def one_line(text: str) -> str:
    """Text in composed Unicode on one line. Any script, any number of words: a name is what its bearer says."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    seen = "".join(char for char in spaced if char in JOINERS or not _is_invisible(char))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in INVISIBLE


def email(text: str) -> str:
    """An e-mail address in small letters, so that one person does not seem to be two."""
    address = text.strip().lower()
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        what = _("The email address is not in the right form.")
        raise Unreadable(what, _("Enter it like name@example.com.")) from error
    return address


def phone(text: str) -> str:
    """A telephone number in the form E.164 (``+44…``); without a country it is one of the UK."""
    plain = text.strip()
    return phonenumbers.format_number(_number(plain), PhoneNumberFormat.E164) if plain else ""


def text_phone(text: str) -> str:
    """As :func:`phone`, for a telephone that must take text messages."""
    number = phone(text)
    if number and phonenumbers.number_type(_number(number)) in NOT_FOR_TEXTS:
        what = _("This telephone cannot get text messages.")
        raise Unreadable(what, _("Enter a mobile number, or use your email address."))
    return number


def _number(text: str) -> phonenumbers.PhoneNumber:
    remedy = _("Enter a telephone number like 07700 900 982, or +44 20 7946 0958.")
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except NumberParseException as error:
        raise Unreadable(_("This is not a telephone number."), remedy) from error
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if number.extension or not (phonenumbers.is_valid_number(number) or DRAMA.fullmatch(plain)):
        raise Unreadable(_("There is no such telephone number."), remedy)
    return number


def spoken_phone(number: str) -> str:
    """A stored number as people of the UK read it: ``07700 900982``, or with its country if it is of another."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    at_home = parsed.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )


def postcode(text: str) -> str:
    """A UK postcode in capitals with its space: ``W1G 0AR``."""
    plain = "".join(text.split()).upper()
    if not plain:
        return ""
    if not POSTCODE.fullmatch(plain):
        remedy = _("Enter it like W1G 0AR. If the address is not in the UK, leave this empty.")
        raise Unreadable(_("This is not a UK postcode."), remedy)
    return f"{plain[:-3]} {plain[-3:]}"


def nhs_number(text: str) -> str:
    """Ten digits whose last one fits the others (NHS Data Dictionary, "NHS Number": modulus 11)."""
    plain = re.sub(r"[\s\-–]", "", text)
    if not plain:
        return ""
    if not re.fullmatch("[0-9]{10}", plain):
        raise Unreadable(_("An NHS number has 10 digits."), _("Enter it like 943 476 5919, or leave it empty."))
    if not any(is_valid(plain, for_region=region) for region in NHS_REGIONS):
        remedy = _("Check every digit against a letter or prescription, or leave it empty.")
        raise Unreadable(_("This cannot be an NHS number: its digits do not fit together."), remedy)
    return plain


def spoken_nhs_number(number: str) -> str:
    """A stored NHS number in groups, as it is printed on letters: ``943 476 5919``."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t"}
)
"""Letters that Unicode does not take apart and that people without them on their keyboard write so."""


def folded(text: str) -> str:
    """Text as the search compares it: small letters, no accents, apostrophes gone, other signs as spaces."""
    once = unicodedata.normalize("NFKD", text).casefold()  # fancy letters have their capitals only when taken apart
    plain = unicodedata.normalize("NFKD", once).translate(LETTERS_WITHOUT_PARTS)
    kept = (char for char in plain if unicodedata.category(char) not in {"Mn", "Cf"} and char not in "'’ʼ`´")
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())
