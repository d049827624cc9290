"""Accounts of staff: made, changed and closed by a manager, and the link that sets a password."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from eutonia.clinic.audit.actors import SYSTEM, VISITOR, Actor, ActorKind
from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.clinic.people import queries, services
from eutonia.clinic.people.models import PasswordLink, User
from eutonia.clinic.people.roles import Role
from eutonia.clinic.people.services import LinkIsOver
from tests.people.world import DESK, LATER, MANAGER, NOW, staff_actor

pytestmark = pytest.mark.django_db

PASSWORD = "a-line-that-was-a-wave"
WHY = "Asked in person"


def link_to(secret: str) -> str:
    return f"/set/{secret}/"


def add(actor: Actor = MANAGER, now: datetime = NOW, **changes: object) -> queries.StaffMember:
    usual = {"email": "nurse@example.org", "name": "Example nurse", "role": Role.NURSE}
    return services.add_staff(actor, **(usual | changes), link_to=link_to, now=now)  # type: ignore[arg-type]


def secret() -> str:
    """The secret in the newest link that waits to be sent."""
    return Message.objects.filter(kind="staff-password").latest("id").link.split("/")[2]


def account(public_id: object) -> User:
    return User.objects.get(public_id=public_id)


# ---- making ----------------------------------------------------------------------------------------------------


def test_a_new_account_is_opened_by_a_link_that_goes_to_its_owner() -> None:
    made = add(email=" Nurse@Example.org ")
    assert (made.email, made.has_password, made.has_second_factor) == ("nurse@example.org", False, False)
    message = Message.objects.get()
    assert (message.kind, message.to) == ("staff-password", "nurse@example.org")
    assert queries.account_behind(secret(), now=LATER) == "nurse@example.org"
    services.set_password(secret(), PASSWORD, now=LATER)
    assert account(made.public_id).check_password(PASSWORD)
    told = AuditEntry.objects.filter(subject_id=str(made.public_id)).order_by("id")
    assert [(entry.verb, entry.actor_kind, entry.actor_id) for entry in told] == [
        ("account.make", "staff", MANAGER.id),
        ("account.set-password", "staff", made.public_id),
    ]


@pytest.mark.parametrize("change", [{"email": "no address"}, {"name": " "}, {"role": "wizard"}])
def test_what_cannot_be_is_refused_whole(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        add(**change)
    assert not User.objects.exists()
    assert not Message.objects.exists()


def test_an_address_has_one_account() -> None:
    add()
    with pytest.raises(services.AccountExists):
        add(email="NURSE@example.org")
    assert Message.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_asvs_8_2_1_only_managers_run_the_staff(role: Role) -> None:
    made = add()
    actor = staff_actor(role)
    acts = (
        lambda: queries.staff(actor),
        lambda: queries.staff_member(actor, made.public_id),
        lambda: add(actor, email="x@example.org"),
        lambda: services.change_role(actor, made.public_id, Role.MANAGER, why=WHY, now=NOW),
        lambda: services.close_account(actor, made.public_id, why=WHY, now=NOW),
        lambda: services.open_account(actor, made.public_id, why=WHY, link_to=link_to, now=NOW),
        lambda: services.send_password_link(actor, made.public_id, link_to=link_to, now=NOW),
        lambda: services.remove_second_factor(actor, made.public_id, why=WHY, link_to=link_to, now=NOW),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_names_of_colleagues_are_for_colleagues() -> None:
    made = add()
    assert queries.colleagues(DESK) == {made.public_id: "Example nurse"}
    for actor in (VISITOR, SYSTEM):
        with pytest.raises(PermissionDenied):
            queries.colleagues(actor)


# ---- the link --------------------------------------------------------------------------------------------------


def test_a_link_works_once() -> None:
    add()
    services.set_password(secret(), PASSWORD, now=NOW)
    with pytest.raises(LinkIsOver):
        services.set_password(secret(), PASSWORD + "-2", now=NOW)
    with pytest.raises(LinkIsOver):
        queries.account_behind(secret(), now=NOW)


def test_a_link_works_for_three_days() -> None:
    add()
    assert queries.account_behind(secret(), now=NOW + timedelta(hours=72, seconds=-1))
    with pytest.raises(LinkIsOver, match="Ask a manager"):
        queries.account_behind(secret(), now=NOW + timedelta(hours=72))


def test_a_newer_link_replaces_an_older_one() -> None:
    made = add()
    old = secret()
    services.send_password_link(MANAGER, made.public_id, link_to=link_to, now=LATER)
    assert secret() != old
    with pytest.raises(LinkIsOver):
        services.set_password(old, PASSWORD, now=LATER)
    services.set_password(secret(), PASSWORD, now=LATER)


@pytest.mark.parametrize("guess", ["", "x", "\x00", "a" * 43])
def test_a_guess_opens_nothing(guess: str) -> None:
    add()
    with pytest.raises(LinkIsOver):
        services.set_password(guess, PASSWORD, now=NOW)


def test_a_weak_password_leaves_the_link_in_force() -> None:
    add()
    with pytest.raises(ValidationError):
        services.set_password(secret(), "dragonmonkey", now=NOW)
    services.set_password(secret(), PASSWORD, now=NOW)


def test_the_database_holds_no_secret_of_a_link() -> None:
    add()
    assert secret() not in repr(list(PasswordLink.objects.values()))
    with pytest.raises(IntegrityError), transaction.atomic():
        PasswordLink.objects.update(expires_at=NOW)


# ---- changing --------------------------------------------------------------------------------------------------


def test_a_change_of_role_is_in_the_audit() -> None:
    made = add()
    changed = services.change_role(MANAGER, made.public_id, Role.FRONT_DESK, why=WHY, now=LATER)
    assert changed.role == Role.FRONT_DESK
    entry = AuditEntry.objects.get(verb="account.role")
    assert (entry.before, entry.after, entry.why) == ('{"role":"nurse"}', '{"role":"front-desk"}', WHY)


def test_nobody_promotes_or_closes_themselves() -> None:
    me = add(role=Role.MANAGER)
    actor = Actor(ActorKind.STAFF, me.public_id, Role.MANAGER.value)
    assert queries.staff_member(actor, me.public_id).is_self
    acts = (
        lambda: services.change_role(actor, me.public_id, Role.AUDITOR, why=WHY, now=NOW),
        lambda: services.close_account(actor, me.public_id, why=WHY, now=NOW),
        lambda: services.open_account(actor, me.public_id, why=WHY, link_to=link_to, now=NOW),
        lambda: services.remove_second_factor(actor, me.public_id, why=WHY, link_to=link_to, now=NOW),
    )
    for act in acts:
        with pytest.raises(services.OwnAccount, match="another manager"):
            act()


def test_a_closed_account_is_shut_for_good_until_it_is_opened() -> None:
    made = add()
    early = secret()
    services.close_account(MANAGER, made.public_id, why="Left the clinic", now=LATER)
    assert not account(made.public_id).is_active
    with pytest.raises(LinkIsOver):
        services.set_password(early, PASSWORD, now=LATER)
    with pytest.raises(ValidationError, match="Open it again first"):
        services.send_password_link(MANAGER, made.public_id, link_to=link_to, now=LATER)
    services.open_account(MANAGER, made.public_id, why="Came back", link_to=link_to, now=LATER)
    services.set_password(secret(), PASSWORD, now=LATER)
    assert queries.staff_member(MANAGER, made.public_id).has_password


def test_whoever_lost_both_factors_starts_anew() -> None:
    made = add()
    services.set_password(secret(), PASSWORD, now=NOW)
    user = account(made.public_id)
    for kind, data in (("totp", {"secret": "x"}), ("recovery_codes", {"seed": "x", "used_mask": 0})):
        Authenticator.objects.create(user=user, type=kind, data=data)
    assert queries.staff_member(MANAGER, made.public_id).has_second_factor
    after = services.remove_second_factor(MANAGER, made.public_id, why=WHY, link_to=link_to, now=LATER)
    assert (after.has_second_factor, after.has_password) == (False, False)
    assert not Authenticator.objects.exists()
    assert Message.objects.filter(kind="staff-password", state=MessageState.WAITING).count() == 2


def test_recovery_codes_alone_are_no_second_factor() -> None:
    user = account(add().public_id)
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert not queries.has_second_factor(user)


def test_an_account_that_is_not_there_is_told() -> None:
    for act in (
        lambda: queries.staff_member(MANAGER, MANAGER.id),  # type: ignore[arg-type]
        lambda: services.change_role(MANAGER, DESK.id, Role.NURSE, why=WHY, now=NOW),  # type: ignore[arg-type]
    ):
        with pytest.raises(services.NoSuchAccount):
            act()


# ---- the first manager -----------------------------------------------------------------------------------------


def test_the_first_manager_is_made_at_the_command_line() -> None:
    out = StringIO()
    call_command("add_manager", "first@example.org", "Example Manager", stdout=out)
    assert User.objects.get().role == Role.MANAGER
    assert Message.objects.get().link in out.getvalue()
    with pytest.raises(CommandError, match="an account with this"):
        call_command("add_manager", "first@example.org", "Example Manager")
    with pytest.raises(CommandError):
        call_command("add_manager", "nowhere", "Example Manager")
