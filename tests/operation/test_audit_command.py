"""``eutonia audit``: what it says and how it ends."""

import json

import pytest
from django.db import DatabaseError

from eutonia.cli.main import main
from eutonia.clinic.audit import services
from eutonia.clinic.audit.models import AuditEntry
from eutonia.project.clock import now
from tests.clinic.audit.entries import tampering, write

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["audit", *words])
    out, complained = capsys.readouterr()
    return code, out, complained


def test_a_whole_audit_ends_with_zero_and_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    write(5)
    head = services.seal(now=now())
    code, out, _ = said(capsys, "verify")
    assert code == 0
    assert "entries  5" in out
    assert "The audit is whole." in out
    assert said(capsys, "head")[1].strip() == str(head)
    assert said(capsys, "verify", "--expect", str(head))[0] == 0


def test_a_broken_audit_ends_with_one_and_names_the_entry(capsys: pytest.CaptureFixture[str]) -> None:
    write(5)
    services.seal(now=now())
    with tampering():
        entry = AuditEntry.objects.order_by("id")[2]
        AuditEntry.objects.filter(pk=entry.pk).update(why="nothing to see")
        code, out, _ = said(capsys, "verify")
        as_json = json.loads(said(capsys, "verify", "--json")[1])
    assert code == 1
    assert f"link 3, entry {entry.public_id}" in out
    assert (as_json["whole"], as_json["entries"], as_json["breaks"][0]["position"]) == (False, 5, 3)


def test_a_chain_that_does_not_reach_a_known_head_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "verify", "--expect", f"9:{'0' * 64}")
    assert code == 1
    assert "cut off" in out


def test_a_head_that_is_none_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, complained = said(capsys, "verify", "--expect", "yesterday")
    assert code == 2
    assert "a head looks like" in complained


def test_a_database_that_cannot_be_used_is_told_with_its_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise DatabaseError("no such table: audit_auditlink")

    monkeypatch.setattr("eutonia.clinic.audit.queries.verify", broken)
    code, out, complained = said(capsys, "verify")
    assert (code, out) == (2, "")
    assert "no such table" in complained
    assert "make its tables" in complained
