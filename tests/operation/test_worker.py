"""The worker does every job again and again, survives what goes wrong, and stops when it is told to."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import SYSTEM, Subject
from eutonia.clinic.audit.models import AuditEntry, AuditLink
from eutonia.clinic.outbox import services as outbox
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.project import jobs, worker
from eutonia.project.jobs import JOBS, Job
from eutonia.project.management.commands import work
from tests import postgres
from tests.operation import world
from tests.operation.world import Site

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOON = timedelta(milliseconds=5)


def until(what: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


# ---- the loop ------------------------------------------------------------------------------------------------


def never(clock: worker.Clock, stopping: Callable[[], bool]) -> None:
    raise RuntimeError("zebra.quagga@example.org")


def test_every_job_runs_again_and_again_with_the_time_that_is_passed_in() -> None:
    stop, times = threading.Event(), []

    def note(clock: worker.Clock, stopping: Callable[[], bool]) -> None:
        times.append(clock())
        if len(times) == 3:
            stop.set()

    assert worker.work([Job("note", SOON, note)], lambda: NOW, stop)
    assert times[:3] == [NOW] * 3


def test_a_job_that_fails_is_logged_without_its_words_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    stop, count = threading.Event(), []

    def other(clock: worker.Clock, stopping: Callable[[], bool]) -> None:
        count.append(1)
        if len(count) >= 3 and len(caplog.records) >= 2:
            stop.set()

    assert worker.work([Job("bad", SOON, never), Job("good", SOON, other)], lambda: NOW, stop)
    failures = [record for record in caplog.records if record.getMessage() == "job failed"]
    assert len(failures) >= 2, "and it is tried again"
    assert failures[0].facts == {"job": "bad"}  # type: ignore[attr-defined]


def test_a_job_that_hangs_holds_up_no_other_and_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PATIENCE_S", 0.2)
    stop, release, count = threading.Event(), threading.Event(), []

    def hang(clock: worker.Clock, stopping: Callable[[], bool]) -> None:
        release.wait(60)

    def other(clock: worker.Clock, stopping: Callable[[], bool]) -> None:
        count.append(1)
        if len(count) == 3:
            stop.set()

    assert not worker.work([Job("hang", SOON, hang), Job("good", SOON, other)], lambda: NOW, stop)
    release.set()


def test_a_job_can_ask_whether_we_are_stopping() -> None:
    stop = threading.Event()

    def long(clock: worker.Clock, stopping: Callable[[], bool]) -> None:
        stop.set()
        assert until(stopping)

    assert worker.work([Job("long", SOON, long)], lambda: NOW, stop)


def test_every_job_has_its_name_once() -> None:
    names = [job.name for job in JOBS]
    assert len(names) == len(set(names))


# ---- what it does --------------------------------------------------------------------------------------------


def something(key: str, kind: str = "visit-confirmed", code: str = "") -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        audit.record(SYSTEM, "visit.book", Subject("visit", key), now=now)
        outbox.queue(
            kind, channel=Channel.EMAIL, to="a@example.org", link="" if code else "/x", code=code, now=now, key=key
        )


@pytest.mark.django_db(transaction=True)
def test_one_round_sends_seals_and_is_seen() -> None:
    something("k1")
    call_command("work", "--once")
    assert Message.objects.get().state == MessageState.SENT
    assert AuditLink.objects.count() == AuditEntry.objects.count() == 1
    assert datetime.now(UTC) - datetime.fromisoformat(cache.get(jobs.SEEN)) < timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_a_round_in_which_a_job_failed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "JOBS", (Job("bad", SOON, never),))
    with pytest.raises(CommandError, match="bad"):
        call_command("work", "--once")


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_code_does_not_wait_for_the_next_round() -> None:
    """The task alone, without the round of deliveries, sends it."""
    something("k1", kind="code", code="123456")
    something("k2")
    assert DBTaskResult.objects.count() == 1, "only what is urgent wakes the worker"
    jobs.run_tasks(lambda: NOW, lambda: False)
    assert Message.objects.get(key="k1").state == MessageState.SENT
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_a_wake_is_taken_back_with_its_change() -> None:
    def fail() -> None:
        with transaction.atomic():
            something("k1", kind="code", code="123456")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_purging_goes_through_every_room() -> None:
    something("old")
    Message.objects.update(state=MessageState.SENT, done_at=NOW, link="")
    jobs.purge(lambda: NOW + timedelta(days=91), lambda: False)
    assert not Message.objects.exists()
    assert AuditEntry.objects.count() == 1, "the audit stays"


# ---- as a process --------------------------------------------------------------------------------------------

PARENT = """
import subprocess, sys, time
worker = subprocess.Popen(
    [sys.executable, "-m", "eutonia.project.manage", "work", "--with-parent"], stderr=subprocess.PIPE, text=True
)
assert "worker started" in worker.stderr.readline()
print(worker.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site with its tables."""
    with world.site(tmp_path, "worker", empty=False) as made:
        yield made


def working(site: Site, *words: str) -> "subprocess.Popen[str]":
    return site.start("-m", "eutonia.project.manage", "work", *words)


@pytest.mark.django_db(transaction=True)
def test_a_worker_in_its_own_process_works_and_stops_cleanly(site: Site) -> None:
    with site.inside():
        something("before")
    with working(site) as process:
        try:
            with site.inside():
                assert until(lambda: AuditLink.objects.count() == 1)
                something("during", kind="code", code="123456")
                assert until(lambda: Message.objects.filter(state=MessageState.SENT).count() == 2)
        finally:
            process.send_signal(signal.SIGTERM)
            said, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    assert "worker stopping" in complained
    assert "123456" in said, "the example clinic shows the code on the terminal,"
    assert "123456" not in complained, "and never in the log"
    with site.inside():
        assert set(Message.objects.values_list("code", "state")) == {("", MessageState.SENT)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("sqlite")
def test_a_worker_ends_with_its_parent(site: Site) -> None:
    """As under ./run: whatever ends the web server, the worker does not stay behind."""
    with site.start("-c", PARENT) as parent:
        assert parent.stdout
        worker_process = int(parent.stdout.readline())
        assert not postgres.is_gone(worker_process)
        parent.kill()
        parent.wait()
        assert until(lambda: postgres.is_gone(worker_process) or is_only_a_name(worker_process))


def is_only_a_name(process: int) -> bool:
    """Whether a process has ended and only waits to be buried: nobody does that in some containers."""
    return ") Z " in Path(f"/proc/{process}/stat").read_text() if Path(f"/proc/{process}/stat").exists() else False
