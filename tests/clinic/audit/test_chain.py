"""Whatever is done to sealed entries behind our back is found and named."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from eutonia.clinic.audit import chain, sealing, services
from eutonia.clinic.audit.actors import Subject
from eutonia.clinic.audit.chain import NOTHING_SEALED, Head
from eutonia.clinic.audit.models import AuditEntry, AuditLink
from eutonia.clinic.audit.verifying import Verification, verify
from tests.clinic.audit.entries import MINUTE, NOW, NURSE, tampering, write

LATER = NOW + timedelta(minutes=30)
COUNT = 7


def sealed(count: int = COUNT) -> Head:
    write(count)
    return services.seal(now=LATER)


def found() -> Verification:
    return verify(now=LATER)


def at(position: int) -> AuditEntry:
    return AuditLink.objects.select_related("entry").get(position=position).entry


# ---- what is as it was ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_empty_audit_is_whole() -> None:
    assert services.seal(now=NOW) == NOTHING_SEALED
    assert found() == Verification(0, 0, NOTHING_SEALED, (), 0)


@pytest.mark.django_db
def test_what_was_sealed_is_whole_in_the_order_it_was_written() -> None:
    head = sealed()
    assert head.position == COUNT
    report = found()
    assert (report.entries, report.sealed, report.is_whole, report.head) == (COUNT, COUNT, True, head)
    order = list(AuditLink.objects.order_by("position").values_list("entry_id", flat=True))
    assert order == sorted(order)


@pytest.mark.django_db
def test_sealing_goes_on_where_it_stopped_and_twice_does_nothing() -> None:
    first = sealed(3)
    assert services.seal(now=LATER) == first
    second = sealed(2)
    assert (second.position, found().is_whole) == (5, True)
    assert verify(now=LATER, expected=first).is_whole


@pytest.mark.django_db
def test_more_than_a_batch_is_sealed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    monkeypatch.setattr(services, "BATCH", 3)
    assert sealed(8).position == 8
    assert found().is_whole


@pytest.mark.django_db
def test_an_entry_overtaken_by_many_is_sealed_by_a_thorough_look(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(5)
    monkeypatch.setattr(sealing, "LOOK_BACK", 2)
    with tampering():
        AuditLink.objects.filter(position__gt=0).delete()
        last = AuditEntry.objects.order_by("-id").first()
        assert last
        AuditLink.objects.create(position=1, entry=last, digest="0" * 64, sealed_at=NOW)
        assert services.seal(now=LATER).position == 2
        assert services.seal(now=LATER, thorough=True).position == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.only_on("postgresql")
def test_two_sealers_do_not_meet() -> None:
    write(3)
    with transaction.atomic():
        assert sealing.alone()
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [sealing.SEALER])
                assert cursor.fetchone() == (False,)
        finally:
            other.close()
    assert services.seal(now=LATER).position == 3


# ---- what is not ---------------------------------------------------------------------------------------------


COLUMNS = {
    "public_id": uuid4(),
    "at": NOW - timedelta(days=1),
    "actor_kind": "system",
    "actor_id": uuid4(),
    "actor_role": "manager",
    "verb": "visit.open",
    "subject_kind": "letter",
    "subject_id": "another",
    "patient": uuid4(),
    "before": "{}",
    "after": "",
    "why": "nothing to see",
}


def test_every_column_of_an_entry_is_covered() -> None:
    names = {field.attname for field in AuditEntry._meta.concrete_fields} - {"id"}
    assert names == set(COLUMNS) == set(chain.contents(AuditEntry(at=NOW)))


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found_and_named(column: str) -> None:
    sealed()
    with tampering():
        entry = at(4)
        AuditEntry.objects.filter(pk=entry.pk).update(**{column: COLUMNS[column]})
        report = found()
        assert [found.position for found in report.breaks if found.position] == [4]
        changed = entry.public_id if column != "public_id" else COLUMNS["public_id"]
        assert report.breaks[0].entry == changed
    assert found().is_whole


def delete_entry() -> None:
    entry = at(4)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("DELETE FROM audit_auditlink WHERE position = 4")
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [entry.pk])


def delete_link() -> None:
    AuditLink.objects.filter(position=4).delete()


def swap() -> None:
    fourth, fifth = (AuditLink.objects.get(position=place) for place in (4, 5))
    AuditLink.objects.filter(position__in=(4, 5)).delete()
    AuditLink.objects.create(position=4, entry_id=fifth.entry_id, digest=fourth.digest, sealed_at=NOW)
    AuditLink.objects.create(position=5, entry_id=fourth.entry_id, digest=fifth.digest, sealed_at=NOW)


def insert() -> None:
    """A made-up entry at place 4, with a digest that fits, and everything behind it moved on by one."""
    write(1)
    forged = AuditEntry.objects.order_by("-id")[0]
    tail = list(AuditLink.objects.filter(position__gte=4).order_by("position"))
    AuditLink.objects.filter(position__gte=4).delete()
    before = AuditLink.objects.get(position=3).digest
    AuditLink.objects.create(position=4, entry=forged, digest=chain.digest(4, before, forged), sealed_at=NOW)
    for link in tail:
        AuditLink.objects.create(
            position=link.position + 1, entry_id=link.entry_id, digest=link.digest, sealed_at=link.sealed_at
        )


def change_and_mend_one_link() -> None:
    entry = at(4)
    AuditEntry.objects.filter(pk=entry.pk).update(why="nothing to see")
    before = AuditLink.objects.get(position=3).digest
    AuditLink.objects.filter(position=4).update(digest=chain.digest(4, before, at(4)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "broken"),
    [
        (delete_entry, [5, 5]),
        (delete_link, [5, 5]),
        (swap, [4, 5]),
        (insert, [5, 6, 7, 8]),
        (change_and_mend_one_link, [5]),
    ],
)
def test_an_act_is_found_and_named(act: Callable[[], None], broken: list[int]) -> None:
    sealed()
    with tampering():
        act()
        assert [one.position for one in found().breaks if one.position] == broken


@pytest.mark.django_db
def test_a_chain_that_was_cut_off_or_rewritten_is_found_by_a_head_written_down_before() -> None:
    head = sealed()
    with tampering():
        AuditLink.objects.filter(position__gt=5).delete()
        assert "cut off" in str(verify(now=LATER, expected=head).breaks[0])
    with tampering():
        links = AuditLink.objects.all()
        links.delete()
        AuditEntry.objects.filter(verb="visit.move").update(why="nothing to see")
        services.seal(now=LATER)
        assert not [one for one in found().breaks if one.position], "all links fit: only the head can tell"
        assert "rewritten" in str(verify(now=LATER, expected=head).breaks[0])
    assert verify(now=LATER, expected=head).is_whole


@pytest.mark.django_db
def test_an_entry_that_nobody_seals_is_found() -> None:
    write(1)
    assert verify(now=NOW + 59 * MINUTE).is_whole
    assert "not sealed" in str(verify(now=NOW + 61 * MINUTE).breaks[0])


@pytest.mark.django_db
def test_missing_guards_are_found() -> None:
    with tampering():
        assert "is gone, so entries can be changed" in str(found().breaks[0])


# ---- laws ----------------------------------------------------------------------------------------------------

words = st.text(max_size=20).filter(lambda text: "\x00" not in text)
entries = st.builds(
    AuditEntry,
    public_id=st.uuids(),
    at=st.datetimes(timezones=st.timezones()),
    actor_kind=st.sampled_from(["staff", "patient", "system"]),
    actor_id=st.none() | st.uuids(),
    actor_role=words,
    verb=words,
    subject_kind=words,
    subject_id=words,
    patient=st.none() | st.uuids(),
    before=words,
    after=words,
    why=words,
)


@given(entries, entries, st.integers(1, 10**12))
def test_different_entries_have_different_digests_and_equal_ones_the_same(
    one: AuditEntry, other: AuditEntry, position: int
) -> None:
    same = chain.contents(one) == chain.contents(other)
    digests = {chain.digest(position, "0" * 64, entry) for entry in (one, other)}
    assert len(digests) == (1 if same else 2)
    assert chain.digest(position + 1, "0" * 64, one) not in digests
    assert chain.digest(position, "1" * 64, one) not in digests


@given(words, words)
def test_words_cannot_flow_from_one_column_into_the_next(left: str, right: str) -> None:
    here = AuditEntry(at=NOW, verb=left + right, subject_kind="")
    there = AuditEntry(at=NOW, public_id=here.public_id, verb=left, subject_kind=right)
    assert (chain.digest(1, "0" * 64, here) == chain.digest(1, "0" * 64, there)) == (right == "")


@pytest.mark.django_db
@with_settings(max_examples=25)
@given(st.data())
def test_any_one_change_is_found_at_its_place(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9), label="entries")
    position = data.draw(st.integers(1, count), label="changed")
    why = data.draw(words.filter(lambda text: text != "asked by telephone"), label="now says")
    with tampering():
        start = services.seal(now=LATER).position
        sealed(count)
        AuditEntry.objects.filter(link__position=start + position).update(why=why)
        assert [one.position for one in found().breaks if one.position] == [start + position]


@pytest.mark.django_db
def test_what_the_database_gives_back_is_what_was_hashed() -> None:
    """Letters outside ASCII, deep values and large numbers survive both databases unchanged."""
    with transaction.atomic():
        services.record(
            NURSE,
            "visit.move",
            Subject("visit", "ß-𝄞"),
            now=NOW + timedelta(microseconds=1),
            after={"n": 10**30, "f": 1e20, "t": "naïve \u2028 𝄞", "deep": {"b": [1, {"a": None}], "a": True}},
            why="„O’Brien“",
        )
    services.seal(now=LATER)
    assert found().is_whole


@pytest.mark.parametrize("text", ["", "1", "x:" + "0" * 64, "1:" + "0" * 63, "1:" + "g" * 64, "-1:" + "0" * 64])
def test_a_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a head looks like"):
        Head.read(text)


def test_a_head_is_read_as_it_was_written() -> None:
    head = Head(12, "ab" * 32)
    assert Head.read(f" {head}\n") == head
