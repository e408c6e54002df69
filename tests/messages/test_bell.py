"""The bell: what one was told, what waits for an answer, and how one wants to be told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import notifications
from portal.bookings import services
from portal.consultations.states import BookingMode
from portal.infra import db, outbox
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage
from portal.infra.ways import Way, chosen
from portal.worker import Worker
from tests import make
from tests.bookings.pair import Pair
from tests.test_worker import Postbox


@pytest.fixture
def pair(monday):
    return Pair(mode=BookingMode.REQUEST)


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def worker(database, postbox):
    return Worker(
        Mailer(postbox, sender="p@x.example", site="Clearday", address="https://x.example")
    )


def ask(pair, **more):
    with db.writing():
        services.ask(
            pair.consultation, pair.chinese, pair.korean, None, "Filters", by=pair.chinese_user
        )


def choose(user, *ways):
    with db.writing():
        session.get_one(type(user), user.id).message_ways = [chosen(*each) for each in ways]


@pytest.mark.any_engine
def test_what_waits_for_an_answer_stands_out_and_leads_there(visit, pair):
    ask(pair)
    browser = visit(pair.korean_user)
    assert "1 unread" in browser.get("/company/").page.select_one(".bell").get_text(" ", strip=True)
    shown = browser.get("/messages")
    assert "1 message that you have not read" in shown.main
    assert "Waits for your answer" in shown.main
    assert "asks you for a meeting" in shown.main
    opened = browser.submit(shown, form="li form")
    assert "Filters" in opened.main  # the request, with the reason they gave
    assert "unread" not in opened.page.select_one(".bell").get_text()
    assert "Waits for your answer" not in browser.get("/messages").main


@pytest.mark.any_engine
def test_everything_is_marked_as_read_at_once(visit, pair):
    ask(pair)
    browser = visit(pair.korean_user)
    read = browser.submit(browser.get("/messages"), form=".now form")
    assert "1 message is marked as read" in read.page.get_text()
    assert "You have read all your messages" in read.main


@pytest.mark.any_engine
def test_nobody_opens_what_others_were_told(visit, pair):
    ask(pair)
    message_id = session.scalars(sa.select(OutboxMessage.message_id)).one()
    stranger = visit(make.representative())
    assert stranger.post(f"/messages/{message_id}/open").status == 404
    session.rollback()
    assert session.scalars(sa.select(OutboxMessage.read_at)).one() is None


@pytest.mark.any_engine
def test_what_opens_an_account_is_under_no_bell_and_forgotten_once_sent(visit, pair, worker):
    with db.writing():
        notifications.reset_password(pair.korean_user, "s3cret")
    browser = visit(pair.korean_user)
    assert "Nothing yet" in browser.get("/messages").main
    worker.turn()
    session.rollback()
    assert session.scalars(sa.select(OutboxMessage)).one().values == {}


@pytest.mark.any_engine
def test_one_chooses_how_one_is_told(visit, pair, worker, postbox):
    browser = visit(pair.korean_user)
    saved = browser.submit(
        browser.get("/messages/preferences"), {"requests": "PORTAL"}, form="main form"
    )
    assert "This is how you are told from now on." in saved.page.get_text()
    ask(pair)
    worker.turn()
    assert postbox.mails == []
    assert "asks you for a meeting" in browser.get("/messages").main


def test_the_mail_of_the_day_names_what_was_not_read(pair, worker, postbox, monday):
    choose(pair.korean_user, ("requests", Way.DIGEST), ("messages", Way.DIGEST))
    ask(pair)
    worker.turn()
    assert postbox.mails == []
    monday(timedelta(days=1))
    worker.turn()
    worker.turn()
    (mail,) = postbox.mails
    assert mail["To"].addresses[0].addr_spec == pair.korean_user.email
    text = mail.get_body(("plain",)).get_content()
    assert "https://x.example/messages" in text
    assert "asks you for a meeting" in text
    assert "Choose which mails you get" in text
    session.rollback()
    assert all(each.sent_at for each in session.scalars(sa.select(OutboxMessage)))


def test_a_mail_that_waits_holds_up_the_later_ones_about_its_session(database, monday):
    kim = outbox.Recipient("kim@x.example", "Kim", pair_language(), make.Side.KR)
    here, there = outbox.About(consultation=1), outbox.About(consultation=2)
    with db.writing():
        for about in (here, here, there):
            outbox.post("x/y", kim, about=about)

    def claimed():
        with db.writing():
            return [each.id for each in outbox.claim()]

    first, other = claimed()
    with db.writing():
        outbox.failed(first, "421 later", for_good=False)
        outbox.sent(other)
    assert claimed() == []
    monday(outbox.PAUSES[0])
    assert claimed() == [first]
    with db.writing():
        outbox.sent(first)
    (second,) = claimed()
    assert first < second < other


def pair_language():
    return make.Language.EN
