"""Work for later is done once, tried again when it failed, and given up at last."""

import threading
from datetime import timedelta

import sqlalchemy as sa

from portal.infra import db, jobs
from portal.infra.db import session
from portal.infra.jobs import Job
from portal.kernel import clock


def plan(minutes: int = 0, count: int = 1) -> None:
    with db.writing():
        for number in range(count):
            jobs.plan("expire", due_at=clock.now() + timedelta(minutes=minutes), number=number)


def claim(limit: int = 20) -> list[int]:
    with db.writing():
        return [job.id for job in jobs.claim(limit)]


def all_jobs() -> list[Job]:
    return list(session.scalars(sa.select(Job).order_by(Job.id)))


def test_a_job_waits_until_it_is_due(database, monday):
    plan(minutes=10)
    assert claim() == []
    monday(timedelta(minutes=10))
    assert len(claim()) == 1


def test_two_workers_never_claim_one_job(database):
    plan(count=30)
    claimed: list[int] = []
    start = threading.Barrier(3)

    def work():
        try:
            start.wait()
            while found := claim(2):
                claimed.extend(found)
        finally:
            session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    claimed.extend(claim(30))
    assert sorted(claimed) == [job.id for job in all_jobs()]


def test_a_job_of_a_worker_that_died_is_claimed_when_the_lease_ends(database, monday):
    plan()
    first = claim()
    monday(jobs.LEASE - timedelta(seconds=1))
    assert claim() == []
    monday(timedelta(seconds=2))
    assert claim() == first


def test_a_done_job_is_not_done_again(database, monday):
    plan()
    (number,) = claim()
    with db.writing():
        jobs.done(number)
    monday(timedelta(days=1))
    assert claim() == []


def test_a_failed_job_is_tried_again_after_doubling_pauses_and_given_up_at_last(database, monday):
    plan()
    pauses = []
    while found := claim():
        with db.writing():
            jobs.failed(found[0], "no luck" + "!" * 600)
        (job,) = all_jobs()
        pauses.append(job.due_at - clock.now())
        monday(pauses[-1])
    assert pauses == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16, 32)]
    monday(timedelta(days=365))
    assert claim() == []
    assert len(all_jobs()[0].last_error) == 500


def test_the_latest_heartbeat_of_any_worker_counts(database, monday):
    assert jobs.last_beat() is None
    for name in ("one", "two", "one"):
        monday(timedelta(seconds=10))
        with db.writing():
            jobs.beat(name)
    assert jobs.last_beat() == clock.now()
