"""The same person twice: noticed, offered, merged by somebody who says why, and taken back if it was a mistake."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Subject
from eutonia.clinic.people import queries, services
from eutonia.clinic.people.models import LookAlike, Merge, Patient
from eutonia.clinic.people.records import PatientRecord
from eutonia.clinic.people.roles import Role
from tests.people.world import DESK, LATER, MANAGER, NOW, details, mother, other, proof, register, staff_actor, verbs

pytestmark = pytest.mark.django_db

NHS, OTHER_NHS = "9434765919", "9993086401"


def merge(keep: PatientRecord, alias: PatientRecord, why: str = "Asked her by telephone") -> PatientRecord:
    return services.merge(DESK, keep=keep.public_id, alias=alias.public_id, why=why, now=LATER)


def undo(alias: PatientRecord) -> PatientRecord:
    return services.undo_merge(MANAGER, alias=alias.public_id, why="Two sisters", now=LATER)


def reasons() -> list[set[str]]:
    return [set(pair.reasons) for pair in queries.duplicates_to_review(DESK, now=NOW)]


# ---- noticing --------------------------------------------------------------------------------------------------


def test_a_slip_in_the_name_and_the_same_birthday_is_noticed() -> None:
    first = register(phone="", email="")
    second = register(given_name="LINDKVIST", family_name="Asha Maria", phone="", email="")
    (pair,) = queries.possible_duplicates(DESK, second.public_id, now=NOW)
    assert (pair.first.public_id, pair.second.public_id) == (first.public_id, second.public_id)
    assert pair.reasons == (queries.Likeness.NAME_AND_BIRTH,)


def test_the_same_contact_with_a_like_given_name_is_noticed_and_a_family_is_not() -> None:
    register()
    register(given_name="Asja", family_name="Berg", birth_date=date(1990, 3, 4))
    assert reasons() == [{"contact"}]
    register(given_name="Tomas", birth_date=date(1988, 1, 1))
    assert len(reasons()) == 1


def test_twins_are_asked_about_once() -> None:
    one = register()
    two = register(given_name="Tilda")
    assert reasons() == [{"contact"}]
    services.two_people(DESK, first=one.public_id, second=two.public_id, why="Twins", now=NOW)
    assert reasons() == []
    services.change_patient(DESK, two.public_id, details(given_name="Tilda", address="2 Elm Road"), now=LATER)
    assert reasons() == []
    assert "patient.two-people" in verbs(one.public_id)
    assert "patient.two-people" in verbs(two.public_id)


def test_a_suspicion_goes_when_the_slip_is_mended() -> None:
    register()
    wrong = register(given_name="Asja")
    assert reasons() == [{"contact", "name-and-birth"}]
    mended = details(given_name="Torsten", birth_date=date(1955, 1, 1), email="t@example.org", phone="")
    services.change_patient(DESK, wrong.public_id, mended, now=LATER)
    assert reasons() == []


def test_people_with_nothing_in_common_are_left_alone() -> None:
    register()
    other()
    assert not LookAlike.objects.exists()


def test_the_list_is_for_those_who_may_merge() -> None:
    made = register()
    for actor in (VISITOR, SYSTEM, staff_actor(Role.AUDITOR), staff_actor(Role.INSURANCE)):
        with pytest.raises(PermissionDenied):
            queries.duplicates_to_review(actor, now=NOW)
    with pytest.raises(PermissionDenied):
        queries.possible_duplicates(VISITOR, made.public_id, now=NOW)


# ---- merging ---------------------------------------------------------------------------------------------------


def test_a_merge_leaves_an_alias_that_leads_to_the_kept_record() -> None:
    kept, alias = register(email=""), register(address="2 Elm Road", nhs_number=NHS)
    merged = merge(kept, alias)
    assert merged.aliases == (alias.public_id,)
    assert queries.patient(DESK, alias.public_id, now=LATER) == merged
    assert merged.details.address == "2 Elm Road"
    assert merged.details.nhs_number == NHS
    assert merged.details.email == "asha@example.org"
    assert merged.version == 2
    for each in (kept, alias):
        assert "patient.merge" in verbs(each.public_id)
    assert reasons() == []


def test_a_number_that_was_only_claimed_becomes_theirs() -> None:
    first = register(nhs_number=NHS)
    theirs = details(nhs_number=NHS)
    again = services.register_patient(VISITOR, theirs, now=NOW, proved=proof())
    assert merge(again, first).details.nhs_number == NHS
    row = Patient.objects.get(public_id=again.public_id)
    assert row.claimed_nhs_number == ""
    assert undo(first).details.nhs_number == NHS


def test_a_third_record_looks_like_the_kept_one_from_then_on() -> None:
    kept, alias, third = register(), register(), register()
    merge(kept, alias)
    pairs = [{pair.first.public_id, pair.second.public_id} for pair in queries.duplicates_to_review(DESK, now=NOW)]
    assert pairs == [{kept.public_id, third.public_id}]
    undo(alias)
    assert len(reasons()) == 3


def test_nothing_that_was_filled_in_is_overwritten() -> None:
    kept, alias = register(address="1 High Street"), register(address="2 Elm Road")
    assert merge(kept, alias).details.address == "1 High Street"


def test_guardians_of_both_are_guardians_of_the_one() -> None:
    kept, alias = register(), register()
    services.add_guardian(DESK, alias.public_id, mother(), now=NOW)
    assert [guardian.details for guardian in merge(kept, alias).guardians] == [mother()]


def test_a_chain_of_merges_leads_to_its_end_and_never_round() -> None:
    one, two, three = register(), register(), register()
    merge(two, one)
    last = merge(three, two)
    assert set(last.aliases) == {one.public_id, two.public_id}
    for each in (one, two, three):
        assert queries.patient(DESK, each.public_id, now=LATER).public_id == three.public_id
    with pytest.raises(services.CannotMerge, match="same record already"):
        merge(one, three)
    root = Patient.objects.resolve(one.public_id)
    assert set(Patient.objects.same_person(root)) == set(Patient.objects.all())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"birth_date": date(1990, 3, 4)}, "dates of birth"),
        ({"nhs_number": OTHER_NHS}, "NHS numbers"),
    ],
)
def test_two_people_are_not_made_one(change: dict[str, object], why: str) -> None:
    kept, alias = register(nhs_number=NHS), register(**change)
    with pytest.raises(services.CannotMerge, match=why) as caught:
        merge(kept, alias)
    assert all(issue.remedy for issue in caught.value.issues)
    assert not Merge.objects.exists()


def test_a_merge_is_never_silent() -> None:
    kept, alias = register(), register()
    with pytest.raises(services.CannotMerge, match="reason is missing"):
        merge(kept, alias, why=" ")
    for actor in (SYSTEM, VISITOR, staff_actor(Role.NURSE), staff_actor(Role.NEUROLOGIST)):
        with pytest.raises(PermissionDenied):
            services.merge(actor, keep=kept.public_id, alias=alias.public_id, why="x", now=NOW)
    assert not Patient.objects.exclude(merged_into=None).exists()


def test_the_database_refuses_a_merge_that_cannot_be() -> None:
    made = register()
    row = Patient.objects.get(public_id=made.public_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=row.pk).update(merged_into=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(kept=row, alias=row, why="x", at=NOW)


def test_a_ring_that_somebody_made_by_hand_is_told_and_does_not_hang() -> None:
    one, two = register(), other()
    rows = {row.public_id: row for row in Patient.objects.all()}
    Patient.objects.filter(public_id=one.public_id).update(merged_into=rows[two.public_id])
    Patient.objects.filter(public_id=two.public_id).update(merged_into=rows[one.public_id])
    with pytest.raises(RuntimeError, match="ring"):
        queries.patient(DESK, one.public_id, now=NOW)
    assert Patient.objects.same_person(rows[one.public_id]).count() == 2


def test_what_is_written_through_an_alias_is_written_to_the_kept_record() -> None:
    kept, alias = register(), register()
    merge(kept, alias)
    changed = services.change_patient(DESK, alias.public_id, details(postcode="M1 1AE"), now=LATER)
    assert changed.public_id == kept.public_id
    assert Patient.objects.get(public_id=alias.public_id).postcode == ""


# ---- taking it back ----------------------------------------------------------------------------------------------


def test_an_undone_merge_leaves_both_as_they_were() -> None:
    kept, alias = register(phone=""), register(email="", nhs_number=NHS)
    merge(kept, alias)
    back = undo(alias)
    assert back.details == alias.details
    again = queries.patient(DESK, kept.public_id, now=LATER)
    assert again.details == kept.details
    assert again.aliases == ()
    assert reasons() == [{"name-and-birth"}], "they still look alike, and somebody still has to say what they are"


def test_looking_does_not_stand_in_the_way_of_an_undo() -> None:
    kept, alias = register(), register()
    merge(kept, alias)
    queries.patient(DESK, kept.public_id, now=LATER)
    queries.search(DESK, "lindqvist", now=LATER)
    assert undo(alias).public_id == alias.public_id


@pytest.mark.parametrize("through", ["kept", "alias"])
def test_once_something_was_written_a_merge_stays(through: str) -> None:
    records = {"kept": register(), "alias": register()}
    merge(records["kept"], records["alias"])
    about = records[through].public_id
    with transaction.atomic():
        audit.record(DESK, "visit.book", Subject("visit", "1"), now=LATER, patient=about)
    with pytest.raises(services.CannotUndo, match=r"visit\.book.*Register the other person anew"):
        undo(records["alias"])


def test_merges_are_undone_from_the_last_one_back() -> None:
    one, two, three = register(), register(), register()
    merge(two, one)
    merge(three, two)
    with pytest.raises(services.CannotUndo, match="Undo that merge first"):
        undo(one)
    undo(two)
    assert undo(one).public_id == one.public_id
    assert not Patient.objects.exclude(merged_into=None).exists()


def test_a_merge_can_be_made_again_after_an_undo() -> None:
    kept, alias = register(phone=""), register()
    merge(kept, alias)
    undo(alias)
    assert merge(kept, alias).aliases == (alias.public_id,)
    assert Merge.objects.count() == 2


def test_what_was_not_merged_cannot_be_undone() -> None:
    with pytest.raises(services.NoSuchPatient):
        undo(register())
    with pytest.raises(PermissionDenied):
        services.undo_merge(staff_actor(Role.NURSE), alias=register().public_id, why="x", now=NOW)
