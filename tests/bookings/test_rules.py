from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.bookings import rules
from portal.bookings.rules import Participant
from portal.bookings.states import BookingState, RequestState
from portal.consultations.rules import what_is_wrong_with_link
from portal.consultations.states import BookingMode, LinkKind, ParticipationState, Phase
from portal.kernel.clocks import Side
from portal.kernel.interpreting import can_interpret_between, pairs_named
from portal.kernel.languages import Wording

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
KOREAN = Participant(Wording(en="Hanbit"), Side.KR, True, ParticipationState.ACCEPTED)
CHINESE = Participant(Wording(en="Daiqing"), Side.CN, True, ParticipationState.ACCEPTED)


def why(text) -> str:
    return "" if text is None else str(text)


@pytest.mark.parametrize(
    ("phase", "asks", "accepts"),
    [
        (Phase.DRAFT, False, False),
        (Phase.JOINING, True, True),
        (Phase.ASKING, True, True),
        (Phase.BOOKING, False, True),
        (Phase.FROZEN, False, False),
        (Phase.RUNNING, False, False),
        (Phase.CLOSED, False, False),
    ],
)
def test_one_asks_until_asking_ends_and_accepts_until_booking_ends(phase, asks, accepts):
    expires = NOW + timedelta(hours=1)
    assert (rules.why_not_ask(phase, BookingMode.REQUEST, KOREAN, CHINESE) is None) is asks
    assert (rules.why_not_accept(phase, RequestState.ASKED, expires, NOW) is None) is accepts


@pytest.mark.parametrize("phase", [Phase.FROZEN, Phase.RUNNING])
def test_a_coordinator_places_meetings_until_the_session_is_over(phase):
    book = rules.why_not_book
    assert book(phase, BookingMode.OPEN, KOREAN, CHINESE)
    assert book(phase, BookingMode.OPEN, KOREAN, CHINESE, on_behalf=True) is None
    assert book(Phase.CLOSED, BookingMode.OPEN, KOREAN, CHINESE, on_behalf=True)


def test_a_meeting_is_between_one_korean_and_one_chinese_company():
    assert "one Korean and one Chinese" in why(rules.why_not_meet(KOREAN, KOREAN))
    assert rules.why_not_meet(CHINESE, KOREAN) is None


def test_both_must_be_approved_and_accepted():
    suspended = Participant(Wording(en="Daiqing"), Side.CN, False, ParticipationState.ACCEPTED)
    stranger = Participant(Wording(en="Daiqing"), Side.CN, True, None)
    waiting = Participant(Wording(en="Daiqing"), Side.CN, True, ParticipationState.WAITING)

    assert "not approved" in why(rules.why_not_meet(KOREAN, suspended))
    assert "does not take part" in why(rules.why_not_meet(KOREAN, stranger))
    assert "does not take part" in why(rules.why_not_meet(waiting, KOREAN))


def test_how_one_comes_to_meet_depends_on_the_mode_and_on_who_is_asked():
    shy = Participant(Wording(en="Shy"), Side.CN, True, ParticipationState.ACCEPTED, bookable=False)
    ask, book = rules.why_not_ask, rules.why_not_book

    assert book(Phase.BOOKING, BookingMode.OPEN, KOREAN, CHINESE) is None
    assert "at once" in why(ask(Phase.BOOKING, BookingMode.OPEN, KOREAN, CHINESE))
    assert ask(Phase.BOOKING, BookingMode.OPEN, KOREAN, shy) is None
    assert "asked first" in why(book(Phase.BOOKING, BookingMode.OPEN, KOREAN, shy))
    assert "asked first" in why(book(Phase.ASKING, BookingMode.REQUEST, KOREAN, CHINESE))
    assert "coordinator places" in why(ask(Phase.ASKING, BookingMode.TIMETABLE, KOREAN, CHINESE))


def test_a_request_expires_at_its_moment_and_not_before():
    expires = NOW + timedelta(hours=1)
    just_before = expires - timedelta(microseconds=1)
    assert rules.why_not_answer(RequestState.ASKED, expires, just_before) is None
    assert "expired" in why(rules.why_not_answer(RequestState.ASKED, expires, expires))


def test_a_request_lasts_three_days_or_until_the_next_deadline():
    def expires(booking: timedelta, starts: timedelta) -> datetime:
        return rules.request_expires_at(
            NOW,
            booking_ends_at=NOW + booking,
            starts_at=NOW + starts,
            ends_at=NOW + starts + timedelta(days=1),
        )

    day = timedelta(days=1)
    assert expires(10 * day, 12 * day) == NOW + 3 * day
    assert expires(2 * day, 4 * day) == NOW + 2 * day
    assert expires(-day, 2 * day) == NOW + 2 * day
    assert expires(-2 * day, -day / 2) == NOW + day / 2


def test_the_language_that_two_sides_share():
    assert rules.common_language({"ko", "en"}, {"zh", "en"}) == "en"
    assert rules.common_language({"ko", "zh", "en"}, {"zh", "en"}) == "zh"
    assert rules.common_language({"ko"}, {"zh"}) is None


def test_an_interpreter_works_between_languages_of_both_sides():
    all_three = {"ko", "zh", "en"}
    assert can_interpret_between({"ko", "zh"}, (), {"ko"}, {"zh"})
    assert not can_interpret_between({"en", "zh"}, (), {"ko"}, {"zh"})
    assert can_interpret_between(all_three, pairs_named(["ko-zh"]), {"zh"}, {"ko"})
    assert not can_interpret_between(all_three, pairs_named(["ko-zh"]), {"ko"}, {"en"})


def test_a_meeting_is_cancelled_by_companies_before_it_begins():
    cancel = rules.why_not_cancel
    confirmed = BookingState.CONFIRMED
    assert cancel(confirmed, NOW + timedelta(minutes=1), NOW, on_behalf=False) is None
    assert cancel(confirmed, NOW, NOW, on_behalf=False)
    assert cancel(confirmed, NOW, NOW, on_behalf=True) is None
    assert cancel(BookingState.MET, NOW, NOW, on_behalf=True)


def test_met_and_missed_change_places_but_nothing_comes_back_from_cancelled():
    mark = rules.why_not_mark
    assert mark(BookingState.CONFIRMED, BookingState.MET, NOW + timedelta(1), NOW)
    assert mark(BookingState.CONFIRMED, BookingState.MET, NOW, NOW) is None
    assert mark(BookingState.MET, BookingState.MISSED, NOW, NOW) is None
    assert mark(BookingState.CANCELLED, BookingState.MET, NOW, NOW)


def test_a_link_has_an_address_or_a_telephone_a_number():
    wrong = what_is_wrong_with_link
    assert wrong(LinkKind.ZOOM, "https://zoom.us/j/1", None) is None
    assert wrong(LinkKind.PHONE, None, "+82 2 123 4567") is None
    assert wrong(LinkKind.ZOOM, None, "123")[0] == "url"
    assert wrong(LinkKind.PHONE, "https://x.example", None)[0] == "number"
    assert wrong(LinkKind.OTHER, "javascript:alert(1)", None)[0] == "url"
