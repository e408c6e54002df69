"""The ways in which a pair can meet: their order, and which of them suits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.bookings import services
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import OWN_ROOM, Link, in_turn, mark_of
from portal.consultations.states import LinkKind
from portal.infra import db
from portal.infra.db import session
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.rooms import services as rooms
from portal.rooms.queries import proposal_for, row_now
from portal.rooms.rules import Found, proposed
from tests import make
from tests.bookings.pair import Pair

VOOV = Link(LinkKind.VOOV, "https://voovmeeting.com/dm/1", "418 220 637", "2468")
ZOOM = Link(LinkKind.ZOOM, "https://zoom.us/j/1")
PHONE = Link(LinkKind.PHONE, number="+82 2 123 4567")

WELL = Found(camera=True, microphone=True, speakers=True, direct=True, relayed=None, kbps=5000)
RELAYED = replace(WELL, direct=False, relayed=True)
SHUT_OFF = replace(WELL, direct=False, relayed=False)


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair):
    return pair.meet()


def for_session(pair: Pair, first: Link | None, *then: Link) -> None:
    with db.writing():
        found = session.get_one(ConsultationSession, pair.consultation.id)
        if first is not None:
            found.link_kind, found.link_url = first.kind, first.url
            found.link_number, found.link_password = first.number, first.password
        found.fall_backs = [way.facts for way in then]


def for_pair(booking, pair: Pair, first: Link | None, *then: Link) -> None:
    with db.writing():
        services.set_link(booking, first, then, by=pair.coordinator, because="Agreed by phone.")


def take(booking, pair: Pair, place: int, seen: str | None = None) -> None:
    with db.writing():
        mark = seen or mark_of(booking.ways)
        services.take_way(booking, place, mark, by=pair.coordinator)


# ---- the order


def test_the_room_comes_last_unless_it_has_another_place():
    assert in_turn(VOOV, [ZOOM]) == (VOOV, ZOOM, OWN_ROOM)
    assert in_turn(VOOV, [OWN_ROOM, ZOOM]) == (VOOV, OWN_ROOM, ZOOM)
    assert in_turn(OWN_ROOM, [VOOV]) == (OWN_ROOM, VOOV)
    assert in_turn(VOOV, [ZOOM, PHONE]) == (VOOV, ZOOM, OWN_ROOM)
    assert in_turn(VOOV, [VOOV, ZOOM, ZOOM]) == (VOOV, ZOOM, OWN_ROOM)


def test_a_meeting_has_the_ways_of_its_session_in_their_order(pair, booking):
    assert booking.ways == (OWN_ROOM,)
    for_session(pair, None, VOOV, PHONE)
    assert booking.ways == (OWN_ROOM, VOOV, PHONE)


def test_a_pairs_own_ways_come_before_its_sessions(pair, booking):
    for_session(pair, VOOV)
    for_pair(booking, pair, ZOOM)
    assert booking.ways == (ZOOM, VOOV, OWN_ROOM)
    for_pair(booking, pair, ZOOM, PHONE)
    assert booking.ways == (ZOOM, PHONE, OWN_ROOM)
    for_pair(booking, pair, None)
    assert booking.ways == (VOOV, OWN_ROOM)


def test_what_is_wrong_with_a_later_way_stands_beside_its_field(pair, booking):
    with pytest.raises(Invalid) as refused, db.writing():
        services.set_link(booking, ZOOM, [Link(LinkKind.PHONE)], by=pair.coordinator)
    assert refused.value.field == "second_number"


# ---- taking another one


def test_each_press_takes_the_next_way_and_the_circle_closes(pair, booking):
    for_session(pair, VOOV, PHONE)
    met_in = []
    for _press in range(3):
        take(booking, pair, 1)
        met_in.append(booking.way)
    assert met_in == [PHONE, OWN_ROOM, VOOV]


def test_a_way_further_down_can_be_taken_at_once(pair, booking):
    for_session(pair, VOOV, PHONE)
    take(booking, pair, 2)
    assert booking.ways == (OWN_ROOM, VOOV, PHONE)


def test_pressed_twice_it_changes_once(pair, booking):
    for_session(pair, VOOV, PHONE)
    seen = mark_of(booking.ways)
    take(booking, pair, 1, seen)
    take(booking, pair, 1, seen)
    assert booking.way == PHONE


def test_there_must_be_another_way(pair, booking):
    with pytest.raises(Conflict):
        take(booking, pair, 1)


def test_a_meeting_that_was_called_off_takes_place_nowhere(pair, booking):
    for_session(pair, VOOV)
    with db.writing():
        services.cancel(booking, "Ill", by=pair.korean_user)
    assert booking.state is BookingState.CANCELLED
    with pytest.raises(Conflict):
        take(booking, pair, 1)


def test_only_who_runs_the_session_may_choose(pair, booking):
    for_session(pair, VOOV)
    for somebody in (pair.korean_user, make.coordinator()):
        with pytest.raises(NotAllowed), db.writing():
            services.take_way(booking, 1, mark_of(booking.ways), by=somebody)
    assert booking.way == VOOV


# ---- what suits


@pytest.mark.parametrize(
    ("korean", "chinese", "place", "why"),
    [
        (WELL, WELL, 0, "Both sides reach the video room directly."),
        (WELL, RELAYED, 0, "Both sides reach the video room, at least one of them by a relay."),
        (WELL, SHUT_OFF, 1, "Chinese side: does not reach the video room"),
        (replace(WELL, microphone=False), WELL, 1, "Korean side: has no microphone"),
        (WELL, replace(WELL, speakers=False), 1, "Chinese side: hears nothing"),
        (WELL, replace(WELL, kbps=40), 1, "Chinese side: has too slow a line: 40 kbit/s."),
        (WELL, None, 0, "Chinese side: has not checked its devices yet."),
        (None, SHUT_OFF, 1, "Chinese side: does not reach the video room"),
    ],
)
def test_both_reach_the_room_or_the_next_way_suits_them(korean, chinese, place, why):
    found = proposed((OWN_ROOM, VOOV, PHONE), korean, chinese)
    assert found.place == place
    assert str(found.reasons[0]).startswith(why)
    assert found.is_pressing == (place != 0)


def test_a_service_that_the_portal_is_not_set_up_for_is_never_proposed_nor_taken_for_the_way():
    without = frozenset(LinkKind) - {LinkKind.JITSI}
    jitsi = Link(LinkKind.JITSI)

    as_before = proposed((jitsi, OWN_ROOM), WELL, None, without)
    assert (as_before.way, as_before.is_another) == (OWN_ROOM, False)
    alone = proposed((jitsi, OWN_ROOM), WELL, SHUT_OFF, without)
    assert (alone.way, alone.is_another, alone.is_pressing) == (OWN_ROOM, False, True)
    by_voov = proposed((jitsi, VOOV, OWN_ROOM), WELL, SHUT_OFF, without)
    assert (by_voov.way, by_voov.is_another, by_voov.is_pressing) == (VOOV, True, True)


def test_a_camera_is_not_needed():
    assert proposed((OWN_ROOM, VOOV), replace(WELL, camera=False), WELL).way == OWN_ROOM


def test_where_the_room_is_not_first_it_is_proposed_to_those_who_reach_it():
    found = proposed((VOOV, OWN_ROOM), WELL, RELAYED)
    assert (found.way, found.is_pressing) == (OWN_ROOM, False)
    kept = proposed((VOOV, OWN_ROOM), WELL, SHUT_OFF)
    assert (kept.way, kept.is_pressing) == (VOOV, False)


def test_without_another_way_somebody_is_told_to_write_one_down():
    found = proposed((OWN_ROOM,), SHUT_OFF, SHUT_OFF)
    assert found.is_pressing
    assert [str(reason) for reason in found.reasons] == [
        "Korean side: does not reach the video room, neither directly nor by a relay.",
        "Chinese side: does not reach the video room, neither directly nor by a relay.",
        "No other way is written down yet.",
    ]


def test_who_is_in_the_room_and_apart_is_helped_whatever_the_checks_said():
    found = proposed((OWN_ROOM, VOOV), WELL, WELL, are_apart=True)
    assert (found.way, found.is_pressing) == (VOOV, True)
    assert "no way leads" in str(found.reasons[0])


def test_the_stored_checks_of_both_sides_decide(pair, booking, monday):
    for_session(pair, None, VOOV)
    with db.writing():
        rooms.save_check(WELL, "Chrome", by=pair.korean_user)
        rooms.save_check(SHUT_OFF, "Chrome", by=pair.chinese_user)
    assert proposal_for(booking).way == VOOV
    assert row_now(booking).proposal == proposal_for(booking)
    with db.writing():
        rooms.save_check(RELAYED, "Chrome", by=pair.chinese_user)
    assert proposal_for(booking).way == OWN_ROOM
