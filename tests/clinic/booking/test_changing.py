"""What happens to a visit after it is booked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.models import Grain, ManageLink
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people.roles import Role
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.states import VisitAction
from tests.clinic.booking.clinic import (
    NOW,
    SCREENED,
    at,
    booked,
    grains,
    history,
    messages,
    minutes,
    own,
    register,
    slot,
    staff,
    verbs,
    visit,
)

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 27)


# ---- moving -------------------------------------------------------------------------------------------------


def test_a_visit_moves_to_another_time_and_person() -> None:
    patient = register()
    found = booked(slot(11), patient)
    services.move(own(patient), found.visit, slot(14, who="neurologist-b", day=FRIDAY), now=NOW, why="work")
    row = visit(found)
    assert (row.starts_at, row.clinician.code, row.state) == (at(14, day=FRIDAY), "neurologist-b", "booked")
    assert grains(found) == [at(14, day=FRIDAY), at(14, 15, FRIDAY), at(14, 30, FRIDAY)]
    assert history(found) == [("book", "booked"), ("move", "booked")]
    assert services.hold(VISITOR, slot(11), SCREENED, now=NOW), "the old time is free at once"


@pytest.mark.parametrize("minute", [15, 30, 45], ids=["two grains kept", "one grain kept", "none kept"])
def test_a_visit_moves_also_to_a_time_that_overlaps_its_old_one(minute: int) -> None:
    patient = register()
    found = booked(slot(11), patient)
    before = dict(Grain.objects.values_list("at", "pk"))
    services.move(own(patient), found.visit, slot(11, minute), now=NOW)
    after = dict(Grain.objects.values_list("at", "pk"))
    assert list(after) == [at(11, minute), at(11, minute) + minutes(15), at(11, minute) + minutes(30)]
    for shared in before.keys() & after.keys():
        assert before[shared] == after[shared], "what it had already it kept all the while"


def test_a_move_to_another_clinician_at_the_same_time_is_no_clash_with_itself() -> None:
    patient = register()
    found = booked(slot(14, 30, day=date(2026, 11, 26)), patient)
    services.move(own(patient), found.visit, slot(14, 30, who="neurologist-b", day=date(2026, 11, 26)), now=NOW)
    assert visit(found).clinician.code == "neurologist-b"
    assert len(grains(found)) == 3


def test_a_buffer_becomes_the_patients_own_time_when_a_visit_moves_into_it() -> None:
    patient = register()
    early = at(8, day=date(2026, 11, 24))
    found = booked(slot(10, who="neurophysiologist", kind="emg", room="emg"), patient, now=early)
    services.move(own(patient), found.visit, slot(10, 15, who="neurophysiologist", room="emg"), now=early)
    own_time = Grain.objects.filter(visit__public_id=found.visit, patient__isnull=False)
    assert sorted(own_time.values_list("at", flat=True)) == [at(10, 15), at(10, 30), at(10, 45)]
    assert grains(found)[-1] == at(11)


def test_a_move_into_somebody_elses_time_changes_nothing() -> None:
    patient = register()
    found, _other = booked(slot(11), patient), booked(slot(9))
    before = grains(found)
    with pytest.raises(services.SlotTaken):
        services.move(own(patient), found.visit, slot(9, 30), now=NOW)
    assert grains(found) == before
    assert history(found) == [("book", "booked")]
    assert len(messages("visit-changed")) == 0


def test_a_move_renews_reminders_and_the_calendar_entry_and_says_so() -> None:
    patient = register()
    found = booked(slot(11, day=date(2026, 12, 2)), patient)
    assert [m.state for m in messages("visit-reminder")] == ["waiting", "waiting"]
    services.move(own(patient), found.visit, slot(11, day=date(2026, 12, 3)), now=NOW)
    old, new = messages("visit-reminder")[:2], messages("visit-reminder")[2:]
    assert [m.state for m in old] == ["cancelled", "cancelled"]
    assert [m.next_at for m in new] == [at(11, day=date(2026, 12, 3)) - timedelta(hours=h) for h in (72, 24)]
    first, changed = messages("visit-confirmed")[0].attachment, messages("visit-changed")[0].attachment
    uid = next(line for line in first.splitlines() if line.startswith("UID"))
    assert uid in changed
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in changed


def test_a_visit_of_another_person_cannot_be_moved_cancelled_or_opened() -> None:
    found, stranger = booked(slot(11)), register()
    for attempt in (
        lambda: services.move(own(stranger), found.visit, slot(14, day=FRIDAY), now=NOW),
        lambda: services.cancel(own(stranger), found.visit, now=NOW),
        lambda: services.mark_late(VISITOR, found.visit, now=NOW),
        lambda: queries.visit(own(stranger), found.visit, now=NOW),
        lambda: queries.calendar(own(stranger), found.visit, now=NOW),
        lambda: queries.visits_of(own(stranger), visit(found).patient.public_id, now=NOW),
        lambda: queries.visit(staff(Role.AUDITOR), found.visit, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


# ---- cancelling ---------------------------------------------------------------------------------------------


def test_a_cancelled_visit_frees_its_time_at_once_and_takes_back_what_was_queued() -> None:
    patient = register()
    found = booked(slot(11, day=FRIDAY), patient)
    services.cancel(own(patient), found.visit, now=NOW)
    assert grains(found) == []
    assert history(found)[-1] == ("cancel", "cancelled")
    assert {m.state for m in messages("visit-reminder")} == {"cancelled"}
    gone = messages("visit-cancelled")[0].attachment
    assert "METHOD:CANCEL" in gone
    assert "STATUS:CANCELLED" in gone
    assert services.hold(VISITOR, slot(11, day=FRIDAY), SCREENED, now=NOW)


def test_a_cancelled_visit_cannot_be_moved_or_cancelled_again() -> None:
    patient = register()
    found = booked(slot(11), patient)
    services.cancel(own(patient), found.visit, now=NOW)
    for attempt in (services.cancel, services.check_in, services.mark_late):
        with pytest.raises(NotAllowed):
            attempt(staff(), found.visit, now=NOW)


# ---- the day itself -----------------------------------------------------------------------------------------


def test_a_day_runs_from_late_to_left_and_every_step_is_written_down() -> None:
    found = booked(slot(11))
    services.mark_late(staff(), found.visit, now=at(10, 55))
    services.check_in(staff(), found.visit, now=at(11, 5))
    services.see(staff(Role.NEUROLOGIST), found.visit, now=at(11, 10))
    services.leave(staff(Role.NEUROLOGIST), found.visit, now=at(11, 50))
    states = [state for _action, state in history(found)]
    assert states == ["booked", "late", "arrived", "seen", "left"]
    verbs_of = verbs(found.visit)
    assert verbs_of == ["visit.book", "visit.mark-late", "visit.check-in", "visit.see", "visit.leave"]


def test_a_slip_of_the_hand_is_taken_back() -> None:
    found = booked(slot(11))
    services.check_in(staff(), found.visit, now=at(10, 50))
    services.undo(staff(), found.visit, now=at(10, 51))
    assert history(found)[-1] == ("undo-check-in", "booked")
    with pytest.raises(NotAllowed):
        services.undo(staff(), found.visit, now=at(10, 52))


def test_only_a_clinician_begins_a_visit() -> None:
    found = booked(slot(11))
    services.check_in(staff(), found.visit, now=at(10, 50))
    with pytest.raises(NotAllowed):
        services.see(staff(), found.visit, now=at(11))


def test_nobody_is_marked_as_not_come_before_their_time() -> None:
    found = booked(slot(11))
    with pytest.raises(NotAllowed):
        services.no_show(staff(), found.visit, now=at(10, 59))
    services.no_show(staff(), found.visit, now=at(11, 20))
    assert history(found)[-1] == ("no-show", "no-show")


def test_the_table_of_states_is_what_pages_offer() -> None:
    found = booked(slot(11))
    page = queries.visit(staff(), found.visit, now=at(10, 50))
    assert VisitAction.CHECK_IN in page.line.actions
    assert VisitAction.NO_SHOW not in page.line.actions
    assert VisitAction.SEE not in page.line.actions


# ---- links --------------------------------------------------------------------------------------------------


def test_a_link_opens_one_visit_and_its_token_is_stored_nowhere_but_in_the_message() -> None:
    patient = register()
    found = booked(slot(11), patient)
    assert found.link is not None
    token = found.link.split("/")[2]
    opened = services.open_link(token, now=NOW)
    assert (opened.visit, opened.actor) == (found.visit, own(patient))
    assert token not in {row.token_digest for row in ManageLink.objects.all()}
    assert [m.link for m in Message.objects.filter(kind="visit-confirmed")] == [found.link]
    assert str(patient.public_id) not in found.link
    assert patient.details.family_name not in found.link


def test_a_link_expires_and_a_wrong_one_opens_nothing() -> None:
    found = booked(slot(11))
    assert found.link is not None
    token = found.link.split("/")[2]
    assert services.open_link(token, now=at(11) + timedelta(days=13)).visit == found.visit
    for wrong, now in ((token, at(11) + timedelta(days=14)), (token[:-1], NOW), ("", NOW), ("x" * 500, NOW)):
        with pytest.raises(services.LinkGone):
            services.open_link(wrong, now=now)


def test_opening_a_visit_is_written_down() -> None:
    found = booked(slot(11))
    queries.visit(staff(), found.visit, now=NOW)
    assert verbs(found.visit) == ["visit.book", "visit.open"]
