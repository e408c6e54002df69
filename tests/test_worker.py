"""The worker sends what waits, does what is due, and survives what fails."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import worker as module
from portal.infra import db, jobs, outbox
from portal.infra.db import session
from portal.infra.jobs import Job
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage, Recipient
from portal.infra.transports import CannotSend
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.worker import Worker
from tests import make

KIM = Recipient("kim@company.example", "Kim", Language.EN, Side.KR)


class Postbox:
    """A transport that keeps its mails, or fails as it is told to."""

    def __init__(self):
        self.mails = []
        self.failure = None

    def send(self, mail):
        if self.failure:
            raise self.failure
        self.mails.append(mail)

    def hang_up(self):
        pass


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def worker(database, postbox):
    return Worker(
        Mailer(postbox, sender="p@x.example", site="Clearday", address="https://x.example")
    )


def post(kind="accounts/confirm_address", **values):
    with db.writing():
        outbox.post(kind, KIM, **(values or {"path": "/confirm/1", "days": 3}))


def messages():
    session.rollback()
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_a_turn_sends_every_message_that_waits_once(worker, postbox):
    for _ in range(3):
        post()
    assert worker.turn()
    assert not worker.turn()
    assert len(postbox.mails) == 3
    assert all(message.sent_at for message in messages())


def test_a_turn_says_that_the_worker_is_alive(worker, monday):
    worker.turn()
    assert jobs.last_beat() == clock.now()


def test_what_could_not_be_sent_is_sent_later(worker, postbox, monday):
    post()
    postbox.failure = CannotSend("421 later", for_good=False)
    worker.turn()
    assert (messages()[0].sent_at, messages()[0].last_error) == (None, "421 later")
    postbox.failure = None
    worker.turn()
    assert postbox.mails == []
    monday(outbox.PAUSES[0])
    worker.turn()
    assert len(postbox.mails) == 1


def test_a_message_that_cannot_be_composed_holds_up_no_other(worker, postbox):
    post("nothing/of_this_name", path="/")
    post()
    worker.turn()
    assert len(postbox.mails) == 1
    broken, fine = messages()
    assert broken.sent_at is None
    assert broken.last_error == "TemplateNotFound"
    assert fine.sent_at is not None


def plan(kind, **ids):
    with db.writing():
        jobs.plan(kind, due_at=clock.now(), **ids)


def test_a_due_job_calls_its_service_in_one_transaction_with_being_done(worker, monkeypatch):
    made = make.company()

    def rename(company_id):
        session.get_one(type(made), company_id).website = "https://new.example"

    monkeypatch.setattr(module, "HANDLERS", {"rename": rename})
    plan("rename", company_id=made.id)
    worker.turn()
    session.rollback()
    assert session.get_one(type(made), made.id).website == "https://new.example"
    assert session.scalars(sa.select(Job)).one().done_at is not None


def test_a_job_that_fails_changes_nothing_and_is_tried_again(worker, monkeypatch, monday):
    made = make.company()
    calls = []

    def fail_once(company_id):
        session.get_one(type(made), company_id).website = f"https://{len(calls)}.example"
        calls.append(company_id)
        if len(calls) == 1:
            raise KeyError("not yet")

    monkeypatch.setattr(module, "HANDLERS", {"try": fail_once})
    plan("try", company_id=made.id)
    worker.turn()
    session.rollback()
    assert session.get_one(type(made), made.id).website is None
    assert session.scalars(sa.select(Job)).one().last_error == "KeyError: 'not yet'"
    monday(timedelta(minutes=2))
    worker.turn()
    session.rollback()
    assert session.get_one(type(made), made.id).website == "https://1.example"


def test_a_job_of_an_unknown_kind_is_noted_down_and_left(worker):
    plan("of the future", number=1)
    worker.turn()
    job = session.scalars(sa.select(Job)).one()
    assert job.done_at is None
    assert "KeyError" in job.last_error


def test_every_kind_of_job_that_is_planned_has_a_handler():
    for kind, handler in {**module.HANDLERS, **module.LONG_HANDLERS}.items():
        assert kind
        assert callable(handler)


def test_the_worker_goes_on_when_the_database_failed_and_stops_when_told(
    worker, postbox, database, monkeypatch
):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.01)
    post()
    sent = threading.Event()
    postbox.send = lambda mail: sent.set()
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox_message RENAME TO away")
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert not sent.wait(0.2)
        assert thread.is_alive()
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO outbox_message")
    assert sent.wait(10)
    worker.stopping.set()
    thread.join(10)
    assert not thread.is_alive()
