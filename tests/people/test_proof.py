"""An address is proved by a code: once, soon, with few tries, and without a word on whether we know it."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from eutonia.clinic.audit.models import AuditEntry
from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.outbox.models import Message
from eutonia.clinic.people import proof, services
from eutonia.clinic.people.models import OneTimeCode
from eutonia.clinic.people.services import CodeRefused, Contact, ProvedContact, TooManyCodes
from tests.people.world import NOW, register, sent_code

pytestmark = pytest.mark.django_db

CONTACT = Contact(Channel.EMAIL, "asha@example.org")
PHONE = Contact(Channel.SMS, "07700 900101")
MINUTE = timedelta(minutes=1)


def send(contact: Contact = CONTACT, at: timedelta = timedelta(), network: str = "") -> str:
    services.send_code(contact, now=NOW + at, network=network)
    return sent_code()


def refused(code: str, contact: Contact = CONTACT, at: timedelta = MINUTE) -> CodeRefused:
    with pytest.raises(CodeRefused) as caught:
        services.prove_code(contact, code, now=NOW + at)
    assert caught.value.issue.remedy
    return caught.value


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize("contact", [CONTACT, PHONE])
def test_a_code_proves_its_contact(contact: Contact) -> None:
    code = send(contact)
    assert len(code) == 6
    assert code.isdigit()
    assert services.prove_code(contact, f" {code[:3]} {code[3:]} ", now=NOW + MINUTE) == ProvedContact(
        contact, NOW + MINUTE
    )
    message = Message.objects.get()
    assert (message.kind, message.channel, message.to) == ("code", contact.channel, contact.address)


def test_a_code_works_once() -> None:
    code = send()
    services.prove_code(CONTACT, code, now=NOW)
    assert refused(code).is_over


def test_a_code_works_for_ten_minutes() -> None:
    code = send()
    assert services.prove_code(CONTACT, code, now=NOW + timedelta(minutes=9, seconds=59))
    assert refused(send(), at=timedelta(minutes=10)).is_over


def test_a_code_proves_no_other_contact() -> None:
    code = send()
    send(PHONE)
    with mock.patch.object(proof.secrets, "choice", return_value="0"):
        send(Contact(Channel.EMAIL, "b@example.org"))
    assert not refused(wrong("0" * 6), Contact(Channel.EMAIL, "b@example.org")).is_over
    assert refused(code, Contact(Channel.EMAIL, "nobody@example.org")).is_over


def test_only_the_newest_code_works() -> None:
    old = send()
    with mock.patch.object(proof.secrets, "choice", side_effect=[*wrong(old)]):
        new = send(at=MINUTE)
    assert old != new
    assert not refused(old, at=2 * MINUTE).is_over
    assert services.prove_code(CONTACT, new, now=NOW + 2 * MINUTE)


def test_asvs_6_3_1_a_code_is_over_after_five_tries() -> None:
    code = send()
    assert [refused(wrong(code)).is_over for _try in range(5)] == [False, False, False, False, True]
    assert refused(code).is_over
    assert OneTimeCode.objects.get().tries == 5


def test_a_failed_try_is_remembered_although_it_raises() -> None:
    refused(wrong(send()))
    assert OneTimeCode.objects.get().tries == 1


@pytest.mark.django_db(transaction=True)
def test_a_caller_cannot_undo_the_counting_of_tries() -> None:
    code = send()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        services.prove_code(CONTACT, wrong(code), now=NOW)


def test_asvs_6_3_1_at_most_five_codes_an_hour_go_to_one_address() -> None:
    for number in range(5):
        send(at=number * MINUTE)
    with pytest.raises(TooManyCodes, match="try again in an hour"):
        send(at=10 * MINUTE)
    assert Message.objects.count() == 5
    assert send(PHONE, at=10 * MINUTE)
    assert send(at=timedelta(hours=1)), "the first of them is an hour old"


def test_asvs_6_3_1_at_most_thirty_codes_an_hour_are_asked_for_from_one_network() -> None:
    for number in range(proof.MOST_FROM_A_NETWORK):
        send(Contact(Channel.EMAIL, f"p{number}@example.org"), network="192.0.2.7")
    with pytest.raises(TooManyCodes):
        send(PHONE, network="192.0.2.7")
    assert send(PHONE, network="192.0.2.8")


def test_asvs_6_3_8_a_known_and_an_unknown_address_cannot_be_told_apart() -> None:
    register()

    def steps(contact: Contact) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            code = send(contact)
            refused(wrong(code), contact)
            services.prove_code(contact, code, now=NOW)
        return [query["sql"].split(" ")[0] + query["sql"].partition("FROM")[2][:25] for query in seen]

    assert steps(CONTACT) == steps(Contact(Channel.EMAIL, "unknown@example.org"))


def test_the_rows_hold_neither_code_nor_address() -> None:
    code = send(network="192.0.2.7")
    row = repr(OneTimeCode.objects.values().get()) + repr(list(AuditEntry.objects.values()))
    for secret in ("asha", "192.0.2.7"):
        assert secret not in row
    held = OneTimeCode.objects.get()
    assert code not in (held.code_digest, held.contact_digest)
    assert held.code_digest != proof._digest("code", code), "the same code of two people has two digests"


def test_the_database_refuses_a_sixth_try() -> None:
    send()
    with pytest.raises(IntegrityError), transaction.atomic():
        OneTimeCode.objects.update(tries=6)


def test_what_is_of_no_more_use_is_purged() -> None:
    send()
    assert services.purge(now=NOW + timedelta(minutes=70)) == 0
    assert services.purge(now=NOW + timedelta(minutes=71)) == 1


# ---- the proof in a session ------------------------------------------------------------------------------------


def test_asvs_7_3_2_a_proof_holds_for_half_an_hour() -> None:
    proved = ProvedContact(PHONE, NOW)
    kept = proved.as_session()
    assert ProvedContact.of_session(kept, now=NOW + 29 * MINUTE) == proved
    assert ProvedContact.of_session(kept, now=NOW + 30 * MINUTE) is None
    assert ProvedContact.of_session(kept, now=NOW - MINUTE) is None
    assert ProvedContact.of_session(None, now=NOW) is None
