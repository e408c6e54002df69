from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.rules import REQUEST_LASTS
from portal.bookings.states import RequestState
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


def ask_page(pair: Pair) -> str:
    return (
        f"/company/consultations/{pair.consultation.public_id}"
        f"/partners/{pair.chinese.public_id}/ask"
    )


def slots_offered(answer) -> list[str]:
    return [field["value"] for field in answer.page.select(".sheet input[type=radio]")]


def only(model):
    return session.scalars(sa.select(model)).one()


def test_a_company_asks_about_a_technology_and_the_other_accepts_with_one_click(pair, visit):
    profile_id = make.profile(pair.chinese).public_id
    korean, chinese = visit(pair.korean_user), visit(pair.chinese_user)

    sent = korean.submit(
        korean.get(f"{ask_page(pair)}?profile={profile_id}"),
        {"reason": "We run two sintering strands"},
    )
    request = Kept(only(MeetingRequest))
    assert sent.url == f"/company/requests/{request.public_id}"
    assert request.now.profile.public_id == profile_id

    desk = chinese.get("/company/")
    assert "1 company would like to meet you" in desk.main
    assert "We run two sintering strands" in desk.main
    page = chinese.get(f"/company/requests/{request.public_id}")
    assert slots_offered(page) == [slot.public_id for slot in pair.slots]
    done = chinese.submit(page, form="form:has(.sheet)")

    booking = Kept(only(Booking))
    assert done.url == f"/company/meetings/{booking.public_id}"
    assert booking.now.slot == pair.slots[0]
    assert "13:00 – 13:25 Beijing · 14:00 – 14:25 Seoul" in done.main


def test_the_reason_is_needed_and_what_was_typed_is_kept(pair, visit):
    korean = visit(pair.korean_user)

    empty = korean.submit(korean.get(ask_page(pair)), {"reason": "   "})
    assert empty.status == 422
    assert "Please fill this in." in " ".join(empty.errors())

    long = korean.submit(korean.get(ask_page(pair)), {"reason": "x" * 501})
    assert long.status == 422
    assert long.page.select_one("textarea").get_text().strip() == "x" * 501
    assert session.scalar(sa.select(sa.func.count()).select_from(MeetingRequest)) == 0


def test_a_taken_time_is_told_beside_the_sheet_and_others_are_offered(pair, visit):
    request = pair.asked()
    chinese = visit(pair.chinese_user)
    page = chinese.get(f"/company/requests/{request.public_id}")
    other = pair.another_chinese()
    with db.writing():
        services.book(
            pair.consultation,
            pair.korean,
            other.company,
            pair.slots[0],
            "Filters",
            by=pair.coordinator,
            because="By telephone",
        )

    late = chinese.submit(page, {"slot": pair.slots[0].public_id}, form="form:has(.sheet)")

    assert late.status == 409
    assert "in another meeting at this time" in late.main
    assert slots_offered(late) == [slot.public_id for slot in pair.slots[1:]]
    assert "They are busy" in late.main
    assert other.company.name.en not in late.main


@pytest.mark.parametrize("slot", ["", "nonsense", "x" * 3000])
def test_a_slot_that_does_not_exist_is_refused_with_a_sentence(pair, visit, slot):
    request = pair.asked()
    chinese = visit(pair.chinese_user)

    answer = chinese.post(f"/company/requests/{request.public_id}", {"slot": slot})

    assert answer.status == 422
    assert "choose" in " ".join(answer.errors())
    assert request.now.state is RequestState.ASKED


def test_a_slot_of_another_session_is_refused(pair, visit):
    request = pair.asked()
    foreign = make.slots_of(make.consultation(owner=pair.host))[0]

    answer = visit(pair.chinese_user).post(
        f"/company/requests/{request.public_id}", {"slot": foreign.public_id}
    )

    assert answer.status == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 0


def test_declining_tells_the_reason_to_the_other_side(pair, visit):
    request = pair.asked()
    chinese = visit(pair.chinese_user)
    page = chinese.get(f"/company/requests/{request.public_id}")

    chinese.submit(page, {"reason": "Not our field"}, form="form[action$=decline]")

    assert request.now.state is RequestState.DECLINED
    theirs = visit(pair.korean_user).get(f"/company/requests/{request.public_id}")
    assert "Not our field" in theirs.main
    assert "declined already" in theirs.main


def test_a_request_can_be_withdrawn_until_it_is_answered(pair, visit):
    request = pair.asked()
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/requests/{request.public_id}")
    assert "You wait for the answer" in page.main
    with db.writing():
        services.decline(request.now, by=pair.chinese_user)

    late = korean.submit(page, form="form[action$=withdraw]")
    assert late.status == 409
    assert "declined already" in late.main

    again = pair.asked()
    page = korean.get(f"/company/requests/{again.public_id}")
    assert korean.submit(page, form="form[action$=withdraw]").status == 200
    assert again.now.state is RequestState.WITHDRAWN


def test_requests_of_others_are_not_found(pair, visit):
    request = pair.asked()
    stranger = visit(pair.another_korean().user)
    for path in ("", "/decline", "/withdraw"):
        url = f"/company/requests/{request.public_id}{path}"
        assert stranger.post(url, {"slot": pair.slots[0].public_id}).status == 404
    assert stranger.get(f"/company/requests/{request.public_id}").status == 404
    assert stranger.get("/company/requests/unknown").status == 404
    assert request.now.state is RequestState.ASKED


def test_the_asker_cannot_answer_for_the_asked(pair, visit):
    request = pair.asked()

    answer = visit(pair.korean_user).post(
        f"/company/requests/{request.public_id}", {"slot": pair.slots[0].public_id}
    )

    assert answer.status in (403, 409, 422)
    assert request.now.state is RequestState.ASKED


def test_an_expired_request_shows_no_times_and_says_so(pair, visit, monday):
    request = pair.asked()
    chinese = visit(pair.chinese_user)
    monday(REQUEST_LASTS)

    page = chinese.get(f"/company/requests/{request.public_id}")

    assert "has expired" in page.main
    assert slots_offered(page) == []
    assert "Expired" in chinese.get("/company/requests/").main
    assert "No request waits" in chinese.get("/company/requests/").main


def test_days_are_chosen_without_a_script(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST, slots=4)
    next_day = make.add(
        type(pair.slots[0])(
            consultation_id=pair.consultation.id,
            starts_at=clock.at(pair.slots[0].starts_at.date().replace(day=15), 5, zone=clock.SEOUL),
            ends_at=clock.at(pair.slots[0].starts_at.date().replace(day=15), 6, zone=clock.SEOUL),
        )
    )
    request = pair.asked()
    chinese = visit(pair.chinese_user)
    first = chinese.get(f"/company/requests/{request.public_id}")
    tabs = first.page.select(".days a")
    assert [tab.select_one("b").get_text() for tab in tabs] == [
        "Mon 14 September",
        "Tue 15 September",
    ]

    second = chinese.get(tabs[1]["href"])

    assert slots_offered(second) == [next_day.public_id]
    assert (
        second.page.select_one(".days a[aria-current]")
        .select_one("b")
        .get_text()
        .startswith("Tue 15")
    )
    assert chinese.get(f"/company/requests/{request.public_id}?day=nonsense").status == 200


def test_who_does_not_take_part_is_told_before_typing(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST)
    outside = make.representative(side=pair.korean.side)
    make.participation(make.company_of(outside), pair.consultation, ParticipationState.ASKED)

    page = visit(outside).get(ask_page(pair))

    assert "does not take part in this session" in page.main
    assert page.page.select_one("main textarea") is None


def test_partners_who_do_not_take_part_are_not_found(pair, visit):
    stranger = make.company(pair.chinese.side)
    url = f"/company/consultations/{pair.consultation.public_id}/partners/{stranger.public_id}/ask"
    assert visit(pair.korean_user).get(url).status == 404
    assert visit(pair.korean_user).get(ask_page(pair).replace("/ask", "/nothing")).status == 404


def test_a_list_of_requests_costs_the_same_however_long_it_is(pair, visit, engine):
    korean = visit(pair.korean_user)

    def statements(url: str) -> int:
        with counted(engine) as sent:
            assert korean.get(url).status == 200
        return len(sent)

    def ask_another() -> None:
        other = pair.another_chinese()
        with db.writing():
            services.ask(
                pair.consultation, pair.korean, other.company, None, "Filters", by=pair.korean_user
            )
        third = pair.another_chinese()
        with db.writing():
            services.ask(
                pair.consultation, third.company, pair.korean, None, "Filters", by=third.user
            )

    ask_another()
    few = {url: statements(url) for url in ("/company/requests/", "/company/requests/sent")}
    desk = statements("/company/")
    for _ in range(4):
        ask_another()

    assert {url: statements(url) for url in few} == few
    assert statements("/company/") == desk
