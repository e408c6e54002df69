"""The worker: sends what waits in the outbox and does what waits among the jobs."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping

import structlog

import config
from portal import registry
from portal.bookings import jobs as booking_jobs
from portal.bookings import services as bookings
from portal.consultations import jobs as consultation_jobs
from portal.infra import db, engines, jobs, outbox, uploads
from portal.infra.mailer import Mailer
from portal.infra.transports import CannotSend, transport_for
from portal.messages import services as messages
from portal.reports import jobs as report_jobs
from portal.rooms import jobs as room_jobs
from portal.rooms import services as rooms
from portal.technologies import jobs as technology_jobs
from portal.timetabling import jobs as timetabling_jobs

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
# How often a worker looks whom to tell of a meeting because its time has come.
LOOK_EVERY_SECONDS = 20.0
# Then the heartbeat is due again.
MOST_IN_A_TURN = 20

HANDLERS: Mapping[str, jobs.Handler] = {
    **booking_jobs.HANDLERS,
    **consultation_jobs.HANDLERS,
    **technology_jobs.HANDLERS,
    **report_jobs.HANDLERS,
    **room_jobs.HANDLERS,
    **timetabling_jobs.HANDLERS,
}
# Called with no transaction open; while one of them is done, mails and other jobs go on.
LONG_HANDLERS: Mapping[str, jobs.Handler] = {**report_jobs.LONG, **timetabling_jobs.LONG}


class Worker:
    """One loop; any number of workers may run, the leases keep them apart."""

    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}"
        self.stopping = threading.Event()
        self._look_again_at = 0.0
        # What takes long is done aside while the worker runs; in a single turn it is waited for.
        self._runs = False
        self._aside: threading.Thread | None = None

    def run(self) -> None:
        """Work until told to stop; a failing database is tried again, not fatal.

        A long job that is not done by then is begun anew when its lease is over.
        """
        self._runs = True
        while not self.stopping.is_set():
            try:
                busy = self.turn()
            except Exception:
                log.exception("worker turn failed")
                busy = False
            finally:
                db.session.remove()
            if not busy:
                self.stopping.wait(PAUSE_SECONDS)

    def turn(self) -> bool:
        """Send and do whatever is due now; says whether there was anything."""
        with db.writing():
            jobs.beat(self.name)
        with db.writing():
            messages.gather_digests(self.mailer.site)
        self.tell_what_is_due()
        return self.send_waiting() + self.do_waiting() > 0

    def tell_what_is_due(self) -> None:
        """Remind people of their meetings, now and then; a failure holds nothing else up."""
        if self._runs and time.monotonic() < self._look_again_at:
            return
        self._look_again_at = time.monotonic() + LOOK_EVERY_SECONDS
        try:
            with db.writing():
                bookings.tell_what_is_due(rooms.remind_guests)
        except Exception:
            log.exception("what is due was not told")

    def send_waiting(self) -> int:
        """Send the messages that are due; each outcome is saved before the next.

        All go over one connection. Where the server itself fails, or takes so long that the lease
        is half over, the others are given back, and jobs have their turn.
        """
        with db.writing():
            claimed = outbox.claim(MOST_IN_A_TURN)
        until = time.monotonic() + outbox.LEASE.total_seconds() / 2
        left = deque(claimed)
        while left and time.monotonic() < until and self._send(left.popleft()):
            pass
        if claimed:
            self.mailer.transport.hang_up()
        if left:
            with db.writing():
                outbox.release([each.id for each in left])
        return len(claimed) - len(left)

    def _send(self, message: outbox.OutboxMessage) -> bool:
        """Whether it is worth sending the next one now."""
        try:
            self.mailer.send(message)
        except CannotSend as error:
            with db.writing():
                outbox.failed(message.id, str(error), for_good=error.for_good)
            return not error.at_server
        except Exception as error:
            log.exception("message could not be composed", kind=message.kind)
            with db.writing():
                outbox.failed(message.id, type(error).__name__, for_good=False)
        else:
            with db.writing():
                outbox.sent(message.id)
        return True

    def do_waiting(self) -> int:
        """Do the jobs that are due, each in a transaction of its own."""
        for number in range(MOST_IN_A_TURN):
            with db.writing():
                claimed = jobs.claim(1, but=LONG_HANDLERS if self._is_busy_aside() else ())
            if not claimed:
                return number
            self._begin(claimed[0])
        return MOST_IN_A_TURN

    def _is_busy_aside(self) -> bool:
        return self._aside is not None and self._aside.is_alive()

    def _begin(self, job: jobs.Job) -> None:
        """Do a job; what takes long is done aside where the worker runs on."""
        if job.kind in LONG_HANDLERS and self._runs:
            self._aside = threading.Thread(target=self._do_aside, args=(job,), daemon=True)
            self._aside.start()
        else:
            self._do(job)

    def _do_aside(self, job: jobs.Job) -> None:
        try:
            self._do(job)
        finally:
            db.session.remove()

    def _do(self, job: jobs.Job) -> None:
        try:
            if job.kind in LONG_HANDLERS:
                LONG_HANDLERS[job.kind](**job.ids)
            with db.writing():
                if job.kind not in LONG_HANDLERS:
                    HANDLERS[job.kind](**job.ids)
                jobs.done(job.id)
        except Exception as error:
            log.exception("job failed", kind=job.kind)
            with db.writing():
                jobs.failed(job.id, f"{type(error).__name__}: {error}")


def make_worker(settings: config.Settings) -> Worker:
    """A worker for these settings."""
    assert registry.metadata.tables
    uploads.keep_in(settings.files)
    db.connect(engines.make_engine(settings.database_url))
    return Worker(
        Mailer(
            transport_for(settings.mail_url),
            sender=settings.mail_from,
            site=settings.site_name,
            address=settings.address,
        )
    )


def work_until_told_to_stop(settings: config.Settings) -> None:
    """Run a worker until SIGINT or SIGTERM."""
    worker = make_worker(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.run()
