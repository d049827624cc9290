"""What the manager changes, and what a change must not leave behind."""

import copy
from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied

from eutonia.clinic.audit.actors import VISITOR
from eutonia.clinic.booking import queries, services
from eutonia.clinic.booking.models import Session, Site
from eutonia.clinic.people.roles import Role
from tests.clinic.booking.clinic import DOCUMENT, NOW, SCREENED, TODAY, at, booked, clinician, slot, staff

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 27)
CHRISTMAS_EVE = date(2026, 12, 24)


def manager():  # type: ignore[no-untyped-def]
    """Whoever runs rotas."""
    return staff(Role.MANAGER)


def absence(day: date = FRIDAY, **more: object) -> services.AbsenceDetails:
    """Neurologist A is away for a day."""
    usual = {"first": day, "last": day, "clinician": clinician().public_id}
    return services.AbsenceDetails(**(usual | more))  # type: ignore[arg-type]


# ---- the seed -----------------------------------------------------------------------------------------------


def test_the_seed_fills_an_empty_database_once() -> None:
    before = Session.objects.count()
    assert before > 20
    assert services.seed(DOCUMENT, now=NOW) is False
    assert Session.objects.count() == before


@pytest.mark.parametrize(
    ("table", "change", "names"),
    [
        ("room", {"site": "nowhere"}, "[[room]] consulting-1"),
        ("site", {"zone": "Europe/Atlantis"}, "[[site]] welbeck-street"),
        ("visit_type", {"price": "gold"}, "[[visit_type]] new-consultation"),
        ("visit_type", {"minutes": "long"}, "[[visit_type]] new-consultation"),
        ("clinician", {"visit_types": ["dance"]}, "[[clinician]] neurologist-a"),
        ("session", {"days": ["noday"]}, "[[session]] 1"),
        ("price", {"from": 900}, "[[price]] first-visit"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(table: str, change: dict[str, object], names: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    document[table][0] |= change
    empty_the_world()
    with pytest.raises(services.WorldProblem) as refused:
        services.seed(document, now=NOW)
    issue = refused.value.issues[0]
    assert names in issue.what
    assert issue.remedy
    assert not Site.objects.exists()


def empty_the_world() -> None:
    """Take the world away again, as before the first start."""
    from django.apps import apps

    for model in reversed(list(apps.get_app_config("booking").get_models())):
        model._default_manager.all().delete()
    for model in reversed(list(apps.get_app_config("cover").get_models())):
        model._default_manager.all().delete()


# ---- changes ------------------------------------------------------------------------------------------------


def test_an_absence_that_hits_visits_is_refused_with_the_list_or_made_all_the_same() -> None:
    found = booked(slot(11, day=FRIDAY))
    with pytest.raises(services.HitsVisits) as refused:
        services.add_absence(manager(), absence(), now=NOW)
    assert refused.value.visits == (found.visit,)
    assert queries.rota_page(staff(), now=NOW).absences == ()
    services.add_absence(manager(), absence(), now=NOW, anyway=True)
    problems = queries.problems(staff(), FRIDAY, now=NOW)
    assert ("clash", found.visit) in {(problem.kind, problem.visit.public_id) for problem in problems}
    (on_the_board,) = queries.day(staff(), FRIDAY, now=NOW).visits
    assert sorted(map(str, on_the_board.missing)) == sorted(str(problem.issue) for problem in problems), "as the list"
    with pytest.raises(services.CannotBook):
        services.hold(VISITOR, slot(9, day=FRIDAY), SCREENED, now=NOW)


def test_an_absence_of_some_hours_leaves_the_rest_of_the_day() -> None:
    booked(slot(9, day=FRIDAY))
    services.add_absence(manager(), absence(starts=time(10), ends=time(12)), now=NOW)
    assert services.hold(VISITOR, slot(9, 45, day=date(2026, 12, 4)), SCREENED, now=NOW)
    with pytest.raises(services.CannotBook):
        services.hold(VISITOR, slot(10, day=FRIDAY), SCREENED, now=NOW)


def test_a_room_out_of_use_hits_the_visits_in_it() -> None:
    found = booked(slot(11, day=FRIDAY))
    broken = services.AbsenceDetails(FRIDAY, FRIDAY, room="consulting-1", why="no light")
    with pytest.raises(services.HitsVisits) as refused:
        services.add_absence(manager(), broken, now=NOW)
    assert refused.value.visits == (found.visit,)


def test_closing_the_site_hits_visits_and_reopening_gives_the_day_back() -> None:
    closure = services.close(manager(), "welbeck-street", CHRISTMAS_EVE, CHRISTMAS_EVE, "Holiday", now=NOW)
    with pytest.raises(services.CannotBook):
        services.hold(VISITOR, slot(9, day=CHRISTMAS_EVE), SCREENED, now=NOW)
    services.reopen(manager(), closure, now=NOW)
    booked(slot(9, day=CHRISTMAS_EVE))
    with pytest.raises(services.HitsVisits):
        services.close(manager(), "welbeck-street", CHRISTMAS_EVE, CHRISTMAS_EVE, "Holiday", now=NOW)


def test_a_bank_holiday_is_kept_unless_the_manager_says_open() -> None:
    boxing_day = date(2026, 12, 28)  # a substitute day, as 26 December is a Saturday
    with pytest.raises(services.CannotBook):
        services.hold(VISITOR, slot(9, day=boxing_day), SCREENED, now=NOW)
    services.open_holiday(manager(), "welbeck-street", boxing_day, now=NOW)
    booked(slot(9, day=boxing_day))
    with pytest.raises(services.HitsVisits):
        services.keep_holiday(manager(), "welbeck-street", boxing_day, now=NOW)
    page = queries.rota_page(staff(), now=NOW)
    assert [line.is_open for line in page.closures if line.first == boxing_day] == [True]


def test_ending_a_session_hits_the_visits_after_it() -> None:
    booked(slot(11, day=FRIDAY))
    row = Session.objects.get(clinician__code="neurologist-a", weekday=4)
    with pytest.raises(services.HitsVisits):
        services.end_session(manager(), row.public_id, TODAY, now=NOW)
    services.end_session(manager(), row.public_id, FRIDAY, now=NOW)
    with pytest.raises(services.CannotBook):
        services.hold(VISITOR, slot(11, day=date(2026, 12, 4)), SCREENED, now=NOW)


def test_extra_work_can_be_booked_and_is_not_taken_from_under_a_visit() -> None:
    saturday = date(2026, 11, 28)
    who = clinician().public_id
    extra = services.add_extra(
        manager(), services.ExtraDetails(who, "welbeck-street", saturday, time(9), time(12)), now=NOW
    )
    booked(slot(9, day=saturday))
    with pytest.raises(services.HitsVisits):
        services.remove_extra(manager(), extra, now=NOW)


def test_what_was_hit_before_is_not_held_against_the_next_change() -> None:
    booked(slot(11, day=FRIDAY))
    services.add_absence(manager(), absence(), now=NOW, anyway=True)
    services.close(manager(), "welbeck-street", FRIDAY, FRIDAY, "Burst pipe", now=NOW)


def test_only_the_manager_changes_the_world() -> None:
    for role in set(Role) - {Role.MANAGER}:
        for attempt in (
            lambda actor: services.add_absence(actor, absence(), now=NOW),
            lambda actor: services.close(actor, "welbeck-street", FRIDAY, FRIDAY, "x", now=NOW),
            lambda actor: services.set_room(actor, services.RoomDetails("x", "welbeck-street", "X"), now=NOW),
            lambda actor: queries.world(actor),
        ):
            with pytest.raises(PermissionDenied):
                attempt(staff(role))


def test_the_manager_adds_a_room_a_kind_of_visit_and_somebody_who_gives_it() -> None:
    services.set_room(manager(), services.RoomDetails("quiet", "welbeck-street", "Quiet room"), now=NOW)
    kind = services.VisitTypeDetails(
        "relaxation", "Relaxation", "Relaxation", "in-person", 60, "physiotherapy", rooms=("quiet",), is_open=True
    )
    services.set_visit_type(manager(), kind, now=NOW)
    person = services.ClinicianDetails(
        "therapist", "Example therapist", "Therapist", ("en",), 12, 120, visit_types=("relaxation",)
    )
    services.set_clinician(manager(), person, now=NOW)
    who = next(line for line in queries.clinicians("relaxation") if line.code == "therapist")
    session = services.SessionDetails(who.public_id, "welbeck-street", 4, time(9), time(17), FRIDAY)
    services.add_session(manager(), session, now=NOW)
    chosen = slot(9, day=FRIDAY, who="therapist", kind="relaxation", room="quiet")
    assert services.hold(VISITOR, chosen, SCREENED, now=NOW).minutes == 60


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "telepathy"}, "mode"),
        ({"price": "gold"}, "price"),
        ({"rooms": ()}, "rooms"),
        ({"minutes": 0}, "__all__"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(change: dict[str, object], field: str) -> None:
    usual = {
        "code": "new", "name": "New", "lay_name": "New", "mode": "in-person", "minutes": 30,
        "price": "follow-up", "rooms": ("gym",),
    }  # fmt: skip
    with pytest.raises(services.BadEntry) as refused:
        services.set_visit_type(manager(), services.VisitTypeDetails(**(usual | change)), now=NOW)  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_both_clock_changes_keep_the_wall_time_of_a_session() -> None:
    before, after = date(2026, 10, 23), date(2026, 10, 26)
    early = at(8, day=date(2026, 10, 1))
    assert booked(slot(9, day=before), now=early).is_new
    assert booked(slot(9, day=after), now=early).is_new
    assert slot(9, day=before).starts_at.hour == 8
    assert slot(9, day=after).starts_at.hour == 9
