"""A published timetable becomes bookings: all of them or none, whoever books at the same moment."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
import sqlalchemy as sa

from portal.bookings import services as bookings
from portal.bookings.models import Booking, Seat
from portal.bookings.services import NotAsShown
from portal.bookings.states import BookingState
from portal.consultations.models import InterpreterHours
from portal.consultations.states import BookingMode
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.timetabling import jobs, queries, services
from portal.timetabling.models import Timetable
from portal.timetabling.queries import What
from portal.timetabling.services.building import known_meetings, save_meetings
from portal.timetabling.situation import Keep, Planned
from portal.timetabling.states import Rank, TimetableState
from tests import mails, make
from tests.bookings.pair import Kept, One, Pair
from tests.bookings.test_rivals import at_once
from tests.web.coordinator.test_wishes import wish

MUST = Rank.MUST


class Session(Pair):
    """Two Korean and two Chinese companies, two rooms, four slots, an interpreter, and a draft."""

    def __init__(self, **facts) -> None:
        super().__init__(mode=BookingMode.TIMETABLE, rooms=2, slots=4, **facts)
        self.k = [self.korean_one, self.another_korean()]
        self.c = [self.chinese_one, self.another_chinese()]
        make.interpreter(of=self.host, sessions=(self.consultation,))
        for one in self.k:
            for other in self.c:
                wish(self, one, other, MUST)

    def plan(self, korean: int, chinese: int, slot: int, room: int = 0) -> Planned:
        helper = queries.situation_of(self.consultation).helpers[0]
        return Planned(
            self.k[korean].company.id,
            self.c[chinese].company.id,
            self.slots[slot].id,
            make.rooms_of(self.consultation)[room].id,
            helper.id if room == 0 else None,
        )

    def plan_with(self, korean: int, chinese: int, slot: int, room: int, helper: int) -> Planned:
        return replace(self.plan(korean, chinese, slot, room), interpreter=helper)

    def draft(self, *planned: Planned) -> Timetable:
        made = make.timetable(self.consultation, self.coordinator)
        with db.writing():
            found = session.get_one(Timetable, made.id)
            save_meetings(found, planned)
            found.known = known_meetings(found.consultation)
        return session.get_one(Timetable, made.id)

    def waive(self, draft: Timetable, why: str = "Both speak some English") -> None:
        """Let every meeting of a draft that lacks an interpreter go on without."""
        lacking = queries.publication_of(draft).lacking
        if lacking:
            pairs = [(korean.id, chinese.id) for korean, chinese in lacking]
            with db.writing():
                services.waive_interpreters(draft, pairs, why, by=self.coordinator)

    def publish(self, draft: Timetable, **more):
        self.waive(draft)
        shown = queries.publication_of(draft).fingerprint
        with db.writing():
            return services.publish(draft, **{"by": self.coordinator, "shown": shown} | more)

    def standing(self) -> Counter:
        """Every meeting that stands: pair, slot, room, interpreter, and its number of seats."""
        session.rollback()
        rows = session.execute(
            sa.select(
                Booking.korean_company_id,
                Booking.chinese_company_id,
                Booking.slot_id,
                Booking.room_id,
                Booking.interpreter_id,
                sa.func.count(Seat.id),
            )
            .join(Seat, Seat.booking_id == Booking.id)
            .where(Booking.state == BookingState.CONFIRMED)
            .group_by(Booking.id)
        )
        return Counter(tuple(row) for row in rows)


def codes_by_korean() -> dict[int, str]:
    rows = session.execute(sa.select(Booking.korean_company_id, Booking.code))
    return {row[0]: row[1] for row in rows}


def as_booked(*planned: Planned) -> Counter:
    return Counter(
        (
            each.korean,
            each.chinese,
            each.slot,
            each.room,
            each.interpreter,
            4 if each.interpreter else 3,
        )
        for each in planned
    )


@pytest.fixture
def here(database, monday) -> Session:
    return Session()


def test_what_is_published_is_booked_seat_by_seat_and_frozen_with_a_number(here):
    plan = here.plan(0, 0, 0), here.plan(1, 1, 0, 1), here.plan(0, 1, 1)
    draft = here.draft(*plan)

    here.publish(draft, note="See you in September")

    assert here.standing() == as_booked(*plan)
    found = session.get_one(Timetable, draft.id)
    assert (found.version, found.state) == (1, TimetableState.PUBLISHED)
    assert len(queries.log_of(found)) == 4
    with pytest.raises(Conflict):
        here.publish(found)
    assert [entry.verb for entry in audit.history(found.consultation)][-1] == "timetable published"


def test_a_second_version_moves_cancels_and_makes_and_tells_only_those_concerned(here):
    other_k = here.k[1]
    stays, moves, goes = here.plan(1, 1, 0, 1), here.plan(0, 0, 0), here.plan(1, 0, 2)
    here.publish(here.draft(stays, moves, goes))
    codes = codes_by_korean()
    with db.writing():
        session.execute(sa.delete(mails.OutboxMessage))

    moved = here.plan(0, 0, 3)
    draft = here.draft(stays, moved)
    publication = queries.publication_of(draft)
    assert [publication.number(each) for each in (What.NEW, What.MOVED, What.DROPPED)] == [0, 1, 1]
    here.publish(draft, note="A room was lost")

    assert here.standing() == as_booked(stays, moved)
    codes_now = dict(
        map(tuple, session.execute(sa.select(Booking.korean_company_id, Booking.code)))
    )
    assert codes_now[here.k[0].company.id] == codes[here.k[0].company.id]
    assert session.get_one(Timetable, draft.id).version == 2
    told = {message.address for message in mails.waiting()}
    assert here.c[1].user.email not in told
    assert {here.k[0].user.email, here.c[0].user.email, other_k.user.email} <= told
    (mail,) = mails.waiting(here.k[0].user.email)
    assert "Moved: " in mails.words(mail)
    assert "A room was lost" in mails.words(mail)
    assert mails.kinds(here.c[0].user.email) == ["bookings/meetings_arranged"]


def test_two_meetings_may_change_places(here):
    one, other = here.plan(0, 0, 0), here.plan(0, 1, 1)
    here.publish(here.draft(one, other))
    swapped = here.plan(0, 0, 1), here.plan(0, 1, 0)
    here.publish(here.draft(*swapped))
    assert here.standing() == as_booked(*swapped)


def test_what_became_of_meetings_since_is_in_the_way_and_said(here):
    here.publish(here.draft(here.plan(0, 0, 0), here.plan(1, 1, 1)))
    before = here.standing()
    draft = here.draft(here.plan(0, 0, 2), here.plan(1, 1, 1), here.plan(0, 1, 3))
    with db.writing():
        cancelled = session.scalars(
            sa.select(Booking).where(Booking.korean_company_id == here.k[1].company.id)
        ).one()
        bookings.cancel(cancelled, "We are ill", by=here.k[1].user)
    here.mark_unavailable(here.c[1].company, here.slots[3])
    session.rollback()
    draft = session.get_one(Timetable, draft.id)

    said = [str(each.msgid) for each in queries.publication_of(draft).conflicts]
    assert "The meeting of %(korean)s and %(chinese)s was cancelled since then." in said
    assert "%(start)s: %(reason)s" in said
    with pytest.raises(Conflict):
        here.publish(draft)
    assert here.standing() == before - as_booked(here.plan(1, 1, 1))


def test_only_what_was_shown_is_published(here):
    draft = here.draft(here.plan(0, 0, 0))
    with pytest.raises(NotAsShown):
        here.publish(draft, shown="something else")
    assert here.standing() == Counter()


def test_meetings_without_their_interpreter_need_a_word(here):
    lacks = here.plan(0, 0, 0, 1)
    draft = here.draft(lacks, here.plan(1, 1, 1))
    shown = queries.publication_of(draft).fingerprint
    with pytest.raises(Conflict, match="lack an interpreter"), db.writing():
        services.publish(draft, by=here.coordinator, shown=shown)
    with pytest.raises(Invalid) as refused:
        here.waive(draft, " ")
    assert refused.value.field == "why"
    assert here.standing() == Counter()

    here.waive(draft, "Both speak some English")

    with pytest.raises(NotAsShown), db.writing():
        services.publish(draft, by=here.coordinator, shown=shown)
    here.publish(draft)
    assert len(here.standing()) == 2
    (waived,) = queries.waivers_in(here.consultation).values()
    assert (waived.by.id, waived.why) == (here.coordinator.id, "Both speak some English")
    logged = queries.log_of(session.get_one(Timetable, draft.id))
    assert [str(each.msgid)[:22] for each in logged].count("Without an interpreter") == 1
    assert "interpreter waived" in {entry.verb for entry in audit.history(here.k[0].company)}


def test_what_was_waived_can_be_taken_back_and_holds_up_publication_again(here):
    draft = here.draft(here.plan(0, 0, 0, 1))
    here.waive(draft)
    pair = here.k[0].company.id, here.c[0].company.id
    assert not queries.publication_of(draft).lacking
    with pytest.raises(NotAllowed), db.writing():
        services.take_waiver_back(draft, pair, by=make.coordinator())

    with db.writing():
        services.take_waiver_back(draft, pair, by=here.coordinator)

    assert len(queries.publication_of(draft).lacking) == 1
    verbs = [entry.verb for entry in audit.history(here.c[0].company)]
    assert verbs[-2:] == ["interpreter waived", "interpreter needed after all"]
    with pytest.raises(Missing), db.writing():
        services.take_waiver_back(draft, pair, by=here.coordinator)
    here.waive(draft)  # and said again
    assert not queries.publication_of(draft).lacking


def test_only_what_lacks_somebody_is_waived_and_only_by_who_runs_the_session(here):
    draft = here.draft(here.plan(0, 0, 0), here.plan(1, 1, 1, 1))
    helped = here.k[0].company.id, here.c[0].company.id
    lacking = here.k[1].company.id, here.c[1].company.id
    with pytest.raises(Missing), db.writing():
        services.waive_interpreters(draft, [helped], "Why not", by=here.coordinator)
    with pytest.raises(NotAllowed), db.writing():
        services.waive_interpreters(draft, [lacking], "Why not", by=make.coordinator())


def test_a_stranger_publishes_nothing(here):
    draft = here.draft(here.plan(0, 0, 0))
    with pytest.raises(NotAllowed):
        here.publish(draft, by=make.coordinator())


def elsewhere(here: Session, one: One) -> tuple[Kept, Kept, Kept]:
    """Another session at the same time in which a company may book by itself, and whom with."""
    other = Pair(mode=BookingMode.OPEN, slots=4)
    make.participation(one.company, other.consultation)
    return Kept(other.consultation), Kept(other.chinese), Kept(other.slots[0])


def test_whoever_books_the_same_time_elsewhere_first_keeps_it_and_nothing_is_published(here):
    at, partner, slot = elsewhere(here, here.k[0])
    draft, user, company = (
        here.draft(here.plan(0, 0, 0), here.plan(1, 1, 1)),
        Kept(here.k[0].user),
        Kept(here.k[0].company),
    )
    with db.writing():
        bookings.book(at.now, company.now, partner.now, slot.now, "Filters", by=user.now)
    session.rollback()
    draft = session.get_one(Timetable, draft.id)
    assert len(queries.publication_of(draft).conflicts) == 1
    with pytest.raises(Conflict):
        here.publish(draft)
    assert sum(here.standing().values()) == 1


def test_published_and_booked_at_the_same_moment_one_of_the_two_wins_whole(here):
    """Rivals for one company's time: never both, never half a timetable."""
    at, partner, slot = elsewhere(here, here.k[0])
    plan = here.plan(0, 0, 0), here.plan(1, 1, 1), here.plan(1, 0, 2)
    draft = Kept(here.draft(*plan))
    here.waive(draft.now)
    shown = queries.publication_of(draft.now).fingerprint
    people = Kept(here.coordinator), Kept(here.k[0].user)
    company = Kept(here.k[0].company)

    def publish():
        got = session.get_one(Timetable, draft.id)
        by = session.get_one(people[0].kind, people[0].id)
        return services.publish(got, by=by, shown=shown)

    def book():
        rows = [session.get_one(each.kind, each.id) for each in (at, company, partner, slot)]
        by = session.get_one(people[1].kind, people[1].id)
        return bookings.book(*rows, "Filters", by=by)

    got = at_once([publish, book])
    refused = [each for each in got if isinstance(each, Exception)]
    assert [isinstance(each, Conflict) for each in refused] == [True]
    assert sum(here.standing().values()) == (3 if refused[0] is got[1] else 1)


KILLED = """
import os, signal, sys
from datetime import datetime
from portal.kernel import clock
from sqlalchemy import event
from portal import registry
from portal.infra import db, engines
from portal.infra.db import session
from portal.timetabling import jobs, queries, services
from portal.timetabling.models import Timetable
url, draft, user, shown, now = sys.argv[1:]
db.connect(engines.make_engine(url))
from portal.accounts.models import User
with clock.stopped(datetime.fromisoformat(now)), db.writing():
    event.listen(session, "before_commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    services.publish(
        session.get_one(Timetable, int(draft)),
        by=session.get_one(User, int(user)),
        shown=shown,
    )
"""


def test_a_kill_in_the_middle_leaves_the_old_version_whole(here, engine):
    old = here.plan(0, 0, 0), here.plan(1, 1, 0, 1)
    here.publish(here.draft(*old))
    draft = here.draft(here.plan(0, 0, 2), here.plan(1, 0, 1))
    here.waive(draft)
    shown = queries.publication_of(draft).fingerprint
    url = engine.url.render_as_string(hide_password=False)
    arguments = [url, str(draft.id), str(here.coordinator.id), shown, clock.now().isoformat()]
    session.rollback()

    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)

    assert killed.returncode == -9
    assert here.standing() == as_booked(*old)
    found = session.get_one(Timetable, draft.id)
    assert (found.state, found.version) == (TimetableState.DRAFT, None)
    here.publish(found)
    assert session.get_one(Timetable, draft.id).version == 2


def test_a_sick_interpreter_is_repaired_without_disturbing_anybody_else(database, monday):
    """Of two meetings at once one loses its interpreter; it moves to when the other one can."""
    here = Session(needs_interpreter=True)
    other = make.interpreter(of=here.host, sessions=(here.consultation,))
    first = next(each for each in queries.situation_of(here.consultation).helpers)
    one, two = here.plan_with(0, 0, 0, 0, first.id), here.plan_with(1, 1, 0, 1, other.id)
    here.publish(here.draft(one, two))
    with db.writing():
        day = here.slots[0].starts_at.astimezone(clock.BEIJING).date()
        session.add(
            InterpreterHours(interpreter_id=first.id, consultation_id=here.consultation.id, day=day)
        )
    session.rollback()
    assert queries.broken_meetings(here.consultation) == [one.pair]

    with db.writing():
        made = services.order_timetable(
            here.consultation, services.Order(seconds=1, keep=Keep.REPAIR), by=here.coordinator
        )
    jobs.build(made.id)
    session.rollback()
    draft = session.get_one(Timetable, made.id)
    publication = queries.publication_of(draft)
    assert [(each.what, each.korean.id) for each in publication.changes] == [
        (What.MOVED, one.korean)
    ]
    here.publish(draft)
    assert queries.broken_meetings(here.consultation) == []
