"""What companies and coordinators see of a session's limits before they press a button."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.bookings import services
from portal.bookings.models import Booking
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.identifiers import public_id
from tests import make
from tests.bookings.pair import One, Pair
from tests.races.judge import count

WHY = {"because": "They asked for it on the telephone"}


def meet(pair: Pair, number: int = 0, *, korean: One | None = None, chinese: One | None = None):
    """A meeting that the coordinator placed."""
    with db.writing():
        return services.book(
            pair.consultation,
            korean.company if korean else pair.korean,
            chinese.company if chinese else pair.another_chinese().company,
            pair.slots[number],
            "Bag filters",
            by=pair.coordinator,
            **WHY,
        )


def at(pair: Pair, *more: str) -> str:
    return "/".join(("/company/consultations", pair.consultation.public_id, *more))


def run_by(pair: Pair, *more: str) -> str:
    return "/".join(("/coordinator/consultations", pair.consultation.public_id, *more))


def of_both(pair: Pair) -> str:
    return f"?korean={pair.korean.public_id}&chinese={pair.chinese.public_id}"


@pytest.fixture
def open_pair(database, monday) -> Pair:
    return Pair(most_meetings=2, rest_minutes=20, notice_minutes=60)


@pytest.fixture
def asking_pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST, most_open_requests=1, most_meetings=1)


# ---- on the company desk


def test_a_company_sees_how_much_it_has_used_and_until_when(asking_pair, visit):
    asking_pair.ask()
    desk = visit(asking_pair.korean_user)
    other = asking_pair.another_chinese().company.public_id
    for page in (
        at(asking_pair),
        at(asking_pair, "partners"),
        at(asking_pair, "partners", other, "ask"),
    ):
        shown = desk.get(page).main
        assert "1 of 1 open requests · 0 of 1 meetings" in shown, page
        assert "Asking ends" in shown, page


def test_without_limits_the_numbers_stand_alone(database, monday, visit):
    pair = Pair()
    meet(pair)
    assert "0 open requests · 1 meeting" in visit(pair.korean_user).get(at(pair)).main


def test_the_list_of_partners_says_who_takes_no_more_and_why_nobody_can_be_asked(
    asking_pair, visit
):
    pair = asking_pair
    meet(pair, korean=pair.another_korean(), chinese=(full := pair.another_chinese()))
    shown = visit(pair.korean_user).get(at(pair, "partners"))
    assert f"{full.company.name.en} has 1 of 1 meetings in this session and takes no more." in (
        shown.main
    )
    assert len(shown.page.select("a.btn[href$=ask]")) == 1

    pair.ask()
    shown = visit(pair.korean_user).get(at(pair, "partners"))
    assert "has 1 of 1 requests open" in shown.page.select_one(".note").get_text()
    assert not shown.page.select("a.btn[href$=ask]")


def test_who_has_enough_requests_open_reads_so_instead_of_a_form(asking_pair, visit):
    asking_pair.ask()
    other = asking_pair.another_chinese().company.public_id
    shown = visit(asking_pair.korean_user).get(at(asking_pair, "partners", other, "ask"))
    assert "has 1 of 1 requests open" in shown.main
    assert not shown.page.select("main form textarea")


def test_the_sheet_says_in_words_why_a_time_cannot_be_chosen(open_pair, visit, monday):
    pair = open_pair
    with db.writing():
        pair.consultation.booking_ends_at = pair.consultation.starts_at
    meet(pair, 2)
    meet(pair, 3, korean=pair.another_korean(), chinese=(busy := pair.another_chinese()))
    monday(pair.slots[0].starts_at - timedelta(minutes=30) - clock.now())
    page = visit(pair.korean_user).get(
        at(pair, "partners", busy.company.public_id, "book"), query_string={}
    )
    rows = [" ".join(row.get_text(" ").split()) for row in page.page.select(".slot")]
    assert "Too short notice" in rows[0]
    assert "Too close to another meeting" in rows[1]
    assert "They have a pause then" in rows[2]
    assert "They are busy" in rows[3]
    assert not page.page.select("[name=slot]")


def test_a_form_sent_again_finds_its_booking_though_the_company_is_full_now(
    database, monday, visit
):
    pair = Pair(most_meetings=1)
    desk = visit(pair.korean_user)
    page = at(pair, "partners", pair.chinese.public_id, "book")
    fields = {
        "slot": pair.slots[0].public_id,
        "profile": "none",
        "reason": "Bag filters",
        "form_key": public_id(),
    }
    once, again = (desk.post(page, fields) for _ in range(2))
    assert once.status == again.status == 200
    assert once.url == again.url
    assert count(Booking) == 1


def test_who_is_full_reads_so_on_the_request_and_when_it_lapses(asking_pair, visit):
    pair = asking_pair
    request = pair.asked()
    meet(pair, korean=pair.another_korean(), chinese=pair._chinese)
    chinese, korean = visit(pair.chinese_user), visit(pair.korean_user)
    shown = chinese.get(f"/company/requests/{request.public_id}")
    assert "has 1 of 1 meetings in this session and takes no more" in shown.text
    assert not shown.page.select("[name=slot]")
    for desk, page in (
        (chinese, "/company/requests/"),
        (korean, "/company/requests/sent"),
        (korean, f"/company/requests/{request.public_id}"),
    ):
        assert "(3 days left)" in desk.get(page).text, page


def test_a_company_sets_a_limit_of_its_own(open_pair, visit):
    pair = open_pair
    desk = visit(pair.korean_user)
    form = desk.get(at(pair, "place"))
    assert "At most 2 by its rules" in form.main
    assert desk.submit(form, {"most_meetings": "0"}).status == 422
    saved = desk.submit(desk.get(at(pair, "place")), {"most_meetings": "1"})
    assert "Your limit 1 meeting" in saved.main
    meet(pair, korean=pair._korean)
    assert "1 of 1 meetings" in desk.get(at(pair)).main
    assert desk.get(at(pair, "place")).page.select_one("[name=most_meetings]")["value"] == "1"


# ---- on the coordinator desk


def test_a_coordinator_sees_the_counters_and_is_told_what_goes_beyond(asking_pair, visit):
    pair = asking_pair
    meet(pair)
    desk = visit(pair.coordinator)
    assert "0 of 1 open requests · 1 of 1 meetings" in desk.get(run_by(pair, "participants")).main
    place = make.participation_of(pair.korean, pair.consultation).public_id
    assert "1 of 1 meetings" in desk.get(run_by(pair, "participants", place)).main

    form = desk.get(run_by(pair, "bookings", "new") + of_both(pair))
    assert "This goes beyond the rules for companies." in form.main
    assert "has 1 of 1 meetings in this session and takes no more" in form.main
    placed = desk.submit(form, {"subject": "Bag filters", **WHY})
    assert "Meeting booked, beyond the rules for companies" in placed.main
    assert WHY["because"] in placed.main


def test_a_coordinator_chooses_a_time_that_companies_could_not_and_is_warned(
    open_pair, visit, monday
):
    pair = open_pair
    meet(pair, 2)
    monday(pair.slots[0].starts_at - timedelta(minutes=30) - clock.now())
    form = visit(pair.coordinator).get(run_by(pair, "bookings", "new") + of_both(pair))
    rows = [" ".join(row.get_text(" ").split()) for row in form.page.select(".slot")]
    assert "Free Too short notice" in rows[0]
    assert "Free Too close to another meeting" in rows[1]
    assert len(form.page.select("[name=slot]")) == 3


def test_a_coordinator_who_asks_reads_which_side_would_break_which_rule(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST, asking_side=Side.CN.value)
    form = visit(pair.coordinator).get(run_by(pair, "requests", "new") + of_both(pair))
    assert (
        f"If {pair.korean.name.en} asks: In this session it is the Chinese companies that ask"
        in form.main
    )
    assert f"If {pair.chinese.name.en} asks" not in form.main
    session.rollback()
