from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.states import BookingState, RequestState
from portal.consultations.states import BookingMode
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


@pytest.fixture
def desk(pair, visit):
    return visit(pair.coordinator)


def session_page(pair: Pair, more: str = "") -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}{more}"


def booking_page(pair: Pair, booking: Kept, more: str = "") -> str:
    return session_page(pair, f"/bookings/{booking.public_id}{more}")


def only(model) -> Kept:
    return Kept(session.scalars(sa.select(model)).one())


def numbers() -> tuple[int, int]:
    return tuple(
        session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Booking, Seat)
    )


# ---- the list


def test_every_meeting_stands_in_the_list_on_both_clocks(pair, desk):
    pair.meet(pair.slots[1])

    page = desk.get(session_page(pair, "/bookings"))

    row = page.page.select_one("tbody tr").get_text(" ")
    assert "14:30" in row
    assert "13:30" in row
    assert pair.korean.name.en in row
    assert pair.chinese.name.en in row
    assert "1 meeting still needs an interpreter." in page.main


def test_the_list_is_filtered_by_day_state_company_and_what_is_missing(pair, desk):
    pair.met()
    other = pair.another_chinese().company
    name, day = other.name.en, pair.slots[0].starts_at.date().isoformat()
    first = pair.chinese.name.en

    def rows(question: str) -> str:
        answer = desk.get(session_page(pair, f"/bookings?{question}"))
        assert answer.status == 200
        return " ".join(row.get_text(" ") for row in answer.page.select("tbody tr"))

    assert first in rows(f"q={first}")
    assert rows(f"q={name}x") == ""
    assert first in rows(f"day={day}")
    assert rows("day=2026-09-20") == ""
    assert first in rows("state=CONFIRMED&lacks=interpreter")
    assert rows("state=MET") == ""
    assert first in rows("day=nonsense&state=ODD&lacks=odd&page=0")


def test_a_page_of_meetings_costs_the_same_however_many_there_are(database, monday, visit, engine):
    pair = Pair(mode=BookingMode.OPEN, slots=4)
    desk = visit(pair.coordinator)

    def statements(url: str) -> int:
        with counted(engine) as sent:
            assert desk.get(url).status == 200
        return len(sent)

    def meet(number: int) -> None:
        partner = pair.another_chinese()
        with db.writing():
            services.book(
                pair.consultation,
                pair.korean,
                partner.company,
                pair.slots[number],
                "Filters",
                by=pair.korean_user,
            )

    meet(0)
    urls = [session_page(pair, "/bookings"), "/coordinator/"]
    few = [statements(url) for url in urls]
    for number in (1, 2, 3):
        meet(number)

    assert [statements(url) for url in urls] == few


# ---- placing by hand


def test_a_coordinator_places_a_meeting_for_a_pair_with_the_reason(pair, desk):
    first = desk.get(session_page(pair, "/bookings/new"))
    offered = [option["value"] for option in first.page.select("main select option")]
    assert offered == ["", pair.korean.public_id, "", pair.chinese.public_id]
    url = session_page(
        pair,
        f"/bookings/new?korean={pair.korean.public_id}&chinese={pair.chinese.public_id}",
    )
    page = desk.get(url)

    assert desk.submit(page, {"subject": "Filters"}, form="form:has(.sheet)").status == 422
    done = desk.submit(
        page,
        {"subject": "Filters", "because": "Both rang us", "slot": pair.slots[3].public_id},
        form="form:has(.sheet)",
    )

    booking = only(Booking)
    assert done.url == booking_page(pair, booking)
    assert booking.now.slot.public_id == pair.slots[3].public_id
    entry = audit.history(booking.now)[0]
    assert entry.on_behalf_of == pair.korean.public_id
    assert entry.reason == "Both rang us"
    assert "Both rang us" in done.main


def test_the_pair_must_take_part(pair, desk):
    stranger = make.company(Side.CN).public_id
    url = session_page(pair, f"/bookings/new?korean={pair.korean.public_id}&chinese={stranger}")
    assert desk.get(url).status == 404
    odd = desk.get(session_page(pair, "/bookings/new?korean=&chinese="))
    assert odd.status == 422


def test_a_second_meeting_of_a_pair_is_asked_for_on_purpose(pair, desk):
    pair.meet()
    url = session_page(
        pair, f"/bookings/new?korean={pair.korean.public_id}&chinese={pair.chinese.public_id}"
    )
    typed = {"subject": "The contract", "because": "They want to go on"}

    refused = desk.submit(desk.get(url), typed, form="form:has(.sheet)")
    assert refused.status == 409
    assert "have a meeting in this session already" in refused.main
    assert "The contract" in refused.page.select_one("textarea[name=subject]").get_text()

    assert (
        desk.submit(desk.get(url), {**typed, "again": "y"}, form="form:has(.sheet)").status == 200
    )
    assert numbers() == (2, 4)


def test_coordinators_see_why_somebody_is_busy(pair, desk):
    pair.meet()
    other = pair.another_chinese().company
    url = session_page(
        pair, f"/bookings/new?korean={pair.korean.public_id}&chinese={other.public_id}"
    )

    assert f"Meeting with {pair.chinese.name.en}" in desk.get(url).main


# ---- one meeting


def test_an_interpreter_is_seated_and_released(pair, desk):
    booking = pair.met()
    who = make.interpreter(sessions=(pair.consultation,))
    public_id, number = who.public_id, who.id
    form = "form[action$=interpreter]"
    page = desk.get(booking_page(pair, booking))
    assert "still needs an interpreter" in page.main

    desk.submit(page, {"interpreter": public_id}, form=form)
    assert booking.now.interpreter_id == number
    assert numbers() == (1, 3)

    page = desk.get(booking_page(pair, booking))
    refused = desk.submit(page, {"interpreter": "none"}, form=form)
    assert refused.status == 422
    assert "Please give a reason." in refused.errors()
    answer = desk.submit(page, {"interpreter": "none", "because": "Both speak Korean"}, form=form)
    assert "Both speak Korean" in answer.main
    assert booking.now.interpreter_id is None
    assert not booking.now.interpreter_wanted
    assert numbers() == (1, 2)


def test_a_busy_interpreter_is_marked_and_refused(pair, desk):
    who = make.interpreter(sessions=(pair.consultation,))
    public_id = who.public_id
    first = pair.met()
    with db.writing():
        services.assign_interpreter(first.now, session.merge(who), by=pair.coordinator)
    others = pair.another_korean(), pair.another_chinese()
    with db.writing():
        second = services.book(
            pair.consultation,
            others[0].company,
            others[1].company,
            pair.slots[0],
            "Sensors",
            by=pair.coordinator,
            because="By telephone",
        )
    second = Kept(second)
    page = desk.get(booking_page(pair, second))
    assert "KIM" not in page.main
    assert "– busy" in page.main

    refused = desk.submit(page, {"interpreter": public_id}, form="form[action$=interpreter]")

    assert refused.status == 409
    assert "interprets another meeting at this time" in refused.main
    assert second.now.interpreter_id is None


def test_odd_interpreters_are_refused(pair, desk):
    booking = pair.met()
    foreign = make.interpreter().public_id
    for chosen in (foreign, "nonsense", ""):
        answer = desk.post(booking_page(pair, booking, "/interpreter"), {"interpreter": chosen})
        assert answer.status == 422


def test_a_meeting_gets_a_link_of_its_own(pair, desk):
    booking = pair.met()
    form = "form[action$=link]"
    page = desk.get(booking_page(pair, booking))
    assert "This meeting" in page.main

    wrong = desk.submit(page, {"kind": "ZOOM", "url": "javascript:alert(1)"}, form=form)
    assert wrong.status == 422
    missing = desk.submit(page, {"kind": "ZOOM"}, form=form)
    assert missing.status == 422
    assert "write the address of the call" in missing.main

    typed = {"kind": "VOOV", "url": "voovmeeting.com/dm/1", "number": "12 34", "password": "p"}
    done = desk.submit(page, typed, form=form)
    assert done.status == 200
    assert booking.now.link_url == "https://voovmeeting.com/dm/1"

    page = desk.get(booking_page(pair, booking))
    assert desk.submit(page, {"kind": ""}, form=form).status == 422
    desk.submit(page, {"kind": "", "because": "It did not open"}, form=form)
    assert booking.now.link_kind is None
    assert booking.now.link_url is None


def test_a_meeting_is_moved_in_one_step_and_stays_where_it_was_when_it_cannot(pair, desk):
    booking = pair.met()
    code = booking.now.code
    page = desk.get(booking_page(pair, booking, "/move"))
    offered = [field["value"] for field in page.page.select(".sheet input")]
    assert offered == [slot.public_id for slot in pair.slots[1:]]

    moved = desk.submit(
        page,
        {"slot": pair.slots[2].public_id, "reason": "The plant visit"},
        form="form:has(.sheet)",
    )

    assert moved.url == booking_page(pair, booking)
    assert booking.now.slot.public_id == pair.slots[2].public_id
    assert booking.now.code == code
    assert "Meeting moved to another time" in moved.main
    assert "The plant visit" in moved.main
    other = pair.another_korean()
    with db.writing():
        services.book(
            pair.consultation,
            other.company,
            pair.chinese,
            pair.slots[0],
            "Sensors",
            by=pair.coordinator,
            because="By telephone",
        )
    page = desk.get(booking_page(pair, booking, "/move"))
    refused = desk.submit(
        page, {"slot": pair.slots[0].public_id, "reason": "Back"}, form="form:has(.sheet)"
    )
    assert refused.status == 409
    assert booking.now.slot.public_id == pair.slots[2].public_id
    assert numbers() == (2, 4)


def test_a_meeting_is_marked_once_it_has_begun(pair, desk, visit, monday):
    booking = pair.met()
    page = desk.get(booking_page(pair, booking))
    assert page.page.select_one("form[action$=mark]") is None
    early = desk.post(booking_page(pair, booking, "/mark"), {"state": "MET"})
    assert early.status == 409
    odd = desk.post(booking_page(pair, booking, "/mark"), {"state": "CANCELLED"})
    assert odd.status == 422

    monday(pair.slots[0].starts_at - clock.now())
    desk = visit(pair.coordinator)
    page = desk.get(booking_page(pair, booking))
    assert "Please note whether it took place" in page.main
    assert desk.submit(page, {"state": "MISSED"}, form="form[action$=mark]").status == 422
    desk.submit(page, {"state": "MET"}, form="form[action$=mark]")

    assert booking.now.state is BookingState.MET


def test_a_coordinator_cancels_with_a_reason(pair, desk):
    booking = pair.met()
    page = desk.get(booking_page(pair, booking))

    assert desk.submit(page, form="form[action$=cancel]").status == 422
    desk.submit(page, {"reason": "The company withdrew"}, form="form[action$=cancel]")

    assert booking.now.state is BookingState.CANCELLED
    assert numbers() == (1, 0)
    assert "This meeting was cancelled." in desk.get(booking_page(pair, booking)).main


def test_sessions_of_other_hosts_are_not_found(pair, visit):
    booking = pair.met()
    stranger = visit(make.coordinator(Side.CN))
    urls = [
        session_page(pair, "/bookings"),
        session_page(pair, "/bookings/new"),
        session_page(pair, "/requests"),
        booking_page(pair, booking),
        booking_page(pair, booking, "/move"),
    ]
    for url in urls:
        assert stranger.get(url).status == 404, url
    for action in ("interpreter", "link", "cancel", "mark", "move"):
        assert stranger.post(booking_page(pair, booking, f"/{action}")).status == 404
    assert booking.now.state is BookingState.CONFIRMED


def test_a_booking_is_found_in_its_own_session_alone(pair, desk):
    booking = pair.met()
    other = make.consultation(owner=pair.host).public_id
    assert (
        desk.get(f"/coordinator/consultations/{other}/bookings/{booking.public_id}").status == 404
    )
    assert desk.get(session_page(pair, "/bookings/unknown")).status == 404


def test_the_partner_host_runs_the_session_too(pair, visit):
    partner = make.host(Side.CN)
    colleague = make.coordinator(of=partner)
    with db.writing():
        pair.consultation.partner_host_id = partner.id

    assert visit(colleague).get(session_page(pair, "/bookings")).status == 200


# ---- requests on behalf


def test_a_coordinator_asks_on_a_companys_behalf(pair, desk):
    url = session_page(
        pair, f"/requests/new?korean={pair.korean.public_id}&chinese={pair.chinese.public_id}"
    )

    done = desk.submit(
        desk.get(url), {"asker": "CN", "reason": "They need filters", "because": "By letter"}
    )

    request = only(MeetingRequest)
    assert request.now.asked_by_side is Side.CN
    assert audit.history(request.now)[0].on_behalf_of == pair.chinese.public_id
    assert "They need filters" in done.main
    assert "By letter" in done.main
    listed = desk.get(session_page(pair, "/requests"))
    assert "1 request waits for an answer." in listed.main


def test_a_coordinator_accepts_on_a_companys_behalf(pair, desk):
    request = pair.asked()
    page = desk.get(session_page(pair, f"/requests/{request.public_id}"))

    assert desk.submit(page, form="form:has(.sheet)").status == 422
    done = desk.submit(page, {"because": "They rang us"}, form="form:has(.sheet)")

    assert done.url == booking_page(pair, only(Booking))
    assert request.now.state is RequestState.ACCEPTED


@pytest.mark.parametrize(
    ("action", "state"),
    [("decline", RequestState.DECLINED), ("withdraw", RequestState.WITHDRAWN)],
)
def test_a_coordinator_closes_a_request_for_either_company(pair, desk, action, state):
    request = pair.asked()
    page = desk.get(session_page(pair, f"/requests/{request.public_id}"))
    form = f"form[action$={action}]"

    assert desk.submit(page, {"reason": "No time"}, form=form).status == 422
    assert request.now.state is RequestState.ASKED
    desk.submit(page, {"reason": "No time", "because": "They rang us"}, form=form)

    assert request.now.state is state
    assert request.now.answer_reason == "No time"


# ---- the overview


def test_the_overview_says_what_waits_in_each_session(pair, desk, visit, monday):
    pair.meet()
    pair.another_chinese()
    asking = make.representative(side=Side.KR)
    from portal.consultations.states import ParticipationState

    make.participation(make.company_of(asking), pair.consultation, ParticipationState.ASKED)
    other = pair.another_chinese()
    with db.writing():
        services.ask(
            pair.consultation, pair.korean, other.company, None, "Filters", by=pair.korean_user
        )

    page = desk.get("/coordinator/")

    for sentence in (
        "3 things wait for you",
        "1 meeting needs an interpreter",
        "1 company wants to take part",
        "1 request is not answered yet",
    ):
        assert sentence in page.main
    monday(pair.slots[0].starts_at - clock.now() - timedelta(hours=1))
    assert "Today" in visit(pair.coordinator).get("/coordinator/").main


def test_the_overview_shows_only_the_hosts_own_sessions(pair, visit):
    title = pair.consultation.title.en
    stranger = visit(make.coordinator(Side.CN))

    page = stranger.get("/coordinator/")

    assert title not in page.main
    assert "No session is planned" in page.main


def test_applications_come_first_for_those_who_approve(pair, desk):
    from portal.companies.states import CompanyState

    make.company(Side.KR, state=CompanyState.APPLIED, applied_at=clock.now())

    assert "1 company waits for your approval" in desk.get("/coordinator/").main


def test_on_the_day_itself_a_meeting_without_an_interpreter_comes_before_applications(
    pair, visit, monday
):
    from portal.companies.states import CompanyState

    booking = pair.meet()
    make.company(Side.KR, state=CompanyState.APPLIED, applied_at=clock.now())
    monday(pair.slots[0].starts_at - clock.now() - timedelta(hours=1))

    page = visit(pair.coordinator).get("/coordinator/")

    assert "Today: 1 meeting needs an interpreter" in page.page.h1.get_text()
    meetings = next(
        link["href"] for link in page.page.select(".acts a") if "1 meeting" in link.get_text()
    )
    day = booking.slot.starts_at.astimezone(BEIJING).date()
    assert meetings.endswith(f"?day={day.isoformat()}")
