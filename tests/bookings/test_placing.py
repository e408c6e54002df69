"""Where meetings go that lose their time or room: near, and with everybody they need."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.bookings import rules
from portal.bookings.rules import Board, Uprooted
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.timespan import TimeSpan

WEDNESDAY = date(2026, 9, 16)
NOW = clock.at(date(2026, 9, 7), 14, zone=BEIJING)


def at(hour, minute=0, minutes=25):
    start = clock.at(WEDNESDAY, hour, minute, zone=BEIJING)
    return TimeSpan(start, start + timedelta(minutes=minutes))


def meeting(number, span, korean=1, chinese=2, **more):
    return Uprooted(number, span, (korean, chinese), **more)


def board(*slots, rooms=None, **more):
    return Board(tuple(slots), rooms, more.pop("now", NOW), **more)


def times(meetings, on, **more):
    """Where each meeting goes: hour and minute in Beijing, None where it cannot go on."""
    outcome = rules.find_places(meetings, on, **more)
    return {
        number: place and f"{place.span.starts_at.astimezone(BEIJING):%H:%M}"
        for number, place in outcome.places.items()
    }


def test_a_meeting_that_still_has_its_time_keeps_it_though_it_is_shorter():
    shorter = at(9, 0, minutes=20)
    outcome = rules.find_places([meeting(1, at(9))], board(shorter, at(9, 30, minutes=20)))
    assert outcome.places[1].span == shorter


def test_the_nearest_time_is_the_one_before_as_well_as_the_one_after():
    assert times([meeting(1, at(10))], board(at(8), at(9, 30), at(11))) == {1: "09:30"}
    assert times([meeting(1, at(10))], board(at(8), at(10, 30), at(13))) == {1: "10:30"}


def test_both_companies_must_be_free_and_not_away():
    slots = at(9, 30), at(10, 30), at(11)
    assert times([meeting(1, at(10))], board(*slots, busy={1: [at(9, 40)]})) == {1: "10:30"}
    assert times([meeting(1, at(10))], board(*slots, away={2: [at(9, 30), at(10, 30)]})) == {
        1: "11:00"
    }


def test_its_own_time_is_kept_though_somebody_marked_it_since():
    assert times([meeting(1, at(10))], board(at(10), at(11), away={1: [at(10)]})) == {1: "10:00"}


def test_who_was_booked_first_keeps_the_last_room():
    same_time = [meeting(1, at(9), 1, 2), meeting(2, at(9), 3, 4)]
    assert times(same_time, board(at(9), at(9, 30), rooms=(91,))) == {1: "09:00", 2: "09:30"}


def test_a_meeting_keeps_its_room_or_takes_the_first_free_one():
    on = board(at(9), rooms=(91, 92), busy={91: [at(9)]})
    outcome = rules.find_places([meeting(1, at(9), room=92)], on)
    assert outcome.places[1].room == 92
    on = board(at(9), rooms=(91, 92))
    assert rules.find_places([meeting(1, at(9), room=93)], on).places[1].room == 91


def test_a_time_with_an_interpreter_is_better_than_a_nearer_one_without():
    moving = meeting(1, at(9), interpreter=50)
    slots = at(9, 30), at(10), at(10, 30)
    on = board(*slots, busy={50: [at(9, 30)]}, away={50: [at(10)]})
    outcome = rules.find_places([moving], on)
    assert outcome.places[1].span == at(10, 30)
    assert outcome.places[1].interpreter == 50
    stand_in = meeting(1, at(9), interpreter=50, stand_ins=(51,))
    outcome = rules.find_places([stand_in], on)
    assert (outcome.places[1].span, outcome.places[1].interpreter) == (at(9, 30), 51)


def test_without_any_interpreter_it_goes_on_only_where_none_is_required():
    on = board(at(9, 30), busy={50: [at(9, 30)]})
    outcome = rules.find_places([meeting(1, at(9), interpreter=50)], on)
    assert outcome.places[1].interpreter is None
    required = meeting(1, at(9), interpreter=50, must_have_interpreter=True)
    assert times([required], on) == {1: None}


def test_nothing_is_moved_into_the_next_two_hours():
    now = clock.at(WEDNESDAY, 9, 10, zone=BEIJING)
    slots = at(9, 30), at(11), at(12)
    assert times([meeting(1, at(10))], board(*slots, now=now)) == {1: "12:00"}
    assert times([meeting(1, at(9, 30))], board(*slots, now=now)) == {1: "09:30"}


def test_a_time_that_is_too_much_for_a_company_is_taken_only_when_there_is_no_other():
    def strains(taken, span):
        return any(span.starts_at == other.ends_at for other in taken)

    busy = {1: [at(9, 0, minutes=30)]}
    near = board(at(9, 30), at(11), busy=busy, strains=strains)
    assert times([meeting(1, at(9))], near) == {1: "11:00"}
    only = board(at(9, 30), busy=busy, strains=strains)
    assert times([meeting(1, at(9))], only) == {1: "09:30"}


def test_others_on_the_move_make_way_before_a_meeting_is_given_up():
    # Both want 10:00. Only the first can also take 11:00, and it would be there first.
    first, second = meeting(1, at(9), 1, 2), meeting(2, at(9), 1, 4)
    on = board(at(10), at(11), away={4: [at(11)]})
    assert times([first, second], on) == {1: "11:00", 2: "10:00"}
    # In a chain, each leaves its place to the next.
    last = [meeting(1, at(9), 1, 2), meeting(2, at(10), 1, 3), meeting(3, at(11), 1, 4)]
    on = board(at(10), at(11), at(12), away={2: [at(11), at(12)], 3: [at(12)], 4: [at(10)]})
    assert times(last, on) == {1: "10:00", 2: "11:00", 3: "12:00"}
    # What is fixed makes no way, and then everybody else stays where they were.
    on = board(at(10), at(11), away={2: [at(11)], 3: [at(9)], 4: [at(10)]})
    assert times(last, on) == {1: None, 2: "10:00", 3: "11:00"}


def test_a_room_is_cleared_by_who_can_go_elsewhere():
    movable, stuck = meeting(1, at(9), 1, 2), meeting(2, at(9, 30), 3, 4)
    on = board(at(9), at(10), rooms=(91,), away={4: [at(10)]})
    assert times([movable, stuck], on) == {1: "10:00", 2: "09:00"}


def test_what_cannot_go_anywhere_is_told():
    assert times([meeting(1, at(9))], board(at(10), away={2: [at(10)]})) == {1: None}
    assert times([meeting(1, at(9))], board()) == {1: None}


def test_a_chosen_time_counts_and_a_taken_one_is_told():
    both = [meeting(1, at(9), 1, 2), meeting(2, at(9, 30), 1, 3)]
    on = board(at(9), at(10), at(11))
    assert times(both, on, chosen={1: at(11).starts_at}) == {1: "11:00", 2: "09:00"}
    assert times(both, on, chosen={1: None}) == {1: None, 2: "09:00"}
    outcome = rules.find_places(both, on, chosen={1: at(11).starts_at, 2: at(11).starts_at})
    assert outcome.unmet == {2}
    assert outcome.places[2].span == at(9)
    unknown = rules.find_places(both, on, chosen={1: at(15).starts_at})
    assert unknown.unmet == {1}
    assert unknown.places[1].span == at(9)


def test_other_times_are_offered_the_nearest_first():
    both = [meeting(1, at(9), 1, 2), meeting(2, at(10), 1, 3)]
    on = board(at(9), at(10), at(11), at(12), at(13))
    outcome = rules.find_places(both, on, offer=2)
    assert outcome.elsewhere == {1: (at(11), at(12)), 2: (at(11), at(12))}


companies = st.integers(1, 4)
hours = st.integers(8, 15)
uprooted = st.lists(st.tuples(companies, companies, hours), max_size=7)


@given(
    uprooted,
    st.sets(hours, max_size=6),
    st.sampled_from([None, 1, 2]),
    st.dictionaries(st.integers(1, 8), st.sets(hours, max_size=3), max_size=4),
    st.dictionaries(st.integers(1, 8), st.sets(hours, max_size=3), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_nobody_is_ever_in_two_places(pairs, slots, rooms, busy, away):
    moving = [meeting(n, at(h), kr, 4 + cn) for n, (kr, cn, h) in enumerate(pairs)]
    on = board(
        *[at(hour, 5) for hour in sorted(slots)],
        rooms=tuple(range(91, 91 + rooms)) if rooms else None,
        busy={party: [at(hour) for hour in taken] for party, taken in busy.items()},
        away={party: [at(hour) for hour in taken] for party, taken in away.items()},
    )
    outcome = rules.find_places(moving, on, offer=3)
    agendas = {party: list(spans) for party, spans in on.busy.items()}
    for each in moving:
        place = outcome.places[each.id]
        if place is None:
            assert outcome.elsewhere[each.id] == ()
            continue
        assert place.span in on.slots
        assert (place.room is None) is (rooms is None)
        for party in (*each.companies, *([place.room] if rooms else [])):
            assert not any(place.span.overlaps(other) for other in agendas.setdefault(party, []))
            assert not any(place.span.overlaps(other) for other in on.away.get(party, ()))
            agendas[party].append(place.span)
