"""Accounts of staff: make one, change its role, close it, open it again.

A manager does this, and never to their own account: nobody promotes themselves, and the last manager stays.
Sessions are tied to the password, so whatever sets or voids the password ends them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eutonia.clinic.audit import services as audit
from eutonia.clinic.audit.actors import SYSTEM, Actor, Subject
from eutonia.clinic.people import access, password_links
from eutonia.clinic.people.access import Act
from eutonia.clinic.people.members import NoSuchAccount, StaffMember, member
from eutonia.clinic.people.models import User
from eutonia.clinic.people.password_links import LinkTo
from eutonia.clinic.people.roles import Role


class AccountExists(Exception):
    """There is an account with this e-mail address already. Use that one, or another address."""


class OwnAccount(Exception):
    """Nobody changes the role of their own account or closes it. Ask another manager."""


def create_staff(*, email: str, name: str, role: Role, password: str, now: datetime) -> User:
    """Make an account with a password, for the example clinic and for tests; a clinic uses `add_staff`.

    Raises :class:`AccountExists`, or Django's ``ValidationError`` for a weak password or a bad address.
    """
    user = User(email=email.strip().lower(), name=name.strip(), role=role, created_at=now)
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        _save_new(SYSTEM, user, now)
    return user


def add_staff(actor: Actor, *, email: str, name: str, role: Role, link_to: LinkTo, now: datetime) -> StaffMember:
    """Make an account without a password and send the link that sets one.

    Raises ``PermissionDenied``, :class:`AccountExists`, ``ValidationError``.
    """
    access.require(actor, Act.RUN_STAFF)
    user = User(email=email.strip().lower(), name=name.strip(), role=role, created_at=now)
    user.set_unusable_password()
    with transaction.atomic():
        _save_new(actor, user, now)
        password_links.send(user, link_to, now=now)
    return member(actor, user)


def send_password_link(actor: Actor, public_id: UUID, *, link_to: LinkTo, now: datetime) -> StaffMember:
    """Send a new link, for a password that was forgotten or never set. The old password works until it is used.

    Raises ``PermissionDenied``, :class:`NoSuchAccount`; ``ValidationError`` for a closed account.
    """
    access.require(actor, Act.RUN_STAFF)
    with transaction.atomic():
        user = _locked(public_id)
        if not user.is_active:
            raise ValidationError(_("This account is closed. Open it again first."))
        password_links.send(user, link_to, now=now)
        _record(actor, "account.send-link", user, now)
    return member(actor, user)


def change_role(actor: Actor, public_id: UUID, role: Role, *, why: str, now: datetime) -> StaffMember:
    """Give somebody another role, from their next click on.

    Raises ``PermissionDenied``, :class:`OwnAccount`, :class:`NoSuchAccount`.
    """
    _require_other(actor, public_id)
    with transaction.atomic():
        user = _locked(public_id)
        before, user.role = user.role, Role(role).value
        user.save(update_fields=["role"])
        _record(actor, "account.role", user, now, why, before={"role": before}, after={"role": user.role})
    return member(actor, user)


def close_account(actor: Actor, public_id: UUID, *, why: str, now: datetime) -> StaffMember:
    """Close an account and end its sessions for good. What its owner did stays theirs in the audit.

    Raises ``PermissionDenied``, :class:`OwnAccount`, :class:`NoSuchAccount`.
    """
    _require_other(actor, public_id)
    with transaction.atomic():
        user = _locked(public_id)
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        user.password_links.filter(used_at=None).update(used_at=now)
        _record(actor, "account.close", user, now, why)
    return member(actor, user)


def open_account(actor: Actor, public_id: UUID, *, link_to: LinkTo, why: str, now: datetime) -> StaffMember:
    """Open a closed account again; its owner sets a new password by a link.

    Raises ``PermissionDenied``, :class:`OwnAccount`, :class:`NoSuchAccount`.
    """
    _require_other(actor, public_id)
    with transaction.atomic():
        user = _locked(public_id)
        user.is_active = True
        user.save(update_fields=["is_active"])
        password_links.send(user, link_to, now=now)
        _record(actor, "account.open-again", user, now, why)
    return member(actor, user)


def remove_second_factor(actor: Actor, public_id: UUID, *, link_to: LinkTo, why: str, now: datetime) -> StaffMember:
    """Help somebody who has lost both their second factor and their recovery codes.

    An impostor would ask for just this, so a stolen password is not enough afterwards: the password is void
    too, and a link goes to the address of the account. Know the person by sight, or call them back.

    Raises ``PermissionDenied``, :class:`OwnAccount`, :class:`NoSuchAccount`.
    """
    _require_other(actor, public_id)
    with transaction.atomic():
        user = _locked(public_id)
        Authenticator.objects.filter(user=user).delete()
        user.set_unusable_password()
        user.save(update_fields=["password"])
        password_links.send(user, link_to, now=now)
        _record(actor, "account.second-factor-removed", user, now, why)
    return member(actor, user)


def _require_other(actor: Actor, public_id: UUID) -> None:
    access.require(actor, Act.RUN_STAFF)
    if actor.id == public_id:
        raise OwnAccount(OwnAccount.__doc__)


def _locked(public_id: UUID) -> User:
    row = User.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise NoSuchAccount(NoSuchAccount.__doc__)
    return row


def _save_new(actor: Actor, user: User, now: datetime) -> None:
    user.clean_fields()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise AccountExists(AccountExists.__doc__) from error
    _record(actor, "account.make", user, now, after={"role": user.role})


def _record(
    actor: Actor,
    verb: str,
    user: User,
    now: datetime,
    why: str = "",
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    subject = Subject("account", user.public_id)
    audit.record(actor, verb, subject, now=now, before=before, after=after, why=why.strip())
