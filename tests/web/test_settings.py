"""Settings: a clinic starts only when it is safe to; a demo starts at once."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eutonia import project
from eutonia.project import database, environment
from eutonia.project.environment import EnvironmentProblem
from eutonia.project.logs import PrivateJsonFormatter
from eutonia.project.settings import base

GOOD_SECRET = "vK3-pQ8_zL1xW5rT9yB2nM7cD4fG6hJ0sA-eUoIiPqRtYwZ" + "aBcDeF"
EXAMPLE_CLINIC = Path(project.__file__).parent / "example/clinic.toml"
PRODUCTION = {
    "EUTONIA_SECRET_KEY": GOOD_SECRET,
    "EUTONIA_ALLOWED_HOSTS": "clinic.example.org",
    "EUTONIA_EMAIL_URL": "smtps://mail.example.org",
    "EUTONIA_EMAIL_FROM": "bookings@clinic.example.org",
}


# ---- the environment ---------------------------------------------------------------------------------------


def problem(environ: dict[str, str], *, production: bool = False) -> str:
    with pytest.raises(EnvironmentProblem) as caught:
        environment.read(environ, production=production)
    return str(caught.value)


def test_the_demo_needs_nothing() -> None:
    read = environment.read({}, production=False)
    assert read.data_dir == Path("var").resolve()
    assert read.allowed_hosts == ()
    assert not read.accepts_unreviewed


def test_production_says_all_that_is_missing_at_once_with_the_remedy() -> None:
    told = problem({}, production=True)
    assert "EUTONIA_SECRET_KEY is not set" in told
    assert "secrets.token_urlsafe" in told
    for name in ("EUTONIA_ALLOWED_HOSTS", "EUTONIA_EMAIL_URL", "EUTONIA_EMAIL_FROM"):
        assert f"{name} is not set" in told


@pytest.mark.parametrize("secret", ["short", "a" * 60, "ab" * 40, GOOD_SECRET[:49]])
def test_a_weak_secret_is_refused_and_not_repeated(secret: str) -> None:
    told = problem(PRODUCTION | {"EUTONIA_SECRET_KEY": secret}, production=True)
    assert "too easy to guess" in told
    assert secret not in told


def test_a_misspelt_variable_is_refused() -> None:
    assert "Did you mean EUTONIA_DATA_DIR?" in problem({"EUTONIA_DATADIR": "x"})
    assert "is not a setting" in problem({"EUTONIA_ZZZZZZZZZZZZ": "x"})


@pytest.mark.parametrize("name", ["yes", "true", "1", "Smith", "Jane 007"])
def test_unreviewed_knowledge_needs_a_person(name: str) -> None:
    assert "full name of the person" in problem({"EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE": name})


@pytest.mark.parametrize("name", ["Example Person", "A. B. Person-Example", "Séan O’Example"])
def test_a_person_may_be_named(name: str) -> None:
    read = environment.read({"EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE": name}, production=False)
    assert read.accepts_unreviewed == name


@pytest.mark.parametrize(
    ("variable", "value"), [("EUTONIA_LOG_LEVEL", "LOUD"), ("EUTONIA_BEHIND_TLS_PROXY", "perhaps")]
)
def test_a_value_that_means_nothing_is_refused(variable: str, value: str) -> None:
    assert variable in problem({variable: value})


# ---- the database ------------------------------------------------------------------------------------------


def test_the_embedded_database_waits_and_keeps_its_commits(tmp_path: Path) -> None:
    options = database.settings_for("", tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in options["init_command"]


def test_an_address_of_postgresql_is_understood(tmp_path: Path) -> None:
    read = database.settings_for("postgresql://us%40er:p%2Fw@db.example:6432/eutonia", tmp_path)
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        "us@er",
        "p/w",
        "db.example",
        "6432",
        "eutonia",
    )


def test_postgresql_may_be_behind_a_socket_or_tls(tmp_path: Path) -> None:
    socket = database.settings_for("postgresql://%2Fvar%2Frun%2Fpostgresql/eutonia", tmp_path)
    assert (socket["HOST"], socket["USER"], socket["OPTIONS"]) == ("/var/run/postgresql", "", {})
    safe = database.settings_for("postgresql://u@h/n?sslmode=verify-full&sslrootcert=/etc/ca.pem", tmp_path)
    assert safe["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}


@pytest.mark.parametrize(
    "url", ["postgresql://h/n?sslmod=require", "mysql://h/n", "postgresql://", "postgresql://h/", "nonsense"]
)
def test_another_address_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="EUTONIA_DATABASE_URL must look like"):
        database.settings_for(url, tmp_path)


# ---- the log -----------------------------------------------------------------------------------------------


@given(st.text(min_size=8, max_size=40, alphabet=st.characters(categories=["L", "N"])))
def test_asvs_16_2_5_no_words_of_a_person_reach_the_log(words: str) -> None:
    mark = f"zq{words}"
    try:
        raise ValueError(mark)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed on %s", (mark,), sys.exc_info())
    line = PrivateJsonFormatter().format(record)
    assert mark not in json.dumps(json.loads(line), ensure_ascii=False)
    assert json.loads(line)["exception"] == "ValueError"


def test_a_line_names_the_route_and_never_the_address() -> None:
    from django.test import RequestFactory
    from django.urls import resolve

    request = RequestFactory().get("/staff/sign-in/?next=/private")
    request.resolver_match = resolve("/staff/sign-in/")
    record = logging.LogRecord("django.request", logging.WARNING, "f", 1, "Not Found: %s", (request.path,), None)
    record.request = request
    record.status_code = 404
    line = json.loads(PrivateJsonFormatter().format(record))
    assert line["route"] == "staff/sign-in/"
    assert line["status"] == 404
    assert "private" not in str(line)


# ---- production --------------------------------------------------------------------------------------------


def production(code: str, tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh process under the production settings, for a clinic that is said to be real."""
    example = EXAMPLE_CLINIC.read_text(encoding="utf-8")
    assert "example = true" in example
    (tmp_path / "clinic.toml").write_text(example.replace("example = true", "example = false"), encoding="utf-8")
    # The browser tests, which may run in this very process, lift Django's refusal of a database beside an event loop.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("EUTONIA_", "DJANGO_ALLOW_"))}
    example = base.EUTONIA_CLINIC_FILE.read_text(encoding="utf-8")
    (tmp_path / "clinic.toml").write_text(example.replace("example = true", "example = false"), encoding="utf-8")
    settings = {"DJANGO_SETTINGS_MODULE": "eutonia.project.settings.production", "EUTONIA_DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=clean | settings | environ,
        capture_output=True,
        text=True,
        check=False,
    )


START = "import eutonia.project.wsgi"


def test_production_refuses_an_incomplete_environment(tmp_path: Path) -> None:
    done = production(START, tmp_path)
    assert done.returncode != 0
    assert "EUTONIA_SECRET_KEY is not set" in done.stderr


def test_production_refuses_unreviewed_knowledge_unless_a_person_answers_for_it(tmp_path: Path) -> None:
    refused = production(START, tmp_path, **PRODUCTION)
    assert refused.returncode != 0
    assert "No clinician has reviewed the knowledge" in refused.stderr
    assert "EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE" in refused.stderr
    started = production(START, tmp_path, **PRODUCTION, EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE="Example Person")
    assert started.returncode == 0, started.stderr


def test_a_server_does_not_collect_again_what_it_read_at_the_start(tmp_path: Path) -> None:
    code = f"{START}, gc; print(gc.get_freeze_count())"
    done = production(code, tmp_path, **PRODUCTION, EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE="Example Person")
    assert int(done.stdout) > 100_000, done.stderr


def test_production_refuses_the_example_clinic(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('load_example_clinic')"
    )
    done = production(code, tmp_path, **PRODUCTION)
    assert done.returncode != 0
    assert "refused here" in done.stderr


def test_asvs_3_3_1_production_is_sound_by_djangos_own_checks(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE)"
    )
    done = production(code, tmp_path, **PRODUCTION, EUTONIA_ACCEPT_UNREVIEWED_KNOWLEDGE="Example Person")
    assert done.returncode == 0, done.stderr
    assert "__Host-eutonia-session __Host-eutonia-form True" in done.stdout


def test_production_names_static_files_after_their_content(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('collectstatic', interactive=False, verbosity=0)\n"
        "from django.templatetags.static import static\n"
        "print(static('eutonia/eutonia.js'))"
    )
    done = production(code, tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    name = done.stdout.strip().removeprefix("/static/")
    assert re.fullmatch(r"eutonia/eutonia\.[0-9a-f]{12}\.js", name)
    script = (tmp_path / "static" / name).read_text(encoding="utf-8")
    assert re.search(r"vendor/nhsuk/nhsuk-frontend\.[0-9a-f]{12}\.js", script), "imports must follow the names"
