"""Messages leave once, in time, and if they cannot, somebody sees it."""

import json
import logging
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import close_old_connections, connections
from hypothesis import given
from hypothesis import strategies as st

from eutonia.clinic.outbox import delivery, services
from eutonia.clinic.outbox.channels import Outgoing, Undeliverable
from eutonia.clinic.outbox.delivery import CLAIM, FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS, pause_after
from eutonia.clinic.outbox.models import Message, MessageState
from eutonia.project.logs import PrivateJsonFormatter
from tests.clinic.outbox.post import ADDRESS, MINUTE, NOW, NUMBER, Post, queue

SENT, WAITING, FAILED, LATE = MessageState.SENT, MessageState.WAITING, MessageState.FAILED, MessageState.LATE
CANCELLED = MessageState.CANCELLED

pytestmark = pytest.mark.django_db


def refuse(message: Outgoing) -> None:
    raise ConnectionRefusedError(f"no way to {message.to}")


def test_a_message_leaves_once_and_opens_no_door_afterwards(post: type[Post]) -> None:
    row = queue(link="/visits/secret")
    assert services.deliver(now=NOW) == {SENT: 1}
    assert services.deliver(now=NOW + timedelta(days=1)) == {}
    (message,) = post.carried
    assert (message.to, message.reference) == (ADDRESS, row.public_id)
    assert "http://127.0.0.1:8000/visits/secret" in message.body
    row.refresh_from_db()
    assert (row.state, row.done_at, row.link, row.attempts) == (SENT, NOW, "", 1)


def test_the_longest_due_leave_first_and_all_of_them(post: type[Post]) -> None:
    for place in range(25):
        queue(f"k{place}", link=f"/{place}", now=NOW - place * MINUTE)
    assert services.deliver(now=NOW) == {SENT: 25}
    assert [message.body.split("/")[-1].split("\n")[0] for message in post.carried] == [
        str(n) for n in range(24, -1, -1)
    ]


def test_a_reminder_waits_for_its_time(post: type[Post]) -> None:
    queue(kind="visit-reminder", send_at=NOW + 60 * MINUTE)
    assert services.deliver(now=NOW + 59 * MINUTE) == {}
    assert services.deliver(now=NOW + 60 * MINUTE) == {SENT: 1}


def test_a_cancelled_message_does_not_leave_and_cancelling_late_does_no_harm(post: type[Post]) -> None:
    queue("a")
    services.cancel("a", now=NOW)
    assert services.deliver(now=NOW) == {}
    queue("b")
    services.deliver(now=NOW)
    services.cancel("b", now=NOW)
    services.cancel("nothing", now=NOW)
    assert list(Message.objects.order_by("key").values_list("state", "link")) == [(CANCELLED, ""), (SENT, "")]


def test_a_message_cancelled_between_claim_and_sending_does_not_leave(post: type[Post]) -> None:
    queue()
    (claimed,) = delivery.claim(NOW)
    services.cancel("k1", now=NOW)
    assert delivery.attempt(claimed, NOW) == CANCELLED
    assert not post.carried


def test_a_message_that_comes_too_late_does_not_leave(post: type[Post]) -> None:
    queue("code", kind="code", code="123456", link="")
    queue("own", useful_until=NOW + 3 * MINUTE)
    assert services.deliver(now=NOW + 10 * MINUTE) == {LATE: 2}
    assert not post.carried
    assert set(Message.objects.values_list("code", "link")) == {("", "")}


# ---- trouble -------------------------------------------------------------------------------------------------


def test_trouble_puts_off_longer_and_longer_and_then_gives_up_where_staff_see_it(post: type[Post]) -> None:
    post.before = refuse
    row = queue(useful_until=NOW + timedelta(days=3))
    now, pauses = NOW, []
    while row.state == WAITING:
        services.deliver(now=now)
        row.refresh_from_db()
        assert services.deliver(now=now) == {}, "not again before the pause is over"
        pauses.append(row.next_at - now)
        now = row.next_at
    assert (row.state, row.attempts, row.trouble) == (FAILED, MOST_ATTEMPTS, "ConnectionRefusedError")
    assert len(pauses) == MOST_ATTEMPTS
    assert timedelta(hours=5) < now - NOW < timedelta(hours=7.1)
    assert services.deliver(now=now + timedelta(days=1)) == {}


def test_a_message_that_was_put_off_leaves_when_the_trouble_is_over(post: type[Post]) -> None:
    post.before = refuse
    queue()
    assert services.deliver(now=NOW) == {WAITING: 1}
    post.before = None
    assert services.deliver(now=NOW + MINUTE) == {SENT: 1}
    assert len(post.carried) == 1


def test_what_will_never_arrive_is_not_tried_again(post: type[Post]) -> None:
    def never(message: Outgoing) -> None:
        raise Undeliverable

    post.before = never
    queue()
    assert services.deliver(now=NOW) == {FAILED: 1}


def test_one_message_in_trouble_does_not_hold_up_the_others(post: type[Post]) -> None:
    def first_only(message: Outgoing) -> None:
        if message.body.count("/first"):
            refuse(message)

    post.before = first_only
    queue("a", link="/first")
    queue("b", link="/second")
    assert services.deliver(now=NOW) == {WAITING: 1, SENT: 1}


@given(st.integers(1, 1000), st.uuids())
def test_a_pause_doubles_has_a_cap_and_varies_by_a_quarter_at_most(attempts: int, reference: object) -> None:
    whole = min(FIRST_PAUSE.total_seconds() * 2 ** min(attempts - 1, 30), LONGEST_PAUSE.total_seconds())
    assert whole * 0.75 <= pause_after(attempts, str(reference)).total_seconds() <= whole


def test_the_log_tells_of_trouble_and_not_of_the_person(post: type[Post], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    post.before = refuse
    queue()
    services.deliver(now=NOW)
    lines = [PrivateJsonFormatter().format(record) for record in caplog.records]
    (line,) = [json.loads(line) for line in lines if "message put off" in line]
    assert (line["kind"], line["trouble"], line["attempts"]) == ("visit-confirmed", "ConnectionRefusedError", 1)
    assert not any("zebra" in line or "/visits/abc" in line for line in lines)


# ---- workers that die, workers that meet ---------------------------------------------------------------------


def test_a_message_of_a_worker_that_died_is_tried_again_after_its_claim(post: type[Post]) -> None:
    queue()
    assert len(delivery.claim(NOW)) == 1  # and the power goes
    assert services.deliver(now=NOW + CLAIM - MINUTE) == {}
    assert services.deliver(now=NOW + CLAIM) == {SENT: 1}
    assert len(post.carried) == 1


def test_a_message_that_kills_every_worker_is_given_up(post: type[Post]) -> None:
    queue(useful_until=NOW + timedelta(days=3))
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        assert len(delivery.claim(now)) == 1
        now += CLAIM
    assert services.deliver(now=now) == {FAILED: 1}
    assert not post.carried


def test_a_worker_that_was_slow_does_not_undo_what_another_wrote(post: type[Post]) -> None:
    queue()
    (slow,) = delivery.claim(NOW)
    assert services.deliver(now=NOW + CLAIM) == {SENT: 1}
    post.before = refuse
    delivery.attempt(slow, NOW + CLAIM + MINUTE)
    assert Message.objects.get().state == SENT


def test_a_claim_is_by_the_time_it_is_made_however_long_the_round_lasts(post: type[Post]) -> None:
    """A mail server that takes its time: each message of the second batch is claimed after five minutes."""
    moment = [NOW]

    def slow(message: Outgoing) -> None:
        moment[0] += MINUTE / 2

    post.before = slow
    for place in range(2 * delivery.BATCH):
        queue(f"k{place:02}", now=NOW)
    overdue: list[int] = []

    def stopping() -> bool:
        """Asked before each message: is anything that we hold free for others to claim?"""
        held = Message.objects.filter(state=WAITING, attempts=1)
        overdue.append(held.filter(next_at__lte=moment[0]).count())
        return False

    assert services.deliver_due(lambda: moment[0], stopping=stopping) == {SENT: 2 * delivery.BATCH}
    assert set(overdue) == {0}


def test_a_code_that_ran_out_during_the_round_does_not_leave(post: type[Post]) -> None:
    moment = [NOW]

    def slow(message: Outgoing) -> None:
        moment[0] += 11 * MINUTE

    post.before = slow
    queue("first", now=NOW - MINUTE)
    queue("code", kind="code", code="123456", link="")
    assert services.deliver_due(lambda: moment[0]) == {SENT: 1, LATE: 1}


def test_stopping_gives_back_what_was_claimed(post: type[Post]) -> None:
    for place in range(5):
        queue(f"k{place}")
    assert services.deliver_due(lambda: NOW, stopping=lambda: len(post.carried) == 2) == {SENT: 2}
    assert services.deliver(now=NOW) == {SENT: 3}
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_message_once(post: type[Post]) -> None:
    count, workers = 60, 4
    for place in range(count):
        queue(f"k{place}", link=f"/{place}")
    start = threading.Barrier(workers)
    outcomes: list[Counter[MessageState]] = []

    def work() -> None:
        start.wait()
        outcomes.append(services.deliver(now=NOW))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert sum(outcomes, Counter()) == {SENT: count}
    assert Counter(message.reference for message in post.carried).most_common(1)[0][1] == 1
    assert len(post.carried) == count


def test_a_text_message_fits_in_a_line(post: type[Post]) -> None:
    queue(channel="sms", to=NUMBER)
    services.deliver(now=NOW)
    assert post.carried[0].body.count("\n") == 0
