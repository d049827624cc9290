"""What forms of a booking say: labels in a sentence, addresses as people write them, and what an address can be."""

import pytest
from django.core.exceptions import ValidationError

from eutonia.web.patient.booking import proof_forms
from eutonia.web.patient.booking.overview import spoken
from eutonia.web.patient.booking.proof_forms import WayForm, reached_at


@pytest.mark.parametrize(
    ("label", "words"),
    [("GP surgery", "GP surgery"), ("NHS number", "NHS number"), ("Who pays", "who pays"), ("Until", "until")],
)
def test_abbreviations_keep_their_capitals_in_a_sentence(label: str, words: str) -> None:
    assert spoken(label) == words


def test_a_telephone_is_shown_as_people_write_it() -> None:
    form = WayForm(None, ways={"email": "asha@example.org", "sms": "+447700900123"})
    assert "By text message to 07700 900123" in str(form["way"])
    assert "By email to asha@example.org" in str(form["way"])
    assert "+4477" not in str(form["way"])


BOTH = "Enter an email address or a mobile number, like name@example.com or 07700 900 982"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("not-an-address", BOTH),
        ("asha", BOTH),
        ("asha99", BOTH),
        ("-", BOTH),
        ("asha@", "The email address is not in the right form."),
        ("07700", "There is no such telephone number."),
    ],
)
def test_what_is_neither_is_told_what_both_look_like(monkeypatch: pytest.MonkeyPatch, typed: str, error: str) -> None:
    monkeypatch.setattr(proof_forms, "takes_texts", lambda: True)
    with pytest.raises(ValidationError) as refused:
        reached_at(typed)
    assert refused.value.messages[0].startswith(error)


def test_a_clinic_without_texts_asks_for_an_email_address_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_forms, "takes_texts", lambda: False)
    with pytest.raises(ValidationError, match="Enter an email address") as refused:
        reached_at("not-an-address")
    assert "mobile" not in refused.value.messages[0]
