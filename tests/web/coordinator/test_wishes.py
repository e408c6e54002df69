"""What companies wish, as their coordinator sees it: pairs placed, silence broken, wishes noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.jobs import Job
from portal.infra.outbox import OutboxMessage
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.timetabling import queries, services
from portal.timetabling.services import REMIND, About
from portal.timetabling.states import Rank
from tests import make
from tests.bookings.pair import One, Pair
from tests.statements import counted

MUST, WOULD, NO = Rank.MUST, Rank.WOULD, Rank.NO
FORM = "form.wish-form"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.TIMETABLE)


def here(pair: Pair, more: str = "") -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}/wishes{more}"


def place_of(pair: Pair, one: One) -> str:
    return make.participation_of(one.company, pair.consultation).public_id


def wish(pair: Pair, who: One, whom: One, rank: Rank, reason: str | None = None) -> None:
    with db.writing():
        services.save_wish(
            pair.consultation, who.company, whom.company, rank, About(None, reason), by=who.user
        )


def wishes(pair: Pair, who: One) -> list[tuple[str, Rank]]:
    return [
        (wish.wanted.public_id, wish.rank)
        for wish in queries.wishes_of(pair.consultation, who.company)
    ]


# ---- pairs


def test_pairs_that_both_want_to_meet_stand_first_and_are_placed_in_two_presses(pair, visit):
    other = pair.another_chinese()
    other_name = other.company.name.en
    wish(pair, pair.korean_one, other, WOULD)
    wish(pair, pair.korean_one, pair.chinese_one, MUST, "Filter bags")
    wish(pair, pair.chinese_one, pair.korean_one, WOULD, "除尘")
    coordinator = visit(pair.coordinator)
    page = coordinator.get(here(pair))
    rows = page.page.select("tbody tr")
    assert "Must meet, no. 1" in rows[0].get_text()
    assert "not placed" in rows[0].get_text()
    assert other_name in rows[1].get_text()

    form = coordinator.get(rows[0].select_one("a.btn")["href"])
    assert form.page.select_one("textarea[name=subject]").get_text().strip() == "Filter bags\n除尘"
    assert form.page.select_one("input[name=slot][checked]")["value"] == pair.slots[0].public_id
    placed = coordinator.submit(form)

    assert placed.status == 200
    assert "The meeting is booked." in placed.text
    assert placed.url == here(pair)
    assert "Filter bags" not in placed.main
    assert "14:00" in coordinator.get(here(pair, "?placed=yes")).main


def test_pairs_are_filtered_and_odd_filters_ask_for_nothing(pair, visit):
    wish(pair, pair.korean_one, pair.chinese_one, NO)
    coordinator = visit(pair.coordinator)
    assert "one would rather not" in coordinator.get(here(pair, "?kind=REFUSED&placed=no")).main
    for none in ("?kind=MUTUAL", "?must=1", "?placed=yes", "?q=nobody"):
        assert "No pair fits." in coordinator.get(here(pair, none)).main
    assert "1 pair" in coordinator.get(here(pair, "?kind=ODD&placed=x&must=x&page=zzz")).main


def test_whoever_places_an_unwilling_company_is_warned_and_nothing_of_it_is_proposed(pair, visit):
    wish(pair, pair.korean_one, pair.chinese_one, NO, "They copied our filter")
    name = pair.korean.name.en
    coordinator = visit(pair.coordinator)
    form = coordinator.get(
        f"/coordinator/consultations/{pair.consultation.public_id}/bookings/new"
        f"?korean={pair.korean.public_id}&chinese={pair.chinese.public_id}"
    )
    assert f"{name} would rather not meet the other company." in form.main
    assert form.page.select_one("textarea[name=subject]").get_text().strip() == ""

    meeting = coordinator.submit(form, {"subject": "Filters"})
    assert "The meeting is booked." in meeting.text
    id = session.scalar(sa.select(Booking.public_id))
    for user in (pair.korean_user, pair.chinese_user):
        assert "ather not" not in visit(user).get(f"/company/meetings/{id}").main


# ---- who has said nothing


def test_who_has_ranked_nobody_is_seen_and_reminded_with_one_press(pair, visit):
    wish(pair, pair.korean_one, pair.chinese_one, MUST)
    coordinator = visit(pair.coordinator)
    page = coordinator.get(here(pair, "/companies?silent=1"))
    assert "1 company" in page.main
    assert "has ranked nobody" in page.main

    reminded = coordinator.submit(page, form="form[action*='/remind']")
    assert "1 company gets a mail." in reminded.text
    (message,) = session.scalars(sa.select(OutboxMessage))
    assert message.address == pair.chinese_user.email
    assert message.values["path"].endswith(f"{pair.consultation.public_id}/wishes")
    again = coordinator.submit(reminded, form="td form[action*='/remind']")
    assert "Nobody was written to" in again.text


def test_only_the_own_sides_addresses_are_shown(pair, visit):
    page = visit(pair.coordinator).get(here(pair, "/companies")).main
    assert pair.korean_user.email in page
    assert pair.chinese_user.email not in page


def test_the_overview_says_what_waits_before_and_after_the_deadline(pair, visit, monday):
    wish(pair, pair.korean_one, pair.chinese_one, MUST)
    coordinator = visit(pair.coordinator)
    assert "1 company has not said whom it wants to meet" in coordinator.get("/coordinator/").main
    wish(pair, pair.chinese_one, pair.korean_one, WOULD)
    assert "has not said" not in coordinator.get("/coordinator/").main
    monday(timedelta(days=5, hours=12))
    page = visit(pair.coordinator).get("/coordinator/").main
    assert "1 pair that wants to meet on both sides is not placed" in page


def test_opening_a_session_and_moving_its_deadline_plan_the_reminder(pair, visit):
    draft = make.consultation(mode=BookingMode.TIMETABLE, owner=pair.host, opened=False)
    ends_at = draft.asking_ends_at
    coordinator = visit(pair.coordinator)
    page = coordinator.get(f"/coordinator/consultations/{draft.public_id}")
    coordinator.submit(page, form="form[action$='/open']")

    job = session.scalars(sa.select(Job).where(Job.kind == REMIND)).one()
    assert (job.ids, job.due_at) == ({"consultation_id": draft.id}, ends_at - timedelta(days=2))


# ---- on a company's behalf


def test_wishes_are_noted_on_a_companys_behalf_with_the_reason(pair, visit, monday):
    monday(timedelta(days=5, hours=12))
    id = pair.chinese.public_id
    coordinator = visit(pair.coordinator)
    page = coordinator.get(here(pair, "/" + place_of(pair, pair.korean_one)))

    refused = coordinator.submit(page, {f"choice-{id}": "MUST"}, form=FORM)
    assert refused.status == 422
    assert refused.errors()
    assert refused.page.select_one(f'[name="choice-{id}"][value=MUST]').has_attr("checked")
    saved = coordinator.submit(refused, {"because": "They sent a list."}, form=FORM)

    assert saved.status == 200
    assert wishes(pair, pair.korean_one) == [(id, MUST)]
    entry = audit.history(make.participation_of(pair.korean, pair.consultation))[-1]
    assert (entry.reason, entry.on_behalf_of) == ("They sent a list.", pair.korean.public_id)
    participant = coordinator.get(
        f"/coordinator/consultations/{pair.consultation.public_id}/participants/"
        + place_of(pair, pair.korean_one)
    )
    assert "They sent a list." in participant.main
    assert "Must meet, no. 1" in participant.main


def test_who_only_searches_needs_no_reason(pair, visit):
    coordinator = visit(pair.coordinator)
    page = coordinator.get(here(pair, "/" + place_of(pair, pair.korean_one)))
    found = coordinator.submit(page, {"q": "nobody"}, form=FORM)
    assert found.status == 200
    assert "No company fits." in found.main


def test_order_and_words_are_noted_on_a_companys_behalf(pair, visit):
    other = pair.another_chinese()
    for each in (pair.chinese_one, other):
        wish(pair, pair.korean_one, each, WOULD)
    place, id = place_of(pair, pair.korean_one), other.company.public_id
    coordinator = visit(pair.coordinator)
    page = coordinator.get(here(pair, f"/{place}/order"))
    coordinator.submit(page, {f"place-{id}": "1", "because": "By telephone"}, form=FORM)
    assert wishes(pair, pair.korean_one)[0] == (id, WOULD)

    page = coordinator.get(here(pair, f"/{place}/{id}"))
    assert coordinator.submit(page, {"reason": "Prices"}).status == 422
    answer = coordinator.submit(page, {"reason": "Prices", "because": "By telephone"})
    assert "The wish is saved." in answer.text
    assert "Prices" in answer.main


def test_there_are_no_wishes_to_note_where_nobody_wishes(pair, visit):
    coordinator = visit(pair.coordinator)
    waiting = pair.another(Side.KR, ParticipationState.WAITING)
    assert coordinator.get(here(pair, "/" + place_of(pair, waiting))).status == 404
    by_request = make.consultation(mode=BookingMode.REQUEST, owner=pair.host)
    url = f"/coordinator/consultations/{by_request.public_id}"
    assert coordinator.get(f"{url}/wishes").status == 404
    assert f"{url}/wishes" not in coordinator.get(url).text
    assert visit(make.coordinator(Side.CN)).get(here(pair)).status == 404


def test_lists_cost_the_same_however_many_wish(pair, visit, engine):
    coordinator = visit(pair.coordinator)
    wish(pair, pair.korean_one, pair.chinese_one, MUST)

    def statements() -> list[int]:
        numbers = []
        for more in ("", "/companies"):
            with counted(engine) as sent:
                assert coordinator.get(here(pair, more)).status == 200
            numbers.append(len(sent))
        return numbers

    few = statements()
    for _ in range(4):
        wish(pair, pair.korean_one, pair.another_chinese(), WOULD)
        wish(pair, pair.another_korean(), pair.chinese_one, MUST)
    assert statements() == few


def test_no_words_become_a_part_of_the_coordinators_pages(pair, visit):
    hostile = '"><script>alert(1)</script>'
    with db.writing():
        pair.korean.name = pair.chinese.name = Wording(en=hostile, ko=hostile)
    wish(pair, pair.korean_one, pair.chinese_one, MUST, hostile)
    coordinator, place = visit(pair.coordinator), place_of(pair, pair.korean_one)
    pages = ["", "/companies", "/file", f"/{place}", f"/{place}/order"]
    for more in (*pages, f"/{place}/{pair.chinese.public_id}"):
        answer = coordinator.get(here(pair, more))
        assert answer.status == 200, more
        assert b"<script>alert" not in answer.body, more
