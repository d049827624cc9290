"""Which database, from the operator's choice to Django's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from eutonia.project.environment import DATABASE_URL, EnvironmentProblem

FILE = "sqlite:///"
"""Before the path of an embedded database that lies elsewhere than in the data folder."""

PROTECTION = {"sslmode", "sslrootcert", "sslcert", "sslkey"}
"""What an address of PostgreSQL may say besides where it is."""

# WAL lets readers go on while one writes. IMMEDIATE takes the write lock at the start, so that a transaction
# never fails half-way for want of it. FULL keeps the last commits when the power goes.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def settings_for(url: str, data_dir: Path, *, test_name: str = "test.sqlite3") -> dict[str, Any]:
    """Django's settings for one database: the embedded one, or what an address names.

    ``test_name`` names the file that tests of the embedded database use instead.

    Raises :class:`EnvironmentProblem` for an address that is neither of PostgreSQL nor of a file.
    """
    if url.startswith(FILE):
        return sqlite(Path(url.removeprefix(FILE)), test_name)
    return postgres(url) if url else sqlite(data_dir / "eutonia.sqlite3", test_name)


def sqlite(path: Path, test_name: str) -> dict[str, Any]:
    """Settings for the embedded database in one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": dict(SQLITE_OPTIONS),
        # A file, as in real life: an in-memory test database shares one connection between threads.
        "TEST": {"NAME": path.with_name(test_name)},
    }


def postgres(url: str) -> dict[str, Any]:
    """Settings for PostgreSQL from its address.

    The host may be the folder of a socket (``%2Fvar%2Frun%2Fpostgresql``). Behind a question mark may stand how the
    connection is protected: ``?sslmode=verify-full&sslrootcert=/etc/eutonia/ca.pem``.
    """
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    options = dict(parse_qsl(parts.query))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.hostname or not name or options.keys() - PROTECTION:
        raise EnvironmentProblem(f"{DATABASE_URL.name} must look like {DATABASE_URL.meaning}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname),
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
