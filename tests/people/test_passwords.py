"""Passwords that guessers try first are refused; a few words that do not belong together are not."""

import pytest

from eutonia.clinic.people import passwords
from eutonia.project.settings import demo

EASY = [
    "password1234",
    "PasswordPassword",
    "dragonmonkey",
    "Monkey!Monkey!",
    "qwertyuiop[]",
    "abcdefghijkl",
    "mnbvcxzlkjhg",
    "liverpool2026!",
    "2026liverpool!!",
    "abcabcabcabcabc",
    "aaaaaaaaaaaaaaaa",
    "123456qwerty",
]


@pytest.mark.parametrize("password", EASY)
def test_asvs_6_2_4_what_guessers_make_from_common_passwords_is_easy(password: str) -> None:
    assert passwords.is_easy(password)


@pytest.mark.parametrize(
    "password",
    [
        "a-line-that-was-a-wave",
        "tram velvet onion forty",
        "корова-летит-на-луну",
        "k7Rz!q0vTn2x",
        demo.EUTONIA_DEMO_PASSWORD,
    ],
)
def test_words_that_do_not_belong_together_are_not(password: str) -> None:
    assert not passwords.is_easy(password)


def test_asvs_6_2_4_more_than_three_thousand_long_passwords_are_refused() -> None:
    """The standard asks for the 3,000 commonest that are long enough; joined pairs of the commonest 100 are 10,000."""
    commonest = [word for word in sorted(passwords.common()) if 6 <= len(word) <= 8][:100]
    pairs = {one + other for one in commonest for other in commonest}
    assert len(pairs) > 3000
    assert all(len(pair) >= 12 and passwords.is_easy(pair) for pair in pairs)
