"""A coordinator writes to a group in a browser, looks at it as its readers get it, and sends it."""

from __future__ import annotations

import pytest

from portal.infra import db, outbox
from portal.kernel.languages import Language
from tests import mails, make
from tests.bookings.pair import Pair

FORM = "main form[method=post]"


@pytest.fixture
def pair(database, monday) -> Pair:
    pair = Pair()
    with db.writing():
        pair.chinese_user.language = Language.ZH
    return pair


@pytest.fixture
def desk(visit, pair):
    return visit(pair.coordinator)


def new(desk, pair):
    return desk.get(f"/coordinator/letters/new?session={pair.consultation.public_id}")


def drafted(desk, pair):
    fields = {
        "subject_ko": "{session} 안내",
        "text_ko": "{company}, {days}에 뵙겠습니다.",
        "subject_zh": "{session}通知",
        "text_zh": "{company}，{days}见。",
    }
    return desk.submit(new(desk, pair), fields, form=FORM)


def test_it_is_seen_as_a_reader_gets_it_tested_and_sent_once(desk, pair):
    draft = drafted(desk, pair)
    assert "2 people would get this message" in draft.main
    names = {pair.korean.name.best(each).text for each in Language}
    names |= {pair.chinese.name.best(each).text for each in Language}
    assert any(f"{name}，2026年9月14日" in draft.main for name in names)

    tested = desk.submit(draft, form='form[action*="/test"]')
    assert pair.coordinator.email in tested.text
    assert [each.address for each in mails.waiting()] == [pair.coordinator.email]

    sent = desk.submit(draft, form='form[action$="/send"]')
    assert "Sent to 2 people" in sent.main
    again = desk.submit(draft, form='form[action$="/send"]')
    assert again.status == 409
    assert "sent already" in again.main
    readers = {each.address for each in mails.waiting()} - {pair.coordinator.email}
    assert readers == {pair.korean_user.email, pair.chinese_user.email}
    assert "Waits to be sent" in desk.get(sent.url).main
    assert "Message sent to a group" in desk.get("/coordinator/trail").main


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(desk, pair):
    wrong = desk.submit(
        new(desk, pair), {"subject_ko": "안내", "text_ko": "{oops}", "states": []}, form=FORM
    )
    assert wrong.status == 422
    assert "{oops} stands for nothing" in " ".join(wrong.errors())
    assert "at least" in " ".join(wrong.errors())
    assert wrong.page.select_one("[name=text_ko]").get_text().strip() == "{oops}"
    split = desk.submit(new(desk, pair), {"subject_ko": "안내\nBcc: x@x.example"}, form=FORM)
    assert split.status == 422
    assert "in one line" in " ".join(split.errors())


def test_a_draft_is_changed_and_thrown_away(desk, pair):
    draft = drafted(desk, pair)
    form = desk.get(draft.page.select_one('a[href$="/edit"]')["href"])
    assert form.page.select_one("[name=subject_ko]")["value"] == "{session} 안내"
    changed = desk.submit(form, {"text_ko": "바뀌었습니다."}, form=FORM)
    assert "바뀌었습니다." in changed.main
    gone = desk.submit(changed, form='form[action$="/discard"]')
    assert "Nothing was written to a group yet" in gone.main
    assert desk.get(draft.url).status == 404


def test_another_host_finds_neither_letter_nor_mail(desk, pair, visit):
    draft = drafted(desk, pair)
    desk.submit(draft, form='form[action$="/send"]')
    stranger = visit(make.coordinator(of=make.host()))
    assert stranger.get(draft.url).status == 404
    assert pair.korean_user.email not in stranger.get("/coordinator/mails").main
    message = mails.waiting()[0].message_id
    assert stranger.post(f"/coordinator/mails/{message}/again").status == 404
    elsewhere = stranger.get(f"/coordinator/letters/new?session={pair.consultation.public_id}")
    assert elsewhere.status == 404


def test_a_refused_mail_stands_on_overview_company_and_log_until_it_arrives(desk, pair):
    desk.submit(drafted(desk, pair), form='form[action$="/send"]')
    mail = mails.waiting(pair.korean_user.email)[0]
    with db.writing():
        outbox.failed(mail.id, "550 5.1.1 no such user <b>", for_good=True)
    assert "1 mail of the last two weeks was refused" in desk.get("/coordinator/").main
    company = desk.get(f"/coordinator/companies/{pair.korean.public_id}").main
    assert f"Mails to {mail.address} do not arrive" in company
    log = desk.get("/coordinator/mails?state=REFUSED")
    assert "550 5.1.1 no such user <b>" in log.main
    again = desk.submit(log, form='form[action$="/again"]')
    assert "The mail is tried again" in again.text
    assert "Waits to be sent" in again.main


@pytest.mark.parametrize(
    "asked",
    [
        "state=x",
        "topic=accounts",
        "session=nobody",
        "page=0",
        "q=%25",
        "state=SENT&page=9",
    ],
)
def test_odd_searches_break_nothing(desk, pair, asked):
    assert desk.get(f"/coordinator/mails?{asked}").status == 200


@pytest.mark.parametrize("lang", Language)
def test_every_page_speaks_three_languages(visit, pair, lang):
    desk = visit(pair.coordinator, lang=lang)
    draft = drafted(desk, pair)
    for path in ("/coordinator/letters/", "/coordinator/letters/new", "/coordinator/mails"):
        assert desk.get(path).status == 200
    assert desk.submit(draft, form='form[action$="/send"]').status == 200
