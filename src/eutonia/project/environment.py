"""The environment variables of Eutonia: one list, read once, checked before anything starts.

Nothing else in Eutonia reads the environment. A variable that starts with ``EUTONIA_`` and is not in the
list is refused, because a misspelt safety setting must not pass for an absent one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from eutonia.project import mail

SHORTEST_SECRET = 50
"""Characters. Django's own generator makes keys of this length."""

LEAST_DISTINCT = 12
"""Different characters in a secret; fewer look like a held-down key."""

EXAMPLE_SECRET = "example-clinic-only-" + "0123456789abcdefghijklmnopqrstuvwxyz"
"""Not a secret: it guards nothing but the example clinic on one's own machine."""

PUBLISHED_SECRETS = ("example-clinic-only-", "django-insecure-")
"""How keys begin that stand in public files: ours, and those that Django writes into a new project."""

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name and what it means."""

    name: str
    meaning: str


SECRET_KEY = Variable("EUTONIA_SECRET_KEY", "signs sessions and forms; at least 50 random characters")
DATA_DIR = Variable("EUTONIA_DATA_DIR", "the folder of the embedded database (default: var)")
DATABASE_URL = Variable(
    "EUTONIA_DATABASE_URL",
    "postgresql://user:password@host:port/name or sqlite:///path (default: eutonia.sqlite3 in the data folder)",
)
ALLOWED_HOSTS = Variable("EUTONIA_ALLOWED_HOSTS", "names this site answers to, with commas between them")
BEHIND_PROXY = Variable("EUTONIA_BEHIND_TLS_PROXY", "'yes' if a proxy that you control sets X-Forwarded-Proto")
ACCEPT_UNREVIEWED = Variable(
    "EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE",
    "full name of the person who answers for running knowledge that no clinician has reviewed",
)
LOG_LEVEL = Variable("EUTONIA_LOG_LEVEL", f"one of {', '.join(LOG_LEVELS)} (default: INFO)")
PORT = Variable("EUTONIA_PORT", "read by ./run: the port of the demo")
CACHE = Variable(
    "EUTONIA_CACHE", "read by the command line: the folder of what it compiles (default: the user's cache)"
)
CHROMIUM = Variable("EUTONIA_CHROMIUM", "read by the browser tests: the path of Chromium or Chrome")
POSTGRES_BIN = Variable(
    "EUTONIA_POSTGRES_BIN", "the folder of pg_dump, pg_restore and, for the tests, initdb (default: found by itself)"
)
SITE_URL = Variable("EUTONIA_SITE_URL", "where links in messages lead: https://clinic.example (default: first host)")
SENDER_NAME = Variable(
    "EUTONIA_SENDER_NAME", "signs messages; must not tell what the clinic is for (default: Your clinic)"
)
EMAIL_URL = Variable("EUTONIA_EMAIL_URL", "smtps://user:password@host:port, or smtp:// for STARTTLS or localhost")
EMAIL_FROM = Variable("EUTONIA_EMAIL_FROM", "the address that messages come from, such as bookings@clinic.example")
SMS_GATEWAY = Variable(
    "EUTONIA_SMS_GATEWAY", "dotted path of a class that sends text messages (default: none are sent)"
)

VARIABLES = (
    SECRET_KEY,
    DATA_DIR,
    DATABASE_URL,
    ALLOWED_HOSTS,
    BEHIND_PROXY,
    ACCEPT_UNREVIEWED,
    LOG_LEVEL,
    PORT,
    CACHE,
    CHROMIUM,
    POSTGRES_BIN,
    SITE_URL,
    SENDER_NAME,
    EMAIL_URL,
    EMAIL_FROM,
    SMS_GATEWAY,
)


NEEDED = (ALLOWED_HOSTS, EMAIL_URL, EMAIL_FROM)
"""Must be set in production, as must the secret."""


class EnvironmentProblem(ImproperlyConfigured):
    """One or more environment variables are wrong. The message says how to mend each."""


@dataclass(frozen=True)
class Environment:
    """What the operator asked for, checked."""

    secret_key: str
    data_dir: Path
    database_url: str
    allowed_hosts: tuple[str, ...]
    behind_tls_proxy: bool
    accepts_unreviewed: str
    log_level: str
    postgres_bin: str
    site_url: str
    sender_name: str
    mailer: dict[str, Any] | None
    email_from: str
    sms_gateway: str


def read(environ: Mapping[str, str], *, production: bool) -> Environment:
    """Read and check every variable.

    Raises :class:`EnvironmentProblem` that lists all that is wrong at once.
    """
    values = {variable: environ.get(variable.name, "").strip() for variable in VARIABLES}
    problems = unknown_variables(environ)
    if production:
        problems += secret_problems(values[SECRET_KEY])
        problems += [missing(variable) for variable in NEEDED if not values[variable]]
    problems += choice_problems(values)
    problems += message_problems(values, production=production)
    if problems:
        raise EnvironmentProblem("The environment is not right:\n- " + "\n- ".join(problems))
    hosts = tuple(host.strip() for host in values[ALLOWED_HOSTS].split(",") if host.strip())
    return Environment(
        secret_key=values[SECRET_KEY],
        data_dir=Path(values[DATA_DIR] or "var").resolve(),
        database_url=values[DATABASE_URL],
        allowed_hosts=hosts,
        behind_tls_proxy=values[BEHIND_PROXY].lower() == "yes",
        accepts_unreviewed=values[ACCEPT_UNREVIEWED],
        log_level=values[LOG_LEVEL] or "INFO",
        postgres_bin=values[POSTGRES_BIN],
        site_url=values[SITE_URL] or (f"https://{hosts[0]}" if hosts else ""),
        sender_name=values[SENDER_NAME] or "Your clinic",
        mailer=mail.mailer(values[EMAIL_URL]) if values[EMAIL_URL] else None,
        email_from=values[EMAIL_FROM],
        sms_gateway=values[SMS_GATEWAY],
    )


def choice_problems(values: Mapping[Variable, str]) -> list[str]:
    """A sentence for every choice that is none of those to choose from."""
    problems = []
    if values[BEHIND_PROXY].lower() not in {"", "yes", "no"}:
        problems.append(f"{BEHIND_PROXY.name} must be 'yes' or 'no'.")
    if values[LOG_LEVEL] and values[LOG_LEVEL] not in LOG_LEVELS:
        problems.append(f"{LOG_LEVEL.name} must be {LOG_LEVEL.meaning}.")
    if values[ACCEPT_UNREVIEWED] and not names_a_person(values[ACCEPT_UNREVIEWED]):
        problems.append(f"{ACCEPT_UNREVIEWED.name} must be the {ACCEPT_UNREVIEWED.meaning}: first and last name.")
    return problems


def message_problems(values: Mapping[Variable, str], *, production: bool) -> list[str]:
    """What is wrong with how messages leave. An address is not repeated: it may hold a password."""
    problems = []
    try:
        mail.mailer(values[EMAIL_URL] or "smtp://localhost")
    except ValueError:
        problems.append(f"{EMAIL_URL.name} must look like {EMAIL_URL.meaning}.")
    if values[EMAIL_FROM] and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", values[EMAIL_FROM]):
        problems.append(f"{EMAIL_FROM.name} must be {EMAIL_FROM.meaning}.")
    if mail.TELLING.search(values[SENDER_NAME]):
        problems.append(f"{SENDER_NAME.name} {SENDER_NAME.meaning}: it stands in every message, for all to see.")
    schemes = ("https",) if production else ("https", "http")
    if values[SITE_URL] and not re.fullmatch(rf"(?:{'|'.join(schemes)})://[^/\s]+", values[SITE_URL]):
        problems.append(f"{SITE_URL.name} must be {SITE_URL.meaning}, without a path or slash behind it.")
    if production and not values[SITE_URL] and values[ALLOWED_HOSTS].startswith((".", "*")):
        problems.append(f"{missing(SITE_URL)} The first of the hosts is a pattern, and a link needs a name.")
    return problems


def missing(variable: Variable) -> str:
    """The sentence for a variable that must be set."""
    return f"{variable.name} is not set. Set it to: {variable.meaning}."


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """A sentence for every variable that bears our name and that we do not know."""
    known = [variable.name for variable in VARIABLES]
    sentences = []
    for name in sorted(environ):
        if name.startswith("EUTONIA_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"Unset it. Known are: {', '.join(known)}."
            sentences.append(f"{name} is not a setting of Eutonia. {remedy}")
    return sentences


def secret_problems(secret: str) -> list[str]:
    """What is wrong with a secret key, with the way to make a good one; empty if nothing is."""
    remedy = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    if not secret:
        return [f"{missing(SECRET_KEY)} {remedy}"]
    if secret.startswith(PUBLISHED_SECRETS):
        return [f"{SECRET_KEY.name} begins as a key that everybody may read. {remedy}"]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < LEAST_DISTINCT:
        return [f"{SECRET_KEY.name} is too easy to guess. {remedy}"]
    return []


def names_a_person(text: str) -> bool:
    """Whether a text can be a person's name: two words of letters at least, not a mere 'yes'."""
    words = text.replace("-", " ").replace("'", " ").replace("’", " ").replace(".", " ").split()
    return len(words) > 1 and all(word.isalpha() for word in words)
