"""The edge: one transaction around one service, tried again when the database asks for it."""

import threading
from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.accounts.models import Person
from portal.infra import db
from portal.infra.db import session
from portal.kernel.errors import Conflict, Missing
from portal.kernel.languages import Text
from portal.web.transactions import write
from tests import make


def rename(person_id: int, post: str) -> str:
    session.get_one(Person, person_id).post = post
    session.flush()
    return post


def post_of(person_id: int) -> str | None:
    session.rollback()
    return session.get_one(Person, person_id).post


def test_what_a_service_did_is_kept_and_its_answer_returned(database):
    someone = make.person()
    assert write(rename, someone.id, post="부장") == "부장"
    assert post_of(someone.id) == "부장"


def test_a_refusal_takes_everything_back(database):
    someone = make.person()

    def rename_and_refuse():
        rename(someone.id, "부장")
        raise Conflict(Text("No."))

    with pytest.raises(Conflict):
        write(rename_and_refuse)
    assert post_of(someone.id) is None


class Passing(Exception):
    """What the driver says when PostgreSQL ends one of two that wait for each other."""

    sqlstate = "40P01"


def test_a_passing_failure_is_tried_once_more_from_the_beginning(database):
    someone = make.person()
    tries = []

    def fail_at_first():
        rename(someone.id, f"{len(tries)}")
        tries.append(post_of_this_try := session.get_one(Person, someone.id).post)
        if len(tries) == 1:
            raise DBAPIError("UPDATE …", {}, Passing())
        return post_of_this_try

    assert write(fail_at_first) == "1"
    assert post_of(someone.id) == "1"


def test_a_failure_that_stays_is_not_tried_for_ever(database):
    tries = []

    def fail():
        tries.append(1)
        raise DBAPIError("UPDATE …", {}, Passing())

    with pytest.raises(DBAPIError):
        write(fail)
    assert len(tries) == 2


def test_another_failure_is_not_tried_again(database):
    tries = []

    def fail():
        tries.append(1)
        session.execute(sa.text("SELECT * FROM no_such_table"))

    with pytest.raises(DBAPIError):
        write(fail)
    assert len(tries) == 1


def test_two_that_wait_for_each_other_both_come_through(database):
    """A real deadlock on PostgreSQL; on SQLite the second waits for the first."""
    one, two = make.person().id, make.person().id
    both_hold_one = threading.Barrier(2)
    failures = []

    def swap(first: int, second: int, name: str) -> None:
        rename(first, name)
        with suppress(threading.BrokenBarrierError):  # then the other waits, or was here before
            both_hold_one.wait(timeout=0.5)
        rename(second, name)

    def work(first: int, second: int, name: str) -> None:
        try:
            write(swap, first, second, name)
        except Exception as error:
            failures.append(error)
        finally:
            session.remove()

    threads = [
        threading.Thread(target=work, args=(one, two, "a")),
        threading.Thread(target=work, args=(two, one, "b")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert post_of(one) == post_of(two)


def test_what_somebody_else_removed_since_it_was_read_is_missing(database):
    someone = make.person()
    session.remove()
    read = session.get_one(Person, someone.id)
    with database.begin() as elsewhere:
        elsewhere.execute(sa.delete(Person).where(Person.id == someone.id))
    with pytest.raises(Missing):
        write(lambda person: person.post, read)


def test_objects_that_were_read_before_can_be_used_afterwards(database):
    someone = make.person()
    read = session.get_one(Person, someone.id)
    write(rename, read.id, post="부장")
    assert read.post == "부장"
    assert db.session.get(Person, someone.id) is read
