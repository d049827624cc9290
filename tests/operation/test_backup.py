"""A backup made while the site runs gives everything back, on both databases; and is refused where it would harm."""

import io
import re
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit import triggers
from eutonia.clinic.audit.actors import SYSTEM, Subject
from eutonia.clinic.audit.models import AuditEntry, AuditLink
from eutonia.clinic.outbox import services as outbox
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.models import Message
from tests.operation import world
from tests.operation.world import Site

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 20

WRITE_ON = """
import django; django.setup()
from tests.operation.test_backup import change_something
while True:
    print(change_something(), flush=True)
"""


def change_something() -> str:
    """One transaction as the clinic makes them: an audit entry and a message, or neither."""
    now, key = datetime.now(UTC), str(uuid4())
    with transaction.atomic():
        audit.record(SYSTEM, "visit.book", Subject("visit", key), now=now, after={"place": "Zürich"})
        outbox.queue("visit-confirmed", channel=Channel.EMAIL, to="zebra@example.org", link="/x", now=now, key=key)
    return key


def content() -> list[tuple[object, ...]]:
    """Everything that such transactions wrote."""
    return [row for model in (AuditEntry, AuditLink, Message) for row in model.objects.order_by("pk").values_list()]


def said_by(command: str, *words: str, **options: object) -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


def backed_up(site: Site, name: str = "one.backup") -> tuple[Path, str]:
    """The file of a backup and the head that was printed with it."""
    file = site.folder / name
    found = re.search(r"reaches (\d+:[0-9a-f]{64})", said_by("backup", str(file)))
    assert found
    return file, found[1]


def refusal(*words: str, **options: object) -> str:
    with pytest.raises(CommandError) as caught:
        said_by(*words, **options)
    return str(caught.value)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Site]:
    """A site with some rows."""
    with world.site(tmp_path / "first", "first", empty=False) as made:
        with made.inside():
            for _ in range(COUNT):
                change_something()
            audit.seal(now=datetime.now(UTC))
        yield made


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Site]:
    """A site with an empty database."""
    with world.site(tmp_path / "second", "second", empty=True) as made:
        yield made


# ---- it gives everything back --------------------------------------------------------------------------------


def test_everything_comes_back_but_who_was_signed_in(first: Site, second: Site) -> None:
    with first.inside():
        session = SessionStore()
        session["who"] = "somebody"
        session.save()
        cache.set("guesses", 7, None)
        file, head = backed_up(first)
        before = content()
    assert len(before) == 3 * COUNT
    assert str(session.session_key).encode() not in file.read_bytes()
    with second.inside():
        assert "The audit is whole." in said_by("restore", str(file), expect=head)
        assert content() == before
        assert (Session.objects.count(), cache.get("guesses")) == (0, None)
        assert triggers.missing(connection) == []
        change_something()
        assert audit.seal(now=datetime.now(UTC)).position == COUNT + 1, "and life goes on"


def test_a_backup_is_of_one_moment_while_others_write(first: Site, second: Site) -> None:
    writer = first.start("-c", WRITE_ON)
    with writer, first.inside():
        try:
            assert writer.stdout
            assert writer.stdout.readline(), "the writer did not start"
            time.sleep(0.3)
            file, head = backed_up(first)
            assert writer.stdout.readline(), "the writer goes on meanwhile"
        finally:
            writer.kill()
        alive = AuditEntry.objects.count()
    with second.inside():
        said_by("restore", str(file), expect=head)
        written, queued = AuditEntry.objects.count(), Message.objects.count()
    assert written == queued, "each transaction is in the backup wholly or not at all"
    assert COUNT < written <= alive


def test_it_works_from_the_command_line(first: Site, second: Site) -> None:
    file = first.folder / "one.backup"
    code, said, complained = first.eutonia("backup", str(file))
    assert code == 0, complained
    head = said.split("reaches ")[1].split()[0]
    code, said, complained = second.eutonia("restore", str(file), "--expect", head)
    assert code == 0, complained
    code, said, complained = second.eutonia("audit", "verify", "--expect", head, "--json")
    assert code == 0, complained
    assert '"whole": true' in said


# ---- it is refused where it would harm -----------------------------------------------------------------------


def test_only_its_owner_can_read_a_backup(first: Site) -> None:
    with first.inside():
        file, _ = backed_up(first)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(first.folder.glob("*unfinished*"))


def test_a_backup_never_overwrites_another(first: Site) -> None:
    with first.inside():
        file, _ = backed_up(first)
        before = file.read_bytes()
        assert "never overwrites" in refusal("backup", str(file))
    assert file.read_bytes() == before


def test_a_database_that_holds_something_is_not_overwritten(first: Site) -> None:
    with first.inside():
        file, _ = backed_up(first)
        change_something()
        before = content()
        assert "The database is not empty" in refusal("restore", str(file))
        assert content() == before


def test_what_is_no_backup_is_refused(second: Site) -> None:
    letter = second.folder / "letter.txt"
    letter.write_text("Dear all")
    with second.inside():
        assert "no backup of Eutonia" in refusal("restore", str(letter))
        assert "is no file" in refusal("restore", str(second.folder / "nowhere"))


def test_a_backup_of_the_other_database_is_refused_by_name(second: Site) -> None:
    mark, name = (b"PGDMP", "postgresql") if connection.vendor == "sqlite" else (b"SQLite format 3\x00", "sqlite")
    file = second.folder / "other.backup"
    file.write_bytes(mark + b"\x00" * 100)
    with second.inside():
        assert f"a backup of {name}" in refusal("restore", str(file))


def test_a_damaged_backup_is_refused_and_leaves_the_database_empty(first: Site, second: Site) -> None:
    with first.inside():
        file, _ = backed_up(first)
    whole = file.read_bytes()
    damaged = first.folder / "damaged.backup"
    damaged.write_bytes(whole[: len(whole) // 2] + b"\x00" * (len(whole) - len(whole) // 2))
    with second.inside():
        refusal("restore", str(damaged))
        assert connection.introspection.table_names() == []
        said_by("restore", str(file))


def test_a_backup_whose_audit_was_cut_off_is_found_by_its_head(first: Site, second: Site) -> None:
    with first.inside():
        file, head = backed_up(first)
    position, _, digest = head.partition(":")
    with second.inside():
        assert "cut off" in refusal("restore", str(file), expect=f"{int(position) + 1}:{digest}")


def test_a_backup_of_a_newer_version_is_refused(first: Site, second: Site) -> None:
    with first.inside():
        MigrationRecorder(connection).record_applied("people", "9999_from_the_future")
        file, _ = backed_up(first)
    with second.inside():
        assert "people.9999_from_the_future" in refusal("restore", str(file))


def test_a_place_that_cannot_be_written_is_named(first: Site) -> None:
    with first.inside():
        assert "x cannot be written" in refusal("backup", str(first.folder / "no-such-folder" / "x"))


def test_what_a_broken_off_backup_left_is_named_with_the_remedy(first: Site) -> None:
    (first.folder / "x.unfinished").touch()
    with first.inside():
        assert "x.unfinished is there" in refusal("backup", str(first.folder / "x"))
    assert (first.folder / "x.unfinished").exists()  # it may be another's, still at work


@pytest.mark.only_on("postgresql")
def test_missing_programs_are_named_with_the_remedy(first: Site, settings: Settings) -> None:
    settings.EUTONIA_POSTGRES_BIN = str(first.folder)
    with first.inside():
        assert "The program pg_dump is not here" in refusal("backup", str(first.folder / "x"))
    assert not (first.folder / "x").exists()


@pytest.mark.only_on("sqlite")
def test_a_backup_is_one_plain_file(first: Site) -> None:
    with first.inside():
        file, _ = backed_up(first)
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("SELECT count(*) FROM audit_auditentry").fetchone() == (COUNT,)


# ---- the command line says what is wrong ---------------------------------------------------------------------


def test_the_command_line_says_why_there_is_no_site(second: Site) -> None:
    code, _, complained = second.eutonia("audit", "head", DJANGO_SETTINGS_MODULE="eutonia.project.settings.production")
    assert code == 2
    assert "EUTONIA_SECRET_KEY is not set" in complained
    assert "Traceback" not in complained


def test_a_database_without_tables_is_told_in_a_sentence(second: Site) -> None:
    for words in (("audit", "verify"), ("backup", str(second.folder / "x"))):
        code, _, complained = second.eutonia(*words)
        assert code == 2
        assert "The database cannot be used" in complained
        assert "Traceback" not in complained
    assert not (second.folder / "x").exists()
