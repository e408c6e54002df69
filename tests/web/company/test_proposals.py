"""Times proposed on the company desk: with a question, in answer to one, and in answer to that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import queries, services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.states import RequestState
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted
from tests.web.company.test_requests import ask_page, only, slots_offered


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


def take_slot(pair: Pair, number: int) -> None:
    """The Korean company meets somebody else then."""
    other = pair.another_chinese()
    with db.writing():
        services.book(
            pair.consultation,
            pair.korean,
            other.company,
            pair.slots[number],
            "Filters",
            by=pair.coordinator,
            because="By telephone",
        )


def times_of(request: Kept) -> list:
    proposal = queries.proposal_of(request.now)
    return [] if proposal is None else proposal.slots


def ticked(answer) -> list[str]:
    return [box["value"] for box in answer.page.select("input[name=slots][checked]")]


def offered_to_propose(answer) -> list[str]:
    return [box["value"] for box in answer.page.select("input[name=slots]")]


def test_a_company_asks_with_times_and_the_other_chooses_among_them(pair, visit):
    ids = [slot.public_id for slot in pair.slots]
    korean, chinese = visit(pair.korean_user), visit(pair.chinese_user)

    page = korean.get(ask_page(pair))
    assert offered_to_propose(page) == ids
    korean.submit(page, {"reason": "Filters for two strands", "slots": [ids[3], ids[1]]})
    request = Kept(only(MeetingRequest))

    theirs = chinese.get(f"/company/requests/{request.public_id}")
    assert "These are the times that they proposed" in theirs.main
    assert slots_offered(theirs) == [ids[1], ids[3]]
    done = chinese.submit(theirs, {"slot": ids[3]}, form="form:has(.sheet)")
    assert done.url.startswith("/company/meetings/")
    assert only(Booking).slot == pair.slots[3]


def test_yes_but_at_another_time_and_the_asker_accepts_with_one_click(pair, visit):
    request = pair.asked()
    ids = [slot.public_id for slot in pair.slots]
    korean, chinese = visit(pair.korean_user), visit(pair.chinese_user)

    page = chinese.get(f"/company/requests/{request.public_id}/propose")
    sent = chinese.submit(page, {"slots": ids[1:3], "words": "Our engineer is here then"})
    assert "You wait for the answer" in sent.main
    assert "still free" in sent.main
    assert slots_offered(sent) == []

    desk = korean.get("/company/requests/")
    assert "1 request waits for your answer" in desk.text
    assert "They propose other times" in desk.main
    answer = korean.get(f"/company/requests/{request.public_id}")
    assert "Our engineer is here then" in answer.main
    assert slots_offered(answer) == ids[1:3]
    assert "Accept the first free time Mon 14 September, 14:30 Seoul · 13:30 Beijing" in answer.main
    done = korean.submit(answer, form=".now form")

    assert done.url.startswith("/company/meetings/")
    assert only(Booking).slot == pair.slots[1]
    assert request.now.state is RequestState.ACCEPTED


def test_whoever_loses_a_time_reads_which_ones_remain_and_the_first_is_chosen(pair, visit):
    request = pair.asked(at=[0, 2, 3])
    ids = [slot.public_id for slot in pair.slots]
    chinese = visit(pair.chinese_user)
    page = chinese.get(f"/company/requests/{request.public_id}")
    take_slot(pair, 0)

    late = chinese.submit(page, form=".now form")

    assert late.status == 409
    assert "in another meeting at this time" in late.main
    assert "Still free: Mon 14 September, 14:00 Beijing · 15:00 Seoul" in late.main
    assert slots_offered(late) == [ids[2], ids[3]]
    assert late.page.select_one(".sheet input[checked]")["value"] == ids[2]
    assert chinese.submit(late, form="form:has(.sheet)").url.startswith("/company/meetings/")
    assert only_of(pair) == [pair.slots[2].id]


def only_of(pair: Pair) -> list[int]:
    return [b.slot_id for b in session.scalars(sa.select(Booking).where(Booking.request_id > 0))]


def test_where_nothing_is_left_of_a_day_the_next_is_shown_to_whoever_lost(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST, slots=1)
    start = pair.slots[0].starts_at.replace(day=15)
    later = make.add(
        type(pair.slots[0])(
            consultation_id=pair.consultation.id,
            starts_at=start,
            ends_at=start.replace(minute=25),
        )
    )
    request = pair.asked()
    chinese = visit(pair.chinese_user)
    page = chinese.get(f"/company/requests/{request.public_id}?day=2026-09-14")
    take_slot(pair, 0)

    late = chinese.submit(page, form="form:has(.sheet)")

    assert late.status == 409
    assert late.page.select_one(".sheet input[checked]")["value"] == later.public_id


def test_both_see_that_the_times_proposed_are_gone_and_either_may_propose_others(pair, visit):
    request = pair.asked()
    pair.propose(request.now, 0)
    take_slot(pair, 0)
    path = f"/company/requests/{request.public_id}"
    korean, chinese = visit(pair.korean_user), visit(pair.chinese_user)

    assert "The times that Freshwind" in korean.get(path).text
    assert "proposed are gone" in korean.get(path).text
    theirs = chinese.get(path)
    assert "The times that you proposed are gone" in theirs.text
    again = chinese.get(theirs.page.select_one(".now .btn")["href"])
    chinese.submit(again, {"slots": [pair.slots[2].public_id]})

    assert times_of(request) == [pair.slots[2]]
    assert request.now.waits_for is Side.KR


def test_what_was_ticked_and_written_is_kept_when_too_much_was_ticked(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST, slots=6)
    request = pair.asked()
    ids = [slot.public_id for slot in pair.slots]
    chinese = visit(pair.chinese_user)
    path = f"/company/requests/{request.public_id}/propose"

    many = chinese.submit(chinese.get(path), {"slots": ids, "words": "All of them"})
    none = chinese.submit(chinese.get(path), {"words": "None of them"})

    assert (many.status, none.status) == (422, 422)
    assert "Please choose at most 5 times." in " ".join(many.errors())
    assert ticked(many) == ids
    assert "All of them" in many.main
    assert "Please choose at least one time." in " ".join(none.errors())
    assert times_of(request) == []


@pytest.mark.parametrize("slots", [["nonsense"], ["x" * 3000], ["a\x00b"], ["", "  "]])
def test_times_that_do_not_exist_are_refused_with_a_sentence(pair, visit, slots):
    request = pair.asked()

    answers = [
        visit(pair.chinese_user).post(
            f"/company/requests/{request.public_id}/propose", {"slots": slots}
        ),
        visit(pair.another_korean().user).post(
            ask_page(pair), {"reason": "Filters", "profile": "none", "slots": slots}
        ),
    ]

    for answer in answers:
        assert answer.status == 422
        assert "There is no such time" in " ".join(answer.errors())
    assert times_of(request) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(MeetingRequest)) == 1


def test_times_that_passed_or_were_taken_are_refused_and_nothing_changes(pair, visit, monday):
    request = pair.asked()
    foreign = make.slots_of(make.consultation(owner=pair.host))[0].public_id
    take_slot(pair, 1)
    chinese = visit(pair.chinese_user)
    path = f"/company/requests/{request.public_id}/propose"

    assert chinese.post(path, {"slots": [foreign]}).status == 422
    taken = chinese.post(path, {"slots": [pair.slots[0].public_id, pair.slots[1].public_id]})
    assert taken.status == 409
    assert "does not suit both any more" in taken.main
    assert ticked(taken) == [pair.slots[0].public_id]
    with db.writing():
        session.get_one(MeetingRequest, request.id).expires_at = clock.now()
    assert chinese.post(path, {"slots": [pair.slots[0].public_id]}).status == 409
    assert "has expired" in chinese.get(path).main
    assert times_of(request) == []


def test_nobody_else_proposes_and_nobody_out_of_turn(pair, visit):
    request = pair.asked()
    path = f"/company/requests/{request.public_id}/propose"
    times = {"slots": [pair.slots[1].public_id]}
    stranger, korean = visit(pair.another_korean().user), visit(pair.korean_user)

    assert stranger.get(path).status == stranger.post(path, times).status == 404
    assert stranger.post("/company/requests/unknown/propose", times).status == 404
    assert "It is the turn of" in korean.get(path).main
    assert korean.post(path, times).status == 409
    assert times_of(request) == []


def test_a_form_sent_again_proposes_and_asks_once(pair, visit):
    korean, chinese = visit(pair.korean_user), visit(pair.chinese_user)
    form = korean.get(ask_page(pair))
    first = korean.submit(form, {"reason": "Filters"})
    assert korean.submit(form, {"reason": "Filters"}).url == first.url

    request = Kept(only(MeetingRequest))
    form = chinese.get(f"/company/requests/{request.public_id}/propose")
    for number in (1, 2):
        sent = chinese.submit(form, {"slots": [pair.slots[number].public_id]})
        assert (sent.status, sent.url) == (200, f"/company/requests/{request.public_id}")
    assert times_of(request) == [pair.slots[1]]

    page = korean.get(first.url)
    booked = [korean.submit(page, form=".now form").url for _ in range(2)]
    assert booked[0] == booked[1]
    assert session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 2


def test_a_coordinator_proposes_for_whose_turn_it_is_and_says_why(pair, visit):
    request = pair.asked()
    coordinator = visit(pair.coordinator)
    here = f"/coordinator/consultations/{pair.consultation.public_id}/requests/{request.public_id}"
    ids = [slot.public_id for slot in pair.slots]

    page = coordinator.get(f"{here}/propose")
    silent = coordinator.submit(page, {"slots": ids[:2]})
    assert silent.status == 422
    assert ticked(silent) == ids[:2]
    sent = coordinator.submit(page, {"slots": ids[:2], "because": "They rang me"})

    assert sent.url == here
    assert "proposed times" in sent.text
    assert "They rang me" in sent.main
    assert request.now.waits_for is Side.KR
    assert (
        "They rang me"
        not in visit(pair.korean_user).get(f"/company/requests/{request.public_id}").text
    )
    accepted = coordinator.submit(
        sent, {"slot": ids[3], "because": "Agreed on the telephone"}, form="form:has(.sheet)"
    )
    assert "/bookings/" in accepted.url
    assert only(Booking).slot == pair.slots[3]
    foreign = visit(make.coordinator(Side.CN))
    assert foreign.post(f"{here}/propose", {"slots": ids[:1]}).status == 404
    assert coordinator.post(f"{here}x/propose", {"slots": ids[:1]}).status == 404


def test_a_request_with_times_costs_the_same_however_many_there_are(pair, visit, engine):
    few, many = pair.asked(at=[1]), None
    chinese = visit(pair.chinese_user)

    def statements(request: Kept) -> int:
        with counted(engine) as sent:
            assert chinese.get(f"/company/requests/{request.public_id}").status == 200
        return len(sent)

    first = statements(few)
    with db.writing():
        services.withdraw(session.get_one(MeetingRequest, few.id), by=pair.korean_user)
    many = pair.asked(at=[0, 1, 2, 3])
    assert statements(many) == first
