"""The portal seats interpreters within their hours; coordinators beyond them, with a reason."""

from datetime import date, time

import pytest

from portal.bookings import queries, services
from portal.bookings.queries import slots_outside_hours
from portal.consultations import services as consultations
from portal.consultations.models import Interpreter
from portal.consultations.rules import Hours, hours_between
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from tests import make
from tests.bookings.pair import Kept, Pair

# The sessions of the tests have slots at 13:00, 13:30, 14:00 and 14:30 in Beijing.
KOREAN, CHINESE = {"ko"}, {"zh"}


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(needs_interpreter=True)


def day_of(pair: Pair) -> date:
    return pair.slots[0].starts_at.astimezone(BEIJING).date()


def interpreter(pair: Pair, starts: time | None = None, ends: time | None = None) -> Kept:
    """Somebody who interprets in the session from when to when; without times never."""
    who = make.interpreter(of=pair.host, sessions=(pair.consultation,))
    day = day_of(pair)
    hours = hours_between(day, starts, ends) if starts and ends else Hours(day, None)
    with db.writing():
        consultations.set_hours(
            session.get_one(Interpreter, who.id), pair.consultation, [hours], by=pair.coordinator
        )
    return Kept(who)


def free(pair: Pair) -> list[list[int]]:
    """Who is free in each slot."""
    return [
        [who.id for who in queries.free_interpreters(pair.consultation, slot.span, KOREAN, CHINESE)]
        for slot in pair.slots
    ]


def test_an_interpreter_is_free_within_their_hours_alone(pair):
    early = interpreter(pair, time(13), time(14))
    never = interpreter(pair)
    assert free(pair) == [[early.id], [early.id], [], []]
    why_not = [
        {each.interpreter.id: str(each.why_not or "") for each in found}
        for slot in pair.slots[1:3]
        for found in [queries.interpreters_at(pair.consultation, slot.span, KOREAN, CHINESE)]
    ]
    assert why_not == [
        {early.id: "", never.id: "not there on this day"},
        {early.id: "outside their hours", never.id: "not there on this day"},
    ]


def test_times_without_an_interpreter_are_not_free_and_nobody_is_seated_then(pair):
    interpreter(pair, time(13), time(13, 55))
    late = interpreter(pair, time(14, 30), time(0))
    rows = queries.slots_for_pair(pair.consultation, pair.korean, pair.chinese)
    assert [str(row.neither or "") for row in rows] == ["", "", "No interpreter is free", ""]
    with pytest.raises(Conflict, match="No interpreter is free"):
        pair.meet(pair.slots[2])
    assert pair.meet(pair.slots[3]).interpreter_id == late.id


def test_a_coordinator_seats_somebody_outside_their_hours_with_a_reason(database, monday):
    pair = Pair()
    who = interpreter(pair)
    booking = pair.met(pair.slots[0])
    with pytest.raises(Conflict, match="please say why") as refused, db.writing():
        services.assign_interpreter(booking.now, who.now, by=pair.coordinator)
    assert refused.value.field == "because"
    with db.writing():
        services.assign_interpreter(
            booking.now, who.now, by=pair.coordinator, because="They agreed by telephone"
        )
    entry = audit.history(booking.now)[-1]
    assert (entry.verb, entry.reason) == ("interpreter seated", "They agreed by telephone")
    assert entry.details["outside_hours"]
    slots = slots_outside_hours(who.now, pair.consultation)
    assert [slot.id for slot in slots] == [pair.slots[0].id]


def test_who_takes_somebodys_place_does_so_for_a_reason(database, monday):
    pair = Pair()
    first, second = (make.interpreter(sessions=(pair.consultation,)) for _ in range(2))
    booking = pair.met(pair.slots[0])
    with db.writing():
        services.assign_interpreter(booking.now, session.merge(first), by=pair.coordinator)
    with pytest.raises(Invalid, match="reason"), db.writing():
        services.assign_interpreter(booking.now, session.merge(second), by=pair.coordinator)
    with pytest.raises(Invalid, match="reason"), db.writing():
        services.release_interpreter(booking.now, wanted=True, by=pair.coordinator)
    with db.writing():
        services.assign_interpreter(
            booking.now, session.merge(second), by=pair.coordinator, because="The first is ill"
        )
    assert audit.history(booking.now)[-1].reason == "The first is ill"


def test_a_meeting_moves_only_to_where_its_interpreter_is(pair):
    who = interpreter(pair, time(13), time(14))
    booking = pair.met(pair.slots[0])
    rows = queries.slots_for_pair(pair.consultation, pair.korean, pair.chinese, moving=booking.now)
    assert [str(row.neither or "") for row in rows[1:]] == [
        "",
        "The interpreter is not there",
        "The interpreter is not there",
    ]
    with pytest.raises(Conflict, match="is not there at this time") as refused, db.writing():
        services.move(booking.now, pair.slots[2], "Later", by=pair.coordinator)
    assert refused.value.field == "slot"
    with db.writing():
        services.move(booking.now, pair.slots[1], "Later", by=pair.coordinator)
    assert booking.now.interpreter_id == who.id


def test_hours_are_said_by_the_own_host_of_days_of_a_session_they_interpret(pair):
    who = interpreter(pair, time(13), time(14))
    foreign = make.coordinator(Side.CN)
    elsewhere = make.consultation(owner=pair.host)
    for consultation, hours, by, refusal in (
        (pair.consultation, [], foreign, NotAllowed),
        (elsewhere, [], pair.coordinator, Missing),
        (pair.consultation, [Hours(date(2030, 1, 1), None)], pair.coordinator, Invalid),
    ):
        with pytest.raises(refusal), db.writing():
            consultations.set_hours(who.now, session.merge(consultation), hours, by=by)
    assert free(pair)[0] == [who.id]
    with db.writing():
        consultations.set_hours(who.now, pair.consultation, [], by=pair.coordinator)
    assert free(pair) == [[who.id]] * 4


def with_rules(pair: Pair, **rules) -> Kept:
    """Somebody whole days in the session, who rests or has a limit of a day."""
    who = Kept(make.interpreter(of=pair.host, sessions=(pair.consultation,)))
    with db.writing():
        for name, value in rules.items():
            setattr(who.now, name, value)
    return who


def test_the_portal_leaves_interpreters_their_rest_and_the_limit_of_their_day(pair):
    resting = with_rules(pair, rest_minutes=20)
    booking = pair.met(pair.slots[1])
    assert booking.now.interpreter_id == resting.id
    assert free(pair) == [[], [], [], [resting.id]]

    with db.writing():
        resting.now.rest_minutes, resting.now.most_per_day = 0, 1
    assert free(pair) == [[], [], [], []]
    others = pair.another_korean().company, pair.another_chinese().company
    shown = queries.slots_for_pair(pair.consultation, *others)
    assert {str(row.neither.msgid) for row in shown if row.neither} == {"No interpreter is free"}


def test_beyond_rest_and_limit_a_coordinator_seats_somebody_with_a_reason(pair):
    who = with_rules(pair, rest_minutes=20)
    other = with_rules(pair)
    first = pair.met(pair.slots[1])
    with db.writing():
        second = services.book(
            pair.consultation,
            pair.another_korean().company,
            pair.another_chinese().company,
            pair.slots[2],
            "Filters",
            by=pair.coordinator,
            because="By telephone",
        )
    assert (first.now.interpreter_id, second.interpreter_id) == (who.id, other.id)
    with pytest.raises(Conflict) as refused, db.writing():
        services.assign_interpreter(second, who.now, by=pair.coordinator)
    assert refused.value.field == "because"
    assert str(refused.value.text.values["reason"].msgid).startswith("needs a rest")
    with db.writing():
        services.assign_interpreter(second, who.now, by=pair.coordinator, because="She agreed")
    assert second.interpreter_id == who.id


def test_somebody_helps_between_their_pairs_of_languages_alone(pair):
    with_rules(pair, pairs=["zh-en"])
    assert free(pair) == [[], [], [], []]
