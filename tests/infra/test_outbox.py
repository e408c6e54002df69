"""Messages leave once, after what they speak of is true."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.infra import db, outbox, packing
from portal.infra.calendars import Entry
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage, Recipient
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording

KIM = Recipient("kim@company.example", "김수진", Language.KO, Side.KR)


def post(count: int = 1) -> None:
    with db.writing():
        for number in range(count):
            outbox.post("bookings/booked", KIM, number=number)


def claim(limit: int = 20) -> list[int]:
    with db.writing():
        return [message.id for message in outbox.claim(limit)]


def messages() -> list[OutboxMessage]:
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_a_message_of_a_change_that_did_not_happen_is_never_sent(database):
    def post_and_fail():
        with db.writing():
            outbox.post("bookings/booked", KIM)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post_and_fail()
    assert claim() == []


def test_two_workers_never_claim_one_message(database):
    post(40)
    claimed: list[int] = []
    start = threading.Barrier(4)

    def work():
        try:
            start.wait()
            while found := claim(3):
                claimed.extend(found)
        finally:
            session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # A worker that found the next rows locked may have gone home early; none is lost for that.
    claimed.extend(claim(40))
    assert sorted(claimed) == [message.id for message in messages()]


def test_a_worker_that_died_loses_its_messages_when_the_lease_ends(database, monday):
    post()
    first = claim()
    assert len(first) == 1
    assert claim() == []
    monday(outbox.LEASE - timedelta(seconds=1))
    assert claim() == []
    monday(timedelta(seconds=2))
    assert claim() == first


def test_what_was_sent_is_not_sent_again_and_its_secrets_are_wiped(database, monday):
    with db.writing():
        outbox.post("accounts/reset_password", KIM, path="/reset/s3cret")
    (number,) = claim()
    with db.writing():
        outbox.sent(number)
    monday(timedelta(days=1))
    assert claim() == []
    (message,) = messages()
    assert message.sent_at is not None
    assert message.values == {}
    assert message.address == KIM.address


def test_failures_are_tried_again_after_growing_pauses_and_then_given_up(database, monday):
    post()
    pauses = []
    while found := claim():
        with db.writing():
            outbox.failed(found[0], "421 try later", for_good=False)
        (message,) = messages()
        if message.given_up_at:
            break
        pauses.append(message.due_at - clock.now())
        monday(pauses[-1] - timedelta(seconds=1))
        assert claim() == []
        monday(timedelta(seconds=1))
    assert pauses == sorted(set(pauses))
    assert len(pauses) == 4
    (message,) = messages()
    assert message.given_up_at == clock.now()
    assert message.last_error == "421 try later"
    assert claim() == []


def test_a_failure_for_good_is_not_tried_again(database, monday):
    post()
    (number,) = claim()
    with db.writing():
        outbox.failed(number, "550 no such user" + "x" * 600, for_good=True)
    monday(timedelta(days=30))
    assert claim() == []
    assert len(messages()[0].last_error) == 500


def test_one_message_to_several_people_is_one_for_each(database):
    lee = Recipient("lee@company.example", "李", Language.ZH, Side.CN)
    with db.writing():
        outbox.post("bookings/booked", [KIM, lee], path="/x")
        outbox.post("bookings/booked", [])
    assert [message.address for message in messages()] == [KIM.address, lee.address]
    assert len({message.message_id for message in messages()}) == 2


def test_messages_leave_in_the_order_in_which_they_fell_due(database, monday):
    post(2)
    monday(timedelta(minutes=1))
    post(1)
    assert claim() == [message.id for message in messages()]


def test_the_longest_waiting_message_is_known(database, monday):
    assert outbox.oldest_waiting() is None
    posted_at = clock.now()
    post()
    monday(timedelta(hours=1))
    post()
    assert outbox.oldest_waiting() == posted_at
    for number in claim():
        with db.writing():
            outbox.sent(number)
    assert outbox.oldest_waiting() is None


def test_values_come_out_as_they_went_in(database):
    values = {
        "at": datetime(2026, 9, 16, 5, 0, tzinfo=UTC),
        "why": Text("%(company)s is busy.", company=Wording(ko="한빛", en="Hanbit")),
        "names": ["김", Wording(zh="金")],
        "count": 3,
        "nothing": None,
        "nested": {"deep": Text("Yes")},
        "calendar": Entry(
            uid="b1@meeting",
            sequence=0,
            starts_at=datetime(2026, 9, 16, 5, 0, tzinfo=UTC),
            ends_at=datetime(2026, 9, 16, 5, 25, tzinfo=UTC),
            summary=Text("Meeting: %(korean)s", korean=Wording(ko="한빛")),
            lines=(Text("Code: %(code)s", code="A1"), Text("Yes")),
            path="/company/meetings/b1",
        ),
    }
    with db.writing():
        outbox.post("x", KIM, **values)
    session.remove()
    (message,) = messages()
    assert packing.unpack(message.values) == values
