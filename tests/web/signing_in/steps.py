"""What a member of staff does to sign in, step by step."""

import re
import time
from datetime import UTC, datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
EMAIL = "auditor@example.org"
PASSWORD = "a-line-that-was-a-wave"
NEW_PASSWORD = "another-wave-that-became-a-line"


def sign_in(client: Client, password: str = PASSWORD) -> str:
    """Sign in with a password. Returns where that leads."""
    response = client.post("/staff/sign-in/", {"login": EMAIL, "password": password})
    return str(response.url) if response.status_code == 302 else ""


def signed_in() -> Client:
    client = Client()
    assert sign_in(client) == "/staff/"
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/staff/account/").status_code == 200


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code} {response.headers.get('Location', '')}"
    return response.content.decode()


def key_on(page: str) -> str:
    return re.sub(r"\s", "", re.search(r"<samp>([A-Z2-7\s]+)</samp>", page)[1])  # type: ignore[index]


def code_of(key: str) -> str:
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up a second factor. Returns its key and the recovery codes."""
    key = key_on(shown(client, "/staff/account/second-step/"))
    response = client.post("/staff/account/second-step/", {"code": code_of(key)})
    assert (response.status_code, response.url) == (302, "/staff/account/codes/")
    return key, [
        code.replace(" ", "") for code in re.findall(r"<samp>(\d{4} \d{4})</samp>", shown(client, response.url))
    ]


def second_step(client: Client, code: str) -> str:
    response = client.post("/staff/sign-in/second-step/", {"code": code})
    return str(response.url) if response.status_code == 302 else ""


def change_password(client: Client, old: str = PASSWORD, new: str = NEW_PASSWORD) -> str:
    response = client.post("/staff/account/password/", {"oldpassword": old, "password1": new})
    return str(response.url) if response.status_code == 302 else response.content.decode()
