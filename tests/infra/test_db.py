"""The database keeps its promises on both engines: who may write, what is kept, what is refused."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from portal.accounts.models import Person, User
from portal.bookings.models import Booking, Seat
from portal.companies.models import Party
from portal.companies.states import PartyKind
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict
from portal.kernel.languages import Language, Text, Wording
from tests import make

# PostgreSQL says "read-only", SQLite "readonly".
READ_ONLY = r"read-?only"
SEOUL_TIME = timezone(timedelta(hours=9))


def somebody(**more):
    return Person(name="김수진", name_latin="KIM Su-jin", side=Side.KR, languages=["ko"], **more)


def people() -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Person))


def test_whoever_only_reads_cannot_write_whatever_the_code_says(database):
    session.add(somebody())
    with pytest.raises(DBAPIError, match=READ_ONLY):
        session.flush()
    session.rollback()
    with pytest.raises(DBAPIError, match=READ_ONLY):
        session.execute(sa.text("DELETE FROM region"))
    session.rollback()
    assert session.scalar(sa.text("SELECT count(*) FROM region")) > 0


def test_a_reader_may_write_again_once_a_write_transaction_is_open(database):
    assert people() == 0
    with db.writing():
        session.add(somebody())
    assert people() == 1
    session.add(somebody())
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


def test_a_refusal_inside_a_write_transaction_leaves_nothing_behind(database):
    def add_and_refuse():
        with db.writing():
            session.add(somebody())
            session.flush()
            raise Conflict(Text("No."))

    with pytest.raises(Conflict):
        add_and_refuse()
    assert people() == 0
    with db.writing():
        session.add(somebody())
    assert people() == 1


def test_one_write_transaction_is_not_opened_inside_another(database):
    with db.writing(), pytest.raises(RuntimeError), db.writing():
        pass


def test_a_reader_does_not_wait_for_a_writer(database):
    make.person()
    seen = []

    def read():
        try:
            seen.append(people())
        finally:
            session.remove()

    with db.writing():
        session.add(somebody())
        session.flush()
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(10)
    assert seen == [1]


def test_writers_wait_for_each_other_instead_of_failing(database):
    failures = []

    def write():
        try:
            for _ in range(5):
                with db.writing():
                    found = people()
                    session.add(somebody(post=str(found)))
        except Exception as error:
            failures.append(error)
        finally:
            session.remove()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert people() == 20


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 9, 7, 6, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 9, 7, 15, 0, tzinfo=SEOUL_TIME),
        datetime(1988, 7, 1, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_aware_and_in_utc(database, moment):
    stored = make.add(somebody(created_at=moment))
    session.remove()
    read = session.get_one(Person, stored.id).created_at
    assert read == moment
    assert read.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="naive"), db.writing():
        session.add(somebody(created_at=datetime(2026, 9, 7)))  # noqa: DTZ001


def test_moments_are_compared_as_moments(database):
    make.add(somebody(created_at=datetime(2026, 9, 7, 6, 0, tzinfo=UTC)))
    same = datetime(2026, 9, 7, 15, 0, tzinfo=SEOUL_TIME)
    assert session.scalar(sa.select(Person.id).where(Person.created_at == same))
    assert not session.scalar(sa.select(Person.id).where(Person.created_at < same))


def test_words_in_three_languages_are_one_column(database):
    words = Wording(en="Dust", ko="집진", zh="除尘")
    host = make.host(name="x")
    with db.writing():
        session.merge(host).about = words
    session.remove()
    assert session.get_one(type(host), host.id).about == words
    stored = session.scalar(sa.text("SELECT CAST(about AS TEXT) FROM host"))
    assert "집진" in stored


def test_a_violated_unique_constraint_is_known_by_its_name(database):
    person = make.person()
    account = {"email": "a@b.example", "language": Language.EN}
    make.add(User(person_id=person.id, **account))
    other = make.person()
    with pytest.raises(IntegrityError) as error:
        make.add(User(person_id=other.id, **account))
    assert db.violated(error.value) == {"uq_user_account_email"}


def test_a_violated_partial_index_is_known_by_its_name(database):
    kind = {"side": Side.CN, "registration_number": "91370000726230489L"}
    make.company(**kind)
    with pytest.raises(IntegrityError) as error:
        make.company(**kind)
    assert "uq_company_approved_number" in db.violated(error.value)


def a_booking() -> Booking:
    meeting = make.consultation()
    slot = make.slots_of(meeting)[0]
    return make.add(
        Booking(
            consultation_id=meeting.id,
            slot_id=slot.id,
            korean_company_id=make.company(Side.KR).id,
            chinese_company_id=make.company(Side.CN).id,
            subject="Dust",
        )
    )


def seat(booking: Booking, party: Party, *, from_minute: int, to_minute: int) -> Seat:
    start = booking.slot.starts_at
    return Seat(
        party_id=party.id,
        booking_id=booking.id,
        starts_at=start + timedelta(minutes=from_minute),
        ends_at=start + timedelta(minutes=to_minute),
    )


def test_a_party_that_is_busy_twice_is_known_by_the_name_of_the_rule(database):
    booking, party = a_booking(), make.add(Party(kind=PartyKind.ROOM))
    make.add(seat(booking, party, from_minute=0, to_minute=25))
    for first, last in [(0, 25), (24, 50), (-10, 1), (5, 10), (-5, 60)]:
        with pytest.raises(IntegrityError) as error:
            make.add(seat(booking, party, from_minute=first, to_minute=last))
        assert db.violated(error.value) == {"seat_no_overlap"}
    make.add(seat(booking, party, from_minute=25, to_minute=50))
    make.add(seat(booking, party, from_minute=-25, to_minute=0))
    other = make.add(Party(kind=PartyKind.ROOM))
    make.add(seat(booking, other, from_minute=0, to_minute=25))


def test_a_seat_is_not_moved_onto_another(database):
    booking, party = a_booking(), make.add(Party(kind=PartyKind.ROOM))
    make.add(seat(booking, party, from_minute=0, to_minute=25))
    second = make.add(seat(booking, party, from_minute=25, to_minute=50))
    with pytest.raises(IntegrityError) as error, db.writing():
        session.get_one(Seat, second.id).starts_at -= timedelta(minutes=1)
    assert db.violated(error.value) == {"seat_no_overlap"}


TAKEN = Text("There is an account with this address already.")


def test_a_violation_becomes_a_refusal_and_the_rest_of_the_transaction_goes_on(database):
    make.add(User(person_id=make.person().id, email="a@b.example", language=Language.EN))
    with db.writing():
        second = somebody()
        session.add(second)
        session.flush()
        with pytest.raises(Conflict) as refused, db.refusing({"uq_user_account_email": TAKEN}):
            session.add(User(person_id=second.id, email="a@b.example", language=Language.EN))
        assert refused.value.text == TAKEN
        session.add(User(person_id=second.id, email="c@d.example", language=Language.EN))
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 2


def test_a_violation_that_nobody_has_a_sentence_for_passes_unchanged(database):
    make.add(User(person_id=make.person().id, email="a@b.example", language=Language.EN))
    second = make.person()
    with pytest.raises(IntegrityError), db.writing(), db.refusing({"something_else": TAKEN}):
        session.add(User(person_id=second.id, email="a@b.example", language=Language.EN))


def test_a_reference_to_nothing_is_refused_on_both_engines(database):
    with pytest.raises(IntegrityError):
        make.add(User(person_id=4711, email="a@b.example", language=Language.EN))
