"""A meeting is handed over: a company chooses who of its people attends, or brings somebody."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.accounts.models import Person
from portal.bookings import queries, services
from portal.bookings.models import Attendee, Booking
from portal.bookings.services import StandIn
from portal.consultations import queries as consultations
from portal.consultations import services as consultation_services
from portal.consultations.models import Delegate
from portal.consultations.services import PersonDetails
from portal.consultations.states import BookingMode
from portal.infra import audit, db, outbox
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.kernel.languages import Language
from tests import make
from tests.bookings.pair import Pair
from tests.bookings.test_notifications import calendar_of, mails, text_of

KEY = "one-form-of-one-page"
OH = PersonDetails("오지현", "OH Ji-hyun", "연구원", ("ko",))


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


@pytest.fixture
def kim(pair) -> Delegate:
    return named(pair, "김수진", "KIM Su-jin")


@pytest.fixture
def lee(pair) -> Delegate:
    return named(pair, "이민호", "LEE Min-ho")


def named(pair: Pair, name: str, latin: str, someone: Person | None = None, **more) -> Delegate:
    place = make.participation_of(pair.korean, pair.consultation)
    return make.delegate(place, someone or make.person(name, latin, Side.KR, **more))


def who(booking: Booking, pair: Pair) -> list[str]:
    return [person.name_latin for person in queries.attendees_of(booking)[pair.korean.id]]


def hand_over(booking: Booking, pair: Pair, *delegates: Delegate, by=None, **more) -> None:
    with db.writing():
        services.hand_over(
            booking,
            pair.korean,
            [each.public_id for each in delegates],
            by=by or pair.korean_user,
            **more,
        )


def bring(booking: Booking, pair: Pair, stand_in: StandIn, by=None, **more) -> None:
    with db.writing():
        services.bring(booking, pair.korean, stand_in, by=by or pair.korean_user, **more)


def test_everybody_named_attends_until_the_company_chooses_for_one_meeting(pair, kim, lee):
    booking = pair.meet()
    other = pair.another_chinese()
    with db.writing():
        second = services.book(
            pair.consultation, pair.korean, other.company, pair.slots[1], "x", by=pair.korean_user
        )
    assert who(booking, pair) == ["KIM Su-jin", "LEE Min-ho"]

    hand_over(booking, pair, lee, reason="Kim is ill")

    assert who(booking, pair) == ["LEE Min-ho"]
    assert who(second, pair) == ["KIM Su-jin", "LEE Min-ho"]
    entry = audit.history(booking)[-1]
    assert (entry.verb, entry.reason, entry.details["side"]) == (
        "attendees changed",
        "Kim is ill",
        "KR",
    )
    assert entry.details["was"] == [kim.person.public_id, lee.person.public_id]
    assert entry.details["now"] == [lee.person.public_id]
    named(pair, "최유나", "CHOI Yu-na")
    assert who(booking, pair) == ["LEE Min-ho"]
    assert who(second, pair) == ["KIM Su-jin", "LEE Min-ho", "CHOI Yu-na"]


def test_everybody_again_is_as_if_nobody_had_been_chosen(pair, kim, lee):
    booking = pair.meet()
    hand_over(booking, pair, lee)
    hand_over(booking, pair, kim, lee)

    assert session.scalar(sa.select(sa.func.count()).select_from(Attendee)) == 0
    named(pair, "최유나", "CHOI Yu-na")
    assert who(booking, pair) == ["KIM Su-jin", "LEE Min-ho", "CHOI Yu-na"]


def test_who_is_brought_on_the_spot_attends_this_meeting_alone(pair, kim, lee):
    booking = pair.meet()
    other = pair.another_chinese()
    with db.writing():
        second = services.book(
            pair.consultation, pair.korean, other.company, pair.slots[1], "x", by=pair.korean_user
        )

    bring(booking, pair, StandIn(OH, Language.KO, instead_of=kim.public_id))

    assert who(booking, pair) == ["LEE Min-ho", "OH Ji-hyun"]
    assert who(second, pair) == ["KIM Su-jin", "LEE Min-ho"]
    place = make.participation_of(pair.korean, pair.consultation)
    brought = consultations.delegates_of(place)[-1]
    assert brought.stands_in
    with db.writing():
        consultation_services.name_person(
            place,
            brought.person.public_id,
            consents=True,
            language=Language.KO,
            by=pair.korean_user,
        )
    assert who(second, pair) == ["KIM Su-jin", "LEE Min-ho", "OH Ji-hyun"]


def test_whoever_is_taken_off_the_list_attends_no_longer_and_then_the_others_do(pair, kim, lee):
    booking = pair.meet()
    hand_over(booking, pair, lee)
    with db.writing():
        consultation_services.remove_person(session.get_one(Delegate, lee.id), by=pair.korean_user)

    assert who(booking, pair) == ["KIM Su-jin"]


def test_the_other_side_the_interpreter_and_whoever_came_or_left_are_told(pair, lee):
    owner = named(pair, "", "", pair.korean_user.person)
    interpreter = make.interpreter(sessions=(pair.consultation,))
    booking = pair.meet()
    with db.writing():
        services.assign_interpreter(booking, interpreter, by=pair.coordinator)
    mails()

    hand_over(booking, pair, lee)

    sent = mails()
    assert set(sent) == {
        f"handed_over {pair.korean_user.email}",
        f"attendees_changed {pair.chinese_user.email}",
        f"attendees_changed {interpreter.user.email}",
    }
    assert "LEE Min-ho (이민호)" in text_of(sent[f"attendees_changed {pair.chinese_user.email}"])
    gone = calendar_of(sent[f"handed_over {pair.korean_user.email}"])
    assert gone["method"] == "CANCEL"
    with db.writing():
        services.move(booking, pair.slots[2], "The plant visit", by=pair.chinese_user)
    moved = mails()[f"meeting_moved {pair.korean_user.email}"]
    assert not [part for part in moved.walk() if part.get_content_type() == "text/calendar"]

    hand_over(booking, pair, owner)
    back = calendar_of(mails()[f"taken_over {pair.korean_user.email}"])
    assert back["method"] == "REQUEST"
    assert back.events[0]["sequence"] > gone.events[0]["sequence"]


def test_without_a_common_language_any_more_an_interpreter_is_wanted(pair, lee):
    speaks = named(pair, "김수진", "KIM Su-jin", languages=["ko", "zh"])
    booking = pair.meet()
    assert not booking.interpreter_wanted

    hand_over(booking, pair, speaks)
    assert not booking.interpreter_wanted
    hand_over(booking, pair, lee)
    assert booking.interpreter_wanted


def test_a_company_chooses_until_the_meeting_begins_and_a_coordinator_says_why(
    pair, kim, lee, monday
):
    booking = pair.meet()
    monday(pair.slots[0].starts_at - clock.now())

    with pytest.raises(Conflict, match="begun already"):
        hand_over(booking, pair, lee)
    with pytest.raises(Invalid, match="reason"):
        hand_over(booking, pair, lee, by=pair.coordinator)
    hand_over(booking, pair, lee, by=pair.coordinator, because="They rang me")

    entry = audit.history(booking)[-1]
    assert (entry.on_behalf_of, entry.reason) == (pair.korean.public_id, "They rang me")
    with db.writing():
        services.cancel(booking, "Ill", by=pair.coordinator)
    with pytest.raises(Conflict, match="Cancelled"):
        hand_over(booking, pair, kim, by=pair.coordinator, because="Late")


def test_while_the_lists_are_final_only_a_coordinator_brings_somebody(pair, kim, monday):
    booking = pair.meet()
    monday(pair.consultation.booking_ends_at - clock.now())

    with pytest.raises(Conflict, match="lists are final"):
        bring(booking, pair, StandIn(OH, Language.KO))
    assert who(booking, pair) == ["KIM Su-jin"]
    bring(booking, pair, StandIn(OH, Language.KO), by=pair.coordinator, because="They rang me")

    assert who(booking, pair) == ["KIM Su-jin", "OH Ji-hyun"]


def test_nobody_chooses_for_the_other_side_or_whom_there_is_not(pair, kim):
    booking = pair.meet()
    foreign = make.delegate(make.participation_of(pair.chinese, pair.consultation))
    for stranger in (pair.chinese_user, pair.another_korean().user, make.coordinator(Side.CN)):
        with pytest.raises(NotAllowed):
            hand_over(booking, pair, kim, by=stranger, because="Why")
    with pytest.raises(Invalid, match="not on the list"):
        hand_over(booking, pair, foreign)
    with pytest.raises(Invalid, match="at least one"):
        hand_over(booking, pair)
    with pytest.raises(Missing):
        bring(booking, pair, StandIn(OH, Language.KO, instead_of=foreign.public_id))
    with pytest.raises(Invalid, match="tick this box"):
        bring(booking, pair, StandIn(OH, Language.KO, consents=False))
    with pytest.raises(Missing), db.writing():
        services.hand_over(
            booking,
            pair.another_korean().company,
            [kim.public_id],
            by=pair.coordinator,
            because="x",
        )

    assert [entry.verb for entry in audit.history(booking)] == ["meeting booked"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Delegate)) == 2


def test_a_form_sent_again_hands_over_once_and_brings_nobody_twice(pair, kim, lee):
    booking = pair.meet()
    hand_over(booking, pair, lee, form_key=KEY)
    hand_over(booking, pair, kim)
    hand_over(booking, pair, lee, form_key=KEY)
    assert who(booking, pair) == ["KIM Su-jin"]
    told = session.scalar(sa.select(sa.func.count()).select_from(outbox.OutboxMessage))

    for _ in range(2):
        bring(booking, pair, StandIn(OH, Language.KO), form_key="another-form")

    assert who(booking, pair) == ["KIM Su-jin", "OH Ji-hyun"]
    now = session.scalar(sa.select(sa.func.count()).select_from(outbox.OutboxMessage))
    assert now == told + 1


def test_saying_what_is_so_already_changes_nothing(pair, kim, lee):
    booking = pair.meet()
    sequence = booking.calendar_sequence

    hand_over(booking, pair, kim, lee)

    assert booking.calendar_sequence == sequence
    assert len(audit.history(booking)) == 1
