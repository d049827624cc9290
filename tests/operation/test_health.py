"""Probes get the truth, from everywhere, and nothing about anybody."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from eutonia.project import health, jobs
from eutonia.project.clock import now
from tests.clinic.audit.entries import tampering
from tests.clinic.outbox.post import queue


def asked(client: Client, path: str) -> tuple[int, dict[str, Any]]:
    response = client.get(path)
    return response.status_code, json.loads(response.content)


def test_alive_needs_no_database(client: Client) -> None:
    assert asked(client, "/healthz") == (200, {"alive": True})


@pytest.mark.django_db
def test_ready_says_what_is_there(client: Client) -> None:
    whole = {"ready": True, "database": True, "migrations": True, "audit": True}
    assert asked(client, "/readyz") == (200, whole | {"worker": "silent", "messages": "on time"})
    jobs.be_seen(now, lambda: False)
    assert asked(client, "/readyz")[1]["worker"] == "seen"
    cache.set(jobs.SEEN, (now() - health.SILENT_AFTER - timedelta(seconds=1)).isoformat(), None)
    assert asked(client, "/readyz")[1]["worker"] == "silent"


@pytest.mark.django_db
def test_messages_that_do_not_leave_are_told(client: Client) -> None:
    moment = now()
    queue("waits", send_at=moment + timedelta(days=1))
    queue("due", now=moment - health.LATE_AFTER + timedelta(minutes=1))
    assert asked(client, "/readyz")[1]["messages"] == "on time"
    queue("overdue", now=moment - health.LATE_AFTER - timedelta(seconds=1))
    status, said = asked(client, "/readyz")
    assert (status, said["messages"]) == (200, "late")


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("audit", "0001_initial")
    status, said = asked(client, "/readyz")
    assert (status, said["ready"], said["migrations"]) == (503, False, False)


@pytest.mark.django_db
def test_an_unguarded_audit_is_not_ready(client: Client) -> None:
    with tampering():
        status, said = asked(client, "/readyz")
    assert (status, said["ready"], said["audit"]) == (503, False, False)


def test_a_database_that_is_away_is_not_ready_and_breaks_nothing(client: Client) -> None:
    """Without the mark, pytest lets nobody near the database, which is as good as none."""
    assert asked(client, "/readyz") == (503, {"ready": False, "database": False})


def test_probes_come_by_bare_address_and_without_tls(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["clinic.example"]
    response = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert client.get("/about/", headers={"host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_a_probe_costs_little_and_leaves_no_trace(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(7):
        response: HttpResponse = client.get("/readyz")
    assert not response.cookies
