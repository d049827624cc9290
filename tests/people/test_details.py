"""What is written down about a person takes one form, or is refused with a remedy."""

import unicodedata
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people import names, writing
from eutonia.clinic.people.details import BadDetails, Contact, GuardianDetails, PatientDetails
from tests.people.world import details


def faults(**changes: object) -> dict[str, str]:
    with pytest.raises(BadDetails) as caught:
        details(**changes)
    assert all(issue.remedy for issue in caught.value.issues)
    return {issue.where: issue.what for issue in caught.value.issues}


# ---- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Sukarno", ""),
        ("", "Madonna"),
        ("Nguyễn Thị", "Minh Khai"),
        ("王", "小明"),
        ("X Æ", "O’Brien-García de la Vega"),
    ],
)
def test_a_name_is_what_its_bearer_says(given: str, family: str) -> None:
    made = details(given_name=given, family_name=family)
    assert (made.given_name, made.family_name) == (given, family)
    assert made.full_name == f"{given} {family}".strip()


def test_one_name_is_enough_and_none_is_not() -> None:
    assert "given_name" in faults(given_name=" ", family_name="\u200b")


def test_a_name_is_composed_and_holds_nothing_invisible() -> None:
    made = details(given_name=" Zoe\u0308 \x00\u202e ", family_name="Ka\u200dya")
    assert made.given_name == "Zoë"
    assert made.family_name == "Ka\u200dya", "a joiner belongs to the spelling of names in some scripts"


def test_a_name_too_long_for_the_database_is_refused() -> None:
    assert details(given_name="x" * 100).given_name == "x" * 100
    assert "100" in faults(given_name="x" * 101)["given_name"]


@given(st.text(max_size=60))
@example("\u0130\u0307")
@example("𝕬")
@example("e\u200b\u0301")
def test_one_form_is_final(text: str) -> None:
    once = writing.one_line(text)
    assert writing.one_line(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert writing.folded(writing.folded(once)) == writing.folded(once)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("O’Connor-Łęcka", "oconnor lecka"),
        ("Ångström", "angstrom"),
        ("Nguyễn", "nguyen"),
        ("STRAßE", "strasse"),
        ("Æsa Þórðardóttir", "aesa thordardottir"),
        ("İpek", "ipek"),
    ],
)
def test_the_search_compares_without_accents_and_capitals(name: str, plain: str) -> None:
    assert writing.folded(name) == plain


@pytest.mark.parametrize(
    ("one", "slip", "yes"),
    [
        ("lindqvist", "lindqvist", True),
        ("lindqvist", "lindkvist", True),
        ("lindqvist", "lindqvst", True),
        ("lindqvist", "lindqvistt", True),
        ("lindqvist", "lidnqvist", True),
        ("lindqvist", "lindqvits", True),
        ("lindqvist", "lidnqvits", False),
        ("lindqvist", "lindqv", False),
        ("ali", "eli", False),
        ("abcd", "badc", False),
        ("abcde", "abcd", True),
        ("abcd", "bcde", False),
    ],
)
def test_one_slip_is_forgiven_and_two_are_not(one: str, slip: str, yes: bool) -> None:
    assert names.one_slip(one, slip) is yes
    assert names.one_slip(slip, one) is yes


@given(st.text("abcdef", min_size=4, max_size=9), st.data())
def test_words_one_slip_apart_share_a_key(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcxyz"))
    slips = [
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    ]
    for slip in slips:
        if len(slip) >= names.SHORTEST_WITH_SLIP:
            assert names.one_slip(word, slip)
            assert names.keys(word) & names.keys(slip)


# ---- numbers and addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900982", "+447700900982"),
        ("(020) 7946-0958", "+442079460958"),
        ("+353 1 679 1234", "+35316791234"),
        ("0044 7911 123456", "+447911123456"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_kept_in_the_international_form(typed: str, kept: str) -> None:
    assert details(phone=typed).phone == kept


@pytest.mark.parametrize(
    "typed", ["12345", "call me", "07700 90098", "0999 999 9999", "+999 123456789", "020 7946 0958 x4"]
)
def test_what_is_no_telephone_number_is_refused_and_not_repeated(typed: str) -> None:
    assert typed not in str(faults(phone=typed))


def test_a_stored_number_is_shown_as_people_read_it() -> None:
    assert writing.spoken_phone("+447700900982") == "07700 900982"
    assert writing.spoken_phone("+35316791234") == "+353 1 679 1234"
    assert writing.spoken_phone("") == ""
    assert writing.spoken_nhs_number("9434765919") == "943 476 5919"


@pytest.mark.parametrize("typed", ["943 476 5919", "9434765919", "943-476-5919", " 943  476 5919 "])
def test_an_nhs_number_is_kept_as_ten_digits(typed: str) -> None:
    # by hand: 9·10+4·9+3·8+4·7+7·6+6·5+5·4+9·3+1·2 = 299; 299 mod 11 = 2; 11 − 2 = 9, the last digit
    assert details(nhs_number=typed).nhs_number == "9434765919"


@pytest.mark.parametrize("typed", ["943 476 5918", "9434 765 919 1", "000 000 0000", "943476591", "94347659I9", "５"])
def test_a_number_that_nobody_was_given_is_refused(typed: str) -> None:
    assert "nhs_number" in faults(nhs_number=typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("w1g0ar", "W1G 0AR"), ("M1 1AE", "M1 1AE"), ("ec1a1bb", "EC1A 1BB"), ("BF1 3AA", "BF1 3AA")]
)
def test_a_postcode_is_kept_with_its_space(typed: str, kept: str) -> None:
    assert details(postcode=typed).postcode == kept


@pytest.mark.parametrize("typed", ["W1G", "10115", "W1G 0AI", "WWW1 1AA", "W1G 0AR 1"])
def test_what_is_no_uk_postcode_is_refused(typed: str) -> None:
    assert "postcode" in faults(postcode=typed)


def test_an_email_address_is_kept_in_small_letters() -> None:
    assert details(email=" Asha@Example.ORG ").email == "asha@example.org"
    assert "email" in faults(email="asha at example")


def test_an_address_keeps_its_lines() -> None:
    assert details(address="1  High Street\r\n\r\n Leeds ").address == "1 High Street\nLeeds"


def test_a_year_that_is_a_slip_is_refused() -> None:
    assert "birth_date" in faults(birth_date=date(1890, 1, 1))


def test_every_fault_is_told_at_once() -> None:
    assert set(faults(phone="1", email="x", postcode="y", nhs_number="z")) == {
        "phone",
        "email",
        "postcode",
        "nhs_number",
    }


def test_a_stored_record_opens_although_its_number_is_no_longer_valid() -> None:
    row = SimpleNamespace(**{name: getattr(details(), name) for name in PatientDetails.__slots__})
    row.phone = "+440000000000"
    assert PatientDetails.stored(row).phone == "+440000000000"


# ---- contacts and guardians ------------------------------------------------------------------------------------


def test_a_guardian_can_be_named_and_reached() -> None:
    with pytest.raises(BadDetails) as caught:
        GuardianDetails(name="", relationship="", email="", phone="")
    assert {issue.where for issue in caught.value.issues} == {"name", "relationship", "email"}


@pytest.mark.parametrize(
    ("channel", "typed"), [(Channel.EMAIL, "x"), (Channel.EMAIL, ""), (Channel.SMS, "020 7946 0958")]
)
def test_a_contact_must_be_able_to_get_a_message(channel: Channel, typed: str) -> None:
    with pytest.raises(BadDetails):
        Contact(channel, typed)


def test_a_contact_has_one_form() -> None:
    assert Contact(Channel.SMS, "07700 900101") == Contact(Channel.SMS, "+44 7700 900101")
    assert Contact(Channel.EMAIL, "A@Example.org") == Contact(Channel.EMAIL, "a@example.org")
