"""Who was mailed a link without having asked: why, by whom, and how such mails end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import services as bookings
from portal.infra import audit, db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.rooms import services
from tests import mails, make
from tests.bookings.pair import Kept, Pair, soon
from tests.web.public.test_joining import link_from

pytestmark = pytest.mark.any_engine

GUEST, ENGINEER = "lee@guest.example", "zhang@company.example"


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair()


@pytest.fixture
def booking(pair, monday) -> Kept:
    return soon(pair, monday, 600)


def reminded(booking, monday, minutes: int) -> list[str]:
    """Whom the worker mails a link so many minutes before the meeting."""
    monday(booking.now.slot.starts_at - timedelta(minutes=minutes) - clock.now())
    with db.writing():
        session.execute(sa.delete(OutboxMessage))
        bookings.tell_what_is_due(services.remind_guests)
    return [each.address for each in mails.waiting() if each.kind == "rooms/guest_reminded"]


def named(pair) -> None:
    person = make.person("张伟", "ZHANG Wei", Side.CN, email=ENGINEER)
    make.delegate(make.participation_of(pair.chinese, pair.consultation), person)


def ending(link: str) -> str:
    return f"{link}/mails"


def test_a_reminder_says_who_named_its_reader_and_one_press_ends_such_mails(
    pair, booking, visit, monday
):
    named(pair)
    assert reminded(booking, monday, 60) == [ENGINEER]
    link = mails.link(ENGINEER)
    said = {
        Language.EN: "gave your address for this meeting",
        Language.KO: "이 메일을 받는 이유",
        Language.ZH: "您收到此邮件的原因",
    }
    for language, words in said.items():
        mail = mails.words(mails.waiting(ENGINEER)[-1], language)
        session.rollback()
        assert words in mail
        assert f"{mails.ADDRESS}{ending(link)}" in mail
        assert any(name in mail for name in (pair.chinese.name.zh, pair.chinese.name.en))

    stranger = visit()
    for _ in range(2):  # a program that looks through mails opens it, too
        page = stranger.get(ending(link))
    assert pair.chinese.name.en in page.main
    done = stranger.submit(page)
    assert "You get no more mails about meetings" in done.main
    assert "no-store" in done.headers["Cache-Control"]
    assert reminded(booking, monday, 10) == []
    assert stranger.get(link).status == 200  # the way in is still theirs


def test_who_opens_the_page_alone_changes_nothing(pair, booking, visit, monday):
    named(pair)
    reminded(booking, monday, 60)
    visit().get(ending(mails.link(ENGINEER)))
    assert reminded(booking, monday, 10) == [ENGINEER]


def test_such_mails_begin_again_with_one_press(pair, booking, visit, monday):
    named(pair)
    reminded(booking, monday, 60)
    stranger = visit()
    link = ending(mails.link(ENGINEER))
    ended = stranger.submit(stranger.get(link))
    again = stranger.submit(ended, {"again": "yes"})
    assert "Do you want no more mails about meetings?" in again.main
    assert reminded(booking, monday, 10) == [ENGINEER]


def test_pressed_again_and_again_it_is_noted_once(pair, booking, visit, monday):
    named(pair)
    reminded(booking, monday, 60)
    stranger, link = visit(), ending(mails.link(ENGINEER))
    for _ in range(3):
        stranger.post(link)
    for _ in range(3):
        stranger.post(link, {"again": "yes"})
    verbs = [entry.verb for entry in audit.history(booking.now)]
    assert [each for each in verbs if each.startswith("mails")] == [
        "mails declined",
        "mails wanted again",
    ]


def test_nobody_has_a_link_mailed_to_who_wants_no_mails(pair, booking, visit, monday):
    company, page = visit(pair.korean_user), f"/company/meetings/{booking.public_id}/links"
    link = link_from(company, page)
    mail = mails.words(mails.waiting(GUEST)[-1])
    assert f"{pair.korean_user.display_name} gave your address" in " ".join(mail.split())
    stranger = visit()
    stranger.submit(stranger.get(ending(link)))

    refused = company.submit(
        company.get(page),
        {"name": "이순신", "address": GUEST.upper(), "language": "en"},
    )
    assert "asked us for no more mails" in refused.main
    assert reminded(booking, monday, 60) == []
    history = company.get(f"/company/meetings/{booking.public_id}").main
    assert "Somebody with a link wants no more mails" in history


def test_mails_end_by_a_link_that_was_taken_back_but_by_no_other_secret(pair, booking, visit):
    company, page = visit(pair.korean_user), f"/company/meetings/{booking.public_id}/links"
    link = link_from(company, page)
    company.submit(company.get(page), form="form[action$=back]")
    stranger = visit()
    assert stranger.get(link).status == 404
    assert stranger.get(ending(f"{link}x")).status == 404
    assert "You get no more mails" in stranger.submit(stranger.get(ending(link))).main
