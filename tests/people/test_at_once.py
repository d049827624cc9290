"""Two people do something at the same moment, on both databases: nothing slips between them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from eutonia.clinic.outbox.channels import Channel
from eutonia.clinic.people import queries, services
from eutonia.clinic.people.models import OneTimeCode, Patient
from eutonia.clinic.people.services import CannotMerge, CodeRefused, Contact, NhsNumberTaken, TooManyCodes
from tests.people.world import DESK, LATER, NOW, other, register, sent_code

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = Contact(Channel.EMAIL, "asha@example.org")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment, each on a connection of its own. Returns results and exceptions, in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_double_click_is_noticed_as_a_duplicate() -> None:
    for _again in range(5):
        at_once(*[register] * 4)
    pairs = queries.duplicates_to_review(DESK, now=NOW, limit=1000)
    assert Patient.objects.count() == 20
    assert len(pairs) == 20 * 19 // 2


def test_one_of_many_gets_an_nhs_number() -> None:
    for number in ("9434765919", "9993086401", "9995749009"):
        done = at_once(*[lambda number=number: register(nhs_number=number)] * 4)
        assert sum(isinstance(each, NhsNumberTaken) for each in done) == 3, done


def test_two_merges_against_each_other_make_no_ring() -> None:
    for _again in range(5):
        one, two = register().public_id, register().public_id
        done = at_once(
            lambda one=one, two=two: services.merge(DESK, keep=one, alias=two, why="x", now=LATER),
            lambda one=one, two=two: services.merge(DESK, keep=two, alias=one, why="x", now=LATER),
        )
        assert sum(isinstance(each, CannotMerge) for each in done) == 1, done
        assert Patient.objects.resolve(one) == Patient.objects.resolve(two)


def test_a_change_and_a_merge_at_once_lose_nothing() -> None:
    for _again in range(5):
        kept, alias = register(email="", phone=""), register(email="", phone="")
        details = services.PatientDetails(
            given_name="Asha", family_name="Lindqvist", birth_date=alias.details.birth_date, postcode="M1 1AE"
        )
        done = at_once(
            lambda kept=kept, alias=alias: services.merge(
                DESK, keep=kept.public_id, alias=alias.public_id, why="x", now=LATER
            ),
            lambda alias=alias, details=details: services.change_patient(DESK, alias.public_id, details, now=LATER),
        )
        assert not [each for each in done if isinstance(each, Exception)]
        assert queries.patient(DESK, kept.public_id, now=LATER).details.postcode == "M1 1AE"


def test_asvs_6_3_1_many_senders_at_once_get_no_more_codes() -> None:
    done = at_once(*[lambda: services.send_code(CONTACT, now=NOW, network="192.0.2.7")] * 8)
    assert sum(isinstance(each, TooManyCodes) for each in done) == 3, done
    assert OneTimeCode.objects.count() == 5


def test_asvs_6_3_1_many_guessers_at_once_get_no_more_tries_and_a_code_works_once() -> None:
    services.send_code(CONTACT, now=NOW)
    code = sent_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    done = at_once(*[lambda: services.prove_code(CONTACT, wrong, now=NOW)] * 8)
    assert all(isinstance(each, CodeRefused) for each in done), done
    assert OneTimeCode.objects.get().tries == 5
    services.send_code(CONTACT, now=LATER)
    code = sent_code()
    done = at_once(*[lambda: services.prove_code(CONTACT, code, now=LATER)] * 4)
    assert sum(isinstance(each, CodeRefused) for each in done) == 3, done


def test_a_busy_desk_is_not_held_up() -> None:
    done = at_once(*[lambda n=n: other(given_name=f"Name{n}", email=f"n{n}@example.org", phone="") for n in range(8)])
    assert not [each for each in done if isinstance(each, Exception)]
