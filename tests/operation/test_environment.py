"""How messages leave is asked of the environment, and what would not work or would tell is refused."""

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from eutonia.project import environment, mail
from eutonia.project.environment import EnvironmentProblem
from eutonia.project.worker import PATIENCE_S

WHOLE = {
    "EUTONIA_SECRET_KEY": "vK3-pQ8_zL1xW5rT9yB2nM7cD4fG6hJ0sA-eUoIiPqRtYwZ" + "aBcDeF",
    "EUTONIA_ALLOWED_HOSTS": "clinic.example.org, www.example.org",
    "EUTONIA_EMAIL_URL": "smtps://user:pa%2Fss@mail.example.org",
    "EUTONIA_EMAIL_FROM": "bookings@clinic.example.org",
}


def read(**more: str) -> environment.Environment:
    return environment.read(WHOLE | more, production=True)


def refused(**more: str) -> str:
    with pytest.raises(EnvironmentProblem) as caught:
        read(**more)
    return str(caught.value)


def test_what_is_given_is_used_and_the_rest_has_sound_defaults() -> None:
    got = read()
    assert (got.site_url, got.sender_name) == ("https://clinic.example.org", "Your clinic")
    assert got.mailer
    assert got.mailer["OPTIONS"]["password"] == "pa/ss"
    got = read(EUTONIA_SITE_URL="https://book.example.org", EUTONIA_SENDER_NAME="The Wharf")
    assert (got.site_url, got.sender_name) == ("https://book.example.org", "The Wharf")


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("", "is not set"),
        ("short", "too easy to guess"),
        ("a" * 60, "too easy to guess"),
        (environment.EXAMPLE_SECRET, "everybody may read"),
        ("django-insecure-" + "vK3-pQ8_zL1xW5rT9yB2nM7cD4fG6hJ0sA-eUoIiPqRtYwZaBcDeF", "everybody may read"),
    ],
)
def test_a_secret_that_is_none_is_refused_with_the_way_to_make_one(secret: str, why: str) -> None:
    told = refused(EUTONIA_SECRET_KEY=secret)
    assert why in told
    assert "secrets.token_urlsafe(50)" in told
    assert not secret or secret not in told


@pytest.mark.parametrize("name", ["EUTONIA_EMAIL_URL", "EUTONIA_EMAIL_FROM"])
def test_a_clinic_must_be_able_to_write(name: str) -> None:
    assert f"{name} is not set" in refused(**{name: ""})


@pytest.mark.parametrize("name", ["Northside Spasm Clinic", "Neurology North", "The MUSCLE people", "Pain centre"])
def test_a_sender_that_tells_what_we_treat_is_refused(name: str) -> None:
    assert "EUTONIA_SENDER_NAME" in refused(EUTONIA_SENDER_NAME=name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EUTONIA_EMAIL_URL", "mail.example.org"),
        ("EUTONIA_EMAIL_URL", "http://user:secret@mail.example.org"),
        ("EUTONIA_EMAIL_URL", "smtps://"),
        ("EUTONIA_EMAIL_FROM", "bookings"),
        ("EUTONIA_EMAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("EUTONIA_SITE_URL", "http://clinic.example.org"),
        ("EUTONIA_SITE_URL", "https://clinic.example.org/"),
        ("EUTONIA_SITE_URL", "clinic.example.org"),
    ],
)
def test_a_value_that_cannot_work_is_refused_and_its_secret_not_repeated(name: str, value: str) -> None:
    told = refused(**{name: value})
    assert name in told
    assert "secret@" not in told


def test_a_pattern_of_hosts_needs_an_address_for_links() -> None:
    assert "EUTONIA_SITE_URL is not set" in refused(EUTONIA_ALLOWED_HOSTS=".example.org")
    assert read(EUTONIA_ALLOWED_HOSTS=".example.org", EUTONIA_SITE_URL="https://a.example.org").site_url


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtps://mail.example.org", 465, True, False),
        ("smtp://mail.example.org", 587, False, True),
        ("smtp://mail.example.org:2525", 2525, False, True),
        ("smtp://localhost", 25, False, False),
        ("smtp://127.0.0.1:1025", 1025, False, False),
    ],
)
def test_mail_leaves_this_machine_encrypted_only(url: str, port: int, ssl: bool, tls: bool) -> None:
    options = mail.mailer(url)["OPTIONS"]
    assert (options["port"], options["use_ssl"], options["use_tls"]) == (port, ssl, tls)


def test_a_mail_server_that_does_not_answer_costs_less_than_the_claim_on_a_batch() -> None:
    from eutonia.clinic.outbox.delivery import BATCH, CLAIM

    assert mail.TIMEOUT_S * BATCH < CLAIM.total_seconds()
    assert mail.TIMEOUT_S < PATIENCE_S


# ---- the check before a start --------------------------------------------------------------------------------

POST = {"BACKEND": "tests.clinic.outbox.post.Post"}
FOLDER = {"BACKEND": "eutonia.gateways.messages.Folder", "OPTIONS": {"folder": "unused"}}


def problems(settings: Settings, gateways: dict[str, dict[str, object]], *, production: bool) -> list[str]:
    settings.EUTONIA_MESSAGE_GATEWAYS = gateways
    settings.EUTONIA_IS_PRODUCTION = production
    ids = {str(found.id) for found in run_checks(tags=["eutonia"])}
    return sorted(ids & {"eutonia.E005", "eutonia.E006"})


def test_a_gateway_that_shows_messages_is_for_the_example_clinic_only(settings: Settings) -> None:
    assert problems(settings, {"email": FOLDER, "sms": POST}, production=False) == []
    assert problems(settings, {"email": FOLDER, "sms": POST}, production=True) == ["eutonia.E006"]
    assert problems(settings, {"email": POST}, production=True) == []


@pytest.mark.parametrize("backend", ["nowhere.at.All", "eutonia.gateways.messages.Nothing", "Folder"])
def test_a_gateway_that_cannot_be_made_is_refused(settings: Settings, backend: str) -> None:
    assert problems(settings, {"sms": {"BACKEND": backend}}, production=False) == ["eutonia.E005"]
