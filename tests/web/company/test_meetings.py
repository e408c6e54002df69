from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from portal.bookings import services
from portal.bookings.states import BookingState
from portal.consultations.rules import Link
from portal.consultations.states import BookingMode, LinkKind
from portal.infra import db
from portal.kernel import clock
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.OPEN)


def book_page(pair: Pair) -> str:
    return (
        f"/company/consultations/{pair.consultation.public_id}"
        f"/partners/{pair.chinese.public_id}/book"
    )


def with_link(pair: Pair, booking) -> None:
    with db.writing():
        services.set_link(
            booking.now,
            Link(LinkKind.VOOV, "https://voovmeeting.com/dm/abc", "123 456", "s3cret"),
            by=pair.coordinator,
        )


def test_in_open_mode_a_time_is_booked_at_once(pair, visit):
    korean = visit(pair.korean_user)
    partners = korean.get(f"/company/consultations/{pair.consultation.public_id}/partners")
    (link,) = partners.page.select("main .acts a")
    assert link["href"] == book_page(pair)

    done = korean.submit(
        korean.get(link["href"]),
        {"slot": pair.slots[2].public_id, "reason": "Filters for two strands"},
        form="form:has(.sheet)",
    )

    assert "You meet Freshwind" in done.main
    assert "15:00 – 15:25 Seoul · 14:00 – 14:25 Beijing" in done.main
    assert "Interpreter wanted" in done.main


def test_each_side_reads_its_own_clock_first(pair, visit):
    booking = pair.met()
    path = f"/company/meetings/{booking.public_id}"

    korean, chinese = visit(pair.korean_user).get(path), visit(pair.chinese_user).get(path)

    assert korean.main.index("14:00") < korean.main.index("13:00")
    assert chinese.main.index("13:00") < chinese.main.index("14:00")


def test_asking_and_booking_lead_to_each_other(pair, visit):
    korean = visit(pair.korean_user)
    assert korean.get(book_page(pair).replace("/book", "/ask")).url == book_page(pair)

    shy = pair.another(Side.CN, bookable=False)
    url = book_page(pair).replace(pair.chinese.public_id, shy.company.public_id)
    assert korean.get(url).url == url.replace("/book", "/ask")


def test_the_way_in_is_for_the_meetings_people_alone(pair, visit):
    booking = pair.met()
    with_link(pair, booking)
    who = make.interpreter(sessions=(pair.consultation,))
    with db.writing():
        services.assign_interpreter(booking.now, who, by=pair.coordinator)
    path = f"/company/meetings/{booking.public_id}"
    coordinators_page = (
        f"/coordinator/consultations/{pair.consultation.public_id}/bookings/{booking.public_id}"
    )

    for user, url in (
        (pair.korean_user, path),
        (pair.chinese_user, path),
        (who.user, "/interpreter/"),
        (pair.coordinator, coordinators_page),
    ):
        shown = visit(user).get(url)
        assert shown.page.select_one('a[href="https://voovmeeting.com/dm/abc"]') is not None
        assert "s3cret" in shown.main

    for user, url in (
        (pair.another_korean().user, path),
        (make.coordinator(Side.CN), coordinators_page),
    ):
        shown = visit(user).get(url)
        assert shown.status == 404
        assert "s3cret" not in shown.text
    assert "s3cret" not in visit(make.interpreter().user).get("/interpreter/").text
    assert "s3cret" not in visit().get(path).text


def test_without_a_link_the_way_in_is_the_portals_own_room(pair, visit):
    booking = pair.met()

    page = visit(pair.korean_user).get(f"/company/meetings/{booking.public_id}")

    assert "In the video room of this portal." in page.main
    assert page.page.select_one(f'a[href="/rooms/{booking.public_id}"]') is not None


def test_names_of_the_other_side_are_shown_for_meetings_that_stand(pair, visit):
    place = make.participation_of(pair.chinese, pair.consultation)
    make.delegate(
        place,
        make.person(
            "王芳", "WANG Fang", Side.CN, post="总工程师", phone="+8613800000000", email="w@x.cn"
        ),
    )
    booking = pair.met()
    korean = visit(pair.korean_user)
    path = f"/company/meetings/{booking.public_id}"

    page = korean.get(path)
    assert "WANG Fang" in page.main
    assert "总工程师" in page.main
    assert "Chinese" in page.main
    assert "00000000" not in page.main.replace(" ", "")  # however a telephone number is spaced
    assert "w@x.cn" not in page.main

    with db.writing():
        services.cancel(booking.now, "No longer needed", by=pair.chinese_user)
    assert "WANG Fang" not in korean.get(path).main


def test_a_calendar_entry_can_be_taken_away(pair, visit):
    booking = pair.met()
    with_link(pair, booking)

    answer = visit(pair.chinese_user).get(f"/company/meetings/{booking.public_id}/calendar.ics")

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "attachment" in answer.headers["Content-Disposition"]
    calendar = Calendar.from_ical(answer.body.decode())
    (event,) = calendar.events
    assert event.start == booking.now.slot.starts_at
    assert event.start.tzinfo.key == "Asia/Shanghai"
    assert [str(zone["tzid"]) for zone in calendar.timezones] == ["Asia/Shanghai"]
    assert str(event["uid"]).startswith(booking.public_id)
    assert str(event["url"]).endswith(f"/company/meetings/{booking.public_id}")
    assert b"s3cret" not in answer.body
    stranger = visit(pair.another_korean().user)
    assert stranger.get(f"/company/meetings/{booking.public_id}/calendar.ics").status == 404


def test_cancelling_needs_a_reason_and_tells_it_to_both(pair, visit):
    booking = pair.met()
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}")

    assert korean.submit(page, form="form[action$=cancel]").status == 422
    assert booking.now.state is BookingState.CONFIRMED
    korean.submit(page, {"reason": "Our engineer is ill"}, form="form[action$=cancel]")

    assert booking.now.state is BookingState.CANCELLED
    theirs = visit(pair.chinese_user).get(f"/company/meetings/{booking.public_id}")
    assert "was cancelled" in theirs.main
    assert "Our engineer is ill" in theirs.main
    assert "Join" not in theirs.main


def test_a_meeting_that_has_begun_cannot_be_cancelled_by_a_company(pair, visit, monday):
    booking = pair.met()
    korean = visit(pair.korean_user)
    page = korean.get(f"/company/meetings/{booking.public_id}")
    monday(booking.now.slot.starts_at - clock.now())

    late = korean.submit(page, {"reason": "Ill"}, form="form[action$=cancel]")

    assert late.status == 409
    assert "begun already" in late.main
    assert korean.get(page.url).page.select_one("form[action$=cancel]") is None


def test_the_history_names_sides_and_not_the_other_sides_people(pair, visit):
    booking = pair.met()

    page = visit(pair.chinese_user).get(f"/company/meetings/{booking.public_id}")

    assert "The coordinator, on behalf of the other company" in page.main
    assert "Both asked for it" not in page.main
    assert pair.coordinator.person.name not in page.main
    own = visit(pair.korean_user).get(f"/company/meetings/{booking.public_id}")
    assert "The coordinator, on your behalf" in own.main
    assert "Both asked for it" in own.main


def test_the_desk_counts_down_to_the_next_meeting_and_opens_its_door(pair, visit, monday):
    booking = pair.met()
    with_link(pair, booking)
    korean = visit(pair.korean_user)
    assert "On Mon 14 September you meet" in korean.get("/company/").main

    monday(booking.now.slot.starts_at - clock.now() - timedelta(minutes=24))
    desk = korean.get("/company/")

    assert "In 24 minutes you meet" in desk.main
    assert desk.page.select_one('.fold a[href="https://voovmeeting.com/dm/abc"]') is not None
    monday(timedelta(minutes=30))
    assert "You are meeting" in korean.get("/company/").main


def test_meetings_to_come_and_past_ones_are_two_lists(pair, visit, monday):
    booking = pair.met()
    korean = visit(pair.korean_user)
    assert "You have 1 meeting to come" in korean.get("/company/meetings/").main

    monday(booking.now.slot.ends_at - clock.now() + timedelta(hours=2))
    korean = visit(pair.korean_user)  # nothing was heard of the sign-in for a week

    assert "No meeting is booked yet" in korean.get("/company/meetings/").main
    assert pair.chinese.name.en in korean.get("/company/meetings/?show=past").main


def test_meetings_cost_the_same_however_many_there_are(pair, visit, engine):
    korean = visit(pair.korean_user)

    def statements(url: str) -> int:
        with counted(engine) as sent:
            assert korean.get(url).status == 200
        return len(sent)

    def meet_in(slot) -> None:
        partner = pair.another_chinese().company
        with db.writing():
            services.book(pair.consultation, pair.korean, partner, slot, "x", by=pair.korean_user)

    meet_in(pair.slots[0])
    few = statements("/company/meetings/")
    for slot in pair.slots[1:]:
        meet_in(slot)

    assert statements("/company/meetings/") == few
