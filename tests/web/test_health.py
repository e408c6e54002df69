"""What machines ask: does the process live, and is the portal ready for people."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.infra import db, jobs, outbox
from portal.infra.outbox import OutboxMessage, Recipient
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language


@pytest.fixture
def answers(visitor, monday):
    """Ask an address for its status and its words."""

    def ask(path="/readyz"):
        answer = visitor.client.get(path)
        return answer.status_code, answer.json

    return ask


def beat():
    with db.writing():
        jobs.beat("worker")


def post():
    with db.writing():
        outbox.post("x/y", Recipient("a@b.example", "A", Language.EN, Side.KR))


def test_the_process_lives(answers):
    assert answers("/healthz") == (200, {"status": "ok"})


def test_the_portal_is_not_ready_without_a_worker(answers):
    status, words = answers()
    assert status == 503
    assert words == {"status": "unready", "database": True, "outbox": True, "worker": False}


def test_the_portal_is_ready_while_its_worker_is_heard(answers, monday):
    beat()
    assert answers()[0] == 200
    monday(timedelta(minutes=2))
    assert answers()[1]["worker"] is False


def test_messages_that_nobody_sends_are_noticed(answers, monday):
    post()
    monday(timedelta(minutes=15))
    beat()
    status, words = answers()
    assert (status, words["outbox"], words["worker"]) == (503, False, True)
    with db.writing():
        db.session.execute(sa.update(OutboxMessage).values(sent_at=clock.now()))
    assert answers()[0] == 200


def test_a_portal_without_its_database_lives_but_is_not_ready(answers, database):
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox_message RENAME TO away")
    try:
        assert answers("/healthz")[0] == 200
        assert answers() == (503, {"status": "unready", "database": False})
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO outbox_message")
