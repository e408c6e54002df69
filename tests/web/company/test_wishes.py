"""Whom a company wants to meet: on its own desk, and never on anybody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.companies.models import Representative
from portal.companies.states import Standing
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies.states import ProfileKind
from portal.timetabling import queries, services
from portal.timetabling.services import About
from portal.timetabling.states import Rank
from tests import make
from tests.bookings.pair import One, Pair
from tests.browser_client import Answer
from tests.statements import counted

MUST, WOULD, NO = Rank.MUST, Rank.WOULD, Rank.NO
FORM = "form.wish-form"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.TIMETABLE)


def here(pair: Pair, more: str = "") -> str:
    return f"/company/consultations/{pair.consultation.public_id}/wishes{more}"


def ids(*ones: One) -> list[str]:
    return [one.company.public_id for one in ones]


def wishes(pair: Pair, who: One | None = None) -> list[tuple[str, Rank]]:
    company = (who or pair.korean_one).company
    return [
        (wish.wanted.public_id, wish.rank) for wish in queries.wishes_of(pair.consultation, company)
    ]


def wish(pair: Pair, who: One, whom: One, rank: Rank, reason: str | None = None) -> None:
    with db.writing():
        services.save_wish(
            pair.consultation, who.company, whom.company, rank, About(None, reason), by=who.user
        )


def colleague_of(one: One) -> Any:
    someone = make.user(one.company.side)
    make.add(
        Representative(user_id=someone.id, company_id=one.company.id, standing=Standing.MEMBER)
    )
    return someone


# ---- saying it


def test_a_company_says_whom_it_wants_to_meet_with_one_press(pair, visit):
    a, b = ids(pair.chinese_one, pair.another_chinese())
    korean = visit(pair.korean_user)
    page = korean.get(here(pair))
    assert "Whom do you want to meet?" in page.main
    assert "a wish is not a promise" in page.main
    assert "seen by the coordinator alone" in page.main
    assert "you can have 4 meetings at most" in page.main

    saved = korean.submit(page, {f"choice-{a}": "MUST", f"choice-{b}": "NO"}, form=FORM)

    assert saved.status == 200
    assert "Saved: 2 companies ranked anew." in saved.text
    assert "1 must meet · 0 would meet · 1 rather not · 0 without an answer" in saved.main
    assert wishes(pair) == [(a, MUST), (b, NO)]
    again = korean.submit(page, {f"choice-{a}": "MUST", f"choice-{b}": "NO"}, form=FORM)
    assert "Nothing has changed." in again.text
    assert wishes(pair) == [(a, MUST), (b, NO)]


def test_searching_and_turning_the_page_lose_nothing(pair, visit):
    for _ in range(21):
        pair.another_chinese()
    korean = visit(pair.korean_user)
    page = korean.get(here(pair))
    first = page.page.select_one("input[name^=choice-]")["name"]

    page = korean.submit(page, {first: "WOULD"} | button(page, "go", "2"), form=FORM)

    assert wishes(pair) == [(first.removeprefix("choice-"), WOULD)]
    assert "Page 2 of 2" in page.main
    page = korean.submit(
        page, {"q": "nobody is called that"} | button(page, "go", "find"), form=FORM
    )
    assert "No company fits." in page.main
    unanswered = korean.get(here(pair, "?answer=NONE"))
    assert "21 companies" in unanswered.main


def button(page: Answer, name: str, value: str) -> dict[str, str]:
    """What pressing a button of the page sends."""
    assert page.page.select_one(f'{FORM} button[name="{name}"][value="{value}"]')
    return {name: value}


def test_the_order_is_changed_with_buttons_and_numbers(pair, visit):
    a, b, c = (pair.another_chinese() for _ in range(3))
    for each in (a, b, c):
        wish(pair, pair.korean_one, each, MUST)
    a, b, c = ids(a, b, c)
    korean = visit(pair.korean_user)
    page = korean.get(here(pair, "/order"))

    up = button(page, "move", f"{c}:2")
    page = korean.submit(page, up, form=FORM)
    assert "The order is saved." in page.text
    assert [id for id, _rank in wishes(pair)] == [a, c, b]

    page = korean.submit(page, {f"place-{b}": "1", f"choice-{c}": "WOULD"}, form=FORM)
    assert wishes(pair) == [(b, MUST), (a, MUST), (c, WOULD)]


def test_pressing_up_twice_by_mistake_moves_once(pair, visit):
    ones = [pair.another_chinese() for _ in range(3)]
    for each in ones:
        wish(pair, pair.korean_one, each, WOULD)
    a, b, c = ids(*ones)
    korean = visit(pair.korean_user)
    page = korean.get(here(pair, "/order"))
    for _ in range(2):
        korean.submit(page, button(page, "move", f"{c}:2"), form=FORM)
    assert [id for id, _rank in wishes(pair)] == [a, c, b]


def test_what_it_is_about_is_said_on_a_page_of_its_own(pair, visit):
    (a,) = ids(pair.chinese_one)
    profile = make.profile(pair.chinese, ProfileKind.NEED)
    korean = visit(pair.korean_user)
    page = korean.get(here(pair, f"/{a}?profile={profile.public_id}"))
    assert "“Rather not” is seen by the coordinator alone." in page.main

    saved = korean.submit(page, {"rank": "MUST", "reason": "A trial at your kiln"})

    assert "Your wish is saved." in saved.text
    assert "A trial at your kiln" in saved.main
    assert "Bag filter for sintering plants" in saved.main
    too_long = korean.submit(korean.get(here(pair, f"/{a}")), {"rank": "MUST", "reason": "x" * 501})
    assert too_long.status == 422
    assert too_long.errors()


# ---- two people of one company


def test_two_colleagues_do_not_overwrite_each_other_unseen(pair, visit):
    a, b = ids(pair.chinese_one, pair.another_chinese())
    first, second = visit(pair.korean_user), visit(colleague_of(pair.korean_one))
    page = second.get(here(pair))
    first.submit(first.get(here(pair)), {f"choice-{a}": "MUST"}, form=FORM)

    refused = second.submit(page, {f"choice-{a}": "NO", f"choice-{b}": "WOULD"}, form=FORM)

    assert refused.status == 409
    assert "Meanwhile somebody else chose “Must meet”." in refused.main
    assert wishes(pair) == [(a, MUST)]
    saved = second.submit(refused, form=FORM)
    assert saved.status == 200
    assert wishes(pair) == [(b, WOULD), (a, NO)]


def test_who_only_looked_at_what_a_colleague_changed_leaves_it(pair, visit):
    a, b = ids(pair.chinese_one, pair.another_chinese())
    first, second = visit(pair.korean_user), visit(colleague_of(pair.korean_one))
    page = second.get(here(pair))
    first.submit(first.get(here(pair)), {f"choice-{a}": "MUST"}, form=FORM)
    assert second.submit(page, {f"choice-{b}": "WOULD"}, form=FORM).status == 200
    assert wishes(pair) == [(a, MUST), (b, WOULD)]


def test_words_of_a_colleague_are_not_overwritten_unseen(pair, visit):
    them = pair.chinese_one
    (a,) = ids(them)
    korean = visit(pair.korean_user)
    page = korean.get(here(pair, f"/{a}"))
    wish(pair, pair.korean_one, them, MUST, "Prices")

    refused = korean.submit(page, {"rank": "WOULD", "reason": "Delivery"})
    assert refused.status == 409
    assert refused.page.select_one("textarea").get_text().strip() == "Delivery"
    assert "Your wish is saved." in korean.submit(refused).text
    assert wishes(pair) == [(a, WOULD)]


# ---- when, and who


def test_after_the_deadline_wishes_are_only_looked_at(pair, visit, monday):
    (a,) = ids(pair.chinese_one)
    wish(pair, pair.korean_one, pair.chinese_one, MUST)
    korean = visit(pair.korean_user)
    page = korean.get(here(pair))
    monday(timedelta(days=5, hours=12))

    late = korean.submit(page, {f"choice-{a}": "NO"}, form=FORM)

    assert late.status == 409
    assert "The deadline for wishes has passed." in late.main
    assert not korean.get(here(pair)).page.select("[name^=choice-]")
    assert "Must meet" in korean.get(here(pair)).main
    assert "The deadline for wishes has passed." in korean.get(here(pair, f"/{a}")).main


def test_whom_one_meets_anyway_is_shown_with_the_time(pair, visit):
    pair.meet()
    korean = visit(pair.korean_user)
    (a,) = ids(pair.chinese_one)
    for page in (korean.get(here(pair)), korean.get(here(pair, f"/{a}"))):
        assert "You meet" in page.main
        assert "14:00" in page.main
        assert "13:00" in page.main
        assert not page.page.select(f'[name="choice-{a}"]')


def test_there_is_no_such_page_where_nobody_wishes(pair, visit):
    waiting = pair.another(Side.KR, ParticipationState.WAITING)
    assert visit(waiting.user).get(here(pair)).status == 404
    assert visit(make.representative(side=Side.KR)).get(here(pair)).status == 404
    by_request = Pair(mode=BookingMode.REQUEST)
    assert visit(by_request.korean_user).get(here(by_request)).status == 404


def test_what_our_page_could_not_have_sent_is_refused_with_a_sentence(pair, visit):
    (a,) = ids(pair.chinese_one)
    sent = [
        ({"choice-unknown": "MUST"}, 409),
        ({"choice-\x00": "MUST"}, 409),
        ({f"choice-{a}": "ODD"}, 422),
        ({f"choice-{a}": "MUST", f"was-{a}": "ODD"}, 422),
        ({"move": "unknown:1"}, 409),
        ({"move": f"{a}:x"}, 422),
        ({f"place-{a}": "first", f"stood-{a}": "1"}, 422),
        ({f"choice-{number}": "MUST" for number in range(600)}, 422),
    ]
    korean = visit(pair.korean_user)
    for data, status in sent:
        for page in ("", "/order"):
            answer = korean.post(here(pair, page), data)
            assert (answer.status, bool(answer.errors())) == (status, True), (page, data)
    assert wishes(pair) == []


def test_nobody_of_the_own_side_and_nobody_who_takes_no_part_is_wished_for(pair, visit):
    others = ids(pair.another_korean(), pair.another(Side.CN, ParticipationState.WAITING))
    korean = visit(pair.korean_user)
    for id in others:
        assert korean.get(here(pair, f"/{id}")).status == 404
        assert korean.post(here(pair), {f"choice-{id}": "MUST"}).status == 409


# ---- the way there


def test_the_list_of_partners_leads_to_wishes_and_back_when_they_are_closed(pair, visit, monday):
    korean = visit(pair.korean_user)
    partners = f"/company/consultations/{pair.consultation.public_id}/partners"
    page = korean.get(partners + "?q=fresh&endpoint=x")
    assert page.url == here(pair)
    monday(timedelta(days=5, hours=12))
    page = korean.get(partners)
    assert page.url == partners
    assert "the coordinator places the meetings" in page.main


def test_the_desk_and_the_session_lead_to_wishes_while_they_are_open(pair, visit):
    korean = visit(pair.korean_user)
    for address in ("/company/", f"/company/consultations/{pair.consultation.public_id}"):
        page = korean.get(address)
        assert "Say whom you want to meet" in page.main
        assert page.page.select(f'a[href="{here(pair)}"]')
    profile = make.profile(pair.chinese)
    page = korean.get(f"/technologies/{profile.public_id}")
    (a,) = ids(pair.chinese_one)
    assert page.page.select_one(f'a[href^="{here(pair, "/" + a)}"]')


def test_the_list_costs_the_same_however_many_there_are(pair, visit, engine):
    korean = visit(pair.korean_user)
    make.profile(pair.korean)
    make.profile(pair.chinese, ProfileKind.NEED)
    wish(pair, pair.korean_one, pair.chinese_one, MUST)

    def statements(more: str) -> int:
        with counted(engine) as sent:
            assert korean.get(here(pair, more)).status == 200
        return len(sent)

    few = [statements(""), statements("/order")]
    for _ in range(5):
        other = pair.another_chinese()
        make.profile(other.company)
        wish(pair, pair.korean_one, other, WOULD)
    assert [statements(""), statements("/order")] == few


# ---- nobody else learns of it


def test_no_page_of_the_other_side_tells_that_one_would_rather_not_meet_it(pair, visit):
    """Every page of the other side is the same, whatever the company wishes of it."""
    other_side = visit(pair.chinese_user)
    wish(pair, pair.chinese_one, pair.korean_one, MUST)
    profile = make.profile(pair.korean)
    session = f"/company/consultations/{pair.consultation.public_id}"
    korean = pair.korean.public_id
    pages = [
        "/company/",
        "/company/consultations/",
        session,
        f"{session}/partners",
        f"{session}/wishes",
        f"{session}/wishes?answer=NONE",
        f"{session}/wishes/order",
        f"{session}/wishes/{korean}",
        f"/companies/{korean}",
        f"/technologies/{profile.public_id}",
        "/technologies/",
        f"/consultations/{pair.consultation.public_id}",
        "/company/requests/",
        "/company/meetings/",
    ]

    def seen() -> dict[str, str]:
        return {address: other_side.get(address).main for address in pages}

    before = seen()
    assert all(before.values())
    wish(pair, pair.korean_one, pair.chinese_one, NO, "They copied our filter")
    assert seen() == before


def test_what_the_other_side_is_told_when_it_meets_anyway_says_nothing_of_wishes(pair, visit):
    wish(pair, pair.korean_one, pair.chinese_one, NO, "They copied our filter")
    meeting = pair.met()
    for user in (pair.chinese_user, pair.korean_user):
        page = visit(user).get(f"/company/meetings/{meeting.public_id}")
        assert page.status == 200
        assert "copied" not in page.main
        assert "ather not" not in page.main


def test_a_name_that_would_like_to_be_more_stays_a_name(pair, visit):
    with db.writing():
        pair.chinese.name = Wording(en='"><script>alert(1)</script>')
    wish(pair, pair.korean_one, pair.chinese_one, MUST, "<script>alert(2)</script>")
    (a,) = ids(pair.chinese_one)
    korean = visit(pair.korean_user)
    for more in ("", "/order", f"/{a}"):
        assert b"<script>alert" not in korean.get(here(pair, more)).body


@pytest.mark.any_engine
def test_whom_the_terms_keep_a_company_from_it_cannot_choose_and_reads_why(pair, visit):
    wish(pair, pair.korean_one, pair.chinese_one, WOULD)
    other = pair.another_chinese()
    with db.writing():
        pair.consultation.asking_side = Side.CN
    korean = visit(pair.korean_user)

    page = korean.get(here(pair))

    def choices(one) -> list[str]:
        (id,) = ids(one)
        return [each["value"] for each in page.page.select(f'input[name="choice-{id}"]')]

    assert choices(other) == ["NO", ""]
    assert choices(pair.chinese_one) == ["WOULD", "NO", ""]  # what stands there stays
    assert "it is the Chinese companies that ask and book" in page.main
    (id,) = ids(other)
    answer = korean.post(here(pair), {f"choice-{id}": "MUST", f"was-{id}": "", "go": "save"})
    assert answer.status == 409
    assert "it is the Chinese companies that ask and book" in answer.main
